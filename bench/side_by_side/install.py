"""Builds and installs what is measured and what measures."""

import json
import os
import shutil
import subprocess

from . import paths

# The latest at the time of writing; a result names what it was measured with.
NPM = {"wiremock": "wiremock@3", "prism": "@stoplight/prism-cli@5", "mockoon-cli": "@mockoon/cli@9"}


def ours():
    """The emulator and the bare handler, as they are released."""
    build = ["cargo", "build", "--release", "--locked", "-p", "testline-emulator"]
    subprocess.run([*build, "--bin", "testline-emulator", "--example", "bare"], cwd=paths.ROOT, check=True)


def conformance():
    """The harness, as it is released."""
    build = ["cargo", "build", "--release", "--locked", "-p", "testline-conformance"]
    subprocess.run(build, cwd=paths.ROOT, check=True)
    return paths.RELEASE / "testline-conformance"


def bench():
    """The program of criterion's benches."""
    build = ["cargo", "bench", "--locked", "-p", "testline-emulator", "--bench", "core", "--no-run"]
    said = subprocess.run(
        [*build, "--message-format", "json"], cwd=paths.ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    lines = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
    programs = [line["executable"] for line in lines if line.get("target", {}).get("kind") == ["bench"]]
    return programs[-1]


def wrk():
    if shutil.which("wrk"):
        return
    print("installing wrk", flush=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True, stdout=subprocess.DEVNULL)


def npm(name):
    """The folder in which a package of npm is installed."""
    folder = paths.WORK / name
    if not (folder / "node_modules").exists():
        print(f"installing {NPM[name]}", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, NPM[name]]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def httpmock():
    """The standalone server of httpmock."""
    if not paths.HTTPMOCK.exists():
        print("installing httpmock", flush=True)
        command = ["cargo", "install", "httpmock", "--features", "standalone", "--locked"]
        environment = {**os.environ, "CARGO_TARGET_DIR": str(paths.WORK / "httpmock-target")}
        command += ["--root", paths.WORK / "cargo"]
        subprocess.run(command, check=True, env=environment, cwd=paths.WORK)
    return paths.HTTPMOCK


def version(command):
    """The first line of what a command says of its version."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return "?"
    return (said.stdout + said.stderr).strip().splitlines()[0] if said.stdout or said.stderr else "?"
