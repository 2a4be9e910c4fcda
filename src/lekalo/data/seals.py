"""Seals: a held-out file or a suite with its hash beside it, so that a changed one is named.

    write_seal(Path("eval.jsonl"))                   # eval.jsonl.seal
    changed([Path("eval.jsonl")], root, "en")        # sealed-set-changed, or nothing

What is sealed are the rows' values. Their order, line endings, spacing, the order of keys and
the packing may change, since no figure hangs on them; a row that is added, taken out or altered
in any value breaks the seal. Leaves out who sealed it: the file is no signature.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lekalo.core.errors import DataError, UserError
from lekalo.core.files import write_json
from lekalo.core.hashing import hash_bytes, hash_json
from lekalo.core.records import Finding, Language, Where
from lekalo.data import handling_words as words
from lekalo.data.formats.files import SEAL, Refused, Source, find
from lekalo.data.formats.lines import Raw
from lekalo.data.formats.packing import FileError
from lekalo.data.formats.readers import read_rows
from lekalo.data.formats.wording import Whole

CODE = "sealed-set-changed"
_SHORT = 16
_LISTED = 20_000
"""Rows up to which a seal keeps a mark of each, so that the changed ones can be named."""
_NAMED = 100


@dataclass(frozen=True, slots=True)
class Seal:
    """What stands in a seal file. `marks` are the rows' short hashes, sorted; none where there
    are too many rows. `because` says why an older seal was replaced; `before` holds those."""

    hash: str
    rows: int
    sealed: str
    because: str = ""
    marks: tuple[str, ...] = ()
    before: tuple[dict[str, Any], ...] = ()


def seal_path(path: Path) -> Path:
    """Where the seal of a file stands: beside it."""
    return path.with_name(path.name + SEAL)


def write_seal(path: Path, because: str = "") -> Seal:
    """Seals the file's present rows. Raises `DataError` where it cannot be read, and
    `UserError` where it has a seal that is broken and no reason is given for a new one."""
    old, now = read_seal(path), _measure(path)
    if old is not None and old.hash == now.hash:
        return old
    before: tuple[dict[str, Any], ...] = ()
    if old is not None:
        if not because.strip():
            raise UserError(words.RESEAL(path=path, sealed=old.sealed))
        last = {"hash": old.hash, "rows": old.rows, "sealed": old.sealed, "because": old.because}
        before = (*old.before, last)
    seal = Seal(now.hash, now.rows, now.sealed, because, now.marks, before)
    values = {name: getattr(seal, name) for name in Seal.__slots__}
    write_json(seal_path(path), {"lekalo_seal": 1, **values})
    return seal


def read_seal(path: Path) -> Seal | None:
    """The seal beside the file, or None where there is none; `DataError` where it is torn."""
    beside = seal_path(path)
    if not beside.exists():
        return None
    try:
        values = json.loads(beside.read_text(encoding="utf-8"))
        return Seal(
            str(values["hash"]),
            int(values["rows"]),
            str(values["sealed"]),
            str(values["because"]),
            tuple(map(str, values["marks"])),
            tuple(dict(one) for one in values["before"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise DataError(words.TORN_SEAL(seal=beside, path=path)) from None


def changed(names: Iterable[Path], root: Path, language: Language) -> list[Finding]:
    """A hold for each file, or file of a folder, that has a seal beside it and does not agree
    with it. `names` are relative to `root`."""
    found: list[Finding] = []
    for name in names:
        sources = (one for one in find(name, root) if isinstance(one, Source))
        for source in {source.name: source for source in sources}.values():
            finding = _compare(source, language)
            found += [finding] if finding else []
    return found


def _compare(source: Source, language: Language) -> Finding | None:
    try:
        seal = read_seal(source.path)
        if seal is None:
            return None
        now = _measure(source.path, source.name)
    except DataError as error:
        return _unreadable(source.name, error.say(language), language)
    if now.hash == seal.hash:
        return None
    if len(seal.marks) != seal.rows:
        return _finding(source.name, seal, (now.rows - seal.rows, None), (), language)
    new = Counter(now.marks) - Counter(seal.marks)
    gone = (Counter(seal.marks) - Counter(now.marks)).total()
    places = list(_places(source, new))
    return _finding(source.name, seal, (len(places), gone), places[:_NAMED], language)


def _places(source: Source, new: Counter[str]) -> Iterator[Where]:
    left = Counter(new)
    for raw in _raws(source):
        mark = _mark(raw)[:_SHORT]
        if left[mark] > 0:
            left[mark] -= 1
            yield Where(source.name, raw.line, raw.part)


def _measure(path: Path, name: str = "") -> Seal:
    """What a seal of the file's present rows would say."""
    source = _source(path, name or str(path))
    marks = sorted(_mark(raw) for raw in _raws(source))
    whole = hash_bytes("\n".join(marks).encode())
    short = tuple(mark[:_SHORT] for mark in marks) if len(marks) <= _LISTED else ()
    return Seal(whole, len(marks), datetime.now(UTC).strftime("%Y-%m-%d"), marks=short)


