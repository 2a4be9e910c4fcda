"""Rows that may speak of one matter, told by question and answer together.

    for left, right in Matters(questions, answers).pairs(fit): ...

Two people word one question differently, and one of them repeats the other's words in the answer:
so a row is a twin where what it says covers what the other asks, and the two share enough
beside. Rows are looked up by pairs of their rarest concepts, a part of the keys at a time, so
that time grows with the rows and memory does not. Leaves out long answers, which cover any
question, and whether the two questions are one: see `_twins`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lekalo.text.concepts import Asked, padded
from lekalo.text.pairs import Fit, Ints, distinct, neighbours
from lekalo.text.synonyms import asking, concept, light

WORDS = 30
"""Words of an answer that tells one thing; a longer one covers any question."""
_COVERED, _SHARED = 0.7, 0.2  # of a question by the other row; of all that the two rows say
_HALF, _COPY = 0.4, 0.6  # the same where the answers are nearly one: of a question, of the answers
_RAREST = 7  # concepts of a row by pairs of which its twins are looked for
_COMPARED = 20  # concepts of a row that are compared, its rarest
_REACH = 4  # rows to each side in a bucket that a row is compared with
_PART = 1 << 21  # keys that are sorted at a time
_CHUNK = 1 << 13
FEW_ROWS = 5_000
"""Rows of a set in which two may be tied by being the most alike."""
_FEW = 6  # rows that have a concept, for it to tie two of them
_PAIR = 2  # rows that have a concept, for it alone to tie them
_LIKELY = 0.4  # of what two questions ask that the other row has, and what both rows share
_ASKED, _TOLD = 1, 2
_ROW = 32  # bits of a concept in a number that has its row, too
_LIGHT = np.float32(0.35)  # of its weight is left to a concept that adds little
_PRIOR = 50  # rows that every set is taken to have besides: rarity in ten rows tells little
_CLASHING = """
not no yes нет да есть
monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december понедельник вторник среда четверг пятница суббота
воскресенье январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
"""  # what two answers may disagree in


class Matters:
    """What rows ask and tell, as numbers of concepts; row numbers are those of the questions."""

    def __init__(self, questions: Asked, answers: Asked) -> None:
        """Both of the same rows, and of one table of names; a long answer is left empty."""
        every, told = _entries(questions, _clashing()), _entries(answers, _clashing())
        sought = _entries(questions, _clashing() | asking())
        both = distinct([every, told])
        both = both[np.isin(both >> _ROW, every >> _ROW) & np.isin(both >> _ROW, told >> _ROW)]
        rows, flat = both >> _ROW, (both & (1 << _ROW) - 1).astype(np.int32)
        sides = _ASKED * np.isin(both, sought) + _TOLD * np.isin(both, told)
        self.rows, sizes = np.unique(rows, return_counts=True)
        self._weights = _weights(answers.names, flat, len(self.rows))
        self._names = answers.names
        often = np.bincount(flat, minlength=len(self._names))
        self._often = dict(zip(self._names, often.tolist(), strict=True))
        order = np.lexsort((flat, -self._weights[flat], rows))
        starts = np.append(0, np.cumsum(sizes))
        self._table = padded(flat[order], starts, _COMPARED)
        self._sides = padded(sides[order].astype(np.int32), starts, _COMPARED).astype(np.int8)

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
        """Pairs of places in the table that share two of their rarest concepts; of rows that have
        few, the rarest."""
        rarest = self._table[:, :_RAREST]
        width = len(list(combinations(range(_RAREST), 2)))
        parts = len(rarest) * width // _PART + 1
        for part in range(parts):
            keys, owners = [], []
            for one, two in (*combinations(range(_RAREST), 2), (0, 0)):
                a, b = rarest[:, one].astype(np.uint64), rarest[:, two].astype(np.uint64)
                low, high = np.minimum(a, b), np.maximum(a, b)
                key = (low << np.uint64(32) | high) * np.uint64(0x9E3779B97F4A7C15)
                fit = rarest[:, two] >= 0 if two else rarest[:, 3] < 0
                here = np.flatnonzero(fit & (key % np.uint64(parts) == part))
                keys.append(key[here])
                owners.append(here)
            left, right = neighbours(np.concatenate(keys), np.concatenate(owners), 0, _REACH)
            if len(left):
                pairs = distinct([left * len(rarest) + right])
                yield pairs // len(rarest), pairs % len(rarest)

    def weights(self) -> dict[str, float]:
        """How much each concept tells, by how few rows have it."""
        return dict(zip(self._names, self._weights.tolist(), strict=True))

    def rare(self, name: str) -> bool:
        """Whether no more than two rows have the concept."""
        return int(self._often.get(name, 0)) <= _PAIR

    def likeliest(self, fit: Fit) -> Iterator[tuple[int, int]]:
        """Pairs of rows that share something rare and may well be of one matter, the most alike
        first. For sets of no more than `FEW_ROWS`."""
        left, right = self._sharing()
        kept = fit(self.rows[left], self.rows[right])
        left, right = left[kept], right[kept]
        alike = np.concatenate(
            [np.zeros(0, np.float32)]
            + [
                self._alike(left[n : n + _CHUNK], right[n : n + _CHUNK])
                for n in range(0, len(left), _CHUNK)
            ]
        )
        for place in np.argsort(-alike, kind="stable"):
            if alike[place] < _LIKELY:
                return
            yield int(self.rows[left[place]]), int(self.rows[right[place]])

    def _sharing(self) -> tuple[Ints, Ints]:
        """Pairs of places in the table that share a concept that few rows have."""
        place, column = np.nonzero(self._table >= 0)
        flat = self._table[place, column]
        few = np.bincount(flat)[flat] <= _FEW
        order = np.argsort(flat[few], kind="stable")
        flat, place = flat[few][order], place[few][order]
        pairs = [np.zeros(0, np.int64)]
        for step in range(1, _FEW):
            same = np.flatnonzero(flat[step:] == flat[:-step])
            pairs.append(place[same] * len(self.rows) + place[same + step])
        found = distinct(pairs)
        return found // max(len(self.rows), 1), found % max(len(self.rows), 1)

    def _alike(self, one: Ints, two: Ints) -> NDArray[np.float32]:
        """The share of two questions that the other row has, and of two rows that both have."""
        ours, theirs = self._table[one], self._table[two]
        mine = np.where(ours >= 0, self._weights[ours], 0)
        yours = np.where(theirs >= 0, self._weights[theirs], 0)
        same = (ours[:, :, None] == theirs[:, None, :]) & (ours >= 0)[:, :, None]
        ask, also = mine * (self._sides[one] & _ASKED > 0), yours * (self._sides[two] & _ASKED > 0)
        had, has = (ask * same.any(2)).sum(1), (also * same.any(1)).sum(1)
        found: NDArray[np.float32] = (had + has) / np.maximum(ask.sum(1) + also.sum(1), 1e-9)
        found += _jaccard(mine, yours, same.any(2))
        found[(had == 0) | (has == 0)] = 0  # each asks of something that the other speaks of
        return found

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


def _entries(texts: Asked, without: frozenset[str]) -> Ints:
    """Each row with each of its concepts as one number; numbers of the text are none."""
    kept = np.array([name not in without and not name[0].isdigit() for name in texts.names], bool)
    rows = np.repeat(np.arange(len(texts)), np.diff(texts.starts))
    fit = kept[texts.concepts]
    found: Ints = rows[fit] << _ROW | texts.concepts[fit]
    return found


@cache
def _clashing() -> frozenset[str]:
    return frozenset(map(concept, _CLASHING.split()))


def _weights(names: Sequence[str], flat: NDArray[np.int32], rows: int) -> NDArray[np.float32]:
    often = np.bincount(flat, minlength=len(names))
    weights = np.log(1 + (rows + _PRIOR) / np.maximum(often, 1)).astype(np.float32)
    weights[[number for number, name in enumerate(names) if name in light()]] *= _LIGHT
    return weights


def _share(weights: NDArray[np.float32], kept: NDArray[np.bool_]) -> NDArray[np.float32]:
    total: NDArray[np.float32] = (weights * kept).sum(1) / np.maximum(weights.sum(1), 1e-9)
    return total
