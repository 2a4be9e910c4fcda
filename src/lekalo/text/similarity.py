"""Texts that are nearly the same, found among millions in linear time: MinHash with banding.

    near = near_pairs(texts, threshold=0.8)      # near.left, near.right, near.score
    labels = clusters(near, len(texts))

A text is the set of the character 4-grams of its lemmas, so that inflection, case, spacing and
punctuation do not count and a typo costs little even in a question of four words.
Identical texts are grouped first: each repeat is tied to its first one with score 1, and only
distinct texts go further. In a band's bucket a row is tried against a few neighbours, not against
everyone: a crowd of alike rows comes out as a chain that `clusters` joins, never as all its pairs.
Some 400 bytes are kept of a distinct text (at most 650), and not its letters.

Leaves out meaning: "cancel my order" and "change my order" may be near here. Who asks the
same in other words, and who only looks alike, is told by `rewording`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from lekalo.text.lemmas import words
from lekalo.text.pairs import (
    Ints,
    Keys,
    Near,
    clusters,
    distinct,
    neighbours,
    neighbours_between,
)
from lekalo.text.rewording import reworded_pairs
from lekalo.text.sketches import KEPT, SIGNATURE, Sketches, sketches

__all__ = ["Near", "clusters", "near_between", "near_pairs", "reworded_pairs"]

ROWS = 3  # minima in a band; 20 bands: two texts of similarity 0.6 meet in 99 cases of 100
NEIGHBOURS = 3
_CHUNK = 1 << 16
_TOGETHER = 1 << 22  # candidates after which repeats among them are put away
SLACK = 0.13  # an estimate from 60 minima is off by no more, in 97 cases of 100


def near_pairs(texts: Iterable[str], threshold: float = 0.8) -> Near:
    """Pairs at least `threshold` alike. Of a crowd of alike texts, enough pairs to tie it."""
    numbers, made = _distinct(texts)
    firsts = _firsts(numbers)
    found = _candidates(made.signatures, None, np.arange(len(firsts)), threshold)
    near = _verified(made, *found, threshold)
    repeats = np.flatnonzero(firsts[numbers] != np.arange(len(numbers)))
    return Near(
        np.concatenate([firsts[numbers[repeats]], firsts[near.left]]),
        np.concatenate([repeats, firsts[near.right]]),
        np.concatenate([np.ones(len(repeats), np.float32), near.score]),
    )


def near_between(left: Iterable[str], right: Iterable[str], threshold: float = 0.8) -> Near:
    """For each left text its nearest few right ones, at least `threshold` alike."""
    counted = _Counted(left)
    numbers, made = _distinct(chain(counted, right))
    ours, theirs = numbers[: counted.count], numbers[counted.count :]
    first_right = np.full(len(made.signatures), -1)
    first_right[theirs[::-1]] = np.arange(len(theirs))[::-1]
    asked = np.unique(ours)
    answering = np.flatnonzero(first_right >= 0)
    found = _candidates(made.signatures, asked, answering, threshold)
    near = _verified(made, *found, threshold)
    same = np.flatnonzero(first_right[ours] >= 0)
    of_pair, members = _members(near.left, ours)
    return Near(
        np.concatenate([same, members]),
        np.concatenate([first_right[ours[same]], first_right[near.right[of_pair]]]),
        np.concatenate([np.ones(len(same), np.float32), near.score[of_pair]]),
    )


class _Counted:
    """An iterable that knows, once gone through, how many there were."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = texts
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        for text in self.texts:
            self.count += 1
            yield text


def _distinct(texts: Iterable[str]) -> tuple[Ints, Sketches]:
    """Each text's number among the distinct ones, and the sketches of those."""
    seen: dict[int, int] = {}
    numbers = array("q")

    def fresh() -> Iterator[str]:
        for text in texts:
            plain = " ".join(words(text)) or text.strip()
            before = len(seen)
            numbers.append(seen.setdefault(hash(plain), before))
            if len(seen) > before:
                yield plain

    made = sketches(fresh())
    return np.array(numbers, np.int64), made


def _firsts(numbers: Ints) -> Ints:
    """For each distinct text, the number of the first text that it is."""
    return np.unique(numbers, return_index=True)[1]


