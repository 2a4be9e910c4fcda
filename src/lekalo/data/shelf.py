"""Records of any number: in memory while they are few, on disk when they are many.

    kept = shelved(records)      # a tuple, or a `Spool` in a temporary folder

Leaves out rows of tokens, which are kept by `rows.RowWriter`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from lekalo.core.records import Record
from lekalo.data.spool import SpoolWriter

IN_MEMORY = 5000
"""Records that are held in memory; more of them go to disk."""

R = TypeVar("R", bound=Record)


class Shelf(Generic[R]):
    """Takes records one by one."""

    def __init__(self) -> None:
        self._few: list[R] = []
        self._writer: SpoolWriter[R] | None = None

    def add(self, record: R) -> None:
        """Keeps one more."""
        if self._writer is not None:
            self._writer.add(record)
            return
        self._few.append(record)
        if len(self._few) > IN_MEMORY:
            self._writer = SpoolWriter()
            for one in self._few:
                self._writer.add(one)
            self._few = []

    def close(self) -> Sequence[R]:
        """All of them, in their order."""
        return self._writer.close() if self._writer is not None else tuple(self._few)


def shelved(records: Iterable[R]) -> Sequence[R]:
    """`records` in their order, to be read many times."""
    shelf: Shelf[R] = Shelf()
    for record in records:
        shelf.add(record)
    return shelf.close()
