"""What is measured in itself: start, memory, size, and the scenario suite."""

import http.client
import os
import subprocess
import time
from statistics import median

from . import load as loads
from . import install, paths, servers, world
from .contests import replies


def start(settings):
    """From the start of a process to its first answer, in milliseconds; A B B A."""
    reply = replies()["cycle"]
    times = {"testline": [], "bare": []}
    for nth in range(settings.starts):
        order = ["testline", "bare"] if nth % 2 == 0 else ["bare", "testline"]
        for name in order:
            times[name].append(first_answer(name, reply))
    return {name: round(median(taken), 2) for name, taken in times.items()}


def first_answer(name, reply):
    port = servers.free_port()
    address = f"127.0.0.1:{port}"
    command = [paths.EMULATOR, "--listen", address]
    if name == "bare":
        command = [paths.BARE, "axum", address, reply.status, reply.head, reply.body]
    started = time.perf_counter()
    process = subprocess.Popen(
        ["taskset", "-c", servers.SERVER_CORE, *map(str, command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            try:
                connection.request("GET", "/api/v1/auth/me", headers={"Host": "api.vobiz.ai"})
                connection.getresponse().read()
                return (time.perf_counter() - started) * 1000
            except ConnectionError:
                if process.poll() is not None:
                    raise SystemExit(f"{name} does not start") from None
            finally:
                connection.close()
    finally:
        process.kill()
        process.wait()


def memory(settings):
    """Resident bytes: just started, and after so many requests of the cycle, with the journal on."""
    points = []
    with servers.testline(world.file(servers_numbers())) as server:
        points.append({"requests": 0, "bytes": server.resident()})
        done = 0
        for target in settings.requests:
            while done < target:
                world.admin(server, "POST", "worlds/default/reset")
                sample = loads.run(server, "cycle", 32, seconds_for(target - done))
                done += round(sample.per_second * seconds_for(target - done))
            points.append({"requests": done, "bytes": server.resident()})
            print(f"{done} requests: {server.resident() / 2**20:.1f} MiB", flush=True)
    with servers.testline() as server:
        fresh = server.resident()
    return {"started": fresh, "points": points}


def servers_numbers():
    """As many numbers as there are connections."""
    return 32


def seconds_for(requests):
    return max(1, min(30, requests // 20_000))


def sizes(_settings):
    """The stripped binary as it is released."""
    return {"binary": os.path.getsize(paths.EMULATOR)}


def suite(settings):
    """The whole scenario suite in process, one run after the other."""
    program, times = install.conformance(), []
    for _ in range(settings.rounds):
        started = time.perf_counter()
        said = subprocess.run([program, "run"], cwd=paths.ROOT, capture_output=True, text=True, check=False)
        times.append(time.perf_counter() - started)
        if said.returncode != 0:
            raise SystemExit(f"the suite does not agree:\n{said.stdout}{said.stderr}")
    return {"seconds": round(median(times), 3), "said": said.stdout.strip().splitlines()[-1]}
