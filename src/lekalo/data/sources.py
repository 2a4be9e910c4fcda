"""People's files to records: every row is read, and every bad one is named by file and line.

    loaded = load([Path("tickets.csv"), Path("manuals/"), Path("hf:owner/name")], root=Path("."))
    for record in stream(Path("corpus.jsonl.zst")): ...

`load` never stops at a bad row, and puts records that are many on disk, so memory stays
bounded. `stream` is for pretraining: it keeps nothing, and stops at the first bad row. Leaves
out how bytes become rows (`formats`) and what is done with records that a method cannot take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from lekalo.core.errors import DataError
from lekalo.core.records import Document, Example, Finding, Pair, Rated, Record, Where
from lekalo.data.formats.files import Refused, Source, find
from lekalo.data.formats.hub import PREFIX
from lekalo.data.formats.lines import Raw, RowError, Said
from lekalo.data.formats.packing import FileError
from lekalo.data.formats.readers import read_rows
from lekalo.data.formats.shapes import REASONING, read_row
from lekalo.data.spool import SpoolWriter

BAD_ROW = "bad-row"
BAD_FILE = "bad-file"
IN_MEMORY = 5000
"""Records of one kind that are held in memory; more of them go to disk."""
MAX_BAD = 1000
"""Bad rows of one file that are listed; the others are counted."""
_NAMED = 100

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Loaded:
    """What the files hold. `bad` are rows and files that could not be read (code `bad-row` or
    `bad-file`), `unlisted` counts the bad rows past `MAX_BAD` of a file, `notes` are what is
    worth knowing of the rest; `shape` names the rows' shapes, `shapes` counts them."""

    examples: Sequence[Example]
    documents: Sequence[Document]
    bad: tuple[Finding, ...]
    shape: str
    files: tuple[Path, ...]
    notes: tuple[Finding, ...] = ()
    pairs: Sequence[Pair] = ()
    rated: Sequence[Rated] = ()
    unlisted: int = 0
    shapes: tuple[tuple[str, int], ...] = ()


class _Shelf(Generic[R]):
    """Records of one kind: in memory while they are few."""

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


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.examples: _Shelf[Example] = _Shelf()
        self.documents: _Shelf[Document] = _Shelf()
        self.pairs: _Shelf[Pair] = _Shelf()
        self.rated: _Shelf[Rated] = _Shelf()
        self.bad: list[Finding] = []
        self.unlisted = 0
        self.notes: list[Finding] = []
        self.shapes: Counter[str] = Counter()  # keeps the order in which they were met
        self.files: dict[Path | str, None] = {}
        self._listed = 0
        self._thoughts: list[Where] = []
        self._keep = {
            Example: self.examples.add,
            Document: self.documents.add,
            Pair: self.pairs.add,
            Rated: self.rated.add,
        }

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
        key = source.name.removeprefix(PREFIX) if source.hub else source.path.resolve()
        if key in self.files:
            return self.refuse(Refused(source.name, "It is named twice.", "Name it once."))
        self.files[key] = None
        self._listed, self._thoughts, thoughts = 0, [], 0
        try:
            for row in read_rows(source):
                if isinstance(row, Said):
                    where = (Where(source.name, part=row.part),)
                    self.notes.append(Finding(row.code, "note", row.message, row.remedy, where))
                else:
                    thoughts += self._add(row, Where(source.name, row.line, row.part))
        except FileError as error:
            self.refuse(Refused(source.name, error.problem, error.remedy))
        if thoughts:
            self.notes.append(_thoughts_left_out(thoughts, self._thoughts))
        return None

    def _add(self, raw: Raw, where: Where) -> bool:
        """Keeps one row as records or as a finding; whether hidden reasoning was left out."""
        try:
            if isinstance(raw.value, RowError):
                raise raw.value
            shape, records = read_row(raw.value, where)
        except RowError as error:
            self._bad(error, where)
            return False
        self.shapes[shape] += 1
        thinks = False
        for record in records:
            self._keep[type(record)](record)  # type: ignore[operator]
            thinks = isinstance(record, Example) and record.meta.get("left_out") == REASONING
        if thinks and len(self._thoughts) < _NAMED:
            self._thoughts.append(where)
        return thinks

    def _bad(self, error: RowError, where: Where) -> None:
        self._listed += 1
        if self._listed > MAX_BAD:
            self.unlisted += 1
        else:
            self.bad.append(Finding(BAD_ROW, "hold", error.problem, error.remedy, (where,)))

    def loaded(self) -> Loaded:
        """Everything."""
        return Loaded(
            examples=self.examples.close(),
            documents=self.documents.close(),
            bad=tuple(self.bad),
            shape=" + ".join(self.shapes),
            files=tuple(one for one in self.files if isinstance(one, Path)),
            notes=tuple(self.notes),
            pairs=self.pairs.close(),
            rated=self.rated.close(),
            unlisted=self.unlisted,
            shapes=tuple(self.shapes.items()),
        )


