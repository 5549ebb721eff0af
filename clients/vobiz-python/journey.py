"""The vendor's own client, vobiz-python 0.1.1, goes from a purchase to a release against an emulator.

The client has no option for its base URL: it is a constant in each of its modules. With a URL as argument only these are
changed here. Without one nothing is: `testline-emulator exec --no-live` then leads the client here by its proxy and its
certificate variables.
"""

import importlib
import os
import sys

import vobiz
from vobiz import exceptions

MODULES = [
    "numbers", "sip_trunks", "accounts", "subaccounts", "applications",
    "credentials", "ip_access_control_lists", "origination_uris", "cdrs",
]


def aim_at(base: str) -> None:
    """Points every base-URL constant of the client at an emulator."""
    for name in MODULES:
        importlib.import_module(f"vobiz.resources.{name}").VOBIZ_API_V1 = f"{base}/api/v1"
    importlib.import_module("vobiz.rest.client").VOBIZ_API_BASE_URI = f"{base}/api/v1"


def refused(kind: type[Exception], message: str, call) -> None:
    """Checks that a call ends with this exception of the client and this message."""
    try:
        call()
    except kind as error:
        assert type(error) is kind, f"expected {kind.__name__}, got {type(error).__name__}"
        assert str(error) == message, f"expected {message!r}, got {str(error)!r}"
    else:
        raise AssertionError(f"expected {kind.__name__}, got no exception")


def journey(base: str | None) -> list[str]:
    if base:
        aim_at(base)
    client = vobiz.RestClient(auth_id="MA_XXXXXX", auth_token="testline")
    done = []

    owned = client.phone_numbers.list()
    assert owned.total == 2, owned.total
    assert {number.e164 for number in owned.items} == {"+912271264217", "+1234567890"}
    done.append("list")

    stock = client.phone_numbers.list_inventory(country="IN")
    assert stock.total == 2, stock.total
    e164 = stock.items[0].e164
    done.append("inventory")

    bought = client.phone_numbers.purchase_from_inventory(e164=e164)
    assert bought.message == "Number purchased successfully", bought.message
    assert bought.number.e164 == e164
    done.append("purchase")
    refused(
        exceptions.ResourceNotFoundError, "not_found",
        lambda: client.phone_numbers.purchase_from_inventory(e164=e164),
    )
    done.append("a second purchase is refused (404)")

    trunk = client.sip_trunks.create(name="Journey")
    assert trunk.trunk_domain == f"{trunk.trunk_id}.sip.vobiz.ai", trunk.trunk_domain
    done.append("trunk create")

    # The client does not encode the number in a path; its caller has to.
    encoded = e164.replace("+", "%2B")
    assert client.phone_numbers.assign_to_trunk(encoded, trunk.trunk_id) is None
    done.append("assign (204)")

    on_trunk = [number.e164 for number in client.phone_numbers.list().items
                if getattr(number, "trunk_group_id", None) == trunk.trunk_id]
    assert on_trunk == [e164], on_trunk
    done.append("verify")

    refused(
        exceptions.ValidationError, "invalid request",
        lambda: client.phone_numbers.assign_to_trunk(encoded, trunk.trunk_id),
    )
    done.append("a second assign is refused (400)")
    refused(
        exceptions.ResourceNotFoundError, "Number not found",
        lambda: client.phone_numbers.assign_to_trunk(e164, trunk.trunk_id),
    )
    done.append("a raw + is not found (404)")
    refused(
        exceptions.ResourceNotFoundError, "Number not found",
        lambda: client.phone_numbers.assign_to_trunk("%2B19999999999", trunk.trunk_id),
    )
    done.append("an unknown number is not found (404)")

    assert client.phone_numbers.unassign_from_trunk(encoded) is None
    done.append("unassign (204)")
    refused(
        exceptions.ResourceNotFoundError, "Number not found",
        lambda: client.phone_numbers.unassign_from_trunk(encoded),
    )
    done.append("a second unassign is not found (404)")

    released = client.phone_numbers.release(encoded)
    assert released.status == "pending_release", released.status
    done.append("release")

    stranger = vobiz.RestClient(auth_id="MA_XXXXXX", auth_token="wrong")
    refused(exceptions.AuthenticationError, "unauthorized", stranger.phone_numbers.list)
    done.append("a wrong token is refused (401)")
    return done


if __name__ == "__main__":
    given = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else None
    if given is None and not {"TESTLINE_URL", "HTTPS_PROXY"} <= os.environ.keys():
        sys.exit("give an emulator's URL, or run this behind `testline-emulator exec --no-live`: it would be the real vendor")
    steps = journey(given)
    for step in steps:
        print(f"ok: {step}")
    print(f"vobiz-python {vobiz.__version__ if hasattr(vobiz, '__version__') else '0.1.1'}: {len(steps)} steps passed")
