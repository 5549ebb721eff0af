"""What the core costs without a socket, by criterion; and what `explore` does in a second."""

import json
import os
import re
import shutil
import subprocess
from statistics import median

from . import install, paths, servers

# What criterion is given to take for each bench, in seconds, besides its warm-up.
SECONDS = 2
CASES = 5_000
STEPS = 60
SAID = re.compile(r"(?P<vendor>\w+): .* (?P<rate>\d+) steps/s\)")


def core(_settings):
    """The median of each bench in nanoseconds, by its name."""
    program = install.bench()
    command = [program, "--bench", "--noplot", "--warm-up-time", 1, "--measurement-time", SECONDS]
    folder = paths.WORK / "criterion"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with open(paths.WORK / "core.log", "wb") as log:
        environment = {**os.environ, "CRITERION_HOME": str(folder)}
        subprocess.run([*map(str, command)], cwd=paths.ROOT, env=environment, stdout=log, stderr=log, check=True)
    found = {}
    for about in sorted(folder.glob("**/new/benchmark.json")):
        estimates = json.loads(about.with_name("estimates.json").read_text())
        name = json.loads(about.read_text())["full_id"]
        found[name] = round(estimates["median"]["point_estimate"])
        print(f"{name}: {found[name]:,} ns", flush=True)
    if not found:
        raise SystemExit(f"criterion left no estimates in {folder}")
    return found


def explore(settings):
    """Steps a second in process, on one core, by vendor; the median of a few runs."""
    program = install.conformance()
    command = ["taskset", "-c", servers.SERVER_CORE, program, "explore", "--steps", STEPS, "--seed", 1]
    command += ["--cases", CASES]
    rates = {}
    for _ in range(min(3, settings.rounds)):
        said = subprocess.run([*map(str, command)], cwd=paths.ROOT, capture_output=True, text=True, check=False)
        if said.returncode != 0:
            raise SystemExit(f"exploring does not agree:\n{said.stdout}{said.stderr}")
        for line in SAID.finditer(said.stdout):
            rates.setdefault(line["vendor"], []).append(int(line["rate"]))
    if not rates:
        raise SystemExit(f"explore said nothing of its rate:\n{said.stdout}")
    return {vendor: round(median(each)) for vendor, each in rates.items()}
