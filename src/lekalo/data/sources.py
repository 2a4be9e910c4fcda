"""People's files to records: every row is read, and every bad one is named by file and line.

    loaded = load([Path("tickets.csv"), Path("manuals/"), Path("hf:owner/name")], root=Path("."))
    for record in stream(Path("corpus.jsonl.zst"), root=Path(".")): ...

`load` never stops at a bad row, and puts records that are many on disk, so memory stays
bounded. `stream` is for pretraining: it keeps nothing, and stops at the first bad row. Leaves
out how bytes become rows (`formats`) and what is done with records that a method cannot take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from lekalo.core.errors import DataError
from lekalo.core.records import Document, Example, Finding, Language, Pair, Rated, Where
from lekalo.data.formats import words_files
from lekalo.data.formats.files import Refused, Source, find, refused
from lekalo.data.formats.hub import PREFIX
from lekalo.data.formats.lines import Raw, RowError, Said
from lekalo.data.formats.packing import FileError
from lekalo.data.formats.readers import read_rows
from lekalo.data.formats.shapes import REASONING, read_row
from lekalo.data.remarks import (
    BAD_FILE,
    BAD_ROW,
    CHOICE,
    MAX_BAD,
    BadRowsError,
    Remark,
    bad_rows,
    kind_of_choice,
    of_refused,
    of_said,
    of_thoughts,
    preference,
)
from lekalo.data.shelf import IN_MEMORY, Shelf

__all__ = [
    "BAD_FILE",
    "BAD_ROW",
    "IN_MEMORY",
    "MAX_BAD",
    "BadRowsError",
    "Loaded",
    "bad_rows",
    "load",
    "preferences",
    "stream",
]
_NAMED = 100


@dataclass(frozen=True)
class Loaded:
    """What the files hold. `unlisted` counts the bad rows past `MAX_BAD` of a file; `shape` names
    the rows' shapes, `shapes` counts them; `remarks` are put in words by `bad` and `notes`."""

    examples: Sequence[Example]
    documents: Sequence[Document]
    remarks: tuple[Remark, ...]
    shape: str
    files: tuple[Path, ...]
    pairs: Sequence[Pair] = ()
    rated: Sequence[Rated] = ()
    unlisted: int = 0
    shapes: tuple[tuple[str, int], ...] = ()
    language: Language = "en"

    @cached_property
    def bad(self) -> tuple[Finding, ...]:
        """Rows and files that could not be read (code `bad-row` or `bad-file`)."""
        return self._said(bad=True)

    @cached_property
    def notes(self) -> tuple[Finding, ...]:
        """What is worth knowing of the rest."""
        return self._said(bad=False)

    def told(self, language: Language) -> Loaded:
        """The same, in another language."""
        return replace(self, language=language)

    def _said(self, *, bad: bool) -> tuple[Finding, ...]:
        remarks = (one for one in self.remarks if (one.code in (BAD_ROW, BAD_FILE)) is bad)
        return tuple(one.say(self.language) for one in remarks)


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.examples: Shelf[Example] = Shelf()
        self.documents: Shelf[Document] = Shelf()
        self.pairs: Shelf[Pair] = Shelf()
        self.rated: Shelf[Rated] = Shelf()
        self.remarks: list[Remark] = []
        self.unlisted = 0
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

    def refuse(self, one: Refused) -> None:
        """Keeps a file that is not read, as bad or as a note."""
        self.remarks.append(of_refused(one))

    def read(self, source: Source) -> None:
        """Reads one file."""
        key = source.name.removeprefix(PREFIX) if source.hub else source.path.resolve()
        if key in self.files:
            return self.refuse(refused(source.name, words_files.TWICE))
        self.files[key] = None
        self._listed, self._thoughts, thoughts = 0, [], 0
        try:
            for row in read_rows(source):
                if isinstance(row, Said):
                    self.remarks.append(of_said(row, source.name))
                else:
                    thoughts += self._add(row, Where(source.name, row.line, row.part))
        except FileError as error:
            self.refuse(Refused(source.name, error.told))
        if thoughts:
            self.remarks.append(of_thoughts(thoughts, self._thoughts))
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
            self.remarks.append(Remark(BAD_ROW, "hold", error.told, (where,)))

    def loaded(self, language: Language) -> Loaded:
        """Everything."""
        return Loaded(
            examples=self.examples.close(),
            documents=self.documents.close(),
            remarks=tuple(self.remarks),
            shape=" + ".join(self.shapes),
            files=tuple(one for one in self.files if isinstance(one, Path)),
            pairs=self.pairs.close(),
            rated=self.rated.close(),
            unlisted=self.unlisted,
            shapes=tuple(self.shapes.items()),
            language=language,
        )


def load(paths: Sequence[Path], root: Path, language: Language = "en") -> Loaded:
    """Reads files, folders and hub ids, relative to `root`. Nothing is raised for bad data: see
    `Loaded.bad`, whose findings are in `language`."""
    reading = _Reading()
    for path in paths:
        for found in find(path, root):
            if isinstance(found, Refused):
                reading.refuse(found)
            else:
                reading.read(found)
    return reading.loaded(language)


def _unheard(remark: Remark) -> None:
    """Does nothing."""


def stream(
    path: Path,
    root: Path = Path(),
    language: Language = "en",
    note: Callable[[Remark], None] = _unheard,
) -> Iterator[Example | Document]:
    """The records of a file, a folder or a hub id in order, a row at a time; raises `DataError`
    naming the line of the first bad row, and at a row of people's choices. `note` hears what is
    worth knowing, as it is met."""
    for found in find(path, root):
        if isinstance(found, Source):
            yield from _stream(found, language, note)
        elif found.bad:
            raise DataError(f"{found.name}: {' '.join(found.told.say(language))}")
        else:
            note(of_refused(found))


def _stream(
    source: Source, language: Language, note: Callable[[Remark], None]
) -> Iterator[Example | Document]:
    where, thoughts, named = Where(source.name), 0, list[Where]()
    try:
        for row in read_rows(source):
            if isinstance(row, Said):
                note(of_said(row, source.name))
                continue
            where = Where(source.name, row.line, row.part)
            if isinstance(row.value, RowError):
                raise row.value
            for record in read_row(row.value, where)[1]:
                if isinstance(record, Pair | Rated):
                    raise RowError(CHOICE, what=kind_of_choice(record))
                if isinstance(record, Example) and record.meta.get("left_out") == REASONING:
                    thoughts += 1
                    named += [where] if thoughts <= _NAMED else []
                yield record
    except RowError as error:
        raise DataError(f"{where}: {' '.join(error.told.say(language))}") from None
    except FileError as error:
        raise DataError(f"{source.name}: {' '.join(error.told.say(language))}") from None
    if thoughts:
        note(of_thoughts(thoughts, named))


def preferences(loaded: Loaded) -> tuple[list[Finding], int]:
    """`preference` of the first `MAX_BAD` pairs and rated answers, and how many more there are."""
    found: list[Finding] = []
    for records in (loaded.pairs, loaded.rated):
        for record in records:
            if len(found) == MAX_BAD:
                break
            found.append(preference(record, loaded.language))
    return found, len(loaded.pairs) + len(loaded.rated) - len(found)
