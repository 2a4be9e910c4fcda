"""Groups of training rows that ask the same and answer otherwise.

    for group in disagreeing(material): group.rows, group.kind, group.reworded

A question is compared under its system text and the turns before it. The same question is found
by a hash; the same in other words by what questions speak of (`rewording`), and by what whole rows
do (`_matters`). Of all these pairs those are compared whose answers may disagree at a glance
(`clues`) and whose questions are one (`_twins`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lekalo.core.interfaces import Embedder
from lekalo.core.records import Example
from lekalo.data.checks._asked import LONGEST, Asked
from lekalo.data.checks._asked_rows import Answers, Texts, openings, read_answers
from lekalo.data.checks._likely import Weights, plainly
from lekalo.data.checks._matters import FEW_ROWS, Matters
from lekalo.data.checks._sides import lacking, needs
from lekalo.data.checks._twins import Tie, same_matter
from lekalo.data.normalise import normalise
from lekalo.text.concepts import Asked as Concepts
from lekalo.text.disagreement import Kind, agreement, disagreement, may_disagree
from lekalo.text.lemmas import words
from lekalo.text.pairs import Ints
from lekalo.text.polarity import asks_yes_or_no, denied
from lekalo.text.rewording import ENOUGH, alike, reworded_pairs
from lekalo.text.synonyms import asking

MOST_ANSWERS = 12
"""Different answers to one question that are compared two by two; more are passed over."""
_COMPARED = 12  # concepts of a question, its rarest, beside another's
_TRIES = 5  # pairs in which a row is compared; of a crowd that ask alike, so many tell
_MOST, _MOST_OF_ROWS = 10_000, 4  # pairs that are compared in all: so many, and a row in four
_ALIKE = 0.3  # by which questions are alike enough where their answers clash, too


@dataclass(frozen=True, slots=True)
class Group:
    """Rows (by number, in order) that ask the same and disagree, and in what."""

    rows: tuple[int, ...]
    kind: Kind
    reworded: bool


def disagreeing(train: Sequence[Example], embed: Embedder | None = None) -> list[Group]:
    """Every group; a row stands in one group only."""
    said = read_answers(train)
    texts = Texts(train, said)
    found: list[Group] = []
    for members in _same_question(said):
        found.extend(_group([texts[number] for number in members]))
    taken = {row for group in found for row in group.rows}
    pairs: dict[tuple[int, int], Kind] = {}
    tries: Counter[int] = Counter()
    named: set[int] = set()
    compared = 0
    for left, right, tie in _other_words(train, said, embed):
        rows = said.row[left], said.row[right]
        if not taken.isdisjoint(rows) or max(tries[row] for row in rows) >= _TRIES:
            continue
        if all(row in named for row in rows):  # both are shown to a person already
            continue
        if compared >= _MOST + len(train) // _MOST_OF_ROWS:
            break  # the best tied come first; in a set of crowds the rest tells no more
        compared += 1
        tries.update(rows)
        kind = _reworded(texts[left], texts[right], tie)
        if kind is not None:
            pairs[rows] = kind
            named.update(rows)
    for left, right, found_kind in _likeliest(said, texts, taken | named):
        pairs[said.row[left], said.row[right]] = found_kind
    return sorted(found + list(_joined(pairs)), key=lambda group: group.rows)


def _same_question(said: Answers) -> list[list[int]]:
    """Answers by question, where it has more than one answer."""
    contexts = np.array(said.context, np.int64)
    mixed = contexts * np.int64(1000003) ^ np.array(said.question, np.int64)
    _, index, counts = np.unique(mixed, return_inverse=True, return_counts=True)
    asked: dict[int, list[int]] = defaultdict(list)
    for turn in np.flatnonzero(counts[index] > 1).tolist():
        asked[int(mixed[turn])].append(turn)
    return [same for same in asked.values() if len({said.answer[turn] for turn in same}) > 1]


def _other_words(
    train: Sequence[Example], said: Answers, embed: Embedder | None
) -> Iterator[tuple[int, int, Tie]]:
    """Pairs of answers that may be to one question in other words, under one system text; a pair
    comes once, by what ties it best."""
    asked, told = said.asked.asked(), said.told.asked()
    clashing = _Clashing(said)
    near = alike(asked, _ALIKE, fit=clashing.fit)
    if embed is not None:
        near = reworded_pairs((question for question, _ in openings(train)), None, embed, _ALIKE)
    strong = near.score >= ENOUGH
    ties: list[tuple[Tie, Ints]] = [
        ("asked", clashing.answers(near.left[strong], near.right[strong])),
        *(("told", clashing.answers(*two)) for two in Matters(asked, told).pairs(clashing.fit)),
        ("weak", clashing.answers(*_one_says_more(asked, near.left[~strong], near.right[~strong]))),
    ]
    pairs = np.concatenate([found for _, found in ties])
    numbers = np.repeat(np.arange(len(ties)), [len(found) for _, found in ties])
    _, first = np.unique(pairs, axis=0, return_index=True)
    for place in np.sort(first).tolist():
        left, right = pairs[place].tolist()
        yield left, right, ties[numbers[place]][0]


def _likeliest(said: Answers, texts: Texts, known: set[int]) -> Iterator[tuple[int, int, Kind]]:
    """Pairs of answers that disagree, whose rows are alike more than either is like any other row
    on its matter: little ties them but that."""
    if len(said.asked) > FEW_ROWS:  # among many rows, to be the most alike tells nothing
        return
    clashing = _Clashing(said)
    matters = Matters(said.asked.asked(), said.told.asked())
    weights = matters.weights()
    spoken = set(known)
    for one, two in matters.likeliest(clashing.beside):
        if one in spoken and two in spoken:
            continue
        left, right = clashing.first(one), clashing.first(two)
        first, second = texts[left], texts[right]
        kind = _reworded(first, second, "likely", weights)
        if kind is not None and not plainly(kind, first, second, matters.rare):
            kind = None
        if kind is None and not (
            same_matter(first, second, "likely", weights)
            and agreement(first.question, first.answer, second.answer)
        ):
            continue
        if kind is not None and one not in spoken and two not in spoken:
            yield left, right, kind
        spoken.update((one, two))


def _one_says_more(asked: Concepts, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Those of the pairs where only one of two questions speaks of something beside the other."""
    table = asked.rarest(_COMPARED)
    sought = [number for number, name in enumerate(asked.names) if name in asking()]
    table[np.isin(table, sought)] = -1
    one, two = table[left], table[right]
    same = one[:, :, None] == two[:, None, :]
    mine, yours = (one >= 0) & ~same.any(2), (two >= 0) & ~same.any(1)
    kept = ~(mine.any(1) & yours.any(1))
    return left[kept], right[kept]


