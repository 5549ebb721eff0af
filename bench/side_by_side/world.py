"""World files with as many numbers as a section needs."""

import json
import urllib.request

from . import paths, servers

CREDENTIALS = "3c90c3cc-0d44-4b50-8888-8dd25736052b"


def file(numbers, vendors=("vobiz", "unleashx", "trillet", "dasha")):
    """A world file with so many numbers more of the first tenant at these vendors. JSON is YAML."""
    paths.WORK.mkdir(parents=True, exist_ok=True)
    path = paths.WORK / f"world-{numbers}-{len(vendors)}.yaml"
    path.write_text(json.dumps(content(numbers, vendors)))
    return path


def fill(server, numbers, vendors):
    """Gives a world that runs so many numbers more. The reader of world files takes some ten thousands only."""
    admin(server, "PUT", "worlds/default", {"world": content(numbers, vendors)})


def content(numbers, vendors):
    """What a world file with so many numbers more says."""
    e164 = [f"+9190{at:08}" for at in range(numbers)]
    tables = {
        "vobiz": lambda: {"numbers": {text: {"account": "first"} for text in e164}},
        "unleashx": lambda: {"numbers": {text: {"workspace": "first"} for text in e164}},
        "trillet": lambda: {
            "numbers": {
                f"{at:08x}": {"workspace": "first", "phone_number": text} for at, text in enumerate(e164)
            }
        },
        "dasha": lambda: {
            "phone_numbers": {
                f"00000000-0000-4000-8000-{at:012x}": {"phone_number": text, "credentials": CREDENTIALS}
                for at, text in enumerate(e164)
            }
        },
    }
    world = default()
    for vendor in vendors:
        for table, records in tables[vendor]().items():
            world[vendor][table].update(records)
    return world


def default():
    """The default world, whole: a file that extends another takes more memory to read."""
    with servers.testline() as server:
        return admin(server, "GET", "worlds/default/state")


def admin(server, method, path, body=None):
    """Asks the admin API of an emulator."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/_testline/v1/{path}", data=data, method=method)
    with urllib.request.urlopen(request, timeout=600) as answer:
        text = answer.read()
    return json.loads(text) if text else None
