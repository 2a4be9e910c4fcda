"""Facts that were trained in, asked after training: from memory, and with the passage at hand.

    books = closed_books([Taught(findings, documents, examples)], trained, base, 7, cache)
    books[0].closed.interval        # right answers to the questions alone
    books[0].open.interval          # to the same questions with the passage before them
    books[0].change                 # open less closed, question by question

Asked is what a check found to be trained in place of being looked up: facts of the day in
documents, passages of documents among the answers. Questions and right answers are drafted from
the text itself (`text.fact_questions`); where none can be, nothing is measured and that is said.
The base that was trained on nothing reads the passages too: it stands for a knowledge base in
training's place. Leaves out retrieval: the passage given is the right one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from lekalo.core.errors import DataError
from lekalo.core.hashing import hash_json
from lekalo.core.records import (
    Document,
    Example,
    Finding,
    Interval,
    Item,
    Message,
    SuiteResult,
    Where,
)
from lekalo.core.settings import CheckSettings
from lekalo.data.formats.documents import title_of
from lekalo.evaluation.results import suite_to_json
from lekalo.evaluation.statistics import mcnemar, paired_difference
from lekalo.evaluation.subject import Subject, measure
from lekalo.evaluation.suites import Suite
from lekalo.models.chat import with_system
from lekalo.text.fact_questions import FactQuestion, fact_questions

CODES = ("documents-as-examples", "expects-fresh-facts")
"""The findings after which facts are asked."""
QUESTIONS: int = CheckSettings.model_fields["facts"].default
"""The most that are asked, drawn by the seed, unless the recipe says otherwise."""
CLOSED, OPEN = "closed-book", "open-book"
"""The names of the two suites."""
FILE = "closed_book.json"
"""In the run's folder: what was asked, answered and counted."""
_READ, _LETTERS = 300, 20_000  # documents, spread over all; letters of each
_TOKENS = 96  # of an answer: a fact needs no more
_TITLE_WORDS = 12

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Taught:
    """What one training learned from, and what the checks found in it."""

    findings: Sequence[Finding]
    documents: Sequence[Document] = ()
    examples: Sequence[Example] = ()


@dataclass(frozen=True)
class ClosedBook:
    """The answers to the facts behind the finding `code`; the results are None where no question
    could be drafted, and `untrained` where there is no base to compare with."""

    code: str
    asked: tuple[FactQuestion, ...] = ()
    closed: SuiteResult | None = None
    open: SuiteResult | None = None
    untrained: SuiteResult | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """The questions as they were asked from memory."""
        return _suite(CLOSED, {one.question: one for one in self.asked}).items

    @property
    def change(self) -> Interval | None:
        """The share right with the passage less that from memory, by question (Tango 1998)."""
        sides = self._sides()
        return paired_difference(*sides) if sides else None

    @property
    def p_value(self) -> float | None:
        """McNemar's exact two-sided test of memory against the passage."""
        sides = self._sides()
        return mcnemar(*sides).p_value if sides else None

    def _sides(self) -> tuple[list[float], list[float]] | None:
        if self.closed is None or self.open is None:
            return None
        return values(self.closed), values(self.open)


def values(result: SuiteResult) -> list[float]:
    """What each question was worth, in their order."""
    return [item.value for item in result.items]


def closed_books(
    taught: Sequence[Taught],
    trained: Subject,
    untrained: Subject | None,
    seed: int,
    cache: Path,
    tell: Tell | None = None,
    most: int = QUESTIONS,
) -> tuple[ClosedBook, ...]:
    """One record for each finding of `CODES` that was made; none where none was, or where `most`,
    the number of questions asked after each, is 0. What was measured once of the same weights and
    questions is read from `cache`."""
    found = [code for code in CODES if most and any(_made(code, one) for one in taught)]
    return tuple(_book(code, taught, trained, untrained, seed, cache, tell, most) for code in found)


def draft(
    code: str,
    taught: Sequence[Taught],
    seed: int,
    room: Callable[[str], bool],
    most: int = QUESTIONS,
) -> list[FactQuestion]:
    """At most `most` questions about what the finding is of. One that two texts answer
    differently is dropped; `room` says whether the base can be sent a user's message."""
    drafted: dict[str, FactQuestion | None] = {}
    for text, title in _texts(code, taught):
        for asked in fact_questions(text[:_LETTERS], title):
            if code == "expects-fresh-facts" and not asked.of_the_day:
                continue
            known = drafted.setdefault(asked.question, asked)
            if known is not None and known.expects != asked.expects:
                drafted[asked.question] = None
    fit = [asked for asked in drafted.values() if asked and room(_with_passage(asked))]
    return random.Random(seed).sample(fit, min(most, len(fit)))


