"""The plugin as a test suite meets it: real tests in a folder of their own, against a real emulator."""

import re
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from testline import Emulator, TestlineError, World

pytest_plugins = ["pytester"]

NUMBER = "/numbers/%2B912271264217/assign"
TRUNK = b'{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}'


def assign(world: World) -> int:
    """Puts the number on the trunk, in the way of no client library."""
    vobiz = world.credentials("vobiz")
    url = f"{world.base_url('vobiz')}/api/v1/Account/{vobiz.ids['auth_id']}{NUMBER}"
    headers = {**vobiz.headers, "Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, TRUNK, headers)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_world_starts_afresh_whatever_another_did(testline: Emulator, testline_world: World) -> None:
    assert [assign(testline_world), assign(testline_world)] == [204, 400]
    assert assign(testline.world("another")) == 204
    assert testline_world.journal.clauses == [
        "vobiz.assign-number-to-trunk.assigned",
        "vobiz.assign-number-to-trunk.already-assigned",
    ]


def test_a_lost_answer_is_lost_after_the_change(testline_world: World) -> None:
    testline_world.fault("cut-after-commit", vendor="vobiz", operation="assign-number-to-trunk", first=1)
    with pytest.raises((urllib.error.URLError, OSError)):
        assign(testline_world)
    assert assign(testline_world) == 400


def test_an_action_with_a_setting_is_a_mapping(testline_world: World) -> None:
    testline_world.fault({"kind": "refuse", "status": 503}, vendor="vobiz")
    assert assign(testline_world) == 503
    testline_world.clear_faults()
    assert assign(testline_world) == 204


def test_the_clock_moves_on_and_says_what_fell_due(testline_world: World) -> None:
    vobiz = testline_world.credentials("vobiz")
    url = f"{testline_world.base_url('vobiz')}/api/v1/Account/{vobiz.ids['auth_id']}/numbers/%2B912271264217"
    request = urllib.request.Request(url, headers=vobiz.headers, method="DELETE")
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
    assert testline_world.advance("PT1H") == []
    assert [event["vendor"] for event in testline_world.advance("PT24H")] == ["vobiz"]


@pytest.mark.testline(dialect={"vobiz.unknown-trunk": "404"}, clock="real")
def test_a_marker_says_how_the_world_is_made(testline_world: World) -> None:
    testline_world.patch({"vobiz": {"trunks": {"aabbccdd-1234-5678-90ab-cdef12345678": None}}})
    assert assign(testline_world) == 404
    with pytest.raises(TestlineError, match="409"):
        testline_world.advance("PT1H")


def test_what_the_emulator_refuses_says_why(testline_world: World) -> None:
    with pytest.raises(TestlineError, match="did you mean assign-number-to-trunk"):
        testline_world.fault("reset", vendor="vobiz", operation="asign-number-to-trunk")


@pytest.mark.parametrize("name", ["Übung", "a/b::c[d-é]", "x" * 300, "-"])
def test_any_name_makes_a_world(testline: Emulator, name: str) -> None:
    assert re.fullmatch("[a-z0-9][a-z0-9-]{0,62}", testline.world(name).name)


def test_names_that_look_alike_are_worlds_apart(testline: Emulator) -> None:
    assert len({testline.world(name).name for name in ("a b", "a-b", "a_b", "A b")}) == 4


def test_the_text_of_a_journal_is_the_same_at_every_run(testline: Emulator) -> None:
    def run() -> str:
        world = testline.world("the-same")
        assign(world)
        return str(world.journal)

    assert run() == run()
    assert re.fullmatch(
        r"### 1 vobiz\.assign-number-to-trunk\.assigned\n"
        r"POST /api/v1/Account/MA_\w{8}/numbers/%2B912271264217/assign\n"
        r'\{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"\}\n'
        r"204\n",
        run(),
    )


SUITE = """
import pytest, urllib.request

@pytest.mark.parametrize("n", range(8))
def test_alone(testline_world, n):
    assert testline_world.journal == []
    with pytest.raises(OSError):
        urllib.request.urlopen(testline_world.base_url("dasha") + "/api/v1/agents")
    assert testline_world.journal.clauses == ["dasha.any.no-credentials"]
"""


def test_a_suite_passes_twice_and_on_four_workers_against_one_emulator(
    testline: Emulator, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESTLINE_URL", testline.url)
    pytester.makepyfile(SUITE)
    for arguments in ([], [], ["-n", "4"]):
        pytester.runpytest_subprocess(*arguments).assert_outcomes(passed=8)


def test_every_worker_starts_an_emulator_where_none_runs(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TESTLINE_URL", "TESTLINE_ADMIN_URL"):
        monkeypatch.delenv(name, raising=False)
    pytester.makepyfile(SUITE)
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=8)


def test_a_failed_test_shows_its_journal_and_a_passed_one_does_not(
    testline: Emulator, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESTLINE_URL", testline.url)
    pytester.makepyfile(SUITE + "\n    assert n > 0\n")
    result = pytester.runpytest_subprocess("-rA")
    result.assert_outcomes(passed=7, failed=1)
    shown = [line for line in result.outlines if "testline journal of" in line]
    assert len(shown) == 1
    result.stdout.fnmatch_lines(["### 1 dasha.any.no-credentials", "GET /api/v1/agents"])


def test_a_prefix_keeps_two_runs_of_one_suite_apart(testline: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    for prefix in ("run-1-", "run-2-"):
        monkeypatch.setenv("TESTLINE_WORLD_PREFIX", prefix)
        names.append(testline.world("the-test").name)
    assert names == ["run-1-the-test", "run-2-the-test"]


def test_an_emulator_elsewhere_is_told_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            sent.append((self.path, self.headers["Authorization"]))
            self.send_error(401)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever).start()
        monkeypatch.setenv("TESTLINE_ADMIN_URL", f"http://127.0.0.1:{server.server_port}/_testline")
        monkeypatch.setenv("TESTLINE_ADMIN_TOKEN", "t0ken")
        with pytest.raises(TestlineError, match="401"):
            Emulator().world("a")
        server.shutdown()
    assert sent == [("/_testline/v1/worlds/a", "Bearer t0ken")]


def test_a_missing_program_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TESTLINE_URL", "TESTLINE_ADMIN_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    with pytest.raises(TestlineError, match="install the wheel"):
        Emulator()
