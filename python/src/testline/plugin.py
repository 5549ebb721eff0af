"""The pytest plugin: an emulator for the session, and a world for each test that asks for one."""

from collections.abc import Generator, Iterator

import pytest

from testline.emulator import Emulator, TestlineError
from testline.world import World


def pytest_configure(config: pytest.Config) -> None:
    """Tells pytest of the marker."""
    says = "testline(**settings): how the test's world is made: clock, dialect, seed, world, from"
    config.addinivalue_line("markers", says)


@pytest.fixture(scope="session")
def testline() -> Iterator[Emulator]:
    """Gives the emulator that TESTLINE_URL names, or one of this session's own on a free port."""
    emulator = Emulator()
    yield emulator
    emulator.stop()


@pytest.fixture
def testline_world(testline: Emulator, request: pytest.FixtureRequest) -> World:
    """Gives a world that is named by the test, and so is nobody else's, whichever worker runs it."""
    settings = {}
    for marker in reversed(list(request.node.iter_markers("testline"))):
        settings.update(marker.kwargs)
    return testline.world(request.node.nodeid, **settings)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Shows the journal of a test's world where the test has failed."""
    report = yield
    world = getattr(item, "funcargs", {}).get("testline_world")
    if report.failed and isinstance(world, World):
        try:
            text = str(world.journal) or "nothing was said\n"
        except TestlineError as error:
            text = f"{error}\n"
        report.sections.append((f"testline journal of {world.name}", text))
    return report
