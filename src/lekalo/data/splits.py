"""Holding rows out: by content, so that neither order nor file names change the sides.

Rows of one group (a customer, a ticket) stay together, and so do rows that ask the same: to the
word, nearly so, with other names and numbers, or in other words; also across a chain of these.
What is held out is drawn by a seed, or is the latest; and it may be drawn from each label alike.

    kept, held_out = split(examples, share=0.1, seed=7)
    cut = hold_out([Key("Where is my order?", group="ann", time="2024-03-05")], 0.1, seed=7)

Rows are read once, and what memory keeps of them does not depend on their length. Where `twins`
is given, it is shown each cut and names the rows of both sides that must stand together, and what
it names is cut anew (see `twins`); else, and where rows are too many to be shown, what still stands
on both sides (see `alike`) is named by the check `leakage` alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lekalo.core.records import Document, Example, Pair, Rated
from lekalo.data.shelf import shelved
from lekalo.data.split_keys import Groups, Key, Rows, joined, together
from lekalo.text.pairs import Ints, hashed

__all__ = ["Cut", "Key", "Twins", "asked", "hold_out", "key_of", "parted", "split"]

_MISSED = 0.1  # of the rows that were to be held out
_MOST = 4  # a part of all rows that twins may bring together
_SHOWN = 1 << 18  # rows shown to `twins`, cut by cut: some 2 KiB and 0.15 ms each
_FEW = 256  # groups among which the best choice is looked for

Record = TypeVar("Record", Example, Document)


@dataclass(frozen=True, slots=True)
class Cut:
    """The numbers of the rows on each side, ascending. By time, no kept row is later than `since`,
    and every held-out group has a row of `since` or later. `wanted` rows were to be held out, and
    `largest` is the most that stay together. `alike` counts the rows that are all nearly the same,
    where they are too many to stand on one side; `leaking` those held out that `twins` names, None
    where it was not shown this cut."""

    kept: Sequence[int]
    held_out: Sequence[int]
    since: str = ""
    wanted: int = 0
    largest: int = 0
    alike: int = 0
    leaking: int | None = None

    @property
    def missed(self) -> bool:
        """Whether so many more or fewer are held out than wanted that a person must know."""
        return abs(len(self.held_out) - self.wanted) > _MISSED * self.wanted


Twins = Callable[[Cut], tuple[Sequence[int], Sequence[int]]]
"""Pairs of rows (a kept one, a held-out one), by their numbers, that a cut should not part."""


def split(
    examples: Sequence[Record], share: float, seed: int
) -> tuple[Sequence[Record], Sequence[Record]]:
    """The training and the held-out records, each in the order given; see `hold_out`."""
    return parted(examples, hold_out(map(key_of, examples), share, seed))


def parted(examples: Sequence[Record], cut: Cut) -> tuple[Sequence[Record], Sequence[Record]]:
    """The records of both sides of a cut of theirs, each in the order given."""
    held = np.zeros(len(examples), np.bool_)
    held[cut.held_out] = True
    sides = (
        shelved(record for record, there in zip(examples, held, strict=True) if there == side)
        for side in (False, True)
    )
    kept, held_out = sides
    return kept, held_out


def hold_out(keys: Iterable[Key], share: float, seed: int, twins: Twins | None = None) -> Cut:
    """`share` in [0, 1) of the rows are held out, as nearly as whole groups allow: in the order
    of their seeded hash while they fit, or the latest where the keys have times; with labels,
    `share` of each label. With at least two groups and a share above 0, at least one group is on
    each side; with fewer, nothing is held out. No two rows that `twins` names are parted, unless
    keeping them together would put over a quarter of all rows on one side, or rows are many."""
    rows = Rows(keys)
    groups = together(rows)
    cut = _cut(rows, groups, share, seed)
    most = max(cut.largest, len(rows) // _MOST)
    if twins is None or not cut.held_out:
        return cut
    for _ in range(_SHOWN // len(rows)):
        kept, held_out = twins(cut)
        cut = replace(cut, leaking=len(held_out))
        groups = joined(groups, rows, np.array(kept, np.int64), np.array(held_out, np.int64))
        if not len(kept) or groups.sizes.max() > most:
            break
        cut = _cut(rows, groups, share, seed)
    return cut


def _cut(rows: Rows, groups: Groups, share: float, seed: int) -> Cut:
    taken = _Draw(groups, seed).taken(share, by_time=any(rows.times)) if share > 0 else []
    held = np.zeros(len(groups), np.bool_)
    held[taken] = True
    there = held[groups.of]
    since = rows.times[int(groups.times[taken].min())] if taken else ""
    largest = int(groups.sizes.max(initial=0))
    sides = (_numbers(~there), _numbers(there))
    return Cut(*sides, since, _wanted(share, len(rows)), largest, groups.alike)


def _wanted(share: float, rows: int) -> int:
    return min(max(1, round(share * rows)), rows - 1) if share > 0 and rows else 0


def _numbers(which: NDArray[np.bool_]) -> array[int]:
    found = array("q")
    found.frombytes(np.flatnonzero(which).astype(np.int64).tobytes())
    return found


def key_of(record: Example | Document) -> Key:
    """What a record says of itself."""
    group = record.group if isinstance(record, Example) else ""
    return Key(asked(record), group)


def asked(record: Example | Document | Pair | Rated) -> str:
    """What a row must not share with the other side: the user's turns, or a document's text."""
    if isinstance(record, Document):
        return record.text
    turns = record.messages if isinstance(record, Example) else record.prompt
    return "\n".join(turn.content for turn in turns if turn.role == "user")


class _Draw:
    """Chooses whole groups by their seeded rank."""

    def __init__(self, groups: Groups, seed: int) -> None:
        self._groups = groups
        ranks = _mixed(groups.names ^ np.uint64(hashed(str(seed))))
        self._order = np.lexsort((groups.names, ranks))

    def taken(self, share: float, *, by_time: bool) -> list[int]:
        """The groups to hold out."""
        groups = self._groups
        if len(groups) < 2:
            return []
        taken: list[int] = []
        for label, quota in enumerate(_quotas(groups, share)):
            ours = self._order[groups.labels[self._order] == label]
            taken += self._latest(ours, quota) if by_time else self._drawn(ours, quota)
        order = self._order[np.argsort(groups.sizes[self._order], kind="stable")]
        if not taken:  # every group is larger than its share
            newest = groups.times[order] == groups.times.max()
            taken = order[newest][:1].tolist()
        if len(taken) == len(groups):
            oldest = order[groups.times[order] == groups.times.min()]
            taken.remove(int(oldest[0]))
        return taken

    def _drawn(self, ours: Ints, quota: int) -> list[int]:
        taken, left = [], quota
        sizes = self._groups.sizes[ours].tolist()
        for place, size in enumerate(sizes):
            if size <= left:
                taken.append(place)
                left -= size
            if not left:
                break
        if left and len(ours) <= _FEW:
            taken = nearest_sum(sizes, quota)
        elif left:
            taken += _one_more(sizes, taken, left)
        return [int(ours[place]) for place in taken]

    def _latest(self, ours: Ints, quota: int) -> list[int]:
        """The latest groups by their last row; the one that crosses the quota is taken if that
        comes nearer to it. None is passed over, so nothing that is kept is later."""
        taken, count = [], 0
        order = ours[np.argsort(self._groups.times[ours], kind="stable")][::-1]
        for group, size in zip(order.tolist(), self._groups.sizes[order].tolist(), strict=True):
            if count + size - quota > quota - count:
                break
            taken.append(group)
            count += size
        return taken


def _quotas(groups: Groups, share: float) -> list[int]:
    """How many rows of each label to hold out, of all as many as wanted (largest remainders
    first)."""
    rows = np.bincount(groups.labels, groups.sizes).astype(int).tolist()
    wanted = _wanted(share, sum(rows))
    quotas = [int(share * count) for count in rows]
    rest = sorted(range(len(rows)), key=lambda label: (quotas[label] - share * rows[label], label))
    for label in rest[: max(0, wanted - sum(quotas))]:
        quotas[label] += 1
    return quotas


def nearest_sum(sizes: Sequence[int], quota: int) -> list[int]:
    """The places of those sizes whose sum comes nearest to `quota`, the lower sum and the first
    sizes where several do. Bit s of `reached[n]` says that some of the first n make s rows."""
    reached = [1]
    within = (1 << 2 * quota + 1) - 1  # more would be farther than none
    for size in sizes:
        reached.append((reached[-1] | reached[-1] << size) & within)
    below = (reached[-1] & (1 << quota + 1) - 1).bit_length() - 1
    above = reached[-1] >> quota
    over = (above & -above).bit_length() - 1
    left = quota + over if above and over < quota - below else below
    taken = []
    for place in range(len(sizes) - 1, -1, -1):
        if not reached[place] >> left & 1:
            taken.append(place)
            left -= sizes[place]
    return taken[::-1]


def _one_more(sizes: Sequence[int], taken: Sequence[int], left: int) -> list[int]:
    """The group that comes nearest to the rows that are left, if taking it is nearer than not."""
    free = np.array(sizes)
    free[list(taken)] = 2 * left
    best = int(np.abs(free - left).argmin())
    return [best] if free[best] < 2 * left else []


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spreads 64 bits over 64 bits (the finaliser of SplitMix64)."""
    values = (values ^ values >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ values >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return values ^ values >> np.uint64(31)
