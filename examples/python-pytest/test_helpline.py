"""What the client does where all goes well, where it is refused, and where an answer is lost."""

from pathlib import Path

import pytest
from helpline import Helpline, NumberTaken, Vendor
from testline import World

NUMBER = "+912271264217"
TRUNK, OTHER_TRUNK = "aabbccdd-1234-5678-90ab-cdef12345678", "e3e55a78-1234-5678-90ab-cdef12345678"
AGENT, OTHER_AGENT = "agent_abc123xyz", "agent_xyz789abc"
SNAPSHOT = Path(__file__).with_name("opened.snap.txt")


@pytest.fixture
def helpline(testline_world: World) -> Helpline:
    vobiz, unleashx = (testline_world.credentials(vendor) for vendor in ("vobiz", "unleashx"))
    return Helpline(
        vobiz=Vendor(testline_world.base_url("vobiz"), vobiz.headers),
        account=vobiz.ids["auth_id"],
        unleashx=Vendor(testline_world.base_url("unleashx"), unleashx.headers),
    )


def test_a_helpline_opens(helpline, testline_world):
    helpline.open(NUMBER, TRUNK, AGENT)
    assert helpline.trunk_of(NUMBER) == TRUNK
    assert "unleashx.attach-phone-number.attached" in testline_world.journal.clauses


def test_a_number_of_another_agent_is_refused(helpline, testline_world):
    helpline.give_to_agent(NUMBER, OTHER_AGENT)
    with pytest.raises(NumberTaken):
        helpline.open(NUMBER, TRUNK, AGENT)
    assert testline_world.journal.clauses[-1] == "unleashx.attach-phone-number.number-already-attached"


def test_a_number_of_another_trunk_is_refused(helpline):
    helpline.put_on_trunk(NUMBER, OTHER_TRUNK)
    with pytest.raises(NumberTaken, match="another trunk"):
        helpline.open(NUMBER, TRUNK, AGENT)


def test_a_lost_answer_is_survived(helpline, testline_world):
    testline_world.fault("cut-after-commit", vendor="vobiz", operation="assign-number-to-trunk", first=1)
    helpline.open(NUMBER, TRUNK, AGENT)
    assert testline_world.journal.clauses == [
        "vobiz.assign-number-to-trunk.assigned",
        "vobiz.list-account-phone-numbers.listed",
        "unleashx.attach-phone-number.attached",
    ]


def test_what_is_said_is_as_stored(helpline, testline_world):
    """The stored text is reviewed like code; delete the file and run twice to make it anew."""
    helpline.open(NUMBER, TRUNK, AGENT)
    said = str(testline_world.journal)
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(said)
        pytest.fail(f"{SNAPSHOT.name} was not there and is now; look at it, then run again")
    assert said == SNAPSHOT.read_text()
