"""Starts each server on core 0 and waits until it answers."""

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

from . import paths

SERVER_CORE = "0"
LOAD_CORE = "1"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return True
    except OSError:
        return False


class Server:
    """A server that runs."""

    def __init__(self, name, process, port):
        self.name, self.process, self.port = name, process, port

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def processor(self):
        """The seconds of a processor that it has used, its children's too."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(") ")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def resident(self):
        """The memory that it has, in bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            lines = [line for line in status if line.startswith("VmRSS:")]
        return int(lines[0].split()[1]) * 1024


@contextmanager
def started(name, command, port, wait=60, core=SERVER_CORE, **more):
    """Runs a server until the block ends. What it writes goes to a file, as a shell would redirect it."""
    paths.WORK.mkdir(parents=True, exist_ok=True)
    with open(paths.WORK / f"{name}.log", "wb") as log:
        process = subprocess.Popen(
            ["taskset", "-c", core, *map(str, command)],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **more,
        )
        try:
            deadline = time.monotonic() + wait
            while not answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{name} does not answer; see {log.name}")
                time.sleep(0.01)
            yield Server(name, process, port)
        finally:
            # The whole group: some servers are started by a script of theirs.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def testline(world=None, *flags):
    """The emulator as anyone would start it: journal, headers, credentials and log are on."""
    port = free_port()
    command = [paths.EMULATOR, "--listen", f"127.0.0.1:{port}", "--seed", "1", *flags]
    if world:
        command += ["--world", world]
    return started("testline", command, port, wait=300)


def bare(kind, reply):
    """The bare handler of a kind, with as many bytes as a reply of ours."""
    port = free_port()
    command = [paths.BARE, kind, f"127.0.0.1:{port}", reply.status, reply.head, reply.body]
    return started("bare" if kind == "axum" else "hyper", command, port)
