"""Rows without some of them and with others changed, over rows that may stand on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from lekalo.core.records import Record


class Edited(Sequence[Any]):
    """`rows` where `keep` is true, with those of `new` (by number in `rows`) in their place."""

    def __init__(
        self, rows: Sequence[Any], keep: NDArray[np.bool_], new: Mapping[int, Record]
    ) -> None:
        self._rows = rows
        self._keep = keep
        self._new = new
        self._places = np.flatnonzero(keep)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Any]:
        for index, row in enumerate(self._rows):
            if self._keep[index]:
                yield self._new.get(index, row)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = int(self._places[index])
        return self._new[place] if place in self._new else self._rows[place]
