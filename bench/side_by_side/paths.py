"""Where things are."""

from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
ROOT = BENCH.parent
WRK = BENCH / "wrk"
RESULTS = BENCH / "results.json"
PAGE = ROOT / "docs" / "performance.md"
# Nothing below is kept in the repository.
WORK = ROOT / "target" / "bench-side-by-side"
RELEASE = ROOT / "target" / "release"
EMULATOR = RELEASE / "testline-emulator"
BARE = RELEASE / "examples" / "bare"
HTTPMOCK = WORK / "cargo" / "bin" / "httpmock"
