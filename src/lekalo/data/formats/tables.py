"""CSV and TSV to numbered rows, with the header's names as keys.

The delimiter is found in the header (comma, semicolon or tab: spreadsheets set to Russian
write semicolons). Empty cells are left out, so that an absent answer and an empty one are the
same. Leaves out spreadsheets' own files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from lekalo.data.formats.lines import MAX_LINE, Raw, RowError

_DELIMITERS = (",", ";", "\t")


def read_table(text: str) -> Iterator[Raw]:
    """The rows under the header; a ragged row is a `RowError` in the row's place."""
    csv.field_size_limit(MAX_LINE)
    delimiter = _delimiter(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Raw(line, _broken(error))
            continue
        if header is None:
            header = [name.strip().lower() for name in cells]
            yield from _check_header(header, line)
        elif cells:
            yield Raw(line, _row(header, cells))


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _check_header(header: list[str], line: int) -> Iterator[Raw]:
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        problem = f"The header has the column '{name}' {header.count(name)} times."
        yield Raw(line, RowError(problem, "Give each column its own name."))


def _row(header: list[str], cells: list[str]) -> dict[str, str] | RowError:
    if len(cells) != len(header):
        return RowError(
            f"The row has {len(cells)} cells, but the header has {len(header)}.",
            "Put text that holds the delimiter or a line break in double quotes.",
        )
    return {name: cell for name, cell in zip(header, cells, strict=True) if name and cell}


def _broken(error: csv.Error) -> RowError:
    if "unexpected end of data" in str(error):
        return RowError(
            "A double quote is opened in this row and never closed, so the rest of the file "
            "was read as one cell.",
            "Close it, or double the quotes inside the cell.",
        )
    return RowError(f"The row cannot be split into cells: {error}.", "Double the quotes inside it.")
