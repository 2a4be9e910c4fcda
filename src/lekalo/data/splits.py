"""Holding rows out: by content, so that neither order nor file names change the sides.

Rows of one group (a customer, a ticket) stay together, and so do rows that ask the same: to the
word, nearly so, with other names and numbers, or in other words; also across a chain of these.
What is held out is drawn by a seed, or is the latest; and it may be drawn from each label alike.

    kept, held_out = split(examples, share=0.1, seed=7)
    cut = hold_out([Key("Where is my order?", group="ann", time="2024-03-05")], 0.1, seed=7)

Where a crowd of over a quarter of all rows is tied by likeness alone, that is the data's form and
not repetition: the loosest ties are left out until there is none. What still stands on both sides
is named by the check `leakage`.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lekalo.core.records import Document, Example, Pair, Rated
from lekalo.data.normalise import normalise
from lekalo.data.shelf import shelved
from lekalo.text.likeness import nearly_same, turned_round
from lekalo.text.neutral import Names, neutral_key
from lekalo.text.pairs import Ints, Near, clusters
from lekalo.text.rewording import reworded_pairs
from lekalo.text.similarity import near_pairs

NEAR = 0.7
"""Texts that share so much (Jaccard, over the 4-grams of their lemmas) are nearly the same, and
from `MAY_BE_NEAR` on those that differ by a slip or two."""
MAY_BE_NEAR = 0.45
_CROWD, _FEW = 4, 10

Record = TypeVar("Record", Example, Document)


@dataclass(frozen=True, slots=True)
class Key:
    """What a row says of itself: what it asks, as it stands; and if wanted its group, its time in
    a form that sorts (empty in all rows, or in none) and its label."""

    asked: str
    group: str = ""
    time: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """The numbers of the rows on each side. By time, no kept row is later than `since`, and
    every held-out group has a row of `since` or later. `alike` counts the rows that are all
    nearly the same, where they are too many to stand on one side."""

    kept: tuple[int, ...]
    held_out: tuple[int, ...]
    since: str = ""
    alike: int = 0


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows that stay together, under a name that does not depend on their order."""

    name: str
    rows: tuple[int, ...]
    time: str
    label: str
    rank: str


def split(
    examples: Sequence[Record], share: float, seed: int
) -> tuple[Sequence[Record], Sequence[Record]]:
    """The training and the held-out records, each in the order given; see `hold_out`."""
    cut = hold_out([_key(record) for record in examples], share, seed)
    held = set(cut.held_out)
    kept = shelved(record for number, record in enumerate(examples) if number not in held)
    return kept, shelved(examples[number] for number in cut.held_out)


def hold_out(keys: Sequence[Key], share: float, seed: int) -> Cut:
    """`share` in [0, 1) of the rows are held out, as nearly as whole groups allow: in the order
    of their seeded hash while they fit, or the latest where the keys have times; with labels,
    `share` of each label. With at least two groups and a share above 0, at least one group is on
    each side; with fewer, nothing is held out."""
    groups, alike = _groups(keys, seed)
    if share <= 0 or len(groups) < 2:
        return Cut(tuple(range(len(keys))), (), alike=alike)
    wanted = min(max(1, round(share * len(keys))), len(keys) - 1)
    by_time = any(key.time for key in keys)
    taken: list[_Group] = []
    for label, quota in _quotas(groups, share, wanted).items():
        labelled = [group for group in groups if group.label == label]
        taken += _latest(labelled, quota) if by_time else _drawn(labelled, quota)
    if not taken:  # every group is larger than its share
        newest = max(group.time for group in groups)
        last = [group for group in groups if group.time == newest]
        taken = [min(last, key=lambda group: (len(group.rows), group.rank))]
    if len(taken) == len(groups):
        taken.remove(min(taken, key=lambda group: (group.time, len(group.rows), group.rank)))
    held = {row for group in taken for row in group.rows}
    kept = tuple(row for row in range(len(keys)) if row not in held)
    return Cut(kept, tuple(sorted(held)), min(group.time for group in taken), alike)


def _key(record: Example | Document) -> Key:
    group = record.group if isinstance(record, Example) else ""
    return Key(asked(record), group)


def asked(record: Example | Document | Pair | Rated) -> str:
    """What a row must not share with the other side: the user's turns, or a document's text."""
    if isinstance(record, Document):
        return record.text
    turns = record.messages if isinstance(record, Example) else record.prompt
    return "\n".join(turn.content for turn in turns if turn.role == "user")


def _quotas(groups: Iterable[_Group], share: float, wanted: int) -> dict[str, int]:
    """How many rows of each label to hold out, `wanted` in all (largest remainders first)."""
    rows: Counter[str] = Counter()
    for group in groups:
        rows[group.label] += len(group.rows)
    quotas = {label: int(share * count) for label, count in sorted(rows.items())}
    rest = sorted(rows, key=lambda label: (quotas[label] - share * rows[label], label))
    for label in rest[: max(0, wanted - sum(quotas.values()))]:
        quotas[label] += 1
    return quotas


