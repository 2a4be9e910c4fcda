"""Texts near in meaning by a named embedding model, in linear time and bounded memory.

How near is near differs between models (some give any two texts 0.8), so the threshold is taken
from the model's own likeness of texts drawn at random: `NEAR` of the way from it to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from lekalo.text.pairs import Ints, Near, neighbours

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Vectors = NDArray[np.float32]
NEAR = 0.68
"""Measured by three models of different kinds on the tuning half of `benchmarks/checks.py`: lower,
the precision of `leakage` falls faster than its recall grows."""
_BATCH = 2048
_DRAWN = 4000
_TABLES, _BITS, _REACH = 12, 10, 4
_NEAREST = 3


def near_in_meaning(embed: Embed, texts: Sequence[str], others: Iterable[str] | None) -> Near:
    """Pairs whose vectors are near: among `texts`, or of a text and its nearest others."""
    ours = _vectors(embed, texts)
    if others is None:
        left, right = _neighbours(ours)
        score = np.einsum("pd,pd->p", ours[left], ours[right])
        near = Near(left, right, score.astype(np.float32))
        return _kept(near, _threshold(ours, ours))
    pairs: list[Near] = []
    start, threshold = 0, 1.0
    for batch in _batches(others):
        theirs = _vectors(embed, batch)
        threshold = threshold if start else _threshold(ours, theirs)
        pairs.append(_nearest(ours, theirs, start, threshold))
        start += len(batch)
    return _joined(pairs)


def _vectors(embed: Embed, texts: Sequence[str]) -> Vectors:
    if not texts:
        return np.zeros((0, 1), np.float32)
    parts = [embed(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
    found: Vectors = np.concatenate(parts).astype(np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return found


def _threshold(ours: Vectors, theirs: Vectors) -> float:
    if not len(ours) or not len(theirs):
        return 1.0
    draw = np.random.default_rng(0)
    one = ours[draw.integers(0, len(ours), _DRAWN)]
    other = theirs[draw.integers(0, len(theirs), _DRAWN)]
    usual = float(np.median(np.einsum("pd,pd->p", one, other)))
    return usual + NEAR * (1 - usual)


def _nearest(ours: Vectors, theirs: Vectors, start: int, threshold: float) -> Near:
    """Each of ours with its nearest of a batch of theirs, which begins at number `start`."""
    likeness = ours @ theirs.T
    count = min(_NEAREST, likeness.shape[1])
    best = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
    score = np.take_along_axis(likeness, best, 1).ravel()
    left = np.repeat(np.arange(len(ours)), count)
    return _kept(Near(left, best.ravel() + start, score.astype(np.float32)), threshold)


def _neighbours(vectors: Vectors) -> tuple[Ints, Ints]:
    """Pairs on one side of the same random planes: near vectors meet in one of the tables."""
    count = max(len(vectors), 1)
    rows, found = np.arange(len(vectors)), np.zeros(0, np.int64)
    draw = np.random.default_rng(0)
    powers = np.uint64(1) << np.arange(2 * _BITS, dtype=np.uint64)[::-1]
    for _ in range(_TABLES):
        planes = draw.standard_normal((vectors.shape[1], 2 * _BITS)).astype(np.float32)
        keys = ((vectors - vectors.mean(0)) @ planes > 0).astype(np.uint64) @ powers
        left, right = neighbours(keys, rows, _BITS, _REACH)
        found = np.union1d(found, left * count + right)
    return found // count, found % count


def _kept(near: Near, threshold: float) -> Near:
    fit = near.score >= threshold
    return Near(near.left[fit], near.right[fit], near.score[fit])


def _joined(pairs: Sequence[Near]) -> Near:
    empty = Near(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    every = [empty, *pairs]
    return Near(
        np.concatenate([near.left for near in every]),
        np.concatenate([near.right for near in every]),
        np.concatenate([near.score for near in every]),
    )


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while batch := list(islice(left, _BATCH)):
        yield batch
