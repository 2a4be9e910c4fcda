"""The chat completions request and its replies, as OpenAI's API has them.

Every key of a request is honoured or refused by name; none is ignored. What is left out of
OpenAI's API (tools, pictures, log-probabilities, several answers, stored chats) is refused,
except at the value that asks for nothing, such as `n: 1`. Keys beyond it: `top_k`.
`user` names who asks and goes to the server's log; it has no part in the answer.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from lekalo.core.records import Completion, Message
from lekalo.core.strict import wrong_value
from lekalo.core.wording import nearest
from lekalo.serving import words
from lekalo.serving.errors import ApiError

_Stop = Annotated[str, Field(min_length=1, max_length=256)]
_SURROGATE = re.compile("[\ud800-\udfff]")
_Number = Annotated[float, Field(strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Part(_Strict):
    type: Literal["text"]
    text: str


class _Turn(_Strict):
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_Part]

    def message(self) -> Message:
        pieces = self.content
        text = pieces if isinstance(pieces, str) else "".join(part.text for part in pieces)
        # `developer` is the newer name of the same role
        return Message("system" if self.role == "developer" else self.role, text)


class _StreamOptions(_Strict):
    include_usage: StrictBool = False


class ChatRequest(_Strict):
    """One request; a key that was not given is None, and the version's recipe decides."""

    model: str = Field(min_length=1, max_length=200)
    messages: list[_Turn] = Field(min_length=1)
    max_tokens: StrictInt | None = Field(None, ge=1)
    max_completion_tokens: StrictInt | None = Field(None, ge=1)
    temperature: _Number | None = Field(None, ge=0, le=2)
    top_p: _Number | None = Field(None, gt=0, le=1)
    top_k: StrictInt | None = Field(None, ge=0)
    stop: _Stop | Annotated[list[_Stop], Field(max_length=16)] | None = None
    seed: StrictInt | None = Field(None, ge=0, lt=2**63)
    stream: StrictBool | None = None
    stream_options: _StreamOptions | None = None
    user: str | None = Field(None, max_length=256)
    n: StrictInt | None = Field(None, ge=1, le=1)
    frequency_penalty: _Number | None = Field(None, ge=0, le=0)
    presence_penalty: _Number | None = Field(None, ge=0, le=0)
    logprobs: Literal[False] | None = None

    def chat(self) -> tuple[Message, ...]:
        """The messages as records."""
        return tuple(turn.message() for turn in self.messages)

    @property
    def limit(self) -> int | None:
        """The most tokens asked for, under either of its two names."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def wants_usage(self) -> bool:
        """Whether a stream ends with a chunk of token counts."""
        return self.stream_options is not None and self.stream_options.include_usage


def parse_request(body: bytes) -> ChatRequest:
    """The request in `body`; `ApiError` 400 with a sentence on the first thing wrong."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        place = words.AT_LINE(line=line) if line else ""
        raise ApiError(400, words.NOT_JSON(place=place)) from None
    if _SURROGATE.search(json.dumps(raw, ensure_ascii=False)):
        raise ApiError(400, words.HALF_CHARACTER)
    if not isinstance(raw, dict):
        raise ApiError(400, words.NOT_OBJECT)
    try:
        request = ChatRequest.model_validate(raw)
    except ValidationError as error:
        raise _refusal(error) from None
    if request.max_tokens and request.max_completion_tokens:
        raise ApiError(400, words.TWO_LIMITS)
    if request.stream_options is not None and not request.stream:
        raise ApiError(400, words.NO_STREAM, param="stream_options")
    return request


def _refusal(error: ValidationError) -> ApiError:
    errors = error.errors(include_url=False)
    unknown = [item for item in errors if item["type"] == "extra_forbidden"]
    if unknown:
        return _unsupported(unknown[0]["loc"])
    # A union reports on each of its branches; the deepest has come the furthest.
    item = max(errors, key=lambda found: len(found["loc"]))
    path = _path(item["loc"])
    said = words.KEY_NEEDED(key=path)
    if item["type"] != "missing":
        given = json.dumps(item["input"], ensure_ascii=False, default=str)[:80]
        said = words.WRONG_VALUE(key=path, reason=wrong_value(item), given=given)
    return ApiError(400, said, code="invalid_value", param=path)


def _unsupported(location: tuple[int | str, ...]) -> ApiError:
    key = f"{_path(location[:-1])}.{location[-1]}".lstrip(".")[:80]
    hint = nearest(key, ChatRequest.model_fields, words.LEAVE_OUT)
    said = words.UNSUPPORTED(key=key, hint=hint)
    return ApiError(400, said, code="unsupported_parameter", param=key)


def _path(location: tuple[int | str, ...]) -> str:
    """A key's place in the request; the steps that name a union's branch are left out."""
    keys = {
        name for model in (ChatRequest, _Turn, _Part, _StreamOptions) for name in model.model_fields
    }
    return ".".join(str(step) for step in location if isinstance(step, int) or step in keys)


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of a reply: the same in all chunks of a stream."""

    id: str
    created: int
    version: str
    manifest: str

    @classmethod
    def of(cls, version: str, manifest: str) -> Reply:
        """A new reply by this version."""
        return cls(f"chatcmpl-{uuid.uuid4().hex}", int(time.time()), version, manifest)

    def whole(self, completion: Completion) -> dict[str, Any]:
        """The body of a reply that is not streamed."""
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": completion.text, "refusal": None},
            "logprobs": None,
            "finish_reason": completion.finish_reason,
        }
        return {**self._head("chat.completion", [choice]), "usage": usage(completion)}

    def chunk(self, delta: Mapping[str, str], finish: str | None = None) -> dict[str, Any]:
        """One chunk of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._head("chat.completion.chunk", [choice])

    def last(self, completion: Completion) -> dict[str, Any]:
        """The chunk of token counts that ends a stream which asked for it."""
        return {**self._head("chat.completion.chunk", []), "usage": usage(completion)}

    def _head(self, kind: str, choices: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.version,
            "system_fingerprint": f"fp_{self.manifest.removeprefix('sha256:')[:16]}",
            "choices": choices,
            "lekalo": {"version": self.version, "manifest": self.manifest},
        }


def usage(completion: Completion) -> dict[str, int]:
    """Token counts as OpenAI names them."""
    prompt, answer = completion.prompt_tokens, len(completion.tokens)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answer,
        "total_tokens": prompt + answer,
    }
