"""The same question in other words, told from another question in nearly the same words.

    pairs = reworded_pairs(questions)                   # among themselves
    pairs = reworded_pairs(questions, others=trained)   # left of `questions`, right of `others`

Two questions are one when what they share of their concepts (`concepts`) weighs enough beside
what they do not, and nothing parts them: other numbers, a negation on one side only, two opposite
words, two different operations. What is shared and what is not weighs by rarity, so "my order" says
little and "termination fee" much. Where an embedder is given, nearness in meaning finds more
pairs; what parts two questions parts these too.

Without an embedder this sees no synonyms but those of `synonyms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lekalo.text.concepts import Asked, concepts, read
from lekalo.text.meaning import Embed, near_in_meaning
from lekalo.text.pairs import Fit, Ints, Keys, Near, distinct, neighbours, neighbours_between
from lekalo.text.synonyms import NEGATIONS, operations, opposites

ENOUGH = 0.55
RAREST = 6  # concepts of a text by pairs of which its twins are looked for
_REACH_WITHIN, _REACH_BETWEEN = 3, 15
COMPARED = 24  # concepts of a text that are compared, its rarest
_CHUNK = 1 << 13
_PART = 1 << 21  # keys that are sorted at a time


def reworded_pairs(
    texts: Iterable[str],
    others: Iterable[str] | None = None,
    embed: Embed | None = None,
    enough: float = ENOUGH,
) -> Near:
    """Pairs of texts that ask the same, `score` in [0, 1]; the same words in another order too.

    Among the texts themselves where `others` is None (`left` < `right`), else between the two.
    Of a crowd that all ask the same, enough pairs to tie it are given, not all. With `embed`,
    what it finds near in meaning is added, and the texts are kept in memory. A lower `enough`
    is for those who have more to tell by than the questions.
    """
    if embed is not None:
        texts, others = list(texts), None if others is None else list(others)
    asked, split = read(texts, others)
    near = alike(asked, enough, split)
    if embed is None:
        return near
    judge = Judge(asked)
    meant = near_in_meaning(embed, list(texts), others)
    right = meant.right + (split or 0)
    fit = [n for n in range(len(meant)) if not judge.opposed(meant.left[n], right[n])]
    return _either(near, Near(meant.left[fit], meant.right[fit], meant.score[fit]))


def alike(
    asked: Asked, enough: float = ENOUGH, split: int | None = None, fit: Fit | None = None
) -> Near:
    """The same for texts whose concepts are read; those from number `split` on are the others.
    Only pairs that `fit` lets through are looked at."""
    table = asked.rarest(COMPARED)
    weights = np.where(table >= 0, np.append(asked.weights, 0)[table], 0).astype(np.float32)
    pairs, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for left, right in candidates(asked.rarest(RAREST), len(asked.names), split):
        if fit is not None:
            fitting = fit(left, right)
            left, right = left[fitting], right[fitting]
        score = _shared(table, weights, left, right)
        near = score >= enough
        pairs.append(left[near] * len(asked) + right[near])
        scores.append(score[near])
    found, first = np.unique(np.concatenate(pairs), return_index=True)
    left, right = found // max(len(asked), 1), found % max(len(asked), 1)
    judge = Judge(asked)
    kept = [n for n in range(len(found)) if not judge.parted(left[n], right[n])]
    score = np.concatenate(scores)[first]
    return Near(left[kept], right[kept] - (split or 0), score[kept])


def _either(one: Near, other: Near) -> Near:
    """The pairs of both, each once, with its higher score."""
    best: dict[tuple[int, int], float] = {}
    for near in (one, other):
        for left, right, score in zip(near.left, near.right, near.score, strict=True):
            pair = int(left), int(right)
            best[pair] = max(best.get(pair, 0.0), float(score))
    pairs = np.array(sorted(best), np.int64).reshape(-1, 2)
    scores = np.array([best[pair] for pair in sorted(best)], np.float32)
    return Near(pairs[:, 0], pairs[:, 1], scores)


def candidates(
    rows: NDArray[np.int32], names: int, split: int | None, size: int = _PART
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of texts, by their rarest concepts [N, RAREST], that share two of these, or the only
    one; about `size` keys at a time, so that memory does not grow with the texts."""
    whole, count = _whole(rows), max(len(rows), 1)
    two_by_two = [*combinations(range(RAREST), 2), (0, 0)]
    parts = len(rows) * len(two_by_two) // size + 1
    for part in range(parts):
        keys, owners = [], []
        for one, two in two_by_two:
            key = _key(rows[:, one], rows[:, two], names)
            fit = rows[:, two] >= 0 if two else (rows[:, 0] >= 0) & (rows[:, 1] < 0)
            here = np.flatnonzero(fit & ((key >> np.uint64(32)) % np.uint64(parts) == part))
            keys.append(key[here] | whole[here])
            owners.append(here)
        key, owner = np.concatenate(keys), np.concatenate(owners)
        if split is None:
            left, right = neighbours(key, owner, 32, _REACH_WITHIN)
        else:
            ours = owner < split
            left, right = neighbours_between(
                key[ours], owner[ours], key[~ours], owner[~ours], 32, _REACH_BETWEEN
            )
        pairs = distinct([left * count + right])
        yield pairs // count, pairs % count


