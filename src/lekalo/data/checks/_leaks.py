"""Held-out questions that training asks too, and how each is the same.

The kinds, from the plainest: `same` to the word; `near` but for a slip or two; `changed` names,
numbers; `answer`: other words, and the same answer, which few rows have; `reworded`.
Each held-out row is counted once, by its plainest kind. `sample` rows of the training data are put
to the same questions among themselves: data made from templates is full of twins, and there
a held-out twin is no news.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from lekalo.core.interfaces import Embedder
from lekalo.core.records import Example
from lekalo.data.checks._other_question import another_question
from lekalo.data.normalise import answer, normalise, question
from lekalo.text.identifiers import without_identifiers
from lekalo.text.lemmas import content_lemmas
from lekalo.text.likeness import nearly_same, turned_round
from lekalo.text.neutral import Names, neutral_key
from lekalo.text.rewording import Overlap, reworded_pairs
from lekalo.text.similarity import near_between

Kind = Literal["same", "near", "changed", "answer", "reworded"]
KINDS: tuple[Kind, ...] = ("same", "near", "changed", "answer", "reworded")
_SAMPLE = 1000
_NEAR = 0.45
_LONGEST = 1 << 14  # characters of a question that are compared
_FEW = 3  # rows that may have an answer which still tells one question from another
_RELATED = 0.1  # of what two questions with that answer must share
_SENTENCE = 4  # words of an answer that is more than a label


@dataclass
class Leaks:
    """By number of a held-out row: the training row that asks the same, and how. `usual` is,
    by kind, the share of training rows that have such a twin in training."""

    found: dict[int, tuple[int, Kind]] = field(default_factory=dict)
    usual: dict[Kind, float] = field(default_factory=dict)


def asked(example: Example) -> str:
    """The user's turns as they stand, one a line; of a book, its beginning."""
    return "\n".join(m.content for m in example.messages if m.role == "user")[:_LONGEST]


def compared(example: Example) -> str:
    """What is asked without the numbers of its case: another order's number is no other question,
    in other words either."""
    return without_identifiers(asked(example))


def leaks(
    train: Sequence[Example], held_out: Sequence[Example], embed: Embedder | None = None
) -> Leaks:
    """The held-out rows that `train` asks too."""
    sampled = np.unique(np.linspace(0, len(train) - 1, min(_SAMPLE, len(train))).astype(int))
    probes = [*held_out, *(train[number] for number in sampled.tolist())]
    own = [-1] * len(held_out) + sampled.tolist()
    search = _Search(train, probes, own)
    search.run(embed)
    made = Leaks()
    for probe, (row, kind) in search.found.items():
        if probe < len(held_out):
            made.found[probe] = (row, kind)
    of_sample = [kind for probe, (_, kind) in search.found.items() if probe >= len(held_out)]
    for kind in KINDS:
        made.usual[kind] = of_sample.count(kind) / max(len(sampled), 1)
    return made


class _Search:
    """Finds for each probe (a held-out row, or a sampled training row) its twin in `train`."""

    def __init__(
        self, train: Sequence[Example], probes: Sequence[Example], own: Sequence[int]
    ) -> None:
        self.train, self.probes, self.own = train, probes, own
        self.texts = [asked(example) for example in probes]
        self.found: dict[int, tuple[int, Kind]] = {}

    def run(self, embed: Embedder | None) -> None:
        names = Names(self.texts)
        exact: dict[int, list[int]] = _index(map(_exact, self.probes))
        neutral = _index(_hashed(neutral_key(text, names)) for text in self.texts)
        answers = _index(map(_answered, self.probes))
        changed: dict[int, int] = {}
        answered: dict[int, list[int]] = {}
        for row, example in enumerate(self.train):
            for probe in exact.get(_exact(example), ()):
                self._note(probe, row, "same")
            for probe in neutral.get(_hashed(neutral_key(asked(example), names)), ()):
                if row != self.own[probe]:
                    changed.setdefault(probe, row)
            key = _answered(example)
            if key in answers:
                answered.setdefault(key, []).append(row)
        self._near()
        for probe, row in changed.items():
            same = _words(self.texts[probe]) == _words(asked(self.train[row]))
            if another_question(self.probes[probe], self.train[row], facts=same):
                continue
            self._note(probe, row, "reworded" if same else "changed")
        self._same_answer(answers, answered)
        self._reworded(embed)

    def _note(self, probe: int, row: int, kind: Kind) -> None:
        if row != self.own[probe] and self.texts[probe].strip():
            self.found.setdefault(probe, (row, kind))

    def _near(self) -> None:
        near = near_between(self.texts, map(asked, self.train), _NEAR)
        for probe, row in zip(near.left.tolist(), near.right.tolist(), strict=True):
            if probe in self.found or row == self.own[probe]:
                continue
            if nearly_same(self.texts[probe], asked(self.train[row])):
                self._note(probe, row, "near")

    def _same_answer(self, answers: dict[int, list[int]], answered: dict[int, list[int]]) -> None:
        overlap = Overlap(self.texts)
        for key, rows in answered.items():
            if len(rows) > _FEW:
                continue
            for probe in answers[key]:
                for row in rows:
                    if overlap.shared(self.texts[probe], asked(self.train[row])) >= _RELATED:
                        self._note(probe, row, "answer")

    def _reworded(self, embed: Embedder | None) -> None:
        pairs = reworded_pairs(map(compared, self.probes), map(compared, self.train), embed)
        for number in np.argsort(-pairs.score, kind="stable").tolist():
            probe, row = int(pairs.left[number]), int(pairs.right[number])
            if probe in self.found or row == self.own[probe]:
                continue
            if turned_round(self.texts[probe], asked(self.train[row])):
                continue
            if not another_question(self.probes[probe], self.train[row]):
                self._note(probe, row, "reworded")


def _index(keys: Iterable[int]) -> dict[int, list[int]]:
    """By key the probes that have it; 0 is no key."""
    found: dict[int, list[int]] = {}
    for probe, key in enumerate(keys):
        if key:
            found.setdefault(key, []).append(probe)
    return found


def _exact(example: Example) -> int:
    return _hashed(question(example.messages))


def _answered(example: Example) -> int:
    text = answer(example)
    return _hashed(normalise(text)) if text.count(" ") + 1 >= _SENTENCE else 0


def _hashed(key: str | tuple[str, ...]) -> int:
    return hash(key) if key else 0


def _words(text: str) -> list[str]:
    return sorted(content_lemmas(text))
