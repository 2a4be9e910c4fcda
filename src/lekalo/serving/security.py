"""Who may ask: the right host name, the key where there is one, a body of bounded size.

The host name is checked against DNS rebinding (a page elsewhere whose name is pointed at
this machine); a JSON content type is demanded, so that a page cannot post without asking
the browser's permission, which is never given: there are no CORS headers.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from lekalo.core.wording import Word
from lekalo.serving import words
from lekalo.serving.errors import ApiError
from lekalo.serving.listening import refusal

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
OPEN_PATHS = frozenset({"/healthz"})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class HostCheck:
    """Refuses a request whose Host header is none of `allowed`."""

    def __init__(self, app: ASGIApp, allowed: Iterable[str]) -> None:
        self.app = app
        self.allowed = frozenset(host.lower() for host in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on or answers 400."""
        if scope["type"] == "http" and not self._known(Headers(scope=scope)):
            await refusal(ApiError(400, words.OTHER_HOST), scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _known(self, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        return len(hosts) == 1 and _without_port(hosts[0]).lower() in self.allowed


class KeyCheck:
    """Demands `Authorization: Bearer KEY` on every path but the open ones."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self.app = app
        self.expected = f"Bearer {key}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on or answers 401. The comparison takes the same time wherever keys differ."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            given = Headers(scope=scope).get("authorization", "").encode("latin-1")
            if not hmac.compare_digest(given, self.expected):
                error = ApiError(401, words.WRONG_KEY, code="invalid_api_key")
                await refusal(error, scope)(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def read_json_body(request: Request, limit: int) -> bytes:
    """The body's bytes; `ApiError` 415 where it is not said to be JSON, 413 over `limit`."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise ApiError(415, words.NOT_SAID_JSON)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            size = Word(f"{limit:,}", f"{limit:,}".replace(",", " "))
            raise ApiError(413, words.LONG_BODY(size=size))
    return bytes(body)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