def _drawn(groups: Iterable[_Group], quota: int) -> list[_Group]:
    taken, count = [], 0
    for group in sorted(groups, key=lambda group: group.rank):
        if count + len(group.rows) <= quota:
            taken.append(group)
            count += len(group.rows)
    return taken


def _latest(groups: Iterable[_Group], quota: int) -> list[_Group]:
    """The latest groups by their last row; the one that crosses the quota is taken if that comes
    nearer to it. None is passed over, so nothing that is kept is later."""
    taken, count = [], 0
    for group in sorted(groups, key=lambda group: (group.time, group.rank), reverse=True):
        if count + len(group.rows) - quota > quota - count:
            break
        taken.append(group)
        count += len(group.rows)
    return taken


def _groups(keys: Sequence[Key], seed: int) -> tuple[list[_Group], int]:
    """The rows that must stay together, named by their least key; and `Cut.alike`."""
    ties = _Ties()
    plain = {text: "question:" + normalise(text) for text in {key.asked for key in keys}}
    for key in keys:
        ties.join(plain[key.asked], "group:" + key.group if key.group else "")
    near, alike = _near(Counter(key.asked for key in keys), plain)
    for text, first in near:
        ties.join(plain[text], plain[first])
    members: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        members[ties.root(plain[key.asked])].append(number)
    groups = [_group(name, tuple(rows), keys, seed) for name, rows in sorted(members.items())]
    return groups, alike


def _near(counts: Counter[str], plain: Mapping[str, str]) -> tuple[list[tuple[str, str]], int]:
    """Each text with the first of those that ask the same; and the size of the crowd, if even
    the nearest ties make one, whose ties are then left out."""
    texts = sorted(counts)  # near texts are looked for among neighbours: the order must not tell
    weights = np.array([counts[text] for text in texts], np.int64)
    questions = np.unique([plain[text] for text in texts], return_inverse=True)[1]
    levels = [_slips(texts), _neutral_pairs(texts), _reworded(texts)]
    for kept in range(len(levels), 0, -1):
        labels = clusters(_joined(levels[:kept]), len(texts))
        crowd = _crowd(labels, weights, questions)
        if crowd is None:
            break
    size = 0 if crowd is None else int(weights[labels == crowd].sum())
    pairs = zip(texts, labels.tolist(), strict=True)
    return [(text, texts[label]) for text, label in pairs if label != crowd], size


def _crowd(labels: Ints, weights: Ints, questions: Ints) -> int | None:
    """The label under which too many rows are tied, if there is one. One question asked over
    and over is no crowd: its rows are tied anyway."""
    if not len(labels):
        return None
    rows = np.bincount(labels, weights)
    largest, total = int(rows.argmax()), int(weights.sum())
    few = rows[largest] <= max(total / _CROWD, min(_FEW, total / 2))
    return None if few or len(set(questions[labels == largest])) < 2 else largest


def _slips(texts: Sequence[str]) -> Near:
    """Texts that differ by a slip or two, or share most of their words."""
    near = near_pairs(texts, MAY_BE_NEAR)
    rows = zip(near.left.tolist(), near.right.tolist(), near.score.tolist(), strict=True)
    tied = [score >= NEAR or nearly_same(texts[a], texts[b]) for a, b, score in rows]
    return _those(near, tied)


def _reworded(texts: Sequence[str]) -> Near:
    """Texts that ask the same in other words."""
    near = reworded_pairs(texts)
    rows = zip(near.left.tolist(), near.right.tolist(), strict=True)
    return _those(near, [not turned_round(texts[a], texts[b]) for a, b in rows])


def _neutral_pairs(texts: Sequence[str]) -> Near:
    """Texts that differ in names, numbers and the order of words alone, each with the first."""
    names, firsts = Names(texts), dict[tuple[str, ...], int]()
    first = [
        firsts.setdefault(key, number) if (key := neutral_key(text, names)) else number
        for number, text in enumerate(texts)
    ]
    left, right = np.array(first, np.int64), np.arange(len(texts))
    return _those(Near(left, right, np.ones(len(texts), np.float32)), left != right)


def _those(near: Near, which: Sequence[bool] | NDArray[np.bool_]) -> Near:
    mask = np.array(which, np.bool_)
    return Near(near.left[mask], near.right[mask], near.score[mask])


def _joined(levels: Sequence[Near]) -> Near:
    return Near(
        np.concatenate([near.left for near in levels]),
        np.concatenate([near.right for near in levels]),
        np.concatenate([near.score for near in levels]),
    )


def _group(name: str, rows: tuple[int, ...], keys: Sequence[Key], seed: int) -> _Group:
    labels = Counter(keys[row].label for row in rows)
    label = min(labels, key=lambda label: (-labels[label], label))
    rank = hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
    return _Group(name, rows, max(keys[row].time for row in rows), label, rank)


class _Ties:
    """Keys tied together; the least of those tied is their root, whatever the order of ties."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Ties two keys; an empty one is none."""
        first, last = sorted((self.root(one), self.root(other or one)))
        self._parent[last] = first

    def root(self, key: str) -> str:
        """The least key of those that `key` is tied to."""
        parent = self._parent
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]  # halve the path for later look-ups
            key = parent[key]
        return key
