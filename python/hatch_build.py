"""Puts the program into the wheel, and says for which platforms the wheel is."""

import os
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Program(BuildHookInterface[Any]):
    """TESTLINE_BINARY is the program; TESTLINE_WHEEL_PLATFORM its platform tag, where it is not this machine's."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the program to what is built."""
        binary = os.environ.get("TESTLINE_BINARY", "")
        if version == "editable" and not binary:
            return
        if not Path(binary).is_file():
            raise SystemExit(
                f"TESTLINE_BINARY is `{binary}`, which is no file; set it to a built `testline`, such as "
                "target/release/testline"
            )
        suffix = ".exe" if binary.endswith(".exe") else ""
        here = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{os.environ.get('TESTLINE_WHEEL_PLATFORM', here)}"
        build_data["pure_python"] = False
        build_data["shared_scripts"] = {str(Path(binary).resolve()): f"testline{suffix}"}
