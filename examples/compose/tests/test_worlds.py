"""What runs in the container and on the host, against the same emulator."""

import os
import urllib.error
import urllib.request

import pytest

NUMBER, TRUNK = "+912271264217", "aabbccdd-1234-5678-90ab-cdef12345678"


def test_a_number_goes_on_a_trunk_once(vobiz):
    assert vobiz.assign(NUMBER, TRUNK) == (204, None)
    assert vobiz.assign(NUMBER, TRUNK) == (400, "This number is already assigned to a trunk.")


def test_another_world_has_the_same_number_free(vobiz):
    assert vobiz.assign(NUMBER, TRUNK) == (204, None)


def test_the_admin_api_wants_its_token():
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(
            urllib.request.Request(f"{os.environ['TESTLINE_URL']}/_testline/v1/worlds", headers={"Host": "testline"})
        )
    assert refused.value.code == 401
