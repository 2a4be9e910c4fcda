"""CSV and TSV to numbered rows, with the header's names as keys, as a stream.

The delimiter is found in the header (comma, semicolon or tab: spreadsheets set to Russian
write semicolons). Empty cells are left out, so that an absent answer and an empty one are the
same. Where a quote spoils a row, reading goes on at the row's next line, so that the rows that
the quote swallowed are read or named too. Leaves out spreadsheets' own files.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import IO

from lekalo.data.formats import words_rows as words
from lekalo.data.formats.lines import Raw, RowError, numbered
from lekalo.data.formats.wording import number_of

MAX_CELL = 8 << 20
"""Characters one cell may have: a quote that is never closed ends here."""
_DELIMITERS = (",", ";", "\t")
_MAC_LINES = re.compile(r"(?<=\r)(?!\n|\Z)")
_SWALLOWED = 200  # lines that are read again after a broken row


class _Lines:
    """The file's lines for the csv module, which may be given back; `number` is the last one's."""

    def __init__(self, file: IO[bytes]) -> None:
        self._lines = self._split(file)
        self._again: deque[str | RowError] = deque()
        self.number = 0
        self.row: list[str | RowError] = []
        """The lines of the row that is being read."""

    def _split(self, file: IO[bytes]) -> Iterator[str | RowError]:
        for _, line in numbered(file):
            if isinstance(line, str) and "\r" in line[:-2]:
                yield from _MAC_LINES.split(line)
            else:
                yield line

    def first(self) -> str:
        """The first line, which stays the next to be read."""
        line = next(self._lines, "")
        self._again.extend([line] if line else [])
        return line if isinstance(line, str) else ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        self.row.append(line)
        return "\n" if isinstance(line, RowError) else line

    def give_back(self) -> None:
        """Makes the row's lines but the first the next to be read, unless they are too many."""
        if len(self.row) <= _SWALLOWED:
            self._again.extendleft(reversed(self.row[1:]))
            self.number -= len(self.row) - 1

    def fault(self) -> RowError | None:
        """What is wrong with a line of the row, if anything."""
        return next((line for line in self.row if isinstance(line, RowError)), None)


def read_table(file: IO[bytes]) -> Iterator[Raw]:
    """The rows under the header; a ragged row is a `RowError` in the row's place."""
    csv.field_size_limit(MAX_CELL)
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=_delimiter(lines.first()), strict=True)
    header: list[str] | None = None
    while True:
        line = lines.number + 1
        lines.row = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Raw(line, lines.fault() or _broken(error))
            if not _ended(error):
                lines.give_back()
            continue
        fault = lines.fault()
        if fault:
            yield Raw(line, fault)
        elif header is None:
            if cells:
                header = names(cells)
                yield from check_header(header, line)
        elif cells:
            yield Raw(line, _row(header, cells))


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def names(cells: list[str]) -> list[str]:
    """The header's cells as keys."""
    return [name.strip().lower() for name in cells]


def check_header(header: list[str], line: int, part: str = "") -> Iterator[Raw]:
    """What is wrong with the header: a name that stands in it twice."""
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        times = number_of(header.count(name), "time", ("раз", "раза", "раз"))
        yield Raw(line, RowError(words.TWICE_IN_HEADER, name=name, times=times), part)


def _row(header: list[str], cells: list[str]) -> dict[str, str] | RowError:
    if len(cells) != len(header):
        found = number_of(len(cells), "cell", ("ячейка", "ячейки", "ячеек"))
        return RowError(words.RAGGED, cells=found, columns=len(header))
    return {name: cell for name, cell in zip(header, cells, strict=True) if name and cell}


def _ended(error: csv.Error) -> bool:
    return "unexpected end of data" in str(error)


def _broken(error: csv.Error) -> RowError:
    if _ended(error):
        return RowError(words.OPEN_QUOTE)
    if "field larger" in str(error):
        return RowError(words.LONG_CELL, size=MAX_CELL >> 20)
    return RowError(words.NOT_CELLS, error=str(error))
