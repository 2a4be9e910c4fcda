"""The story of an answer: the question, its version, the rendered chat, the generated reply.

    assistant = Assistant(catalog, engine)
    job = assistant.ask(request, listen)     # events come to `listen`: text, then a completion

Which version answers is decided once, here, before anything is computed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from lekalo.core.errors import NotFoundError, UserError
from lekalo.models.chat import with_system
from lekalo.models.generate import Sampling
from lekalo.serving.catalog import Catalog, Served
from lekalo.serving.engine import Engine, Event, Job
from lekalo.serving.errors import ApiError
from lekalo.serving.protocol import ChatRequest

log = logging.getLogger("lekalo.serving")

T = TypeVar("T")


class Assistant:
    """Takes requests for the catalogue's models to the engine."""

    def __init__(self, catalog: Catalog, engine: Engine) -> None:
        self.catalog = catalog
        self.engine = engine

    def ask(self, request: ChatRequest, listen: Callable[[Event], None]) -> Job:
        """Admits a request: from here on it belongs to the version named in the job.

        `NotFoundError` for an unknown model; `ApiError` for a strength or a combination that
        cannot be, and when too many wait.
        """
        try:
            served = self.catalog.admit(request.model)
        except NotFoundError:
            raise
        except UserError as error:
            raise ApiError(400, error, code="invalid_value", param="model") from error
        log.info("%s answers a request of user %r", served.ref, request.user)
        messages = with_system(request.chat(), served.system)
        job = Job(served, messages, sampling_of(request, served), listen, request.limit)
        self.engine.submit(job)
        return job


def sampling_of(request: ChatRequest, served: Served) -> Sampling:
    """What the request asks for; where it says nothing, what the version's recipe says."""
    usual = served.generation
    stop = [request.stop] if isinstance(request.stop, str) else request.stop
    return Sampling(
        max_tokens=_given(request.limit, usual.max_tokens),
        temperature=_given(request.temperature, usual.temperature),
        top_p=_given(request.top_p, usual.top_p),
        top_k=_given(request.top_k, usual.top_k),
        stop=tuple(_given(stop, usual.stop)),
        seed=_given(request.seed, usual.seed),
    )


def _given(asked: T | None, usual: T) -> T:
    return usual if asked is None else asked
