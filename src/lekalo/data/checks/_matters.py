"""Rows that may speak of one matter, told by question and answer together.

    for left, right in matters.pairs(fit): ...

Two people word one question differently, and one of them repeats the other's words in the answer:
so a row is a twin where what it says covers what the other asks, and the two share enough
beside. Rows are looked up by pairs of their rarest concepts, a part of the keys at a time, so
that time grows with the rows and memory does not. Leaves out long answers, which cover any
question, and whether the two questions are one: see `_twins`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lekalo.text.concepts import concepts
from lekalo.text.pairs import Ints, distinct, neighbours
from lekalo.text.synonyms import asking, concept, light

Fit = Callable[[Ints, Ints], NDArray[np.bool_]]
_WORDS = 30  # words of an answer that tells one thing
_COVERED, _SHARED = 0.85, 0.25  # of a question by the other row; of all that the two rows say
_HALF, _COPY = 0.5, 0.7  # the same where the answers are nearly one: of a question, of the answers
_RAREST = 7  # concepts of a row by pairs of which its twins are looked for
_COMPARED = 20  # concepts of a row that are compared, its rarest
_REACH = 4  # rows to each side in a bucket that a row is compared with
_PART = 1 << 21  # keys that are sorted at a time
_CHUNK = 1 << 13
_ASKED, _TOLD = 1, 2
_LIGHT = 0.35  # of its weight is left to a concept that adds little
_PRIOR = 50  # rows that every set is taken to have besides: rarity in ten rows tells little
_CLASHING = """
not no yes нет да есть
monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december понедельник вторник среда четверг пятница суббота
воскресенье январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
"""  # what two answers may disagree in


class Matters:
    """What rows ask and tell, as numbers of concepts; row numbers are those of `rows`."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        names: dict[str, int] = {}
        owner, said, sides = array("q"), array("i"), array("b")
        count = 0
        for count, (question, answer) in enumerate(rows, start=1):
            if not question or not answer or answer.count(" ") >= _WORDS:
                continue
            ask, tell = _told(question), _told(answer)
            for name in ask | tell:
                owner.append(count - 1)
                said.append(names.setdefault(name, len(names)))
                sides.append(_ASKED * (name in ask - asking()) + _TOLD * (name in tell))
        rows_, flat = np.array(owner, np.int64), np.array(said, np.int32)
        self._weights = _weights(names, flat, len(np.unique(rows_)))
        order = np.lexsort((flat, -self._weights[flat], rows_))
        self.rows, sizes = np.unique(rows_, return_counts=True)
        starts = np.append(0, np.cumsum(sizes))
        self._table = _padded(flat[order], starts, _COMPARED)
        self._sides = _padded(np.array(sides, np.int32)[order], starts, _COMPARED).astype(np.int8)

    def pairs(self, fit: Fit) -> Iterator[tuple[Ints, Ints]]:
        """Pairs of rows of one matter (a pair may come twice), of those that `fit` lets through."""
        for left, right in self._candidates():
            kept = fit(self.rows[left], self.rows[right])
            left, right = left[kept], right[kept]
            for start in range(0, len(left), _CHUNK):
                one, two = left[start : start + _CHUNK], right[start : start + _CHUNK]
                same = self._one_matter(one, two)
                yield self.rows[one[same]], self.rows[two[same]]

    def _candidates(self) -> Iterator[tuple[Ints, Ints]]:
        """Pairs of places in the table that share two of their rarest concepts."""
        rarest = self._table[:, :_RAREST]
        width = len(list(combinations(range(_RAREST), 2)))
        parts = len(rarest) * width // _PART + 1
        for part in range(parts):
            keys, owners = [], []
            for one, two in combinations(range(_RAREST), 2):
                a, b = rarest[:, one].astype(np.uint64), rarest[:, two].astype(np.uint64)
                low, high = np.minimum(a, b), np.maximum(a, b)
                key = (low << np.uint64(32) | high) * np.uint64(0x9E3779B97F4A7C15)
                here = np.flatnonzero((rarest[:, two] >= 0) & (key % np.uint64(parts) == part))
                keys.append(key[here])
                owners.append(here)
            left, right = neighbours(np.concatenate(keys), np.concatenate(owners), 0, _REACH)
            if len(left):
                pairs = distinct([left * len(rarest) + right])
                yield pairs // len(rarest), pairs % len(rarest)

    def _one_matter(self, one: Ints, two: Ints) -> NDArray[np.bool_]:
        ours, theirs = self._table[one], self._table[two]
        mine = np.where(ours >= 0, self._weights[ours], 0)
        yours = np.where(theirs >= 0, self._weights[theirs], 0)
        my, your = self._sides[one], self._sides[two]
        same = (ours[:, :, None] == theirs[:, None, :]) & (ours >= 0)[:, :, None]
        covered = np.maximum(
            _share(mine * (my & _ASKED > 0), same.any(2)),
            _share(yours * (your & _ASKED > 0), same.any(1)),
        )
        told = same & (my & _TOLD > 0)[:, :, None] & (your & _TOLD > 0)[:, None, :]
        copied = _jaccard(mine * (my & _TOLD > 0), yours * (your & _TOLD > 0), told.any(2))
        found: NDArray[np.bool_] = covered >= _COVERED
        found &= _jaccard(mine, yours, same.any(2)) >= _SHARED
        return found | ((covered >= _HALF) & (copied >= _COPY))


def _jaccard(
    one: NDArray[np.float32], two: NDArray[np.float32], same: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The weight of what two rows share beside the weight of what either has."""
    both = (one * same).sum(1)
    found: NDArray[np.float32] = both / np.maximum(one.sum(1) + two.sum(1) - both, 1e-9)
    return found


def _told(text: str) -> set[str]:
    """The concepts of a text without its numbers, yes and no."""
    return {name for name in concepts(text) if not name[0].isdigit()} - _clashing()


@cache
def _clashing() -> frozenset[str]:
    return frozenset(map(concept, _CLASHING.split()))


def _weights(names: dict[str, int], flat: NDArray[np.int32], rows: int) -> NDArray[np.float32]:
    often = np.bincount(flat, minlength=len(names))
    weights = np.log(1 + (rows + _PRIOR) / np.maximum(often, 1)).astype(np.float32)
    weights[[number for name, number in names.items() if name in light()]] *= np.float32(_LIGHT)
    return weights


def _share(weights: NDArray[np.float32], kept: NDArray[np.bool_]) -> NDArray[np.float32]:
    total: NDArray[np.float32] = (weights * kept).sum(1) / np.maximum(weights.sum(1), 1e-9)
    return total


def _padded(flat: NDArray[np.int32], starts: Ints, width: int) -> NDArray[np.int32]:
    """The first `width` numbers of each row, -1 where it has fewer."""
    column = np.arange(width)
    place = np.minimum(starts[:-1, None] + column, max(len(flat) - 1, 0))
    rows = flat[place] if len(flat) else np.zeros(place.shape, np.int32)
    return np.where(column < np.diff(starts)[:, None], rows, -1).astype(np.int32)
