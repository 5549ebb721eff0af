"""A world of an emulator: a universe of its own for one test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from testline.emulator import Emulator

Exchange = dict[str, Any]
"""A request with its reply, as the admin API gives it: `clause`, `because`, `request`, `reply` and more."""


@dataclass(frozen=True)
class Credentials:
    """What a client of a vendor sends, and the ids that stand in its paths."""

    headers: dict[str, str]
    ids: dict[str, str]


class Journal(list[Exchange]):
    """What was said to a world, oldest first."""

    @property
    def clauses(self) -> list[str]:
        """The clauses that decided, such as `vobiz.assign-number-to-trunk.assigned`, in order."""
        return [exchange["clause"] for exchange in self]

    def __str__(self) -> str:
        """Gives the text to compare with a stored one: no host, no client's own headers, no time."""
        return "\n".join(_text(place, exchange) for place, exchange in enumerate(self, 1))


def _text(place: int, exchange: Exchange) -> str:
    request, reply = exchange["request"], exchange["reply"]
    notes = f" ({exchange['did']})" if exchange.get("did") else ""
    parts = [f"### {place} {exchange['clause']}{notes}", f"{request['method']} {request['target']}"]
    parts += [request.get("body", "(binary)")] if request.get("body") != "" else []
    parts += [f"{reply['status']} {reply.get('body', '(binary)')}".strip()]
    return "\n".join(parts) + "\n"


class World:
    """State, clock, ids, faults and journal that no other test sees."""

    def __init__(self, emulator: Emulator, made: Mapping[str, Any]) -> None:
        self.name: str = made["world"]
        self._emulator, self._made = emulator, made

    def base_url(self, vendor: str) -> str:
        """Where `trillet`, `unleashx`, `vobiz` or `dasha` is in this world, without a slash at the end."""
        return str(self._made["base_urls"][vendor])

    def credentials(self, vendor: str, tenant: str = "first") -> Credentials:
        """Gives credentials of this world; others are `second` and, at UnleashX, `first-api-key` and `first-login`."""
        return Credentials(**self._made["credentials"][vendor][tenant])

    def fault(self, action: str | Mapping[str, Any], **match: Any) -> str:
        """Lets something go wrong: `fault("cut-after-commit", vendor="vobiz", operation="create-trunk", first=1)`.

        An action with a setting is a mapping: `fault({"kind": "refuse", "status": 503}, vendor="dasha")`.
        """
        named = {"kind": action} if isinstance(action, str) else dict(action)
        return str(self._ask("POST", "faults", {"match": match, "action": named})["id"])

    def clear_faults(self) -> None:
        """Lets nothing go wrong any more."""
        self._emulator.admin("DELETE", f"worlds/{self.name}/faults")

    def advance(self, by: str) -> list[dict[str, Any]]:
        """Moves the clock on by an ISO 8601 duration such as `PT24H`; gives what fell due meanwhile, in order."""
        return list(self._ask("POST", "clock/advance", {"by": by})["fired"])

    def patch(self, state: Mapping[str, Any]) -> None:
        """Changes the state as a vendor's dashboard would: a JSON merge patch of a world file."""
        self._ask("PATCH", "state", state)

    @property
    def journal(self) -> Journal:
        """What was said so far, secrets hidden."""
        return Journal(self._ask("GET", "journal")["exchanges"])

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        return dict(json.loads(self._emulator.admin(method, f"worlds/{self.name}/{path}", body) or "{}"))
