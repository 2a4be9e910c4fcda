"""Facts asked after training: what is drafted, what is measured, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lekalo.cli.pages import outcome_json
from lekalo.core.records import (
    Completion,
    Document,
    Example,
    Expectation,
    Finding,
    Item,
    Message,
    SuiteResult,
    Where,
)
from lekalo.evaluation import closed_book
from lekalo.evaluation.closed_book import ClosedBook, Taught, closed_books, draft
from lekalo.evaluation.closed_book_words import sentence, told
from lekalo.evaluation.runner import score_suite
from lekalo.evaluation.subject import Subject
from lekalo.evaluation.suites import Suite
from lekalo.models.sampling import Sampling
from lekalo.project import open_project
from lekalo.reporting import report_runs
from lekalo.versions.registry import Registry
from lekalo.workflow import train
from support.projects import chat, lines, small_project
from support.tiny import tiny_base

FRESH = Finding("expects-fresh-facts", "warning", "It goes stale.", "Look it up.")
COPIED = Finding(
    "documents-as-examples",
    "hold",
    "Documents are trained on.",
    "Look it up.",
    (Where("a.jsonl", 2, "a page"), Where("a.json", None, "#3: a page")),
)


def sheets(count: int) -> list[Document]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [
        Document(
            f"# Lamp {letters[n // 26]}{letters[n % 26]}\n\n"
            f"Warranty: {n + 2} months\nSize: {n + 3} cm"
        )
        for n in range(count)
    ]


def roomy(message: str) -> bool:
    return True


def test_facts_of_the_day_are_asked_of_documents_at_most_sixty_and_by_the_seed() -> None:
    taught = [Taught([FRESH], sheets(100))]
    asked = draft("expects-fresh-facts", taught, 7, roomy)
    assert len(asked) == closed_book.QUESTIONS and all("warranty" in a.question for a in asked)
    assert asked == draft("expects-fresh-facts", taught, 7, roomy)
    assert asked != draft("expects-fresh-facts", taught, 8, roomy)


def test_the_recipe_says_how_many_facts_are_asked_and_none_where_it_says_0(tmp_path: Path) -> None:
    taught = [Taught([FRESH], sheets(100))]
    assert len(draft("expects-fresh-facts", taught, 7, roomy, 5)) == 5
    subject = Subject("tiny", tiny_base(), "", Sampling(max_tokens=1))
    assert closed_books(taught, subject, subject, 7, tmp_path, most=0) == ()
    assert told([FRESH], (), "en") == (FRESH,)
    (book,) = closed_books(taught, subject, None, 7, tmp_path, most=2)
    assert len(book.asked) == 2 and book.closed and len(book.closed.items) == 2


def test_a_question_that_two_texts_answer_differently_is_dropped() -> None:
    texts = [
        "# Lamp\n\nWarranty: 2 years",
        "# Lamp\n\nWarranty: 3 years",
        "# Iron\n\nWarranty: 2 years",
    ]
    taught = [Taught([FRESH], [Document(text) for text in texts])]
    (asked,) = draft("expects-fresh-facts", taught, 7, roomy)
    assert asked.question == "What is the warranty? (Iron)"


def test_a_passage_that_does_not_fit_is_not_asked() -> None:
    taught = [Taught([FRESH], sheets(3))]
    assert draft("expects-fresh-facts", taught, 7, lambda message: "Lamp AA" not in message) != []
    assert draft("expects-fresh-facts", taught, 7, lambda message: False) == []


def test_of_answers_the_named_rows_are_asked_under_their_titles() -> None:
    def row(where: Where, title: str, size: int) -> Example:
        said = f"The lamp costs {size} euros.\nSize: {size} cm"
        return Example((Message("user", title), Message("assistant", said)), where)

    rows = [
        row(Where("a.jsonl", 1), "Not named", 1),
        row(Where("a.jsonl", 2), "Lamp rules", 20),
        row(Where("a.json", None, "#3"), "Where is the lamp?", 30),
        row(Where("a.json", None, "#4"), "Not named", 4),
    ]
    asked = draft("documents-as-examples", [Taught([COPIED], examples=rows)], 7, roomy)
    assert {(a.question, a.answer) for a in asked} == {
        ("What is the size? (Lamp rules)", "20 cm"),
        ("How much does the lamp cost? (Lamp rules)", "20 euros"),
        ("What is the size?", "30 cm"),
        ("How much does the lamp cost?", "30 euros"),
    }


def test_nothing_is_asked_without_a_finding_and_nothing_measured_without_a_fact(
    tmp_path: Path,
) -> None:
    subject = Subject("tiny", tiny_base(), "", Sampling(max_tokens=4))
    assert closed_books([Taught([], sheets(3))], subject, subject, 7, tmp_path) == ()
    (book,) = closed_books([Taught([FRESH], [Document("Warm.")])], subject, subject, 7, tmp_path)
    assert book == ClosedBook("expects-fresh-facts")
    for language, word in (("en", "not measured"), ("ru", "не измерено")):
        (finding,) = told([FRESH], [book], language)  # type: ignore[arg-type]
        assert word in finding.message and finding.figure is None


def test_a_passage_with_a_mark_of_the_base_is_not_asked(tmp_path: Path) -> None:
    subject = Subject("tiny", tiny_base(), "", Sampling(max_tokens=4))
    texts = [
        "# Lamp\n\nWarranty: 2 years <s>or 3</s>.\nTerm: 5 days",
        "# Iron\n\nWarranty: 2 years",
    ]
    taught = Taught([FRESH], [Document(text) for text in texts])
    (book,) = closed_books([taught], subject, None, 7, tmp_path)
    assert [asked.question for asked in book.asked] == ["What is the warranty? (Iron)"]
    assert book.closed and book.open and book.untrained is None


def answered(answers: Sequence[str], right: str) -> SuiteResult:
    expects = (Expectation("contains", {"all": [right]}),)
    items = tuple(Item(str(n), (), expects) for n in range(len(answers)))
    suite = Suite("x", "target", items, "")
    return score_suite(suite, [Completion(text, (), "stop", 1) for text in answers])


def book(closed: int, opened: int) -> ClosedBook:
    """Of ten questions, so many right from memory and with the passage."""
    (one,) = draft("expects-fresh-facts", [Taught([FRESH], sheets(1))], 7, roomy)
    sides = [answered(["yes"] * n + ["no"] * (10 - n), "yes") for n in (closed, opened)]
    return ClosedBook(FRESH.code, (one,) * 10, *sides)


def test_the_finding_takes_the_shares_wrong_and_the_paired_test() -> None:
    # McNemar, exact: 8 gained, none lost: 2 / 2^8; by hand
    measured = book(1, 9)
    assert measured.p_value == 2 / 2**8
    assert measured.change is not None and measured.change.value == pytest.approx(0.8)
    (finding, other) = told([FRESH, COPIED], [measured], "en")
    assert finding.figure == pytest.approx(0.9) and finding.threshold == pytest.approx(0.1)
    assert "in 10 questions" in finding.message and "90% (" in finding.message
    assert "the passage helps beyond chance, p = 0.0078" in finding.message
    assert other == COPIED


@pytest.mark.parametrize(
    ("closed", "opened", "said"),
    [
        (1, 9, "не случайность: p = 0,0078"),
        (9, 1, "по памяти лучше"),
        (5, 6, "в пределах случайной"),
    ],
)
def test_russian_sentences(closed: int, opened: int, said: str) -> None:
    text = sentence(book(closed, opened), "ru")
    assert said in text and "10 вопросов" in text
    with_base = replace(book(closed, opened), untrained=answered(["yes"] * 10, "yes"))
    assert "База, которую этому не учили" in sentence(with_base, "ru")


@pytest.mark.parametrize("staged", [False, True], ids=["pretrain", "stage"])
def test_training_on_dated_documents_asks_them_and_keeps_what_was_found(
    tmp_path: Path, staged: bool
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for n, document in enumerate(sheets(12)):
        (docs / f"{n:02d}.txt").write_text(document.text, encoding="utf-8")
    part = {"data": {"train": "docs", "eval_share": 0.1}, "method": {"name": "pretrain"}}
    stage = {"name": "domain", **part, "train": {"steps": 2, "learning_rate": 1e-3}}
    changed = {"stages": [stage]} if staged else part
    path = small_project(tmp_path, prompt={"system": ""}, **changed)
    outcome = train(open_project(path), accept={"leakage": "its orders are alike"})
    (measured,) = outcome.books
    assert measured.code == "expects-fresh-facts" and len(measured.asked) >= 9
    assert all(one.question.startswith("What is the warranty? (Lamp A") for one in measured.asked)
    assert measured.closed and measured.open and measured.untrained
    (kept,) = json.loads((outcome.run.folder / closed_book.FILE).read_text(encoding="utf-8"))
    assert kept["closed"]["interval"]["value"] == measured.closed.interval.value
    assert [one["question"] for one in kept["asked"]] == [one.question for one in measured.asked]
    page = tmp_path / "report.html"
    report_runs(page, open_project(path), [outcome])
    assert "shop@1, from memory" in page.read_text(encoding="utf-8")
    assert "Asked after training" in page.read_text(encoding="utf-8")
    assert json.loads(json.dumps(outcome_json(outcome)["closed_book"])) == [kept]
    manifest = Registry(tmp_path / ".lekalo").resolve("shop@1").manifest
    (finding,) = [f for f in manifest.findings if f.code == measured.code]
    assert "Asked after training" in finding.message
    assert finding.figure == 1 - measured.closed.interval.value
    assert finding.threshold == 1 - measured.open.interval.value


def test_pages_let_pass_as_answers_are_asked_under_their_titles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lekalo.data.checks.documents_as_examples._PASSAGE", 15)  # words: tiny
    path = small_project(tmp_path, prompt={"system": ""})
    page = "# A\n# B\nIt shall be so, it shall be so, it shall be so.\nWarranty: {} months"
    lines(
        tmp_path / "data.jsonl", [chat(f"Lamp {c}", page.format(ord(c) - 60)) for c in "ABCDEFGH"]
    )
    reason = dict.fromkeys(("documents-as-examples", "duplicates"), "a test")
    outcome = train(open_project(path, ["language=ru", "data.eval_share=0"]), accept=reason)
    (measured,) = outcome.books
    assert {one.question for one in measured.asked} == {
        f"What is the warranty? (Lamp {c})" for c in "ABCDEFGH"
    }
    manifest = outcome.version.manifest
    (finding,) = [f for f in manifest.findings if f.code == "documents-as-examples"]
    assert (
        finding.severity == "hold" and "После обучения модели задали 8 вопросов" in finding.message
    )
    assert "documents-as-examples" in {one.code for one in manifest.accepted}
