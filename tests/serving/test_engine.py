from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from lekalo.core.errors import DataError
from lekalo.core.records import Completion, Message
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter
from lekalo.models.adapters._mix import Share
from lekalo.models.base import make_base
from lekalo.models.generate import Decoder, Sampling, generate
from lekalo.serving.catalog import Served, Weights
from lekalo.serving.engine import Engine, Event, Job
from lekalo.serving.errors import ApiError
from lekalo.serving.memory import Ready
from serving.homes import plain
from support.tiny import tiny_base, tiny_tokenizer

GOOD, BAD = Weights("tiny", "sha256:good"), Weights("tiny", "sha256:bad")
CHAT = (Message("user", "Hi"),)


class FixedMemory:
    """One base for every weights but BAD, which cannot be loaded."""

    def __init__(self) -> None:
        self.base = tiny_base(seed=0)
        plain(self.base.model)

    def use(self, weights: Weights) -> Ready:
        if weights == BAD:
            raise DataError("the adapter is damaged")
        return Ready(self.base, ())

    def trim(self, running: Any) -> None:
        del running


class Heard:
    """A job, and all that it told."""

    def __init__(self, weights: Weights = GOOD, tokens: int = 8) -> None:
        self.events: list[Event] = []
        self.first, self.ended = threading.Event(), threading.Event()
        served = Served("support@1", "sha256:m", weights)
        self.job = Job(served, CHAT, Sampling(max_tokens=tokens), self.listen)

    def listen(self, event: Event) -> None:
        self.events.append(event)
        self.first.set()
        if not isinstance(event, str):
            self.ended.set()

    def end(self) -> Event:
        assert self.ended.wait(30), "the job never ended"
        return self.events[-1]


@pytest.fixture
def memory() -> FixedMemory:
    return FixedMemory()


@pytest.fixture
def engine(memory: FixedMemory) -> Iterator[Engine]:
    made = Engine(memory, running=4, waiting=8)  # type: ignore[arg-type]
    yield made
    made.close()


def expected(memory: FixedMemory, tokens: int = 8) -> Completion:
    prompt = memory.base.renderer.prompt(CHAT)
    return generate(memory.base, [prompt], Sampling(max_tokens=tokens))[0]


def test_text_then_completion(engine: Engine, memory: FixedMemory) -> None:
    heard = Heard()
    engine.start()
    engine.submit(heard.job)
    assert heard.end() == expected(memory)
    assert "".join(e for e in heard.events if isinstance(e, str)) == expected(memory).text


def test_requests_share_their_steps(
    engine: Engine, memory: FixedMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four answers of eight tokens cost eight forward passes, not thirty-two."""
    calls: list[int] = []
    own = memory.base.model.forward

    def counted(*args: Any, **kwargs: Any) -> Any:
        calls.append(len(kwargs["input_ids"]))
        return own(*args, **kwargs)

    counted.__signature__ = inspect.signature(own)  # type: ignore[attr-defined]
    monkeypatch.setattr(memory.base.model, "forward", counted)
    heard = [Heard() for _ in range(4)]
    for one in heard:
        engine.submit(one.job)
    engine.start()
    texts = {one.end().text for one in heard}  # type: ignore[union-attr]
    assert calls == [4] * 8
    assert texts == {expected(memory).text}


def test_a_prompt_that_only_the_adapters_places_make_too_long_is_the_clients_mistake() -> None:
    memory = FixedMemory()
    prompt = memory.base.renderer.prompt(CHAT)
    places = memory.base.context - len(prompt)
    attach_adapter(memory.base.model, AdapterSettings(name="prompt", tokens=places), seed=0)
    memory.use = lambda weights: Ready(memory.base, (Share("default"),))  # type: ignore[method-assign]
    engine, heard = Engine(memory), Heard()  # type: ignore[arg-type]
    engine.submit(heard.job)
    engine.start()
    refused = heard.end()
    engine.close()
    assert isinstance(refused, ApiError) and refused.status == 400
    assert f"{places} places more" in str(refused)


def test_cancelled_job_makes_room(memory: FixedMemory) -> None:
    engine = Engine(memory, running=1)  # type: ignore[arg-type]
    long, short, dropped = Heard(tokens=200), Heard(), Heard()
    for heard in (long, dropped, short):
        engine.submit(heard.job)
    dropped.job.cancel()
    engine.start()
    assert long.first.wait(30)
    long.job.cancel()
    assert short.end() == expected(memory)
    engine.close()
    assert not long.ended.is_set()
    assert dropped.events == []


def test_chat_that_the_template_refuses(memory: FixedMemory) -> None:
    template = (
        "{% for m in messages %}{% if loop.index0 and m.role == messages[loop.index0 - 1].role %}"
        "{{ raise_exception('roles must alternate') }}{% endif %}{{ m.content + '</s>' }}"
        "{% endfor %}"
    )
    tokenizer = tiny_tokenizer(template)
    memory.base = make_base("tiny", "sha256:t", memory.base.model, tokenizer)
    engine, heard = Engine(memory), Heard()  # type: ignore[arg-type]
    heard.job.messages = CHAT * 2
    engine.submit(heard.job)
    engine.start()
    error = heard.end()
    engine.close()
    assert isinstance(error, ApiError)
    assert error.status == 400
    assert "roles must alternate" in error.say("en")


def test_too_many_wait(engine: Engine) -> None:
    for _ in range(8):
        engine.submit(Heard().job)
    with pytest.raises(ApiError, match="8 requests are waiting") as caught:
        engine.submit(Heard().job)
    assert caught.value.status == 429
    engine.start()


def test_what_cannot_be_loaded_fails_alone(engine: Engine, memory: FixedMemory) -> None:
    bad, good = Heard(BAD), Heard()
    engine.submit(bad.job)
    engine.submit(good.job)
    engine.start()
    assert isinstance(bad.end(), DataError)
    assert good.end() == expected(memory)


def test_failing_step_ends_its_requests_and_not_the_engine(
    engine: Engine, memory: FixedMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Decoder) -> None:
        raise MemoryError

    heard = [Heard(), Heard()]
    with monkeypatch.context() as patch:
        patch.setattr(Decoder, "step", fail)
        for one in heard:
            engine.submit(one.job)
        engine.start()
        assert [type(one.end()) for one in heard] == [MemoryError, MemoryError]
    after = Heard()
    engine.submit(after.job)
    assert after.end() == expected(memory)
    assert engine.alive


def test_closing_tells_everyone(engine: Engine) -> None:
    heard = [Heard(tokens=200) for _ in range(6)]
    for one in heard:
        engine.submit(one.job)
    engine.start()
    assert heard[0].first.wait(30)
    engine.close()
    assert not engine.alive
    for one in heard:
        error = one.end()
        assert isinstance(error, ApiError)
        assert error.status == 503
    with pytest.raises(ApiError, match="stopping"):
        engine.submit(Heard().job)
