"""Vectors computed once, looked up by any process, and what a check finds by them."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lekalo.core.errors import OutsideError
from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Example, Message, Where
from lekalo.data.audit import audit
from lekalo.data.resolve import contradicting
from lekalo.data.vectors import Vectors, compute
from lekalo.models.embedding import load_encoder
from support.encoders import save_bert

REWORDED = {
    "en": ("which term applies for footwear returns?", "until when are boots taken in?"),
    "ru": ("какой период действует для отправки обуви?", "сколько дней можно сдавать ботинки?"),
}


class Counting:
    """To it the texts `alike` are one in meaning, and all others far from each other."""

    def __init__(self, *alike: str) -> None:
        self.alike = alike
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.extend(texts)
        made = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            draw = np.random.default_rng(0 if text in self.alike else abs(hash(text)) + 1)
            made[row] = draw.standard_normal(64)
        return made / np.linalg.norm(made, axis=1, keepdims=True)


def row(question: str, answer: str, line: int, file: str = "train.jsonl") -> Example:
    turns = (Message("user", question), Message("assistant", answer))
    return Example(turns, Where(file, line))


def others(count: int = 60) -> list[Example]:
    """Questions that have nothing to do with each other."""
    return [
        row(f"word{n} and word{n + 500}?", f"thing{n} with thing{n + 700}.", n + 10)
        for n in range(count)
    ]


def test_each_text_is_embedded_once_and_found_again() -> None:
    embed = Counting()
    vectors = compute(embed, ["one", "two", "one", "ё\ud800", ""])
    assert embed.asked == ["one", "two", "ё\ud800", ""]
    wanted = Counting()(["two", "ё\ud800", "two"])
    np.testing.assert_array_equal(vectors(["two", "ё\ud800", "two"]), wanted)
    with pytest.raises(LookupError):
        vectors(["three"])
    assert vectors([]).shape == (0, 64)


def test_what_travels_is_the_folder_and_it_goes_with_the_vectors() -> None:
    vectors = compute(Counting(), ["one"])
    sent = pickle.dumps(vectors)
    assert len(sent) < 300
    again = pickle.loads(sent)
    np.testing.assert_array_equal(again(["one"]), vectors(["one"]))
    folder, own = vectors.folder, Vectors(vectors.folder)
    del again, own
    assert folder.is_dir()
    del vectors
    assert not folder.exists()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_reworded_leak_that_words_miss_is_found_by_meaning(language: str, workers: int) -> None:
    one, other = REWORDED[language]
    held_out = [row(other, "14.", 1, "eval.jsonl")]
    material = Material([*others(), row(one, "14.", 5)], held_out)
    without = audit(material, workers=workers)
    assert "leakage" in without.passed
    embed = Counting(one, other)
    (found,) = (
        finding
        for finding in audit(replace(material, embed=embed), workers=workers).findings
        if finding.code == "leakage"
    )
    assert found.severity == "hold"
    assert [(where.file, where.line) for where in found.where] == [
        ("eval.jsonl", 1),
        ("train.jsonl", 5),
    ]
    assert len(embed.asked) == len(set(embed.asked)), "two checks ask, and each text goes once"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_reworded_contradiction_that_words_miss(language: str) -> None:
    one, other = REWORDED[language]
    day = {"en": "days", "ru": "дней"}[language]
    rows = [*others(), row(one, f"14 {day}.", 5), row(other, f"30 {day}.", 6)]
    assert "contradictions" in audit(Material(rows)).passed
    result = audit(Material(rows, embed=Counting(one, other)))
    (found,) = (finding for finding in result.findings if finding.code == "contradictions")
    assert sorted(where.line or 0 for where in found.where) == [5, 6]


def test_what_a_model_finds_is_shown_by_resolve_with_the_same_model(tmp_path: Path) -> None:
    one, other = REWORDED["en"]
    rows = [*others(), row(one, "14 days.", 5), row(other, "30 days.", 6)]
    texts = [{m.role: m.content for m in example.messages} for example in rows]
    lines = [json.dumps({"question": t["user"], "answer": t["assistant"]}) for t in texts]
    (tmp_path / "t.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert contradicting(tmp_path / "t.jsonl").choices == ()
    (found,) = contradicting(tmp_path / "t.jsonl", Counting(one, other)).choices
    assert found.lines == (61, 62)


def test_a_model_in_a_folder_does_the_same(tmp_path: Path) -> None:
    """A random BERT to which the words of both questions are the same finds the pair; one to which
    they are not does not."""
    one, other = REWORDED["en"]
    rows = [*others(), row(one, "14 days.", 5), row(other, "30 days.", 6)]
    texts = [example.messages[0].content for example in rows]
    knows = load_encoder(str(save_bert(tmp_path / "knows", texts, ((one, other),))))
    blind = load_encoder(str(save_bert(tmp_path / "blind", texts)))
    for encoder, expected in ((knows, True), (blind, False)):
        result = audit(Material(rows, embed=encoder), workers=2)
        assert not any(item.failed for item in result.not_run)
        assert ("contradictions" in result.found) is expected


def test_a_model_that_fails_costs_the_checks_that_need_it_and_no_other() -> None:
    def broken(texts: Sequence[str]) -> np.ndarray:
        raise MemoryError("no room")

    result = audit(Material(others(), others(2), embed=broken), workers=1)
    failed = {item.check: item.reason for item in result.not_run if item.failed}
    assert set(failed) == {"contradictions", "leakage"}
    assert "MemoryError: no room" in failed["leakage"]
    assert "duplicates" in result.passed


def test_checks_announce_all_that_they_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up of a text that was not announced fails the check, so silence means all were."""
    material = Material([*others(), row("", "Nothing asked.", 7)], [row("New?", "Yes.", 1)])
    material = replace(material, embed=Counting())
    result = audit(material, workers=1)
    assert not any(item.failed for item in result.not_run)
    monkeypatch.setattr(CHECKS.get("leakage"), "meant", lambda *_: iter(()))
    (failed,) = (item for item in audit(material, workers=1).not_run if item.failed)
    assert failed.check == "leakage" and "announced" in failed.reason


