"""Texts nearly the same, or the same in other words, among more than memory should hold.

    for near in near_in_parts(texts, 0.45, fit): ...       # as `similarity.near_pairs` finds them
    for near in reworded_in_parts(texts, fit): ...         # as `rewording.reworded_pairs` does

Sketches and concepts stand on disk. Pairs come a part at a time, and a pair that `fit` does not
let through (as two texts that a chain of pairs ties already) is not looked at: so what is kept of a
text is some 60 bytes, and as many while a part is made. Numbers are told apart by 16 bits.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lekalo.text.concepts import concepts, padded, weigh
from lekalo.text.lemmas import words
from lekalo.text.on_disk import Lists, Table
from lekalo.text.pairs import Fit, Ints, Near, hashed, steps
from lekalo.text.rewording import COMPARED, ENOUGH, RAREST, Judge, candidates
from lekalo.text.similarity import NEIGHBOURS, ROWS, SLACK, band, resemblance
from lekalo.text.sketches import SIGNATURE, Sketches, sketched

_LOOKED_AT = 1 << 20  # places for pairs that were looked at lately
_VERIFIED = 1 << 10  # pairs whose sketches are read together
_READ = 1 << 12  # texts whose concepts are read together
_FIGURES = 1 << 16  # numbers that are told apart: their names would fill the memory
_PART = 1 << 17  # keys that are sorted at a time


def near_in_parts(texts: Iterable[str], threshold: float, fit: Fit) -> Iterator[Near]:
    """Pairs at least `threshold` alike; of texts with the same words, each with the first."""
    plain, hashes, minima = array("Q"), Lists(np.uint32), Table(np.uint16, SIGNATURE)
    for part in sketched(_plain(texts, plain)):
        hashes.add(part.hashes, np.diff(part.starts))
        minima.add(part.signatures)
    firsts, numbers = np.unique(np.array(plain, np.uint64), return_index=True, return_inverse=True)[
        1:
    ]
    repeats = np.flatnonzero(firsts[numbers] != np.arange(len(plain)))
    yield Near(firsts[numbers[repeats]], repeats, np.ones(len(repeats), np.float32))
    del plain, numbers, repeats
    among, news = np.sort(firsts), _News()
    for start in range(0, SIGNATURE, ROWS):
        keys = [np.zeros(0, np.uint64), *(band(block, start) for _, block in minima.blocks())]
        for left, right in steps(np.concatenate(keys)[among], among, 32, NEIGHBOURS):
            fresh = fit(left, right)
            left, right = left[fresh], right[fresh]
            likely = _estimates(minima, left, right) >= threshold - SLACK
            left, right = left[likely], right[likely]
            fresh = news.of(left * len(minima) + right)
            yield _verified(hashes, left[fresh], right[fresh], threshold)


def _plain(texts: Iterable[str], keys: array[int]) -> Iterator[str]:
    for text in texts:
        plain = " ".join(words(text)) or text.strip()
        keys.append(hashed(plain))
        yield plain


def _estimates(minima: Table[np.uint16], left: Ints, right: Ints) -> NDArray[np.float32]:
    """The share of minima that each pair has in common."""
    shared = np.empty(len(left), np.float32)
    for some, ours, theirs in minima.side_by_side(left, right):
        shared[some] = (ours == theirs).mean(1)
    return shared


def _verified(hashes: Lists[np.uint32], left: Ints, right: Ints, threshold: float) -> Near:
    """The pairs whose sketches are as alike as asked."""
    score = np.empty(len(left), np.float32)
    for start in range(0, len(left), _VERIFIED):
        part = slice(start, start + _VERIFIED)
        numbers, at = np.unique(np.concatenate([left[part], right[part]]), return_inverse=True)
        flat, starts = hashes.some(numbers)
        made = Sketches(flat, starts, np.zeros((0, SIGNATURE), np.uint16))
        score[part] = resemblance(made, at[: len(at) // 2], at[len(at) // 2 :])
    alike = score >= threshold
    return Near(left[alike], right[alike], score[alike])


class _News:
    """Says which pairs were not seen lately: two bands give mostly the same ones."""

    def __init__(self) -> None:
        self._seen = np.full(_LOOKED_AT, -1, np.int64)

    def of(self, pairs: Ints) -> NDArray[np.bool_]:
        """Whether each pair, as one number, is new."""
        spread = pairs.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)
        places = (spread % np.uint64(_LOOKED_AT)).astype(np.int64)
        new: NDArray[np.bool_] = self._seen[places] != pairs
        self._seen[places] = pairs
        return new


class _Asked:
    """The concepts of texts on disk, as `concepts.Asked` has them in memory."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: dict[str, int] = {}
        self._lists: Lists[np.int32] = Lists(np.int32)
        flat, sizes = array("i"), array("q")
        for text in texts:
            found = {self._number(name) for name in concepts(text)}
            flat.extend(sorted(found))
            sizes.append(len(found))
            if len(sizes) == _READ:
                self._lists.add(np.array(flat, np.int32), np.array(sizes))
                del flat[:], sizes[:]
        self._lists.add(np.array(flat, np.int32), np.array(sizes, np.int64))
        self.names: Sequence[str] = ["0"] * _FIGURES + list(self._words)
        self._rank()

    def _number(self, name: str) -> int:
        if name[0].isdigit():
            return zlib.crc32(name.encode()) % _FIGURES
        return self._words.setdefault(name, _FIGURES + len(self._words))

    def _parts(self) -> Iterator[tuple[NDArray[np.int32], Ints]]:
        for first in range(0, len(self), _READ):
            yield self._lists.part(first, min(first + _READ, len(self)))

    def _rank(self) -> None:
        """Puts the rarest concepts of each text into a table, for `rarest` and `shared`."""
        often = np.zeros(len(self.names), np.int64)
        for flat, _ in self._parts():
            often += np.bincount(flat, minlength=len(often))
        self.weights = weigh(self.names, often, len(self))
        self._table: Table[np.int32] = Table(np.int32, COMPARED)
        self.rarest = np.empty((len(self), RAREST), np.int32)
        for flat, starts in self._parts():
            rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
            ranked = flat[np.lexsort((flat, -self.weights[flat], rows))]
            here = len(self._table)
            self._table.add(padded(ranked, starts, COMPARED))
            self.rarest[here : here + len(starts) - 1] = padded(ranked, starts, RAREST)

    def __len__(self) -> int:
        return len(self._lists)

    def of(self, number: int) -> NDArray[np.int32]:
        """One text's concepts."""
        return self._lists.part(number, number + 1)[0]

    def shared(self, left: Ints, right: Ints) -> NDArray[np.float32]:
        """The weight of what both ask about beside the weight of what either does."""
        score = np.empty(len(left), np.float32)
        weights = np.append(self.weights, np.float32(0))  # that of none, which is numbered -1
        for some, ours, theirs in self._table.side_by_side(left, right):
            for start in range(0, len(some), _VERIFIED):
                part = slice(start, start + _VERIFIED)
                one, two = ours[part], theirs[part]
                common = (one[:, :, None] == two[:, None, :]).any(2)
                both = (weights[one] * common).sum(1)
                either = weights[one].sum(1) + weights[two].sum(1) - both
                score[some[part]] = both / np.maximum(either, 1e-9)
        return score


def reworded_in_parts(texts: Iterable[str], fit: Fit, enough: float = ENOUGH) -> Iterator[Near]:
    """Pairs of texts that ask the same, the same words in another order too."""
    asked = _Asked(texts)
    judge = Judge(asked)
    for left, right in candidates(asked.rarest, len(asked.names), None, _PART):
        fresh = fit(left, right)
        left, right = left[fresh], right[fresh]
        score = asked.shared(left, right)
        near = np.flatnonzero(score >= enough)
        one = [n for n in near.tolist() if not judge.parted(int(left[n]), int(right[n]))]
        yield Near(left[one], right[one], score[one])
