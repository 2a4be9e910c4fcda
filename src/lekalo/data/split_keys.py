"""What rows say of themselves, as numbers; their texts stand on disk until they are compared.

    rows = Rows(keys)
    rows.texts[rows.text[7]]      # what row 7 asks
    groups = together(rows)       # the rows that must stay on one side

Of a row some 60 bytes are kept. Nothing here depends on the order of the rows. Leaves out which
groups are held out: see `splits`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from lekalo.data.alike import same_asked
from lekalo.data.normalise import normalise
from lekalo.text.on_disk import Texts
from lekalo.text.pairs import Ints, Keys, hashed, tie


@dataclass(frozen=True, slots=True)
class Key:
    """What a row says of itself: what it asks, as it stands; and if wanted its group, its time in
    a form that sorts (empty in all rows, or in none) and its label."""

    asked: str
    group: str = ""
    time: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows that must stay together: row n is in group `of[n]`. By group its rows, a hash that
    names it, its latest time and its commonest label (places in `Rows.times` and `Rows.labels`).
    `alike`: see `same_asked`."""

    of: Ints
    sizes: Ints
    names: Keys
    times: Ints
    labels: Ints
    alike: int

    def __len__(self) -> int:
        return len(self.sizes)


class Rows:
    """Reads keys one by one."""

    def __init__(self, keys: Iterable[Key]) -> None:
        asked, groups, every = array("Q"), array("Q"), Texts()
        times, labels = _Values(), _Values()
        for key in keys:
            asked.append(hashed(key.asked))
            groups.append(hashed(key.group) if key.group else 0)
            every.add(key.asked)
            times.add(key.time)
            labels.add(key.label)
        first, self.text = np.unique(
            np.array(asked, np.uint64), return_index=True, return_inverse=True
        )[1:]
        self.texts: Sequence[str] = _Distinct(every, first)
        """Each text once, in an order that does not depend on that of the rows."""
        self.groups = np.array(groups, np.uint64)
        self.times, self.time = times.ranked()
        self.labels, self.label = labels.ranked()

    def __len__(self) -> int:
        return len(self.text)


class _Values:
    """Values of which there are few, as numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._of_rows = array("i")

    def add(self, value: str) -> None:
        self._of_rows.append(self._numbers.setdefault(value, len(self._numbers)))

    def ranked(self) -> tuple[list[str], NDArray[np.int32]]:
        """The values in order, and the place of each row's."""
        ranked = sorted(self._numbers)
        places = np.zeros(len(ranked), np.int32)
        places[[self._numbers[value] for value in ranked]] = np.arange(len(ranked))
        return ranked, places[np.array(self._of_rows, np.int32)]


class _Distinct(Sequence[str]):
    """Some texts of all."""

    def __init__(self, every: Texts, numbers: Ints) -> None:
        self._every, self._numbers = every, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        return self._every[int(self._numbers[index])]


def together(rows: Rows) -> Groups:
    """The rows tied by what they ask and by their groups, over any chain of the two."""
    count = len(rows.texts)
    questions = np.fromiter((hashed(normalise(text)) for text in rows.texts), np.uint64, count)
    first, number = np.unique(questions, return_index=True, return_inverse=True)[1:]
    often = np.bincount(rows.text, minlength=count)
    labels, alike = same_asked(rows.texts, first[number], often)
    grouped = np.flatnonzero(rows.groups)
    named, group = np.unique(rows.groups[grouped], return_inverse=True)
    both = np.concatenate([labels, count + np.arange(len(named))])
    both = tie(both, rows.text[grouped], count + group)
    roots, of = np.unique(both[rows.text], return_inverse=True)
    names = np.full(count + len(named), np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(names, both, np.concatenate([questions, named]))
    times = np.zeros(len(roots), np.int64)
    np.maximum.at(times, of, rows.time)
    return Groups(of, np.bincount(of), names[roots], times, _commonest(of, rows.label), alike)


def joined(groups: Groups, rows: Rows, left: Ints, right: Ints) -> Groups:
    """The groups with those of each row `left` and its row `right` made one."""
    tied = tie(np.arange(len(groups)), groups.of[left], groups.of[right])
    roots, number = np.unique(tied, return_inverse=True)
    of = number[groups.of]
    names = np.full(len(roots), np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(names, number, groups.names)
    times = np.zeros(len(roots), np.int64)
    np.maximum.at(times, number, groups.times)
    labels = _commonest(of, rows.label)
    return Groups(of, np.bincount(of), names, times, labels, groups.alike)


def _commonest(of: Ints, label: NDArray[np.int32]) -> Ints:
    """By group the label that most of its rows have, the least of several."""
    width = int(label.max(initial=0)) + 1
    both, count = np.unique(of * width + label, return_counts=True)
    order = np.lexsort((both % width, -count, both // width))
    found: Ints = both[order][np.unique(both[order] // width, return_index=True)[1]] % width
    return found
