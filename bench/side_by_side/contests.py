"""Throughput and latency: ratios inside one interleaved run."""

from contextlib import ExitStack

from . import load as loads
from . import others, servers, world
from .rounds import Contest

NUMBERS = 1_000


def replies():
    """What the emulator answers to the first request of each load."""
    with servers.testline(world.file(NUMBERS)) as server:
        found = {load: loads.reply(server, load) for load in loads.CLAUSES}
    for load, reply in found.items():
        if reply.status >= 300:
            raise SystemExit(f"{load} is answered with {reply.status}")
    return found


def against_bare(settings):
    """Every load at each number of connections: a bare handler of the same bytes, hyper without a framework, Testline."""
    results = {}
    for load, reply in replies().items():
        with ExitStack() as stack:
            running = [
                stack.enter_context(servers.bare("axum", reply)),
                stack.enter_context(servers.bare("hyper", reply)),
                stack.enter_context(servers.testline(world.file(NUMBERS))),
            ]
            for server in running[:2]:
                if (got := loads.reply(server, load)) != reply:
                    raise SystemExit(f"{server.name} answers with {got}, and Testline with {reply}")
            for connections in settings.connections:
                print(f"{load} at {connections}", flush=True)
                contest = Contest(running, load, connections, settings)
                results[f"{load}/{connections}"] = {
                    "servers": contest.run(),
                    "void": contest.void,
                    "reply": {"status": reply.status, "head": reply.head, "body": reply.body},
                }
    return results


def against_others(settings):
    """The cycle at 32 connections; what a static mock cannot do it answers statically."""
    results = {}
    reply = replies()["cycle"]
    for name, start in others.ALL.items():
        print(f"cycle against {name}", flush=True)
        with start() as other, servers.testline(world.file(NUMBERS)) as ours, servers.bare("axum", reply) as bare:
            contest = Contest([other, ours, bare], "cycle", 32, settings)
            results[name] = {"servers": contest.run(), "void": contest.void}
    return {"contests": results, "versions": others.versions()}