class _Clashing:
    """Tells pairs of rows whose first questions and answers both differ under one context."""

    def __init__(self, said: Answers) -> None:
        self._first = said.firsts()
        self._context = np.array(said.context, np.int64)
        self._question = np.array(said.question, np.int64)
        self._figures = np.array(said.figures, np.int64)
        self._answer = np.array(said.answer, np.int64)
        self._clues = said.clues

    def answers(self, left: Ints, right: Ints) -> Ints:
        """Those of the pairs, as numbers of answers [N, 2]."""
        kept = self.fit(left, right)
        return np.stack([self._first[left[kept]], self._first[right[kept]]], axis=1)

    def first(self, row: int) -> int:
        """The number of a row's first answer."""
        return int(self._first[row])

    def beside(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        """For each pair of rows whether they stand under one context with other questions."""
        one, two = self._first[left], self._first[right]
        found: NDArray[np.bool_] = (one >= 0) & (two >= 0)
        found &= self._context[one] == self._context[two]
        found &= self._question[one] != self._question[two]
        return found

    def fit(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        """For each pair of rows whether it is one."""
        one, two = self._first[left], self._first[right]
        clash: NDArray[np.bool_] = (
            (one >= 0) & (two >= 0) & (self._context[one] == self._context[two])
        )
        clash &= self._question[one] != self._question[two]
        clash &= self._figures[one] == self._figures[two]
        clash &= self._answer[one] != self._answer[two]
        clash &= self._clues.may_clash(one, two)
        return clash


def _group(members: Sequence[Asked]) -> Iterable[Group]:
    """The rows of one question that disagree with another of its rows."""
    answers: dict[str, list[Asked]] = defaultdict(list)
    for asked in members:
        answers[normalise(asked.answer)].append(asked)
    if not 1 < len(answers) <= MOST_ANSWERS:
        return
    clashing: dict[str, Kind] = {}
    for one, two in combinations(answers, 2):
        if one in clashing and two in clashing:
            continue
        first, second = answers[one][0], answers[two][0]
        kind = disagreement(first.question[:LONGEST], first.answer, second.answer)
        if kind is not None:
            clashing.setdefault(one, kind)
            clashing.setdefault(two, kind)
    if clashing:
        rows = sorted({asked.row for one in clashing for asked in answers[one]})
        if len(rows) > 1:
            yield Group(tuple(rows), next(iter(clashing.values())), reworded=False)


def _reworded(one: Asked, two: Asked, tie: Tie, weights: Weights | None = None) -> Kind | None:
    """In what two questions in other words disagree; None where they are two questions."""
    if not may_disagree(one.answer, two.answer) or not same_matter(one, two, tie, weights):
        return None
    for question in _asked_by(one.question, two.question):
        kind = disagreement(question, one.answer, two.answer)
        if kind is not None:
            break
    if kind == "yes-no" and asks_yes_or_no(one.question) != asks_yes_or_no(two.question):
        return kind if denied(one.answer, two.answer) else None
    return kind


def _asked_by(one: str, two: str) -> tuple[str, ...]:
    """The questions that two answers may be compared under: both, but where one asks of need and
    the other of doing without, a yes means two things, and only the first will do."""
    turned = [asked for asked in (one, two) if needs(asked) and not lacking(words(asked))]
    without = any(lacking(words(asked)) for asked in (one, two))
    return (turned[0],) if without and len(turned) == 1 else (one, two)


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