def _key(one: NDArray[np.int32], two: NDArray[np.int32], names: int) -> Keys:
    """32 high bits of a hash of two concepts, for each text."""
    a, b = one.astype(np.uint64), two.astype(np.uint64)
    pair = np.minimum(a, b) * np.uint64(names) + np.maximum(a, b)
    return pair * np.uint64(0x9E3779B97F4A7C15) & np.uint64(0xFFFFFFFF00000000)


def _whole(rows: NDArray[np.int32]) -> Keys:
    """32 bits of the rarest concepts together: those alike stand side by side in a bucket."""
    sum_ = np.zeros(len(rows), np.uint64)
    for column in range(rows.shape[1]):
        sum_ = sum_ * np.uint64(0x100000001B3) + (rows[:, column] + 1).astype(np.uint64)
    return sum_ * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)


def _shared(
    table: NDArray[np.int32], weights: NDArray[np.float32], left: Ints, right: Ints
) -> NDArray[np.float32]:
    """The weight of what both ask about beside the weight of what either does; the concepts of
    each text [N, width] and their weights."""
    totals = weights.sum(1)
    score = np.empty(len(left), np.float32)
    for start in range(0, len(left), _CHUNK):
        one, two = left[start : start + _CHUNK], right[start : start + _CHUNK]
        common = (table[one][:, :, None] == table[two][:, None, :]).any(2)
        both = (weights[one] * common).sum(1)
        score[start : start + _CHUNK] = both / np.maximum(totals[one] + totals[two] - both, 1e-9)
    return score


class Concepts(Protocol):
    """The concepts of texts, in memory or not."""

    @property
    def names(self) -> Sequence[str]:
        """Every concept."""

    def of(self, number: int) -> NDArray[np.int32]:
        """One text's concepts."""


class Judge:
    """Says what parts two texts that share most of their concepts."""

    def __init__(self, asked: Concepts) -> None:
        self.asked = asked
        acts, turns = operations(), opposites()
        self.numbers = {n for n, name in enumerate(asked.names) if name[0].isdigit()}
        self.negations = {n for n, name in enumerate(asked.names) if name in NEGATIONS}
        self.acts = {n for n, name in enumerate(asked.names) if name in acts}
        self.turns = turns

    def parted(self, left: int, right: int) -> bool:
        """Whether the two ask different things, however alike the rest."""
        one, two = self._both(left, right)
        return bool((one ^ two) & self.acts) or self._opposed(one, two)

    def opposed(self, left: int, right: int) -> bool:
        """The same where it is known that the two are near in meaning: an operation that only
        one of them names may be said by the other in words that the tables lack."""
        one, two = self._both(left, right)
        return bool((one - two) & self.acts and (two - one) & self.acts) or self._opposed(one, two)

    def _both(self, left: int, right: int) -> tuple[set[int], set[int]]:
        return set(self.asked.of(left).tolist()), set(self.asked.of(right).tolist())

    def _opposed(self, one: set[int], two: set[int]) -> bool:
        mine, theirs = one - two, two - one
        if (mine | theirs) & self.numbers or bool(one & self.negations) != bool(
            two & self.negations
        ):
            return True
        names = self.asked.names
        return any((names[a], names[b]) in self.turns for a in mine for b in theirs)


class Overlap:
    """Compares texts two by two, by the rarity that concepts have in `texts`."""

    def __init__(self, texts: Iterable[str]) -> None:
        asked, _ = read(texts)
        self._weights = dict(zip(asked.names, asked.weights.tolist(), strict=True))
        self._new = float(np.log(1 + max(len(asked), 1)))

    def shared(self, one: str, other: str) -> float:
        """The weight of what both ask about beside the weight of what either does."""
        ours, theirs = set(concepts(one)), set(concepts(other))
        both, either = self._weight(ours & theirs), self._weight(ours | theirs)
        return both / either if either else 0.0

    def _weight(self, names: Iterable[str]) -> float:
        return float(sum(self._weights.get(name, self._new) for name in names))
