"""In which language a client is refused: the one it asks for, else the server's own.

    curl -H 'Accept-Language: ru' http://127.0.0.1:8000/v1/models/none

Only sentences follow it. What programs read of a refusal (`type`, `param`, `code`) is the same in
any language, and an answer speaks as the version was taught to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lekalo.core.records import Language
from lekalo.serving.errors import ApiError

_KEY = "lekalo.language"


class Listening:
    """Keeps with each request the language that it is answered in; `usual` is the server's."""

    def __init__(self, app: ASGIApp, usual: Language) -> None:
        self.app = app
        self.usual = usual

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Looks at the request and passes it on."""
        if scope["type"] == "http":
            asked = ",".join(Headers(scope=scope).getlist("accept-language"))
            scope[_KEY] = asked_language(asked, self.usual)
        await self.app(scope, receive, send)


def asked_language(header: str, usual: Language) -> Language:
    """What `Accept-Language` likes best of English and Russian, the earlier of equals; `usual`
    where it names neither, or takes anything (RFC 9110, 12.5.4)."""
    liked = sorted(_wishes(header, usual), key=lambda wish: -wish[0])
    return liked[0][1] if liked else usual


def _wishes(header: str, usual: Language) -> Iterator[tuple[float, Language]]:
    known: dict[str, Language] = {one: one for one in get_args(Language)} | {"*": usual}
    for part in header.split(","):
        name, _, weight = part.partition(";")
        language = known.get(name.strip().partition("-")[0].lower())
        liking = _weight(weight)
        if language is not None and liking > 0:
            yield liking, language


def _weight(text: str) -> float:
    """1 where nothing is said, and 0 where what is said is no weight."""
    key, _, number = text.replace(" ", "").partition("=")
    if not key:
        return 1.0
    try:
        value = float(number) if key.lower() == "q" else 0.0
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


def language_of(scope: Scope) -> Language:
    """The language that `Listening` found for a request."""
    language: Language = scope[_KEY]
    return language


def refusal(error: ApiError, scope: Scope) -> JSONResponse:
    """The error as a response in the request's language."""
    language = language_of(scope)
    headers = {"content-language": language, "vary": "Accept-Language"}
    return JSONResponse(error.body(language), error.status, headers)
