"""The one thread that computes: requests join and leave its batches between any two tokens.

Requests on the same base share a lane: one decoder, one batch, whatever adapters answer them.
Lanes (of other bases, and of models trained whole) take turns, a token each. A prompt is rendered
here too, so that all that touches a model is in one thread.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from lekalo.core.errors import UserError
from lekalo.core.records import Completion, Message
from lekalo.models.base import Base
from lekalo.models.generate import Decoder, Piece, Sampling
from lekalo.serving import words
from lekalo.serving.catalog import Served
from lekalo.serving.errors import ApiError
from lekalo.serving.memory import Memory

Event = str | Completion | Exception
"""What a job tells: text to show, then its completion; or why there is none."""


@dataclass(eq=False)
class Job:
    """One request in the engine. `listen` is called from the engine's thread; after a
    `Completion` or an exception nothing more comes. `limit` is what the client itself asked
    for, checked against the context."""

    served: Served
    messages: tuple[Message, ...]
    sampling: Sampling
    listen: Callable[[Event], None]
    limit: int | None = None
    cancelled: bool = False

    def cancel(self) -> None:
        """Says that nobody waits for the answer any more."""
        self.cancelled = True


@dataclass(eq=False)
class _Lane:
    decoder: Decoder
    jobs: dict[int, Job] = field(default_factory=dict)


class Engine:
    """Answers jobs; at most `running` at once and `waiting` more, and a refusal beyond."""

    def __init__(self, memory: Memory, *, running: int = 32, waiting: int = 128) -> None:
        self._memory = memory
        self._running = running
        self._limit = waiting
        self._waiting: deque[Job] = deque()
        self._lanes: dict[tuple[str | None, ...], _Lane] = {}
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="lekalo-engine", daemon=True)

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread works."""
        return self._thread.is_alive()

    def submit(self, job: Job) -> None:
        """Takes a job; `ApiError` 429 when too many wait, 503 when the server stops."""
        with self._changed:
            if self._closing:
                raise ApiError(503, words.STOPPING)
            if len(self._waiting) >= self._limit:
                crowd = words.CROWD(count=len(self._waiting))
                raise ApiError(429, crowd, code="rate_limit_exceeded")
            self._waiting.append(job)
            self._changed.notify()

    def close(self) -> None:
        """Ends every job with a refusal, then the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        _leave_a_core()
        while self._wait():
            for job in self._take():
                self._guarded(job, self._admit)
            for lane in list(self._lanes.values()):
                self._advance(lane)
            self._lanes = {key: lane for key, lane in self._lanes.items() if lane.jobs}
            self._memory.trim(job.served.weights for job in self._jobs())
        for job in [*self._waiting, *self._jobs()]:
            job.listen(ApiError(503, words.STOPPING))

    def _jobs(self) -> list[Job]:
        return [job for lane in self._lanes.values() for job in lane.jobs.values()]

    def _wait(self) -> bool:
        """Sleeps until there is work; False when it is time to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._waiting or self._lanes)
            return not self._closing

    def _take(self) -> list[Job]:
        """The jobs that may begin now, in order of arrival."""
        room = self._running - len(self._jobs())
        with self._changed:
            taken = [self._waiting.popleft() for _ in range(min(room, len(self._waiting)))]
        return [job for job in taken if not job.cancelled]

    def _guarded(self, job: Job, step: Callable[[Job], None]) -> None:
        try:
            step(job)
        except Exception as error:  # one request's failure must not stop the others
            job.listen(error)

    def _admit(self, job: Job) -> None:
        weights = job.served.weights
        ready = self._memory.use(weights)
        lane = self._lanes.get(weights.model) or _Lane(Decoder(ready.base))
        prompt = _prompt(job, ready.base)
        try:
            key = lane.decoder.add(prompt, job.sampling, ready.mixture)
        except UserError as error:  # what the adapter puts before the prompt leaves no room
            raise ApiError(400, error, code="context_length_exceeded", param="messages") from error
        lane.jobs[key] = job
        self._lanes[weights.model] = lane

    def _advance(self, lane: _Lane) -> None:
        for key in [key for key, job in lane.jobs.items() if job.cancelled]:
            lane.decoder.remove(key)
            del lane.jobs[key]
        if not lane.jobs:
            return
        try:
            pieces = lane.decoder.step()
        except Exception as error:  # such as no memory left: these requests fail, others go on
            for job in lane.jobs.values():
                job.listen(error)
            lane.jobs.clear()
            return
        for piece in pieces:
            _tell(lane, piece)


def _leave_a_core() -> None:
    """Lets the HTTP side have a core of its own, in this thread only. Where it must take one
    from the threads that compute, these wait for each other at every layer: sixteen answers
    took 31 to 59 s with both of two busy cores, and 2 s with one."""
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(min(torch.get_num_threads(), max(1, (os.cpu_count() or 1) - 1)))


def _prompt(job: Job, base: Base) -> tuple[int, ...]:
    """The rendered chat; `ApiError` 400 where it, or what the client asks for, is too long."""
    if job.limit is not None and job.limit > base.context:
        limit = words.LIMIT(limit=job.limit, context=base.context)
        raise ApiError(400, limit, code="invalid_value", param="max_tokens")
    try:
        prompt = base.renderer.prompt(job.messages)
    except UserError as error:  # the chat template refuses these messages
        raise ApiError(400, error, code="invalid_value", param="messages") from error
    if len(prompt) >= base.context:
        long = words.LONG_CHAT(tokens=len(prompt), context=base.context)
        raise ApiError(400, long, code="context_length_exceeded", param="messages")
    return prompt


def _tell(lane: _Lane, piece: Piece) -> None:
    job = lane.jobs[piece.key]
    if piece.text:
        job.listen(piece.text)
    if piece.completion is not None:
        job.listen(piece.completion)
        del lane.jobs[piece.key]
