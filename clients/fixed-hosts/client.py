"""Asks one of the vendors, under the host that a client library has built in, by the library that is named."""

import asyncio
import sys

URL = "https://api.vobiz.ai/api/v1/auth/me"


def by_urllib() -> int:
    import urllib.error
    import urllib.request

    try:
        return urllib.request.urlopen(URL).status
    except urllib.error.HTTPError as error:
        return error.code


def by_requests() -> int:
    import requests

    return requests.get(URL).status_code


def by_httpx() -> int:
    import httpx

    return httpx.get(URL).status_code


async def by_aiohttp(trust_env: bool) -> int:
    import aiohttp

    async with aiohttp.ClientSession(trust_env=trust_env) as session, session.get(URL) as reply:
        return reply.status


WAYS = {
    "urllib": by_urllib,
    "requests": by_requests,
    "httpx": by_httpx,
    "aiohttp": lambda: asyncio.run(by_aiohttp(False)),
    "aiohttp-trust-env": lambda: asyncio.run(by_aiohttp(True)),
}
status = WAYS[sys.argv[1]]()
assert status == 401, status