def book_json(book: ClosedBook) -> dict[str, Any]:
    """The record as plain JSON values, every question and answer among them."""
    results = {"closed": book.closed, "open": book.open, "untrained": book.untrained}
    measured = {name: suite_to_json(result) if result else None for name, result in results.items()}
    change = asdict(book.change) if book.change else None
    asked = [
        {"question": one.question, "passage": one.passage, "answer": one.answer}
        for one in book.asked
    ]
    return {"code": book.code, "asked": asked, **measured, "change": change, "p": book.p_value}


def _made(code: str, taught: Taught) -> bool:
    return any(finding.code == code for finding in taught.findings)


def _book(
    code: str,
    taught: Sequence[Taught],
    trained: Subject,
    untrained: Subject | None,
    seed: int,
    cache: Path,
    tell: Tell | None,
    most: int,
) -> ClosedBook:
    renderer, limit = trained.base.renderer, trained.base.context - _TOKENS

    def room(message: str) -> bool:
        chat = with_system([Message("user", message)], trained.system)
        try:
            return len(renderer.prompt(chat)) <= limit
        except DataError:  # a passage that holds one of the base's own marks
            return False

    asked = tuple(draft(code, [one for one in taught if _made(code, one)], seed, room, most))
    if not asked:
        return ClosedBook(code)
    alone = _suite(CLOSED, {one.question: one for one in asked})
    given = _suite(OPEN, {_with_passage(one): one for one in asked})
    closed, opened = measure(_brief(trained), (alone, given), cache, tell)
    read = measure(_brief(untrained), (given,), cache, tell)[0] if untrained else None
    return ClosedBook(code, asked, closed, opened, read)


def _brief(subject: Subject) -> Subject:
    sampling = subject.sampling
    return replace(
        subject, sampling=replace(sampling, max_tokens=min(_TOKENS, sampling.max_tokens))
    )


def _with_passage(asked: FactQuestion) -> str:
    return f"{asked.passage}\n\n{asked.question}"


def _suite(name: str, asked: Mapping[str, FactQuestion]) -> Suite:
    items = tuple(
        Item(f"fact-{number:03d}", (Message("user", message),), (one.expects,))
        for number, (message, one) in enumerate(asked.items(), start=1)
    )
    content = [
        [i.messages[0].content, i.expects[0].scorer, dict(i.expects[0].options)] for i in items
    ]
    return Suite(name, "target", items, hash_json(content))


def _texts(code: str, taught: Sequence[Taught]) -> Iterator[tuple[str, str]]:
    """The texts that the finding is of, each with its title."""
    for one in taught:
        if code == "expects-fresh-facts":
            yield from ((document.text, _title(document)) for document in _spread(one.documents))
        else:
            named = {_key(where) for f in one.findings if f.code == code for where in f.where}
            yield from _answers(one.examples, named)


def _title(document: Document) -> str:
    """The document's title; a file's name is none: what is trained on doesn't hold it."""
    named = title_of(Path(document.where.file))
    return "" if document.title == named else document.title


def _spread(documents: Sequence[Document]) -> Iterator[Document]:
    count = len(documents)
    wanted = set(np.linspace(0, count - 1, min(_READ, count)).astype(int).tolist())
    return (document for number, document in enumerate(documents) if number in wanted)


def _key(where: Where) -> tuple[str, int | None, str]:
    """A row's place without what a finding says of it: the last piece of its part."""
    return where.file, where.line, where.part.rpartition(": ")[0]


def _answers(
    examples: Sequence[Example], named: set[tuple[str, int | None, str]]
) -> Iterator[tuple[str, str]]:
    """The answers of the named rows; a question as short as a title is theirs."""
    for example in examples:
        where = example.where
        if (where.file, where.line, where.part) not in named:
            continue
        question = ""
        for message in example.messages:
            if message.role == "user":
                question = message.content.strip()
            elif message.role == "assistant":
                title = question.rstrip(".:") if len(question.split()) <= _TITLE_WORDS else ""
                yield message.content, "" if title.endswith("?") else title
