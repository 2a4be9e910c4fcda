"""Which texts ask the same: to the word, nearly so, with other names and numbers, in other words.

    labels, crowd = same_asked(texts, questions, rows)

Each text gets the number of the first one that a chain of such ties leads to. Where a crowd of
over a quarter of all rows is tied by likeness alone, that is the data's form and not repetition:
the loosest ties are left out until there is none, those of other rows too (a rule that ties a
crowd tells little elsewhere). Nobody is hurt by what this parts: a cut is shown to the check
`leakage` afterwards, and made anew where that would hold (see `twins`). Keeps numbers of the
texts, never the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lekalo.text.likeness import nearly_same, turned_round
from lekalo.text.near_on_disk import near_in_parts, reworded_in_parts
from lekalo.text.neutral import Names, neutral_key
from lekalo.text.pairs import Fit, Ints, hashed, tie

NEAR = 0.7
"""Texts that share so much (Jaccard, over the 4-grams of their lemmas) are nearly the same, and
from `MAY_BE_NEAR` on those that differ by a slip or two."""
MAY_BE_NEAR = 0.45
_CROWD, _FEW = 4, 16
"""A crowd is over a row in four, and of few rows over half or over so many: then as many twins are
left in training as `leakage` needs to see that they are the rule."""

Tied = Iterator[tuple[Ints, Ints]]


def same_asked(texts: Sequence[str], questions: Ints, rows: Ints) -> tuple[Ints, int]:
    """The label of each text, where `questions` are the labels of those that are the same to the
    word and `rows` says how many rows have each text; and the rows of the crowd, if even the
    nearest ties make one, whose ties are then left out. Numbers of texts must not depend on the
    order of rows: near texts are looked for among neighbours."""
    labels = questions
    for level in (_slips, _neutral, _reworded):
        wider = _tied(labels, level, texts)
        crowd = _crowd(wider, rows, questions)
        if crowd is not None and level is _slips:
            there = wider == crowd
            return np.where(there, questions, wider), int(rows[there].sum())
        if crowd is not None:
            break
        labels = wider
    return labels, 0


def _tied(labels: Ints, level: Callable[[Sequence[str], Fit], Tied], texts: Sequence[str]) -> Ints:
    """The labels with one more kind of ties."""
    now = labels.copy()

    def apart(left: Ints, right: Ints) -> NDArray[np.bool_]:
        return np.not_equal(now[left], now[right])

    for left, right in level(texts, apart):
        now = tie(now, left, right)
    return now


def _crowd(labels: Ints, rows: Ints, questions: Ints) -> int | None:
    """The label under which too many rows are tied, if there is one. One question asked over
    and over is no crowd: its rows are tied anyway."""
    if not len(labels):
        return None
    sizes = np.bincount(labels, rows)
    largest, total = int(sizes.argmax()), int(rows.sum())
    few = sizes[largest] <= max(total / _CROWD, min(_FEW, total / 2))
    return None if few or len(np.unique(questions[labels == largest])) < 2 else largest


def _slips(texts: Sequence[str], fit: Fit) -> Tied:
    """Texts that differ by a slip or two, or share most of their words."""
    for near in near_in_parts(texts, MAY_BE_NEAR, fit):
        rows = zip(near.left.tolist(), near.right.tolist(), near.score.tolist(), strict=True)
        tied = _which(score >= NEAR or nearly_same(texts[a], texts[b]) for a, b, score in rows)
        yield near.left[tied], near.right[tied]


def _neutral(texts: Sequence[str], _: Fit) -> Tied:
    """Texts that differ in names, numbers and the order of words alone, each with the first."""
    names = Names(texts)
    keys = np.fromiter((_key(neutral_key(text, names)) for text in texts), np.uint64, len(texts))
    first, number = np.unique(keys, return_index=True, return_inverse=True)[1:]
    known = np.flatnonzero(keys)
    yield first[number[known]], known


def _key(words: tuple[str, ...]) -> int:
    return hashed("\n".join(words)) if words else 0


def _reworded(texts: Sequence[str], fit: Fit) -> Tied:
    """Texts that ask the same in other words."""
    for near in reworded_in_parts(texts, fit):
        rows = zip(near.left.tolist(), near.right.tolist(), strict=True)
        tied = _which(not turned_round(texts[a], texts[b]) for a, b in rows)
        yield near.left[tied], near.right[tied]


def _which(tied: Iterable[bool]) -> NDArray[np.bool_]:
    return np.fromiter(tied, np.bool_)
