"""A data file into train.jsonl and a sealed eval.jsonl, each row as its owner wrote it.

    done = split_files(Path("tickets.csv"), Path("split"), Wanted(share=0.1, group="customer"))

The file is read three times and its rows are never all in memory; nor are their questions (see
`split_keys`). Nothing that exists is written over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from lekalo.core.errors import DataError, UserError
from lekalo.core.files import write_chunks
from lekalo.core.records import Document, Example, Finding, Language, Record, Where
from lekalo.core.wording import nearest
from lekalo.data import handling_words as words
from lekalo.data.formats.files import Source, find
from lekalo.data.formats.lines import Raw, RowError
from lekalo.data.formats.packing import FileError
from lekalo.data.formats.readers import read_rows
from lekalo.data.formats.shapes import read_row
from lekalo.data.formats.wording import Sentence, Whole
from lekalo.data.remarks import Remark
from lekalo.data.seals import Seal, seal_path, write_seal
from lekalo.data.shelf import Shelf
from lekalo.data.sources import BAD_FILE, BAD_ROW, bad_rows
from lekalo.data.splits import Cut, Key, asked, hold_out
from lekalo.data.twins import apart

TRAIN, EVAL = "train.jsonl", "eval.jsonl"
_MAX_BAD = 1000
_NOTHING = Sentence(
    ("The row holds nothing to learn from.", "Fill or remove it."),
    ("В строке нет ничего для обучения.", "Заполните или удалите её."),
)
_NO_DATE = Sentence(
    (
        "The column '{name}' holds {value}, which is no date that is read one way only.",
        "Write it as 2024-12-31 or 2024-12-31T18:30.",
    ),
    (
        "В столбце «{name}» стоит {value}, а это не дата, которую можно понять однозначно.",
        "Запишите её как 2024-12-31 или 2024-12-31T18:30.",
    ),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to hold out: `share` in (0, 1) of the rows. `group`, `time` and `label` are columns
    of the rows; without `group` the columns that usually hold one are looked at."""

    share: float = 0.1
    seed: int = 7
    group: str = ""
    time: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class SplitDone:
    """What was written, and how it was cut."""

    train: Path
    held_out: Path
    seal: Seal
    cut: Cut


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A row as it stands, and where."""

    raw: Raw
    where: Where


def split_files(path: Path, folder: Path, wanted: Wanted, language: Language = "en") -> SplitDone:
    """Splits a file, or all files of a folder, into `folder`. Raises `DataError` naming every
    row that cannot be read, in `language`, and `UserError` where a file to be written is there
    already or a column is in no row."""
    if not 0 < wanted.share < 1:
        raise UserError(words.SHARE(share=wanted.share))
    train, held_out = folder / TRAIN, folder / EVAL
    for written in (train, held_out, seal_path(held_out)):
        if written.exists():
            raise UserError(words.SPLIT_THERE(path=written))
    chats: Shelf[Example] = Shelf()
    keys = _keys(path, wanted, language, chats)
    read = cache(chats.close)  # when the keys are
    cut = hold_out(keys, wanted.share, wanted.seed, lambda cut: apart(read())(cut))
    if not cut.held_out:
        raise DataError(words.ONE_WHOLE(path=path))
    write_chunks(held_out, _lines(path, cut.held_out))
    seal = write_seal(held_out)
    write_chunks(train, _lines(path, cut.kept))
    return SplitDone(train, held_out, seal, cut)


def numbered_rows(path: Path, language: Language = "en") -> Iterator[NumberedRow]:
    """The rows of a file or a folder in order, as they stand; one that cannot be read has a
    `RowError` for its value. Raises `DataError` for a file that cannot be read."""
    for source in _sources(path):
        try:
            for row in read_rows(source):
                if isinstance(row, Raw):
                    yield NumberedRow(row, Where(source.name, row.line, row.part))
        except FileError as error:
            where = (Where(source.name),)
            bad = Remark(BAD_FILE, "hold", error.told, where).say(language)
            raise bad_rows([bad], language=language) from None


def _sources(path: Path) -> Iterator[Source]:
    for found in find(path, Path()):
        if isinstance(found, Source):
            yield found
        elif found.bad:
            raise DataError(words.AT_PLACE(where=found.name, problem=Whole(found.told)))


def _keys(path: Path, wanted: Wanted, language: Language, chats: Shelf[Example]) -> Iterator[Key]:
    """What each row says of itself, put among `chats` as well (another kind of row as an empty
    one); raises when all are read, to name all that are bad."""
    bad: list[Finding] = []
    columns: dict[str, None] = {}
    for row in numbered_rows(path, language):
        try:
            if isinstance(row.raw.value, RowError):
                raise row.raw.value
            if isinstance(row.raw.value, Mapping):
                columns.update(dict.fromkeys(row.raw.value))
            records = read_row(row.raw.value, row.where)[1]
            if not records:
                raise RowError(_NOTHING)
            key = _key(row.raw.value, records[0], wanted)
            chats.add(records[0] if isinstance(records[0], Example) else Example(()))
            yield key
        except RowError as error:
            if len(bad) < _MAX_BAD:
                remark = Remark(BAD_ROW, "hold", error.told, (row.where,))
                bad.append(remark.say(language))
    _need_columns(wanted, list(columns))
    if bad:
        raise bad_rows(bad, language=language)


def _key(value: Any, first: Record, wanted: Wanted) -> Key:
    own = "" if isinstance(first, Document) else first.group
    return Key(
        asked(first),
        _column(value, wanted.group) if wanted.group else own,
        moment(value.get(wanted.time), wanted.time) if wanted.time else "",
        _column(value, wanted.label) if wanted.label else "",
    )


def _column(row: Any, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _need_columns(wanted: Wanted, columns: Sequence[str]) -> None:
    asked_for = {"--group": wanted.group, "--by-time": wanted.time, "--stratify": wanted.label}
    for option, name in asked_for.items():
        if name and name not in columns:
            there = ", ".join(columns[:12])
            hint = nearest(name, columns, ".")
            raise UserError(words.NO_COLUMN(option=option, name=name, hint=hint, there=there))


def moment(value: Any, name: str) -> str:
    """A date or time in a form that sorts (UTC): ISO 8601, 31.12.2024, or seconds since 1970.
    Raises `RowError` for anything else, 03/05/2024 too, which two people read as two days."""
    found = _number(value) if isinstance(value, int | float) else _written(str(value or "").strip())
    if found is None:
        raise RowError(_NO_DATE, name=name, value=repr(value))
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _written(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, _day_first):
        try:
            found = read(text)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _day_first(text: str) -> datetime:
    day, _, clock = text.partition(" ")
    form = {0: "", 1: " %H:%M", 2: " %H:%M:%S"}.get(clock.count(":") if clock else 0, "")
    return datetime.strptime(f"{day} {clock}".strip(), "%d.%m.%Y" + form)


def _number(value: float) -> datetime | None:
    if isinstance(value, bool):
        return None
    try:  # in milliseconds, where in seconds it would be far in the future
        return datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _lines(path: Path, wanted: Iterable[int]) -> Iterator[bytes]:
    """The rows of these numbers, which ascend."""
    numbers = iter(wanted)
    following = next(numbers, None)
    for number, row in enumerate(numbered_rows(path)):
        if number == following:
            yield _line(row.raw.value)
            following = next(numbers, None)


def _line(value: Any) -> bytes:
    try:
        return (json.dumps(value, ensure_ascii=False, default=str) + "\n").encode()
    except UnicodeEncodeError:  # half of a pair, in a column that nothing reads
        return (json.dumps(value, default=str) + "\n").encode()