def load(paths: Sequence[Path], root: Path) -> Loaded:
    """Reads files, folders and hub ids, relative to `root`. Nothing is raised for bad data: see
    `bad`."""
    reading = _Reading()
    for path in paths:
        for found in find(path, root):
            if isinstance(found, Refused):
                reading.refuse(found)
            else:
                reading.read(found)
    return reading.loaded()


def stream(path: Path) -> Iterator[Example | Document]:
    """The records of a file, a folder or a hub id in order, a row at a time; raises `DataError`
    naming the line of the first bad row, and at a row of people's choices."""
    for found in find(path, Path()):
        if isinstance(found, Refused):
            if found.bad:
                raise DataError(f"{found.name}: {found.reason} {found.remedy}")
            continue
        yield from _stream(found)


def _stream(source: Source) -> Iterator[Example | Document]:
    where = Where(source.name)
    try:
        for row in read_rows(source):
            if isinstance(row, Said):
                continue
            where = Where(source.name, row.line, row.part)
            if isinstance(row.value, RowError):
                raise row.value
            for record in read_row(row.value, where)[1]:
                if isinstance(record, Pair | Rated):
                    refusal = preference(record)
                    raise RowError(refusal.message, refusal.remedy)
                yield record
    except RowError as error:
        raise DataError(f"{where}: {error}") from None
    except FileError as error:
        raise DataError(f"{source.name}: {error}") from None


def preference(record: Pair | Rated) -> Finding:
    """What is said of a row of people's choices to a method that learns from answers."""
    what = "pairs of chosen and rejected answers"
    if isinstance(record, Rated):
        what = "answers marked good or bad"
    return Finding(
        BAD_ROW,
        "hold",
        f"The row has a preference shape ({what}), which this method does not learn from.",
        "Keep only the good answers, as question and answer.",
        (record.where,),
    )


def preferences(loaded: Loaded) -> tuple[list[Finding], int]:
    """`preference` of the first `MAX_BAD` pairs and rated answers, and how many more there are."""
    found: list[Finding] = []
    for records in (loaded.pairs, loaded.rated):
        for record in records:
            if len(found) == MAX_BAD:
                break
            found.append(preference(record))
    return found, len(loaded.pairs) + len(loaded.rated) - len(found)


class BadRowsError(DataError):
    """Rows or files that cannot be read; `findings` hold those of them that are listed."""

    def __init__(self, message: str, findings: Iterable[Finding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


def bad_rows(findings: Sequence[Finding], shown: int = 20, unlisted: int = 0) -> BadRowsError:
    """An error that lists up to `shown` places and counts the rest, `unlisted` ones too."""
    lines = [f"  {finding.where[0]}: {finding.message}" for finding in findings[:shown]]
    count = len(findings) + unlisted
    if count > len(lines):
        lines.append(f"  and {count - len(lines)} more")
    head = "1 place in the data is" if count == 1 else f"{count} places in the data are"
    return BadRowsError("\n".join([f"{head} wrong:", *lines]), findings)


def _thoughts_left_out(count: int, where: Sequence[Where]) -> Finding:
    return Finding(
        "left-out",
        "note",
        f"Hidden reasoning was left out of {count} rows: answers are learned without it.",
        "Look whether the answers stand without it.",
        tuple(where),
        figure=count,
    )
