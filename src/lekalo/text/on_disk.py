"""Lists of numbers, and texts, that stand on disk: memory holds where each begins, 8 bytes.

    lists = Lists(np.uint32)
    lists.add(np.array([7, 8, 9], np.uint32), np.array([2, 1]))   # two lists: 7, 8 and 9
    lists.part(0, 2), lists.some(np.array([1]))                   # a run of them, or any

Their files have no name and are gone when the object is, however the process ends. Rows of one
width are `Table`s, compared two by two a block at a time. Leaves out records: see `data.spool`.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from lekalo.core import words
from lekalo.core.files import outside
from lekalo.text.pairs import Ints

N = TypeVar("N", bound=np.generic)

_BLOCK = 1 << 23  # bytes of a table that are looked at together, twice
_PAIRS = 1 << 14  # pairs that are compared at a time


class _File:
    """Bytes written one after another and read from anywhere."""

    def __init__(self) -> None:
        with outside(words.ROWS_ASIDE):
            self._file = tempfile.TemporaryFile(prefix="lekalo-", buffering=1 << 16)  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        self._clean = True

    def add(self, content: bytes) -> None:
        with outside(words.ROWS_ASIDE):
            self._file.write(content)
        self._clean = False

    def read(self, start: int, size: int) -> bytes:
        with outside(words.ROWS_ASIDE):
            if not self._clean:
                self._file.flush()
                self._clean = True
            return os.pread(self._file.fileno(), size, start)


class Texts(Sequence[str]):
    """Texts by number."""

    def __init__(self) -> None:
        self._file = _File()
        self._ends = array("q", [0])

    def add(self, text: str) -> None:
        """The next text."""
        content = text.encode("utf-8", "surrogatepass")
        self._file.add(content)
        self._ends.append(self._ends[-1] + len(content))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        start, end = self._ends[index], self._ends[index + 1]
        return self._file.read(start, end - start).decode("utf-8", "surrogatepass")


class Lists(Generic[N]):
    """Lists of numbers of one kind, of any lengths."""

    def __init__(self, kind: type[N]) -> None:
        self._kind, self._file = np.dtype(kind), _File()
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, flat: NDArray[N], sizes: NDArray[Any]) -> None:
        """The next lists, end to end, and how long each is."""
        self._file.add(flat.astype(self._kind).tobytes())
        self._ends.extend((self._ends[-1] + sizes.cumsum()).tolist())

    def part(self, first: int, last: int) -> tuple[NDArray[N], Ints]:
        """The lists from `first` up to `last`: list n is `flat[starts[n] : starts[n + 1]]`."""
        ends = np.array(self._ends[first : last + 1], np.int64)
        return self._read(int(ends[0]), int(ends[-1])), ends - ends[0]

    def some(self, numbers: Ints) -> tuple[NDArray[N], Ints]:
        """The lists of these numbers, in the same form."""
        ends = self._ends
        read = [self._read(ends[n], ends[n + 1]) for n in numbers.tolist()]
        sizes = np.array([0, *map(len, read)], np.int64)
        return np.concatenate(read or [np.zeros(0, self._kind)]), sizes.cumsum()

    def _read(self, start: int, end: int) -> NDArray[N]:
        size = self._kind.itemsize
        content = self._file.read(start * size, (end - start) * size)
        return np.frombuffer(content, self._kind)


class Table(Generic[N]):
    """Rows of numbers of one kind, all of one width."""

    def __init__(self, kind: type[N], width: int) -> None:
        self._kind, self._width, self._file = np.dtype(kind), width, _File()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, rows: NDArray[N]) -> None:
        """The next rows [n, width]."""
        self._file.add(rows.astype(self._kind).tobytes())
        self._count += len(rows)

    def blocks(self) -> Iterator[tuple[int, NDArray[N]]]:
        """All rows in turn: the number of the first one, and some of them."""
        step = self._step
        return ((start, self._block(start // step)) for start in range(0, len(self), step))

    def side_by_side(
        self, left: Ints, right: Ints
    ) -> Iterator[tuple[Ints, NDArray[N], NDArray[N]]]:
        """Pairs of rows in an order that reads the disk in blocks: which pairs, their left rows
        and their right rows."""
        step = self._step
        one, two = left // step, right // step
        order = np.argsort(one * (len(self) // step + 1) + two, kind="stable")
        new = np.flatnonzero(np.diff(one[order]) | np.diff(two[order])) + 1
        for run in np.split(order, new) if len(order) else ():
            ours = self._block(int(one[run[0]]))
            theirs = ours if one[run[0]] == two[run[0]] else self._block(int(two[run[0]]))
            for start in range(0, len(run), _PAIRS):
                some = run[start : start + _PAIRS]
                yield some, ours[left[some] % step], theirs[right[some] % step]

    @property
    def _step(self) -> int:
        return max(_BLOCK // (self._kind.itemsize * self._width), 1)

    def _block(self, number: int) -> NDArray[N]:
        size = self._kind.itemsize * self._width
        content = self._file.read(number * self._step * size, self._step * size)
        return np.frombuffer(content, self._kind).reshape(-1, self._width)
