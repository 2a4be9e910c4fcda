"""A suite on a real, tiny, random model: the same prompts and answers as any other way."""

import pytest
import torch

from lekalo.core.errors import DataError
from lekalo.core.records import Completion, Expectation, Item, Message, Where
from lekalo.evaluation.runner import run_suite, score_suite
from lekalo.evaluation.statistics import wilson
from lekalo.evaluation.suites import Suite
from lekalo.models.base import Base
from lekalo.models.chat import with_system
from lekalo.models.generate import Sampling
from support.tiny import tiny_base

SYSTEM = "Отвечай кратко."
GREEDY = Sampling(max_tokens=6)


@pytest.fixture(scope="module")
def base() -> Base:
    return tiny_base("llama")


def item(number: int, question: str, *expects: Expectation) -> Item:
    messages = (Message("user", question),)
    return Item(f"i-{number}", messages, expects, Where("s.jsonl", number))


def suite(*items: Item) -> Suite:
    return Suite("tiny", "target", items, "sha256:0")


def reference(base: Base, question: str) -> str:
    """The greedy answer by `transformers`' own generation, one prompt at a time."""
    chat = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": question}]
    prompt = base.tokenizer.apply_chat_template(
        chat, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    with torch.no_grad():
        out = base.model.generate(
            **prompt,
            max_new_tokens=GREEDY.max_tokens,
            do_sample=False,
            eos_token_id=sorted(base.renderer.end_ids),
            pad_token_id=0,
        )
    new = out[0, prompt["input_ids"].shape[1] :]
    # cut in the middle of a letter, whose bytes so far are not text
    return str(base.tokenizer.decode(new, skip_special_tokens=True)).rstrip("\ufffd")


def test_answers_are_those_of_transformers_in_the_order_of_the_items(base: Base) -> None:
    questions = ["Где заказ?" * count for count in (3, 1, 4, 2)]
    expected = [reference(base, question) for question in questions]
    assert len(set(expected)) > 1, "the answers must tell the items apart"
    anything = Expectation("regex", {"pattern": r"\A"})
    items = [item(n, q, anything) for n, q in enumerate(questions, start=1)]
    result = run_suite(base, suite(*items), system=SYSTEM, sampling=GREEDY)
    assert [found.answer for found in result.items] == expected
    assert [found.item for found in result.items] == ["i-1", "i-2", "i-3", "i-4"]
    assert (result.suite, result.kind, result.suite_hash) == ("tiny", "target", "sha256:0")


def test_scores_and_interval_come_from_the_scorers(base: Base) -> None:
    right = reference(base, "Где заказ?")
    both = item(1, "Где заказ?", Expectation("exact", {"target": right}))
    half = item(
        2,
        "Где заказ?",
        Expectation("exact", {"target": right}),
        Expectation("contains", {"none": [right.strip()]}),
    )
    result = run_suite(base, suite(both, half), system=SYSTEM, sampling=GREEDY, level=0.9)
    assert [[score.value for score in found.scores] for found in result.items] == [[1], [1, 0]]
    assert [found.value for found in result.items] == [1, 0]
    assert result.interval == wilson(1, 2, 0.9)


def test_progress_rises_to_all(base: Base) -> None:
    items = [item(n, "Hi" * n, Expectation("exact", {"target": "x"})) for n in range(1, 40)]
    heard: list[tuple[int, int]] = []
    run_suite(
        base,
        suite(*items),
        system="",
        sampling=Sampling(max_tokens=2),
        progress=lambda done, total: heard.append((done, total)),
    )
    assert heard == sorted(heard) and heard[-1] == (39, 39) and len(heard) == 39


def test_a_prompt_over_the_context_is_named_before_anything_runs(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("nothing may run")

    monkeypatch.setattr("lekalo.evaluation.runner.generate", never)
    expects = Expectation("exact", {"target": "x"})
    items = [item(1, "Hi", expects), item(2, "x" * base.context, expects)]
    with pytest.raises(DataError, match=r"s\.jsonl:2: item 'i-2' has \d+ tokens") as caught:
        run_suite(base, suite(*items), system="", sampling=GREEDY)
    assert "i-1" not in str(caught.value)
    empty = len(base.renderer.prompt(with_system(items[0].messages, "")))
    exact = item(3, "Hi" + "x" * (base.context - empty), expects)
    with pytest.raises(DataError, match="i-3"):
        run_suite(base, suite(exact), system="", sampling=GREEDY)


def test_answers_given_elsewhere_are_scored_the_same() -> None:
    items = [item(n, "2 + 2?", Expectation("numeric", {"target": 4})) for n in (1, 2)]
    answers = [Completion("4", (), "stop", 3), Completion("5", (), "length", 3)]
    result = score_suite(suite(*items), answers)
    assert result.interval == wilson(1, 2)
    assert [found.finish_reason for found in result.items] == ["stop", "length"]
