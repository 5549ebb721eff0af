"""What a request costs and a number takes as a world grows, and as there are more worlds."""

from contextlib import ExitStack

from . import load as loads
from . import paths, servers, world
from .rounds import Contest

VENDORS = {"cycle": "vobiz", "attach": "unleashx", "link": "dasha", "bind": "trillet"}


def numbers(settings):
    """Each load at 32 connections in worlds of so many numbers, interleaved; memory a number, vendor by vendor."""
    results = {}
    for load, vendor in VENDORS.items():
        with ExitStack() as stack:
            running = []
            for count in settings.numbers:
                server = stack.enter_context(servers.testline())
                # As many as there are connections at least.
                world.fill(server, max(count, 32), (vendor,))
                server.name = f"testline-{count}"
                running.append(server)
            print(f"{load} in worlds of {', '.join(map(str, settings.numbers))} numbers", flush=True)
            resident = {server.name: server.resident() for server in running}
            contest = Contest(running, load, 32, settings)
            results[load] = {"servers": contest.run(), "resident": resident, "void": contest.void}
    return results


def worlds(settings):
    """Many worlds, each found by its credentials: memory of an idle one, and the median of one request to each."""
    results = []
    with ExitStack() as stack:
        running = []
        for count in settings.worlds:
            server = stack.enter_context(servers.testline(None, "--max-worlds", "20000"))
            server.name = f"testline-{count}"
            before = server.resident()
            made = [world.admin(server, "POST", "worlds", {}) for _ in range(count - 1)]
            made.append(world.admin(server, "GET", "worlds/default"))
            after = server.resident()
            file = paths.WORK / f"worlds-{count}.txt"
            headers = [one["credentials"]["vobiz"]["first"]["headers"] for one in made]
            file.write_text("".join(f"{each['X-Auth-ID']} {each['X-Auth-Token']}\n" for each in headers))
            running.append((server, file))
            results.append({"worlds": count, "bytes": after - before})
            print(f"{count} worlds: {(after - before) / 1024:.0f} KiB more", flush=True)
        samples = {server.name: [] for server, _ in running}
        for nth in range(settings.rounds):
            for server, file in running if nth % 2 == 0 else running[::-1]:
                samples[server.name].append(loads.run(server, "worlds", 1, settings.seconds, file))
        for result in results:
            medians = sorted(sample.p50 for sample in samples[f"testline-{result['worlds']}"])
            result["p50"] = medians[len(medians) // 2]
    return results
