"""The command line."""

import argparse
import datetime
import json
import platform
import subprocess
import sys
from dataclasses import dataclass

from . import absolutes, bars, contests, core, growth, install, page, paths


@dataclass(frozen=True)
class Settings:
    """How often and how long."""

    connections: tuple
    rounds: int
    # At 32 connections, which the bars judge.
    rounds_judged: int
    seconds: int
    warm_ups: int
    warm_seconds: int
    starts: int
    requests: tuple
    numbers: tuple
    worlds: tuple


WHOLE = Settings(
    connections=(1, 32, 256),
    rounds=5,
    rounds_judged=9,
    seconds=2,
    warm_ups=6,
    warm_seconds=1,
    starts=21,
    requests=(10_000, 1_000_000, 10_000_000),
    numbers=(10, 1_000, 100_000, 1_000_000),
    worlds=(1, 1_000, 10_000),
)
QUICK = Settings(
    connections=(32,),
    rounds=1,
    rounds_judged=1,
    seconds=1,
    warm_ups=1,
    warm_seconds=1,
    starts=5,
    requests=(10_000, 100_000),
    numbers=(10, 1_000),
    worlds=(1, 100),
)

SECTIONS = {
    "loads": contests.against_bare,
    "others": contests.against_others,
    "start": absolutes.start,
    "memory": absolutes.memory,
    "sizes": absolutes.sizes,
    "suite": absolutes.suite,
    "explore": core.explore,
    "core": core.core,
    "numbers": growth.numbers,
    "worlds": growth.worlds,
}
# What a quick run leaves out, since it takes long to build or to install.
LONG = ("others", "suite", "explore", "core")


def main(about):
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds; no other mock servers")
    parser.add_argument("--only", action="append", choices=SECTIONS, metavar="NAME", help=", ".join(SECTIONS))
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    parser.add_argument("--page", action="store_true", help="write docs/performance.md anew and measure nothing")
    arguments = parser.parse_args()
    results = json.loads(paths.RESULTS.read_text()) if paths.RESULTS.exists() else {}
    # A check of what was measured measures nothing.
    measures = bool(arguments.only) or not (arguments.page or arguments.check and results)
    if measures:
        measure(arguments, results)
    page.write(results)
    if not arguments.check:
        return 0
    missed = bars.missed(results)
    for line in missed:
        print(f"missed: {line}")
    return 1 if missed else 0


def measure(arguments, results):
    install.wrk()
    install.ours()
    settings = QUICK if arguments.quick else WHOLE
    left_out = LONG if arguments.quick else ()
    for name in arguments.only or [name for name in SECTIONS if name not in left_out]:
        print(f"== {name}", flush=True)
        found = SECTIONS[name](settings)
        results[name] = {"found": found, "when": when(), "quick": arguments.quick, "machine": machine()}
        paths.RESULTS.write_text(json.dumps(results, indent=1) + "\n")


def when():
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")


def machine():
    """What it was measured on and with."""
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), "?")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=paths.ROOT, capture_output=True, text=True, check=False
    )
    return {
        "cpu": model,
        "kernel": platform.release(),
        "commit": commit.stdout.strip(),
        "rustc": install.version(["rustc", "--version"]),
        "wrk": install.version(["wrk", "--version"]).split(" Copyright")[0],
        "python": sys.version.split()[0],
    }
