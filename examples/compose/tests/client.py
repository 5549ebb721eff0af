"""A client of Vobiz as one may have it: it is given a base URL and credentials, and knows nothing of emulators."""

import json
import urllib.error
import urllib.request


class Vobiz:
    """Puts numbers on trunks."""

    def __init__(self, base_url, auth_id, auth_token):
        self.account = f"{base_url}/api/v1/Account/{auth_id}"
        self.headers = {"X-Auth-ID": auth_id, "X-Auth-Token": auth_token, "Content-Type": "application/json"}

    def assign(self, number, trunk):
        """Gives the status and, of a refusal, its message."""
        url = f"{self.account}/numbers/{urllib.request.quote(number)}/assign"
        body = json.dumps({"trunk_group_id": trunk}).encode()
        request = urllib.request.Request(url, body, self.headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status, None
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)["message"]
