"""What a client is told when its request cannot be served: OpenAI's shape, one sentence.

The sentence is in the language that the client asks for; the other keys are for programs.

A sentence here never holds a path, an address or a stack; what is wrong inside the server
goes to its log.
"""

from __future__ import annotations

import logging
from typing import Any

from lekalo.core.errors import LekaloError, NotFoundError
from lekalo.core.records import Language
from lekalo.core.wording import Sayable
from lekalo.serving import words

log = logging.getLogger("lekalo.serving")

_TYPES = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error"}


class ApiError(Exception):
    """A refusal with its HTTP status; `param` names the request's key that is wrong."""

    def __init__(
        self, status: int, message: Sayable, *, code: str | None = None, param: str | None = None
    ) -> None:
        super().__init__(_sayable(message.say("en")))
        self.status = status
        self.code = code
        self.param = None if param is None else _sayable(param)
        self._message = message

    def say(self, language: Language) -> str:
        """The sentence for a person."""
        return _sayable(self._message.say(language))

    def body(self, language: Language = "en") -> dict[str, Any]:
        """`{"error": {message, type, param, code}}`, as OpenAI's clients read it."""
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        error = {
            "message": self.say(language),
            "type": _TYPES.get(self.status, kind),
            "param": self.param,
            "code": self.code,
        }
        return {"error": error}


def _sayable(text: str) -> str:
    """A client's words may hold half a surrogate pair, which no UTF-8 can carry back."""
    return text.encode("utf-8", "replace").decode()


def as_api_error(error: Exception) -> ApiError:
    """The refusal for anything raised while serving. What is not the client's doing is logged
    whole, and said without its particulars."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, NotFoundError):
        return ApiError(404, error, code="model_not_found", param="model")
    log.error("a request failed: %s", error, exc_info=error)
    if isinstance(error, LekaloError):
        return ApiError(503, words.VERSION_FAILED)
    return ApiError(500, words.SERVER_FAILED)
