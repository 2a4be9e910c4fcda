"""Groups of training rows that ask the same and answer otherwise.

    for group in disagreeing(material): group.rows, group.kind, group.reworded

A question is compared under its system text and the turns before it. The same question is found
by a hash; the same in other words by what questions speak of, and by answers that are one
sentence but for a fact. Of all these pairs those are compared whose answers may disagree at a
glance (`clues`) and whose questions are one (`_twins`). Hashes are kept of all rows, texts of the
last few.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lekalo.core.interfaces import Embedder
from lekalo.core.records import Example
from lekalo.data.checks._matters import Matters
from lekalo.data.checks._twins import Asked, Tie, same_matter
from lekalo.data.normalise import normalise
from lekalo.text.clues import Clues
from lekalo.text.disagreement import Kind, disagreement
from lekalo.text.pairs import Ints
from lekalo.text.polarity import asks_yes_or_no, denied
from lekalo.text.rewording import ENOUGH, reworded_pairs

MOST_ANSWERS = 12
"""Different answers to one question that are compared two by two; more are passed over."""
_SENTENCE = 30  # words of an answer that is looked for by its own words
_WORDS = 10  # words of an answer that may differ from another's in one of them
_FIRST = re.compile(r"\W*(?:(?:yes|no|да|нет)\b\W+)?([^,.;:!?\n]+)", re.IGNORECASE)
_STEM = 5
_ALIKE = 0.3  # by which questions are alike enough where their answers clash, too
_FEW, _NEXT = 5, 2  # rows of one sentence that are all compared; else each with the next two
_CROWD = 40  # rows of one sentence beyond which it is a template, and tells no question


@dataclass(frozen=True, slots=True)
class Group:
    """Rows (by number, in order) that ask the same and disagree, and in what."""

    rows: tuple[int, ...]
    kind: Kind
    reworded: bool


@dataclass(slots=True)
class _Turns:
    """All answers of the data as numbers: the row, what stands before, question, answer."""

    row: array[int] = field(default_factory=lambda: array("q"))
    place: array[int] = field(default_factory=lambda: array("i"))
    context: array[int] = field(default_factory=lambda: array("q"))
    question: array[int] = field(default_factory=lambda: array("q"))
    answer: array[int] = field(default_factory=lambda: array("q"))
    clues: Clues = field(default_factory=Clues)


def disagreeing(train: Sequence[Example], embed: Embedder | None = None) -> list[Group]:
    """Every group; a row stands in one group only."""
    turns = _read(train)
    texts = _Texts(train, turns)
    found: list[Group] = []
    for members in _same_question(turns):
        found.extend(_group([texts[turn] for turn in members]))
    taken = {row for group in found for row in group.rows}
    pairs: dict[tuple[int, int], Kind] = {}
    for left, right, tie in _other_words(train, turns, embed):
        if turns.row[left] in taken or turns.row[right] in taken:
            continue
        kind = _reworded(texts[left], texts[right], tie)
        if kind is not None:
            pairs[turns.row[left], turns.row[right]] = kind
    return sorted(found + list(_joined(pairs)), key=lambda group: group.rows)


class _Texts:
    """The texts of answers by number, read anew where they are not among the last ones."""

    def __init__(self, train: Sequence[Example], turns: _Turns) -> None:
        self._train, self._turns = train, turns
        self._get = lru_cache(maxsize=1 << 12)(self._read)

    def __getitem__(self, turn: int) -> Asked:
        return self._get(turn)

    def _read(self, turn: int) -> Asked:
        row, place = self._turns.row[turn], self._turns.place[turn]
        messages = self._train[row].messages
        users = [message.content for message in messages[:place] if message.role == "user"]
        return Asked(turn, row, users[-1], messages[place].content)


def _read(train: Sequence[Example]) -> _Turns:
    turns = _Turns()
    for row, example in enumerate(train):
        before = context = 0  # hashes of all turns so far, and of those before the question
        question = ""
        for place, message in enumerate(example.messages):
            text = message.content
            if message.role == "user":
                question, context = normalise(text), before
            elif message.role == "assistant" and text.strip() and question:
                turns.row.append(row)
                turns.place.append(place)
                turns.context.append(context)
                turns.question.append(hash(question))
                turns.answer.append(hash(text))
                turns.clues.add(text)
            else:  # what a tool said, or was asked, is not in the question
                context = hash((context, text, message.tool_calls))
            before = hash((before, question if message.role == "user" else text))
    return turns


def _same_question(turns: _Turns) -> list[list[int]]:
    """Turns by question, where it has more than one answer."""
    contexts = np.array(turns.context, np.int64)
    mixed = contexts * np.int64(1000003) ^ np.array(turns.question, np.int64)
    _, index, counts = np.unique(mixed, return_inverse=True, return_counts=True)
    asked: dict[int, list[int]] = defaultdict(list)
    for turn in np.flatnonzero(counts[index] > 1).tolist():
        asked[int(mixed[turn])].append(turn)
    return [same for same in asked.values() if len({turns.answer[turn] for turn in same}) > 1]


def _other_words(
    train: Sequence[Example], turns: _Turns, embed: Embedder | None
) -> Iterator[tuple[int, int, Tie]]:
    """Pairs of first turns that may ask the same in other words, under one system text; a pair
    comes once, by what ties it best."""
    near = reworded_pairs((q for q, _ in openings(train)), None, embed, _ALIKE)
    strong = near.score >= ENOUGH
    clashing = _Clashing(train, turns)
    told = list(Matters(openings(train)).pairs(clashing.fit))
    ties: list[tuple[Tie, Ints]] = [
        ("asked", clashing.turns(near.left[strong], near.right[strong])),
        *(("told", clashing.turns(left, right)) for left, right in told),
        ("weak", clashing.turns(near.left[~strong], near.right[~strong])),
    ]
    pairs = np.concatenate([found for _, found in ties])
    numbers = np.repeat(np.arange(len(ties)), [len(found) for _, found in ties])
    pairs, first = np.unique(pairs, axis=0, return_index=True)
    for (left, right), place in zip(pairs.tolist(), first.tolist(), strict=True):
        yield left, right, ties[numbers[place]][0]


class _Clashing:
    """Tells pairs of rows whose first questions and answers both differ under one context."""

    def __init__(self, train: Sequence[Example], turns: _Turns) -> None:
        self._first = _first_turns(train, turns)
        self._context = np.array(turns.context, np.int64)
        self._question = np.array(turns.question, np.int64)
        self._answer = np.array(turns.answer, np.int64)
        self._clues = turns.clues

    def turns(self, left: Ints, right: Ints) -> Ints:
        """Those of the pairs, as turns [N, 2]."""
        kept = self.fit(left, right)
        return np.stack([self._first[left[kept]], self._first[right[kept]]], axis=1)

    def fit(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        """For each pair of rows whether it is one."""
        one, two = self._first[left], self._first[right]
        clash: NDArray[np.bool_] = (
            (one >= 0) & (two >= 0) & (self._context[one] == self._context[two])
        )
        clash &= self._question[one] != self._question[two]
        clash &= self._answer[one] != self._answer[two]
        clash &= self._clues.may_clash(one, two)
        return clash


def _first_turns(train: Sequence[Example], turns: _Turns) -> NDArray[np.int64]:
    """By row the number of its first answer, -1 where it has none."""
    rows = np.array(turns.row, np.int64)
    firsts, index = np.unique(rows, return_index=True)
    numbers = np.full(len(train), -1, np.int64)
    numbers[firsts] = index
    return numbers


def openings(train: Sequence[Example]) -> Iterator[tuple[str, str]]:
    """The first question and answer of each row; empty where it has none."""
    for example in train:
        question = answer = ""
        for message in example.messages:
            if message.role == "user":
                question = message.content
            elif message.role == "assistant" and message.content.strip() and question:
                answer = message.content
                break
        yield question, answer


def _group(members: Sequence[Asked]) -> Iterable[Group]:
    """The rows of one question that disagree with another of its rows."""
    answers: dict[str, list[Asked]] = defaultdict(list)
    for asked in members:
        answers[normalise(asked.answer)].append(asked)
    if not 1 < len(answers) <= MOST_ANSWERS:
        return
    clashing: dict[str, Kind] = {}
    for one, two in combinations(answers, 2):
        first, second = answers[one][0], answers[two][0]
        kind = disagreement(first.question, first.answer, second.answer)
        if kind is not None:
            clashing.setdefault(one, kind)
            clashing.setdefault(two, kind)
    if clashing:
        rows = sorted({asked.row for one in clashing for asked in answers[one]})
        if len(rows) > 1:
            yield Group(tuple(rows), next(iter(clashing.values())), reworded=False)


def _reworded(one: Asked, two: Asked, tie: Tie) -> Kind | None:
    """In what two questions in other words disagree; None where they are two questions."""
    if not same_matter(one, two, tie):
        return None
    kind = disagreement(one.question, one.answer, two.answer) or disagreement(
        two.question, one.answer, two.answer
    )
    if kind == "yes-no" and asks_yes_or_no(one.question) != asks_yes_or_no(two.question):
        return kind if denied(one.answer, two.answer) else None
    return kind


def _joined(pairs: dict[tuple[int, int], Kind]) -> Iterator[Group]:
    """Pairs as groups: rows tied by a chain of pairs are one."""
    parent: dict[int, int] = {}

    def root(row: int) -> int:
        while parent.setdefault(row, row) != row:
            row = parent[row]
        return row

    for one, two in pairs:
        parent[max(root(one), root(two))] = min(root(one), root(two))
    rows: dict[int, list[int]] = defaultdict(list)
    for row in sorted(parent):
        rows[root(row)].append(row)
    for members in rows.values():
        kind = next(kind for pair, kind in pairs.items() if pair[0] in members)
        yield Group(tuple(members), kind, reworded=True)