class Strict:
    """A judge to whom only these answers contradict each other."""

    def __init__(self, *pair: str) -> None:
        self.pair = set(pair)
        self.asked: list[tuple[str, str]] = []

    def __call__(self, question: str, one: str, other: str) -> bool | None:
        self.asked.append((one, other))
        return {one, other} == self.pair


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_judge_decides_about_what_is_near_in_meaning_and_nothing_else(language: str) -> None:
    """Bringing against fetching is in no number, no name and no yes or no."""
    one, other = REWORDED[language]
    door, shop = {
        "en": ("The courier takes them at your door.", "Carry them to the shop yourself."),
        "ru": ("Курьер заберёт их у двери.", "Отнесите их в магазин."),
    }[language]
    rows = [*others(), row(one, door, 5), row(other, shop, 6)]
    material = Material(rows, embed=Counting(one, other), language=language)  # type: ignore[arg-type]
    assert "contradictions" in audit(material, workers=1).passed
    judge = Strict(door, shop)
    result = audit(replace(material, judge=judge), workers=1)
    (found,) = (finding for finding in result.findings if finding.code == "contradictions")
    assert (found.severity, judge.asked) == ("warning", [(door, shop)])
    assert [where.line for where in found.where] == [5, 6]
    assert {"en": "1 pair of rows near", "ru": "1 пара"}[language] in found.message
    assert "contradictions" in audit(replace(material, judge=Strict()), workers=1).passed


def test_a_judge_that_does_not_answer_hides_nothing_that_words_found() -> None:
    def silent(*_: str) -> bool:
        raise OutsideError("the judge sleeps.")

    one, other = REWORDED["en"]
    rows = [*others(), row(one, "Here.", 5), row(other, "There.", 6)]
    rows += [row("How many days is it?", "14 days.", 7), row("How many days is it?", "30 days.", 8)]
    material = Material(rows, embed=Counting(one, other), judge=silent)
    found = [f for f in audit(material, workers=1).findings if f.code == "contradictions"]
    assert [where.line for finding in found for where in finding.where] == [7, 8]
    assert "the judge sleeps" in "".join(finding.message for finding in found)
