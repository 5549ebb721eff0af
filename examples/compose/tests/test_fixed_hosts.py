"""A client whose host is fixed, in a network without a way out. It is told nothing but whom to trust."""

import urllib.error
import urllib.request

import pytest
from client import Vobiz

NUMBER, TRUNK = "+1234567890", "aabbccdd-1234-5678-90ab-cdef12345678"


def test_the_vendors_own_host_is_the_emulator():
    vobiz = Vobiz("https://api.vobiz.ai", "MA_XXXXXX", "testline")
    # The default world is the only one here, and a second run may find the number on its trunk.
    status, message = vobiz.assign(NUMBER, TRUNK)
    assert (status, message) in [(204, None), (400, "This number is already assigned to a trunk.")]


@pytest.mark.parametrize(
    "host",
    ["api.trillet.ai", "api-trillet.verlatai.com", "www.tryunleashx.com", "api.vobiz.ai", "blackbox.dasha.ai"],
)
def test_every_vendor_is_spoken_to_under_its_own_name(host):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"https://{host}/no-such-path", timeout=10)
    assert refused.value.headers["testline-clause"].endswith(".any.no-such-route")


def test_nothing_else_is_reached():
    with pytest.raises(urllib.error.URLError) as unreached:
        urllib.request.urlopen("https://docs.vobiz.ai/", timeout=5)
    assert not isinstance(unreached.value, urllib.error.HTTPError)