def _members(wanted: Ints, numbers: Ints) -> tuple[Ints, Ints]:
    """For each of `wanted` all places in `numbers` where it stands: (its index, the place)."""
    order = np.argsort(numbers, kind="stable")
    ranked = numbers[order]
    low, high = np.searchsorted(ranked, wanted), np.searchsorted(ranked, wanted, "right")
    index = np.repeat(np.arange(len(wanted)), high - low)
    step = np.arange(len(index)) - np.repeat((high - low).cumsum() - (high - low), high - low)
    return index, order[low[index] + step]


def _candidates(
    signatures: NDArray[np.uint16], asked: Ints | None, among: Ints, threshold: float
) -> tuple[Ints, Ints]:
    """Distinct pairs (one of `asked`, or of `among`, and one of `among`) that share a band,
    stand near one another in it, and may be `threshold` alike by their minima."""
    count = max(len(signatures), 1)
    found: list[Ints] = []
    for start in range(0, SIGNATURE, ROWS):
        keys = band(signatures, start)
        if asked is None:
            left, right = neighbours(keys[among], among, 32, NEIGHBOURS)
        else:
            left, right = neighbours_between(keys[asked], asked, keys[among], among, 32, NEIGHBOURS)
        pairs = np.sort(left * count + right)  # in order, so that memory is read in order
        likely = _estimates(signatures, pairs // count, pairs % count) >= threshold - SLACK
        found.append(pairs[likely])
        if sum(map(len, found)) > _TOGETHER:
            found = [distinct(found)]
    pairs = distinct(found)
    return pairs // count, pairs % count


def band(signatures: NDArray[np.uint16], start: int) -> Keys:
    """One band's minima hashed into the high half; in the low half the next band's first two,
    so that within a bucket the more alike stand side by side."""
    columns = [signatures[:, (start + step) % SIGNATURE] for step in range(ROWS + 2)]
    bucket: Keys = np.zeros(len(signatures), np.uint64)
    for column in columns[:ROWS]:
        bucket = (bucket + column + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        bucket ^= bucket >> np.uint64(29)
    bucket = bucket >> np.uint64(32) << np.uint64(32)
    low = columns[ROWS].astype(np.uint64) << np.uint64(16) | columns[ROWS + 1]
    keys: Keys = bucket | low
    return keys


def _estimates(signatures: NDArray[np.uint16], left: Ints, right: Ints) -> NDArray[np.float32]:
    """The share of minima that each pair has in common."""
    shared = np.empty(len(left), np.float32)
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        shared[part] = (signatures[left[part]] == signatures[right[part]]).mean(1)
    return shared


def _verified(made: Sketches, left: Ints, right: Ints, threshold: float) -> Near:
    """The pairs whose sketches are as alike as asked: exact where both texts are short."""
    score = np.empty(len(left), np.float32)
    for start in range(0, len(left), _CHUNK // 64):
        part = slice(start, start + _CHUNK // 64)
        score[part] = resemblance(made, left[part], right[part])
    alike = score >= threshold
    return Near(left[alike], right[alike], score[alike])


def resemblance(made: Sketches, left: Ints, right: Ints) -> NDArray[np.float32]:
    """Jaccard by the lowest `KEPT` hashes of each pair's union (Broder, 1997)."""
    sizes = np.diff(made.starts)
    pairs = np.arange(len(left), dtype=np.uint64)
    keys = np.sort(np.concatenate([_tagged(made, side, sizes, pairs) for side in (left, right)]))
    new = np.concatenate([[True], keys[1:] != keys[:-1]])
    owner = (keys[new] >> np.uint64(32)).astype(np.int64)
    twice = np.diff(np.append(np.flatnonzero(new), len(keys))) == 2
    first = np.searchsorted(owner, np.arange(len(left) + 1))
    whole = np.maximum(sizes[left], sizes[right]) < KEPT
    counted = (np.arange(len(owner)) - first[owner] < KEPT) | whole[owner]
    union = np.bincount(owner[counted], minlength=len(left))
    both = np.bincount(owner[counted & twice], minlength=len(left))
    return (both / np.maximum(union, 1)).astype(np.float32)


def _tagged(made: Sketches, rows: Ints, sizes: Ints, pairs: Keys) -> Keys:
    """The rows' hashes, each with its pair's number above it."""
    long = sizes[rows]
    step = np.arange(long.sum()) - np.repeat(long.cumsum() - long, long)
    hashes = made.hashes[np.repeat(made.starts[rows], long) + step]
    tags: Keys = np.repeat(pairs, long) << np.uint64(32) | hashes
    return tags
