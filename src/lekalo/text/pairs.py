"""Pairs of texts that have something in common, by their numbers, and the groups they make."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Fit = Callable[[Ints, Ints], NDArray[np.bool_]]
"""Says of each pair whether it is worth a closer look."""


@dataclass(frozen=True)
class Near:
    """Pairs of texts by their numbers, `left` < `right` (of `near_between`: a left text's and
    a right text's), and how much of their shingles they share (Jaccard)."""

    left: Ints
    right: Ints
    score: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.left)


def clusters(pairs: Near, count: int) -> Ints:
    """For each of `count` texts the number of the first text that pairs tie it to, over any
    chain of them; a text in no pair has its own number."""
    return tie(np.arange(count), pairs.left, pairs.right)


def tie(labels: Ints, left: Ints, right: Ints) -> Ints:
    """The labels of `clusters` after some more pairs; the array given is used up."""
    while True:  # each round carries the least label one pair on, then halves all paths
        least = np.minimum(labels[left], labels[right])
        np.minimum.at(labels, labels[left], least)
        np.minimum.at(labels, labels[right], least)
        while not np.array_equal(labels, shorter := labels[labels]):
            labels = shorter
        if np.array_equal(labels[left], labels[right]):
            return labels


def distinct(parts: Sequence[Ints]) -> Ints:
    """The numbers in any of the parts, each once, ascending. By sorting: numpy's own `unique`
    goes through a hash table, which millions of numbers do not fit the cache with."""
    ranked: Ints = np.sort(np.concatenate(parts))
    ranked = ranked[np.append(True, ranked[1:] != ranked[:-1])[: len(ranked)]]
    return ranked


def neighbours(keys: Keys, rows: Ints, shift: int, reach: int) -> tuple[Ints, Ints]:
    """Pairs of rows that share a bucket (`keys >> shift`) and stand at most `reach` apart in it,
    in the order of their keys; so a bucket of n rows gives about n * reach pairs."""
    left, right = zip(*steps(keys, rows, shift, reach), strict=True)
    return np.concatenate(left), np.concatenate(right)


def steps(keys: Keys, rows: Ints, shift: int, reach: int) -> Iterator[tuple[Ints, Ints]]:
    """The same pairs in `reach` parts: those that stand side by side, then one apart ..."""
    order = np.argsort(keys, kind="stable")
    ranked, buckets = rows[order], keys[order] >> np.uint64(shift)
    del order
    for step in range(1, reach + 1):
        same = (buckets[step:] == buckets[:-step]) & (ranked[step:] != ranked[:-step])
        inside = np.flatnonzero(same)
        one, two = ranked[inside], ranked[inside + step]
        yield np.minimum(one, two), np.maximum(one, two)


def hashed(text: str) -> int:
    """64 bits that are the same in every process."""
    content = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "little")


def neighbours_between(
    keys: Keys, rows: Ints, among: Keys, among_rows: Ints, shift: int, reach: int
) -> tuple[Ints, Ints]:
    """For each of `rows` the `reach` nearest of `among_rows` before and after it in its bucket."""
    order = np.argsort(among, kind="stable")
    ranked, buckets = among_rows[order], among[order] >> np.uint64(shift)
    place = np.searchsorted(among[order], keys)
    left, right = [], []
    for step in range(-reach, reach):
        other = place + step
        inside = np.flatnonzero((other >= 0) & (other < len(among)))
        inside = inside[buckets[other[inside]] == keys[inside] >> np.uint64(shift)]
        inside = inside[ranked[other[inside]] != rows[inside]]
        left.append(rows[inside])
        right.append(ranked[other[inside]])
    return np.concatenate(left), np.concatenate(right)
