"""A small client of two vendors: puts a phone number on a SIP trunk at Vobiz, and on a voice agent at UnleashX."""

import urllib.parse
from dataclasses import dataclass

import requests


class NumberTaken(Exception):
    """The number serves something else, which has to be decided by people."""


@dataclass
class Vendor:
    """Where a vendor is, and what to send."""

    url: str
    headers: dict[str, str]

    def ask(self, method: str, path: str, json: object = None) -> requests.Response:
        return requests.request(method, self.url + path, headers=self.headers, json=json, timeout=10)


@dataclass
class Helpline:
    """Phone numbers that lead to a voice agent."""

    vobiz: Vendor
    account: str
    unleashx: Vendor

    def open(self, number: str, trunk: str, agent: str) -> None:
        """Puts a number on a trunk and on an agent; what is done already stays."""
        self.put_on_trunk(number, trunk)
        self.give_to_agent(number, agent)

    def put_on_trunk(self, number: str, trunk: str) -> None:
        path = f"/api/v1/Account/{self.account}/numbers/{urllib.parse.quote(number)}/assign"
        try:
            answer = self.vobiz.ask("POST", path, {"trunk_group_id": trunk})
        except requests.ConnectionError:
            # The answer is lost, and nobody knows whether the change was made. So look before asking again.
            if self.trunk_of(number) == trunk:
                return
            answer = self.vobiz.ask("POST", path, {"trunk_group_id": trunk})
        if answer.status_code == 400 and "already assigned" in answer.json()["message"]:
            if self.trunk_of(number) != trunk:
                raise NumberTaken(f"{number} is on another trunk")
            return
        answer.raise_for_status()

    def trunk_of(self, number: str) -> str | None:
        answer = self.vobiz.ask("GET", f"/api/v1/Account/{self.account}/numbers")
        answer.raise_for_status()
        return next((item.get("trunk_group_id") for item in answer.json()["items"] if item["e164"] == number), None)

    def give_to_agent(self, number: str, agent: str) -> None:
        sent = {"agent_id": agent, "provider": "san", "numbers": [number]}
        answer = self.unleashx.ask("POST", "/api/agent/attach-phone-number", sent)
        if answer.status_code == 409:
            raise NumberTaken(answer.json()["message"])
        answer.raise_for_status()
