"""One load on one server, for so many seconds, by wrk on a core of its own."""

import json
import os
import socket
import subprocess
from dataclasses import dataclass

from . import paths
from .servers import LOAD_CORE

# The clauses that a load may meet; one other, or one wrong status, voids a run.
CLAUSES = {
    "cycle": ["vobiz.assign-number-to-trunk.assigned", "vobiz.unassign-number-from-trunk.unassigned"],
    "attach": ["unleashx.attach-phone-number.attached", "unleashx.attach-phone-number.attached-again"],
    "link": ["dasha.link-phone-number-to-agent.linked", "dasha.link-phone-number-to-agent.relinked"],
    "bind": [
        "trillet.assign-phone-number-to-agent.assigned",
        "trillet.assign-phone-number-to-agent.assigned-again",
    ],
    "list": ["vobiz.list-account-phone-numbers.listed"],
}


class Void(Exception):
    """A run that does not count, and why."""


@dataclass(frozen=True)
class Sample:
    """What one run gave."""

    per_second: float
    p50: int
    p99: int
    # What the server used of a processor for each request, in microseconds; and of its core, from 0 to 1. Well below 1
    # it was the generator that was slow.
    processor: float
    busy: float


def run(server, load, connections, seconds, *arguments):
    """Requests a second, and percentiles in microseconds. A thread of wrk is one connection here."""
    script = paths.WRK / f"{load}.lua"
    command = ["taskset", "-c", LOAD_CORE, "wrk", "--threads", connections, "--connections", connections]
    command += ["--duration", f"{seconds}s", "--timeout", "10s", "--script", script, server.url]
    environment = {**os.environ, "BENCH_WRK": str(paths.WRK)}
    before = server.processor()
    said = subprocess.run(
        [*map(str, command), *(["--", *map(str, arguments)] if arguments else [])],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    lines = [line for line in said.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise Void(f"wrk said nothing of {server.name}: {said.stdout}{said.stderr}")
    got = json.loads(lines[-1])
    if got["wrong"] or got["broken"]:
        raise Void(f"{server.name}, {load}: {got['wrong']} wrong statuses, {got['broken']} broken connections")
    used = server.processor() - before
    requests = max(1, got["requests"])
    rate = requests * 1e6 / got["micros"]
    return Sample(rate, got["p50"], got["p99"], used * 1e6 / requests, used * 1e6 / got["micros"])


@dataclass(frozen=True)
class Reply:
    """The bytes of a reply, less its status line, the length of its body and the empty line."""

    status: int
    head: int
    body: int


# One request of each load as it goes over the wire, so that the bare handler can be told how much to answer.
FIRST = {
    "cycle": (
        "POST /api/v1/Account/MA_XXXXXX/numbers/%2B919000000000/assign",
        "X-Auth-ID: MA_XXXXXX\r\nX-Auth-Token: testline",
        '{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}',
    ),
    "attach": (
        "POST /api/agent/attach-phone-number",
        "token: YOUR_AUTH_TOKEN",
        '{"agent_id":"agent_abc123xyz","numbers":["+919000000000"],"provider":"san"}',
    ),
    "link": (
        "PUT /api/v1/sip-phone-numbers/00000000-0000-4000-8000-000000000000/agent-link"
        "?agentId=9839c486-f904-4db4-9d66-228964d76580",
        "Authorization: Bearer testline",
        "",
    ),
    "bind": (
        "POST /v1/api/agents/64f9b12a/bind/00000000",
        "x-api-key: tk_testline\r\nx-workspace-id: 664a1b2c3d4e5f6a7b8c9d0e",
        '{"recordCalls":true}',
    ),
    "list": (
        "GET /api/v1/Account/MA_XXXXXX/numbers?page=1&per_page=25",
        "X-Auth-ID: MA_XXXXXX\r\nX-Auth-Token: testline",
        "",
    ),
}


def reply(server, load):
    """What a server answers to the first request of a load."""
    line, headers, body = FIRST[load]
    kind = "Content-Type: application/json\r\n" if body else ""
    text = f"{line} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n{headers}\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as stream:
        stream.sendall(text.encode())
        answer = b""
        while piece := stream.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *fields = head.decode().split("\r\n")
    # The connection stays open in a run, and the length is added by hyper to the bare reply as well.
    kept = [field for field in fields if not field.lower().startswith(("content-length", "connection"))]
    return Reply(int(status.split()[1]), sum(len(field) + 2 for field in kept), len(body))
