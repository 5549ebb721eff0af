"""Makes a trunk at Vobiz and puts the account's first number on it, twice; with nothing but the standard library."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

BASE = os.environ["VOBIZ_BASE_URL"]
ACCOUNT = os.environ["VOBIZ_AUTH_ID"]


def call(method, path, body=None):
    request = urllib.request.Request(f"{BASE}/api/v1/Account/{ACCOUNT}{path}", method=method)
    request.add_header("X-Auth-ID", ACCOUNT)
    request.add_header("X-Auth-Token", os.environ["VOBIZ_AUTH_TOKEN"])
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


numbers = json.loads(call("GET", "/numbers")[1])
number = urllib.parse.quote(numbers["items"][0]["e164"], safe="")
trunk = json.loads(call("POST", "/trunks", {"name": "reception"})[1])
for _ in range(2):
    status, _ = call("POST", f"/numbers/{number}/assign", {"trunk_group_id": trunk["trunk_id"]})
    print(status)
