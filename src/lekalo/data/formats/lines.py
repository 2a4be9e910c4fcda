"""JSON Lines and JSON arrays to numbered rows; a broken row does not end the reading.

Leaves out what the rows mean: see `shapes`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lekalo.core.errors import DataError

MAX_LINE = 64 << 20
"""Characters (bytes while streaming) one row may have."""

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


class RowError(DataError):
    """One row is wrong: `problem` says what, `remedy` what to do; the reader adds the place."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Raw:
    """A row of a file: its first line, counted from 1, and its value or what is wrong with it."""

    line: int
    value: Any


def parse(text: str) -> Any:
    """The value of one JSON text; raises `RowError`."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise RowError(
            f"It is not valid JSON: {error.msg.lower()} at character {error.pos + 1}.",
            "Mend or remove the line; one row is one JSON object on one line.",
        ) from None
    except (RecursionError, ValueError):
        raise RowError(
            "It is JSON nested too deeply or holding too long a number.", "Remove the row."
        ) from None


def too_long() -> RowError:
    """What is said of a row over `MAX_LINE`."""
    return RowError(
        f"The row is longer than {MAX_LINE >> 20} MB.", "Split it, or check what wrote the file."
    )


def read_json(text: str, *, lines: bool) -> Iterator[Raw]:
    """The rows of a `.jsonl` (`lines`) or `.json` text. What the text looks like decides where
    it differs from the file's name: both names are used for both layouts."""
    start = _skip(text, 0)
    if text.startswith("[", start) and not (lines and _parses(_first_line(text))):
        yield from _read_array(text, start)
    elif lines or _parses(_first_line(text)):
        yield from _read_lines(text)
    else:
        yield Raw(text.count("\n", 0, start) + 1, _attempt(text))


def _first_line(text: str) -> str:
    return text.lstrip().partition("\n")[0]


def _parses(line: str) -> bool:
    return not isinstance(_attempt(line), RowError)


def _attempt(text: str) -> Any:
    try:
        return parse(text) if len(text) <= MAX_LINE else too_long()
    except RowError as error:
        return error


def _read_lines(text: str) -> Iterator[Raw]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line and not line.isspace():
            yield Raw(number, _attempt(line))


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None  # the pattern matches nothing as well
    return match.end()


def _read_array(text: str, start: int) -> Iterator[Raw]:
    """The elements from the `[` at `start`. After a broken element reading goes on at the next
    line that begins an element with the same indentation, if there is one."""
    position, counted, line = _skip(text, start + 1), 0, 1
    while position < len(text) and text[position] != "]":
        line += text.count("\n", counted, position)
        counted = position
        try:
            value, end = _DECODER.raw_decode(text, position)
            position = _after(text, end)
            yield Raw(line, value if end - counted <= MAX_LINE else too_long())
        except (ValueError, RecursionError) as error:
            fault, resumed = _recover(text, counted, line, error)
            yield Raw(line, fault)
            if resumed is None:
                return
            position = resumed
    yield from _ending(text, position, line + text.count("\n", counted, position))


def _after(text: str, end: int) -> int:
    """The place of the next element or of the closing bracket, past the comma."""
    place = _skip(text, end)
    if text.startswith(",", place):
        return _skip(text, place + 1)
    if text.startswith("]", place):
        return place
    raise json.JSONDecodeError("Expecting ',' between rows", text, place)


def _recover(text: str, begin: int, line: int, error: Exception) -> tuple[RowError, int | None]:
    """What to say of the row at `begin`, and where to go on after it, if anywhere."""
    at = error.pos if isinstance(error, json.JSONDecodeError) else begin
    reason = error.msg.lower() if isinstance(error, json.JSONDecodeError) else "nested too deeply"
    broken_line = line + text.count("\n", begin, at)
    problem = f"It is not valid JSON: {reason} on line {broken_line}."
    margin = text[text.rfind("\n", 0, begin) + 1 : begin]
    if not margin.strip():
        next_row = re.compile(rf"\n{re.escape(margin)}(?=\{{)")
        found = next_row.search(text, max(begin, at - 1))
        if found:
            return RowError(problem, "Mend or remove the row."), found.end()
    return RowError(problem, "Mend the row; what follows it in the file could not be read."), None


def _ending(text: str, position: int, line: int) -> Iterator[Raw]:
    """What is wrong after the last row: no closing bracket, or more text behind it."""
    if position >= len(text):
        remedy = "Add the missing ]; look whether rows are missing too."
        yield Raw(line, RowError("The list of rows is never closed: the file is torn.", remedy))
    elif rest := text[position + 1 : position + 2000].strip():
        problem = f"The list of rows ends here, but more text follows: {rest[:40]!r}."
        yield Raw(line, RowError(problem, "Put all rows in one list, or one row on each line."))
