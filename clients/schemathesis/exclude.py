"""Applies exclusions.yaml inside schemathesis: a failure of a check is dropped where the reply names the clause that the
vendor's contract gives for it. Everything else fails the run.

The world is put back to its start before each request that stands for itself, so that one case does not take away what
the next one needs; a stateful sequence keeps what it has made.
"""

import os
import pathlib
import urllib.request

import schemathesis
import yaml

VENDOR = os.environ["TESTLINE_VENDOR"]
WORLD = os.environ["TESTLINE_WORLD_URL"]
LOG = os.environ.get("TESTLINE_EXCLUDED_LOG")


def read_exclusions():
    """Check, operation and clause of each exclusion of this vendor."""
    path = pathlib.Path(__file__).with_name("exclusions.yaml")
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["exclusions"]
    return {
        (entry["check"], operation, entry["clause"])
        for entry in entries
        if entry["vendor"] == VENDOR
        for operation in entry["operations"]
    }


EXCLUDED = read_exclusions()


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure stands."""
    operation = case.operation.definition.raw.get("operationId", "")
    # A second way to an operation has its name with a number after it.
    name = operation.rstrip("0123456789").removesuffix("-")
    clause = (response.headers.get("testline-clause") or [""])[0]
    excluded = any(
        (check, held, clause) in EXCLUDED for check in failure.checks for held in (operation, name, "any")
    )
    if LOG:
        with open(LOG, "a", encoding="utf-8") as file:
            verdict = "excluded" if excluded else "FAILS"
            file.write(f"{verdict} {','.join(failure.checks)} {operation} {clause}\n")
    return not excluded


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts the world back to its start."""
    if case.meta is None or case.meta.phase.name != "stateful":
        urllib.request.urlopen(urllib.request.Request(f"{WORLD}/reset", method="POST")).close()
