"""The HTTP face: four routes in OpenAI's shape.

    POST /v1/chat/completions    GET /v1/models    GET /v1/models/{id}    GET /healthz

Each reply names its version in the header `x-lekalo-version` and the field `lekalo`. A
client that goes away ends its request. There are no CORS headers and no pages. Refusals are in
the language that `Accept-Language` asks for.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from lekalo import __version__
from lekalo.core.errors import NotFoundError
from lekalo.core.records import Completion, Language
from lekalo.core.wording import Word
from lekalo.serving import words
from lekalo.serving.assistant import Assistant
from lekalo.serving.catalog import Offer
from lekalo.serving.engine import Event, Job
from lekalo.serving.errors import ApiError, as_api_error
from lekalo.serving.listening import Listening, language_of, refusal
from lekalo.serving.protocol import ChatRequest, Reply, parse_request
from lekalo.serving.security import LOCAL_HOSTS, HostCheck, KeyCheck, read_json_body

BODY_LIMIT = 1 << 20


def build_app(
    assistant: Assistant,
    *,
    hosts: Iterable[str] = (),
    key: str | None = None,
    body_limit: int = BODY_LIMIT,
    language: Language = "en",
) -> FastAPI:
    """The application; its engine starts and ends with it. `hosts` are further names by which
    the server may be called; `language` is for clients that ask for none."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        assistant.engine.start()
        yield
        await run_in_threadpool(assistant.engine.close)

    app = FastAPI(
        title="lekalo",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    _add_routes(app, assistant, body_limit)
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_exception_handler(Exception, _refused)
    if key:
        app.add_middleware(KeyCheck, key=key)
    app.add_middleware(HostCheck, allowed=[*LOCAL_HOSTS, *hosts])
    app.add_middleware(Listening, usual=language)
    return app


def _add_routes(app: FastAPI, assistant: Assistant, body_limit: int) -> None:
    @app.post("/v1/chat/completions", response_model=None)
    async def complete(request: Request) -> Response:
        try:
            chat = parse_request(await read_json_body(request, body_limit))
            return await _answer(assistant, request, chat)
        except Exception as error:
            return _refused(request, error)

    @app.get("/v1/models", response_model=None)
    async def models(request: Request) -> Response:
        try:
            offers = await run_in_threadpool(assistant.catalog.offers)
        except Exception as error:
            return _refused(request, error)
        return JSONResponse({"object": "list", "data": [_model(offer) for offer in offers]})

    @app.get("/v1/models/{id:path}", response_model=None)
    async def model(id: str, request: Request) -> Response:
        try:
            offers = await run_in_threadpool(assistant.catalog.offers)
            found = [offer for offer in offers if offer.id == id]
            if not found:
                raise NotFoundError(words.NOT_OFFERED(name=id[:80]))
        except Exception as error:
            return _refused(request, error)
        return JSONResponse(_model(found[0]))

    @app.get("/healthz", response_model=None)
    async def health() -> Response:
        alive = assistant.engine.alive
        return JSONResponse({"status": "ok" if alive else "stopped"}, 200 if alive else 503)


async def _answer(assistant: Assistant, request: Request, chat: ChatRequest) -> Response:
    """Waits for the first event before anything is sent, so that a refusal has its status."""
    loop, events = asyncio.get_running_loop(), asyncio.Queue[Event]()

    def listen(event: Event) -> None:
        loop.call_soon_threadsafe(events.put_nowait, event)

    job = await run_in_threadpool(assistant.ask, chat, listen)
    watch = asyncio.create_task(_cancel_when_gone(request, job, listen))
    reply = Reply.of(job.served.ref, job.served.manifest)
    headers = {"x-lekalo-version": quote(job.served.ref, safe="@/._-")}
    first = await events.get()
    if isinstance(first, Exception):
        watch.cancel()
        raise first
    if chat.stream:
        told = _Told(reply, chat.wants_usage, language_of(request.scope))
        body = _stream(first, events, told, _end(watch, job))
        return StreamingResponse(body, headers=headers, media_type="text/event-stream")
    while not isinstance(first, Completion):
        first = await events.get()
        if isinstance(first, Exception):
            watch.cancel()
            raise first
    watch.cancel()
    return JSONResponse(reply.whole(first), headers=headers)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a stream says besides its text, and in which language where it fails."""

    reply: Reply
    wants_usage: bool
    language: Language


def _end(watch: asyncio.Task[None], job: Job) -> Callable[[], None]:
    def end() -> None:
        watch.cancel()
        job.cancel()

    return end


async def _stream(
    event: Event, events: asyncio.Queue[Event], told: _Told, end: Callable[[], None]
) -> AsyncIterator[bytes]:
    """Server-sent events: the role, the text as it comes, why it ended, and [DONE]."""
    reply = told.reply
    try:
        yield _data(reply.chunk({"role": "assistant", "content": ""}))
        while isinstance(event, str):
            yield _data(reply.chunk({"content": event}))
            event = await events.get()
        if isinstance(event, Exception):
            yield _data(as_api_error(event).body(told.language))
            return
        yield _data(reply.chunk({}, event.finish_reason))
        if told.wants_usage:
            yield _data(reply.last(event))
        yield b"data: [DONE]\n\n"
    finally:
        end()


async def _cancel_when_gone(request: Request, job: Job, listen: Callable[[Event], None]) -> None:
    """The body is read, so the next thing to come from the client is its going away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    job.cancel()
    listen(ApiError(499, words.GONE))


def _data(value: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def _model(offer: Offer) -> dict[str, Any]:
    return {"id": offer.id, "object": "model", "created": offer.created, "owned_by": "lekalo"}


def _refused(request: Request, error: Exception) -> Response:
    return refusal(as_api_error(error), request.scope)


async def _unrouted(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = Word(str(error.detail), str(error.detail))
    said = words.UNROUTED.get(error.status_code, detail)
    return refusal(ApiError(error.status_code, said), request.scope)
