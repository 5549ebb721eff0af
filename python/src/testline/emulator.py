"""An emulator: one that runs already, or one that is started for a test session."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sysconfig
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from testline.world import World

# A world's name keeps so much of the name that it was given, beside a digest of it.
_READABLE = 46
# The emulator is reached directly, whatever proxy the machine has.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class TestlineError(Exception):
    """What the emulator, or the lack of one, has to say."""

    __test__ = False  # It is no class of tests.


class Emulator:
    """An emulator that answers until it is stopped.

    `TESTLINE_ADMIN_URL` or `TESTLINE_URL` names one that runs; without them one is started on a free port.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        url = os.environ.get("TESTLINE_ADMIN_URL") or os.environ.get("TESTLINE_URL") or self._start()
        self.url = url.rstrip("/").removesuffix("/_testline")
        self._token = os.environ.get("TESTLINE_ADMIN_TOKEN")

    def _start(self) -> str:
        beside = Path(sysconfig.get_path("scripts"), "testline.exe" if os.name == "nt" else "testline")
        program = str(beside) if beside.is_file() else shutil.which("testline")
        if program is None:
            raise TestlineError("there is no program `testline`; install the wheel that has it, or set TESTLINE_URL")
        command = [program, "serve", "--listen", "127.0.0.1:0", "--seed", "0"]
        self._process = subprocess.Popen(  # noqa: S603 (it is our own program)
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if " listening on " not in line:
            self.stop()
            raise TestlineError(f"`{' '.join(command)}` ended at once; run it to see why")
        return line.rsplit(" ", 1)[-1].strip()

    def stop(self) -> None:
        """Stops the emulator if it was started here."""
        if self._process:
            self._process.terminate()
            self._process.communicate()
            self._process = None

    def admin(self, method: str, path: str, body: object = None) -> str:
        """Asks the admin API below `/_testline/v1` and gives the body of its answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_testline/v1/{path}", data, method=method)  # noqa: S310
        request.add_header("Content-Type", "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with _direct.open(request, timeout=30) as answer:
                return str(answer.read(), "utf-8")
        except urllib.error.HTTPError as error:
            said = error.read().decode("utf-8", "replace")
            raise TestlineError(f"{method} {path}: {error.code} {said}") from None
        except (OSError, urllib.error.URLError) as error:
            raise TestlineError(f"no emulator answers at {self.url}: {error}") from None

    def world(self, name: str, **settings: Any) -> World:
        """Makes a world of this name afresh; any text is a name, and two that differ are two worlds.

        The settings are those of `PUT worlds/{name}`: `clock`, `dialect`, `seed`, `world`, `from`. Without them ids are
        the same at every run, and time stands at 2026-01-24T10:30:19Z but for a second an exchange.
        """
        whole = os.environ.get("TESTLINE_WORLD_PREFIX", "") + name
        slug = re.sub("[^a-z0-9]+", "-", whole.lower()).strip("-")
        if slug != whole or len(slug) > _READABLE:
            slug = f"{slug[-_READABLE:].strip('-')}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}".strip("-")
        given = {"seed": 0, "clock": {"at": "2026-01-24T10:30:19Z", "step": "PT1S"}, **settings}
        return World(self, json.loads(self.admin("PUT", f"worlds/{slug}", given)))