def _source(path: Path, name: str) -> Source:
    for found in find(path, Path()):
        if isinstance(found, Refused):
            raise DataError(words.AT_PLACE(where=name, problem=Whole(found.told)))
        if found.path != path:
            raise DataError(words.SEAL_FOLDER(path=name))
        return Source(found.path, name)
    raise DataError(words.UNREAD(path=name))


def _raws(source: Source) -> Iterator[Raw]:
    try:
        for row in read_rows(source):
            if isinstance(row, Raw):
                yield row
    except FileError as error:
        raise DataError(words.AT_PLACE(where=source.name, problem=error)) from None


def _mark(raw: Raw) -> str:
    """The hash of a row's value; a row that cannot be read counts by what is wrong with it."""
    if isinstance(raw.value, Exception):
        return hash_json({"unreadable": str(raw.value), "line": raw.line})[len("sha256:") :]
    text = json.dumps(raw.value, sort_keys=True, separators=(",", ":"), default=str)
    return hash_bytes(text.encode())[len("sha256:") :]  # ASCII, so half a pair can be sealed too


def _finding(
    name: str,
    seal: Seal,
    difference: tuple[int, int | None],
    places: Sequence[Where],
    language: Language,
) -> Finding:
    new, gone = difference
    text, remedy = _WORDS[language]
    kind = 2 if gone is not None else int(bool(new))
    what = _DIFFERENCE[language][kind].format(new=new, gone=gone)
    return Finding(
        CODE,
        "hold",
        text.format(name=name, sealed=seal.sealed, what=what),
        remedy.format(name=name),
        tuple(places) or (Where(name),),
        abs(new) + (gone or 0),
        0,
    )


def _unreadable(name: str, problem: str, language: Language) -> Finding:
    text, remedy = _UNREADABLE[language]
    message = f"{text.format(name=name)} {problem}"
    return Finding(CODE, "hold", message, remedy, (Where(name),))


_WORDS = {
    "en": (
        "{name} was sealed on {sealed} and has changed since ({what}). Figures from before and "
        "after cannot be compared.",
        "Put the sealed file back; or, if the change is meant, seal it anew: lekalo data seal "
        '{name} --because "the reason".',
    ),
    "ru": (
        "Файл {name} опечатан {sealed} и с тех пор изменился ({what}). Оценки до и после этого "
        "сравнивать нельзя.",
        "Верните опечатанный файл, а если он изменён намеренно, опечатайте его заново: lekalo "
        'data seal {name} --because "причина".',
    ),
}
_DIFFERENCE = {
    "en": (
        "as many rows, but not the same",
        "rows more or fewer: {new:+d}",
        "new or altered rows: {new}, rows gone: {gone}",
    ),
    "ru": (
        "строк столько же, но не те",
        "строк больше или меньше на {new:+d}",
        "новых или изменённых строк: {new}, пропавших: {gone}",
    ),
}
_UNREADABLE = {
    "en": (
        "{name} cannot be compared with its seal, so nobody knows whether it has changed.",
        "Put back the file, or the seal that it was sealed with.",
    ),
    "ru": (
        "Файл {name} нельзя сверить с его печатью, и не видно, изменился ли он.",
        "Верните файл или печать, с которой он был опечатан.",
    ),
}
