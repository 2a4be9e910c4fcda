"""People's files to records: every row is read, and every bad one is named by file and line.

    loaded = load([Path("tickets.csv"), Path("chats/")], root=Path("."))
    for record in stream(Path("corpus.jsonl.gz")): ...

`load` is for data that people make: it takes every format and never stops at a bad row.
`stream` is for large pretraining files: JSON Lines one row at a time, and it stops at the first
bad one. Leaves out spreadsheets, PDF and preference data.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lekalo.core.errors import DataError
from lekalo.core.records import Document, Example, Finding, Where
from lekalo.data.formats.encoding import decode
from lekalo.data.formats.files import (
    FileError,
    Refused,
    Source,
    empty,
    find,
    not_whole,
    open_bytes,
    read_bytes,
)
from lekalo.data.formats.lines import MAX_LINE, Raw, RowError, parse, read_json, too_long
from lekalo.data.formats.shapes import convert, shape_of
from lekalo.data.formats.tables import read_table

BAD_ROW = "bad-row"
BAD_FILE = "bad-file"


@dataclass(frozen=True)
class Loaded:
    """What the files hold: `bad` are rows and files that could not be read (code `bad-row` or
    `bad-file`), `notes` what is worth knowing of the rest; `shape` names the rows' shapes."""

    examples: tuple[Example, ...]
    documents: tuple[Document, ...]
    bad: tuple[Finding, ...]
    shape: str
    files: tuple[Path, ...]
    notes: tuple[Finding, ...] = ()


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.examples: list[Example] = []
        self.documents: list[Document] = []
        self.bad: list[Finding] = []
        self.notes: list[Finding] = []
        self.shapes: dict[str, None] = {}  # a set that keeps its order
        self.files: dict[Path, None] = {}

    def refuse(self, refused: Refused) -> None:
        """Keeps a file that is not read, as bad or as a note."""
        where = (Where(refused.name),)
        if refused.bad:
            self.bad.append(Finding(BAD_FILE, "hold", refused.reason, refused.remedy, where))
        else:
            note = f"The file is left out. {refused.reason}"
            self.notes.append(Finding("left-out", "note", note, refused.remedy, where))

    def read(self, source: Source) -> None:
        """Reads one file."""
        if source.path.resolve() in self.files:
            return self.refuse(Refused(source.name, "It is named twice.", "Name it once."))
        self.files[source.path.resolve()] = None
        try:
            text, encoding = decode(read_bytes(source.path))
        except FileError as error:
            return self.refuse(Refused(source.name, error.problem, error.remedy))
        if encoding != "utf-8":
            self.notes.append(_converted(source, encoding))
        count = 0
        for raw in _rows(source, text):
            count += 1
            self.add(raw, Where(source.name, raw.line))
        if not count:
            self.refuse(Refused(source.name, "The file holds no rows.", "Fill it or take it out."))
        return None

    def add(self, raw: Raw, where: Where) -> None:
        """Keeps one row as a record or as a finding."""
        try:
            if isinstance(raw.value, RowError):
                raise raw.value
            record = convert(raw.value, where)
        except RowError as error:
            self.bad.append(Finding(BAD_ROW, "hold", error.problem, error.remedy, (where,)))
            return
        self.shapes[shape_of(raw.value)] = None
        if isinstance(record, Example):
            self.examples.append(record)
        else:
            self.documents.append(record)


def load(paths: Sequence[Path], root: Path) -> Loaded:
    """Reads files and folders, relative to `root`. Nothing is raised for bad data: see `bad`."""
    reading = _Reading()
    for path in paths:
        for found in find(path, root):
            if isinstance(found, Refused):
                reading.refuse(found)
            else:
                reading.read(found)
    return Loaded(
        tuple(reading.examples),
        tuple(reading.documents),
        tuple(reading.bad),
        " + ".join(reading.shapes),
        tuple(reading.files),
        tuple(reading.notes),
    )


def stream(path: Path) -> Iterator[Example | Document]:
    """The records of one file in order; raises `DataError` naming the line of the first bad
    row. JSON Lines are read a row at a time; other formats are read whole."""
    found = next(iter(find(path, Path())), None)
    if isinstance(found, Source) and path.is_file() and found.kind == ".jsonl":
        yield from _stream_lines(found)
        return
    loaded = load([path], Path())
    if loaded.bad:
        raise bad_rows(loaded.bad)
    yield from loaded.examples
    yield from loaded.documents


class BadRowsError(DataError):
    """Rows or files that cannot be read; `findings` hold every one of them."""

    def __init__(self, message: str, findings: Iterable[Finding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


def bad_rows(findings: Sequence[Finding], shown: int = 20) -> BadRowsError:
    """An error that lists up to `shown` places and counts the rest."""
    lines = [f"  {finding.where[0]}: {finding.message}" for finding in findings[:shown]]
    if len(findings) > shown:
        lines.append(f"  and {len(findings) - shown} more")
    count = len(findings)
    head = "1 place in the data is" if count == 1 else f"{count} places in the data are"
    return BadRowsError("\n".join([f"{head} wrong:", *lines]), findings)


def _rows(source: Source, text: str) -> Iterator[Raw]:
    if source.kind in (".jsonl", ".json"):
        return read_json(text, lines=source.kind == ".jsonl")
    if source.kind in (".csv", ".tsv"):
        return read_table(text)
    return iter([Raw(1, {"text": text, "title": _title(source, text)})])


def _title(source: Source, text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    if source.kind == ".md" and first.startswith("# "):
        return first[2:].strip()
    return source.path.name.split(".")[0]


def _stream_lines(source: Source) -> Iterator[Example | Document]:
    number = rows = 0
    try:
        with open_bytes(source.path) as file:
            while line := file.readline(MAX_LINE + 1):
                number += 1
                text = _line_text(line, first=number == 1)
                if not text.isspace():
                    rows += 1
                    yield convert(parse(text), Where(source.name, number))
    except RowError as error:
        raise DataError(f"{source.name}:{number}: {error}") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(f"{source.name}:{number + 1}: {not_whole()}") from None
    except OSError as error:
        raise DataError(f"{source.name} cannot be read: {error.strerror or error}.") from None
    if not rows:
        raise DataError(f"{source.name}: {empty()}")


def _line_text(line: bytes, *, first: bool) -> str:
    if len(line) > MAX_LINE:
        raise too_long()
    try:
        return line.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError:
        name = decode(line)[1]
        seems = f"; it seems to be {name}" if name != "utf-8" else ""
        raise RowError(f"It is not UTF-8 text{seems}.", "Save the file as UTF-8.") from None


def _converted(source: Source, encoding: str) -> Finding:
    return Finding(
        "not-utf-8",
        "note",
        f"The file is not UTF-8 but {encoding}; it was converted while reading.",
        "Look whether its letters are right, and save it as UTF-8.",
        (Where(source.name),),
    )
