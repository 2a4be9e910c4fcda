"""Requests for several adapters of one base in one batch, each as if it were served alone."""

from __future__ import annotations

import inspect
import threading
from typing import Any

import openai
import pytest
from peft import PeftModel

from lekalo.core.errors import NotFoundError, UserError
from lekalo.core.records import Completion, Message
from lekalo.models.base import load_base
from lekalo.models.generate import Sampling
from lekalo.serving.catalog import Catalog
from lekalo.serving.engine import Engine, Event, Job
from lekalo.serving.memory import Memory
from lekalo.serving.server import running
from serving.homes import QUESTION, TOKENS, Home, add_full, add_lora, make_home, promote

CHATS = ["Where is my order?", "Can I return it?", "Где мой заказ?", "A letter, please."]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Three LoRAs of one base under two names, and a model trained whole."""
    made = make_home(tmp_path_factory.mktemp("mixing"))
    promote(made, add_lora(made, "letters", seed=1))
    promote(made, add_lora(made, "faq", seed=2))
    add_lora(made, "faq", seed=3)
    add_full(made, "whole", seed=4)
    return made


class Heard:
    """A job of one model and one question, and what came of it."""

    def __init__(self, catalog: Catalog, model: str, text: str) -> None:
        self.ended = threading.Event()
        self.last: Event = ""
        chat = (Message("user", text),)
        served = catalog.admit(model)
        self.job = Job(served, chat, Sampling(max_tokens=TOKENS), self.listen)

    def listen(self, event: Event) -> None:
        self.last = event
        if not isinstance(event, str):
            self.ended.set()

    def tokens(self) -> tuple[int, ...]:
        assert self.ended.wait(60)
        assert isinstance(self.last, Completion), self.last
        return self.last.tokens


def run(home: Home, asked: list[tuple[str, str]], memory: Memory) -> list[tuple[int, ...]]:
    """Every request's tokens; all are there before the engine starts."""
    catalog = Catalog(home.registry)
    engine = Engine(memory)
    heard = [Heard(catalog, model, text) for model, text in asked]
    for one in heard:
        engine.submit(one.job)
    engine.start()
    answers = [one.tokens() for one in heard]
    engine.close()
    return answers


def test_one_batch_answers_each_as_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    models = [
        "letters@1",
        "faq@1",
        "faq@2",
        "tiny-base",
        "letters@1:0.5",
        "faq@2:0.7+letters@1:0.3",
    ]
    asked = [(model, text) for model in models for text in CHATS[: 3 if model == "faq@1" else 2]]
    memory = Memory(home.registry.store)
    alone = [run(home, [one], memory)[0] for one in asked]
    assert len(set(alone)) > len(models), "the adapters answer alike, so nothing would show"
    model = memory.use(Catalog(home.registry).admit("faq@1").weights).base.model
    own, sizes = model.forward, []

    def counted(*args: Any, **kwargs: Any) -> Any:
        sizes.append(kwargs["attention_mask"].shape[0])
        return own(*args, **kwargs)

    counted.__signature__ = inspect.signature(own)  # type: ignore[attr-defined]
    monkeypatch.setattr(model, "forward", counted)
    assert run(home, asked, memory) == alone
    assert sizes == [len(asked)] * TOKENS


def test_answers_are_pefts_and_the_bases_own(home: Home) -> None:
    """Through HTTP, at once, against models that PEFT and transformers loaded apart."""
    models = ["letters@1", "faq@1", "faq@2", "tiny-base", "whole@1"] * 2
    found: dict[int, Any] = {}
    with running(home.registry.home) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)

        def ask(place: int, model: str) -> None:
            options: Any = {"messages": QUESTION, "max_tokens": TOKENS}
            found[place] = client.chat.completions.create(model=model, **options)

        threads = [threading.Thread(target=ask, args=pair) for pair in enumerate(models)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.close()
    for place, model in enumerate(models):
        assert found[place].model == model
        assert found[place].choices[0].message.content == home.expected(model)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_combination_is_the_sum_of_pefts_two(home: Home) -> None:
    """PEFT's `cat` of the two at the same weights, greedy, token for token."""
    folders = [home.path / "lora-letters-1", home.path / "lora-faq-2"]
    theirs = PeftModel.from_pretrained(load_base(home.base).model, str(folders[0]), "a")
    theirs.load_adapter(str(folders[1]), "b")
    theirs.add_weighted_adapter(["a", "b"], [0.7, 0.6], "sum", combination_type="cat")
    theirs.set_adapter("sum")
    home.models["sum"] = theirs.eval()
    (tokens,) = run(home, [("letters:0.7+faq@1:0.6", CHATS[0])], Memory(home.registry.store))
    assert load_base(home.base).renderer.decode(tokens) == home.expected("sum")
    home.models["faq@1:0"] = home.models["tiny-base"]
    (tokens,) = run(home, [("faq@1:0", CHATS[0])], Memory(home.registry.store))
    assert load_base(home.base).renderer.decode(tokens) == home.expected("faq@1:0")


def test_a_blend_is_named_by_its_versions_and_known_by_its_content(home: Home) -> None:
    catalog = Catalog(home.registry)
    blend = catalog.admit("letters:0.7+faq@live:0.30")
    assert blend.ref == "letters@1:0.7+faq@1:0.3"
    assert [above.strength for above in blend.weights.above] == [0.7, 0.3]
    assert catalog.admit("faq@1:1") == catalog.admit("faq@1") == catalog.admit("faq")
    assert catalog.admit("letters@1:0.7+faq@1:0.3") == blend
    assert catalog.admit("letters@1:0.6+faq@1:0.3").manifest != blend.manifest


@pytest.mark.parametrize(
    ("model", "error", "sentence"),
    [
        ("faq@1:2.5", UserError, r"'2\.5' in 'faq@1:2\.5' is no strength: .* from 0"),
        ("faq:strong", UserError, "'strong' in .* is no strength"),
        ("faq@1:-1", UserError, "'-1' in .* is no strength"),
        ("faq@1:nan", UserError, "'nan' in .* is no strength"),
        ("faq@1:", UserError, "'' in .* is no strength"),
        ("faq@1:0.5+", UserError, "a part with no name"),
        ("faq@1:0.5+faq@1:0.5", UserError, "names a version twice"),
        ("whole@1:0.5", UserError, "whole@1 is a model trained whole, with no adapter"),
        ("faq@1+whole@1", UserError, "whole@1 is a model trained whole"),
        ("faq@1:0.5+letter@1:0.5", NotFoundError, "no model 'letter@1'; did you mean 'letters'"),
        ("faq@1:0.5+faq@9:0.5", NotFoundError, "faq@9"),
    ],
)
def test_what_cannot_be_blended_gets_a_sentence(
    home: Home, model: str, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        Catalog(home.registry).admit(model)


def test_adapters_of_running_requests_are_not_let_go(home: Home) -> None:
    """Room for one adapter, and three at once."""
    memory = Memory(home.registry.store, adapters=1)
    asked = [("letters@1", CHATS[0]), ("faq@1", CHATS[1]), ("faq@2", CHATS[2])]
    apart = [run(home, [one], Memory(home.registry.store))[0] for one in asked]
    assert run(home, asked, memory) == apart
    assert run(home, asked[::-1], memory) == apart[::-1]
