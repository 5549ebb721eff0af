"""A world of its own for each test, made through the admin API of the emulator that TESTLINE_URL names."""

import json
import os
import re
import urllib.request

import pytest
from client import Vobiz


@pytest.fixture
def world(request):
    """What the emulator says of a fresh world: base URLs and credentials."""
    where = "host" if "127.0.0.1" in os.environ["TESTLINE_URL"] else "container"
    name = re.sub("[^a-z0-9]+", "-", f"{where}-{request.node.name}".lower()).strip("-")[:63]
    # PUT makes the world or makes it anew, so that a second run needs no clean-up.
    made = urllib.request.Request(
        f"{os.environ['TESTLINE_URL']}/_testline/v1/worlds/{name}",
        headers={"Authorization": f"Bearer {os.environ['TESTLINE_ADMIN_TOKEN']}"},
        method="PUT",
    )
    with urllib.request.urlopen(made, timeout=10) as reply:
        return json.load(reply)


@pytest.fixture
def vobiz(world):
    """The client, led to that world."""
    headers = world["credentials"]["vobiz"]["first"]["headers"]
    return Vobiz(world["base_urls"]["vobiz"], headers["X-Auth-ID"], headers["X-Auth-Token"])
