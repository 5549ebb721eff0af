"""Other mock servers, each told to answer the cycle statically: 204 to the POST and to the DELETE."""

import json
import re

from . import install, paths
from .servers import free_port, started

PATH = "/api/v1/Account/MA_XXXXXX/numbers/"


def httpmock():
    program, port = install.httpmock(), free_port()
    mocks = paths.WORK / "httpmock-mocks"
    mocks.mkdir(exist_ok=True)
    text = "".join(
        f"---\nwhen:\n  method: {method}\n  path_prefix: [{PATH}]\nthen:\n  status: 204\n"
        for method in ("POST", "DELETE")
    )
    (mocks / "cycle.yaml").write_text(text.removeprefix("---\n"))
    return started("httpmock", [program, "--port", port, "--mock-files-dir", mocks], port)


def wiremock():
    folder, port = install.npm("wiremock"), free_port()
    mappings = paths.WORK / "wiremock-root" / "mappings"
    mappings.mkdir(parents=True, exist_ok=True)
    for method in ("POST", "DELETE"):
        stub = {
            "request": {"method": method, "urlPathPattern": PATH + ".*"},
            "response": {"status": 204},
        }
        (mappings / f"{method}.json").write_text(json.dumps(stub))
    jar = next(folder.glob("node_modules/wiremock/**/*.jar"))
    command = ["java", "-jar", jar, "--port", port, "--root-dir", mappings.parent, "--disable-banner"]
    # Its journal is bounded as ours is.
    return started("wiremock", [*command, "--max-request-journal-entries", 10_000], port)


def prism():
    folder, port = install.npm("prism"), free_port()
    program = folder / "node_modules/.bin/prism"
    return started("prism", [program, "mock", "--port", port, document()], port)


def mockoon():
    folder, port = install.npm("mockoon-cli"), free_port()
    program = folder / "node_modules/.bin/mockoon-cli"
    return started("mockoon", [program, "start", "--data", document(), "--port", port], port)


def document():
    """An OpenAPI document of the cycle, as a user of these servers would have one."""
    reply = {"responses": {"204": {"description": "Done"}}}
    parameter = {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}}
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    paths_ = {PATH + "{number}/assign": {"parameters": [parameter], "post": {**reply, "requestBody": body}, "delete": reply}}
    text = json.dumps({"openapi": "3.0.3", "info": {"title": "cycle", "version": "1"}, "paths": paths_})
    file = paths.WORK / "cycle.json"
    file.write_text(text)
    return file


ALL = {"httpmock": httpmock, "wiremock": wiremock, "prism": prism, "mockoon": mockoon}


def installed():
    """The version of httpmock that cargo has installed; what the program says of itself is older."""
    file = paths.WORK / "cargo" / ".crates.toml"
    found = re.search(r'"httpmock (\S+)', file.read_text()) if file.exists() else None
    return found[1] if found else "?"


def versions():
    """What was measured, by name."""
    def package(name, of):
        file = paths.WORK / name / "node_modules" / of / "package.json"
        return json.loads(file.read_text())["version"] if file.exists() else "?"

    return {
        "httpmock": installed(),
        "wiremock": package("wiremock", "wiremock"),
        "prism": package("prism", "@stoplight/prism-cli"),
        "mockoon": package("mockoon-cli", "@mockoon/cli"),
        "java": install.version(["java", "-version"]),
        "node": install.version(["node", "--version"]),
    }
