"""JSON Lines and JSON arrays to numbered rows, as streams; a broken row does not end the
reading, and no row grows past `MAX_LINE`. Leaves out what the rows mean: see `shapes`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from lekalo.data.formats import words_rows as words
from lekalo.data.formats.wording import Told, ToldError

MAX_LINE = 64 << 20
"""Bytes one row may have."""
_PEEK = 1 << 20
_STEP = 1 << 16

_DECODER = json.JSONDecoder()


class RowError(ToldError):
    """One row is wrong; the reader adds the place."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A row of a file: its first line, counted from 1, and its value or what is wrong with it.
    `part` names the place inside where lines do not tell: a sheet, a page, a question."""

    line: int | None
    value: Any
    part: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something worth knowing of a file that is read: it becomes a note."""

    code: str
    told: Told
    part: str = ""


def parse(text: str) -> Any:
    """The value of one JSON text; raises `RowError`."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        reason = words.reason(error.msg)
        raise RowError(words.BAD_JSON, reason=reason, at=error.pos + 1) from None
    except (RecursionError, ValueError):
        raise too_deep() from None


def too_deep() -> RowError:
    """What is said of JSON that Python's reader does not follow."""
    return RowError(words.TOO_DEEP)


def too_long() -> RowError:
    """What is said of a row over `MAX_LINE`."""
    return RowError(words.TOO_LONG, size=MAX_LINE >> 20)


def not_utf8(line: bytes, error: UnicodeDecodeError) -> RowError:
    """What is said of a line with bytes that no UTF-8 text has."""
    return RowError(words.NOT_UTF8, byte=f"{line[error.start]:02X}", at=error.start + 1)


def numbered(
    file: IO[bytes], begun: bytes = b"", number: int = 1
) -> Iterator[tuple[int, str | RowError]]:
    """The lines with their numbers; `begun` is what was already read of line `number`. A line
    that is too long is passed over without being kept."""
    line = begun if begun.endswith(b"\n") else begun + file.readline(MAX_LINE + 1)
    while line:
        yield number, _text(line, file)
        number += 1
        line = file.readline(MAX_LINE + 1)


def _text(line: bytes, file: IO[bytes]) -> str | RowError:
    if len(line) > MAX_LINE:
        while line and not line.endswith(b"\n"):
            line = file.readline(_STEP)
        return too_long()
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        return not_utf8(line, error)


def read_json(file: IO[bytes], *, lines: bool) -> Iterator[Raw]:
    """The rows of a `.jsonl` (`lines`) or `.json` file. What the text looks like decides where
    it differs from the file's name: both names are used for both layouts."""
    from lekalo.data.formats.arrays import is_squad, read_array, read_object, squad

    number, begun = _first(file)
    start = begun.lstrip()[:1]
    whole = begun if start == b"[" else begun + _rest_of_line(file, begun)
    if start == b"[" and not (lines and _parses(whole)):
        yield from read_array(file, begun, number)
    elif lines or _parses(whole):
        for row in _read_lines(file, whole, number):
            if not lines and is_squad(row.value):
                yield from squad(row.value, number)
            else:
                yield row
    else:
        yield from read_object(file, whole, number)


def _first(file: IO[bytes]) -> tuple[int, bytes]:
    """The first line that is not blank, or the beginning of it, and its number."""
    number = 1
    while begun := file.readline(_PEEK):
        if not begun.isspace():
            return number, begun
        number += begun.endswith(b"\n")
    return number, b""


def _rest_of_line(file: IO[bytes], begun: bytes) -> bytes:
    return b"" if begun.endswith(b"\n") else file.readline(max(1, MAX_LINE + 1 - len(begun)))


def _parses(line: bytes) -> bool:
    try:
        parse(line.decode())
    except (RowError, UnicodeDecodeError):
        return False
    return True


def _read_lines(file: IO[bytes], begun: bytes, number: int) -> Iterator[Raw]:
    decode = _DECODER.decode
    for at, line in numbered(file, begun, number):
        if isinstance(line, RowError):
            yield Raw(at, line)
        elif not line.isspace():
            try:
                yield Raw(at, decode(line))
            except (ValueError, RecursionError):
                yield Raw(at, attempt(line))


def attempt(text: str) -> Any:
    """The value of one JSON text, or the `RowError` that says what is wrong with it."""
    try:
        return parse(text)
    except RowError as error:
        return error
