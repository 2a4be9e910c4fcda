"""From any format and shape that is read to one shape in JSON Lines.

    converted = convert([Path("tickets.xlsx")], Path("tickets.jsonl"), "messages", Path("."))

Written at once or not at all, and never over what is read. A row that cannot be read, or that
the shape cannot express, is named by file and line; `drop` leaves such rows out and counts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lekalo.core.errors import DataError, UserError
from lekalo.core.files import write_chunks
from lekalo.core.records import Finding, Language, Record
from lekalo.core.wording import nearest
from lekalo.data import handling_words as words
from lekalo.data.formats.lines import RowError
from lekalo.data.remarks import Remark
from lekalo.data.shaping import TARGETS, rows_of
from lekalo.data.sources import BAD_FILE, BAD_ROW, MAX_BAD, Loaded, bad_rows, load


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written: `rows` of them, made of rows of the shape `shape`; `dropped` were left
    out, the first of them named in `left_out`; `notes` are the reader's."""

    rows: int
    shape: str
    dropped: int
    left_out: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def convert(
    sources: Sequence[Path],
    out: Path,
    to: str,
    root: Path,
    *,
    drop: bool = False,
    language: Language = "en",
) -> Converted:
    """Reads `sources`, relative to `root`, and writes `out`. Raises `UserError` for an `out` that
    exists or is no .jsonl, and `BadRowsError` for rows that do not pass unless `drop`."""
    _check(out, to)
    loaded = load(sources, root, language)
    refused = [one for one in loaded.bad if not drop or one.code == BAD_FILE]
    if refused:
        raise bad_rows(refused, unlisted=loaded.unlisted, language=language)
    writing = _Writing(loaded, to, drop=drop)
    write_chunks(out, writing.lines())
    bad = (*loaded.bad, *writing.left_out)
    dropped = len(loaded.bad) + loaded.unlisted + writing.dropped
    return Converted(writing.rows, loaded.shape, dropped, bad, loaded.notes)


def _check(out: Path, to: str) -> None:
    if to not in TARGETS:
        hint, allowed = nearest(to, TARGETS, "."), ", ".join(TARGETS)
        raise UserError(words.UNKNOWN_SHAPE(to=to, hint=hint, allowed=allowed))
    if out.suffix.lower() != ".jsonl":
        raise UserError(words.NOT_JSONL(out=out))
    if out.exists() or out.is_symlink():
        raise UserError(words.OUT_THERE(out=out))


class _Writing:
    """Counts while it writes."""

    def __init__(self, loaded: Loaded, to: str, *, drop: bool) -> None:
        self._loaded = loaded
        self._to = to
        self._drop = drop
        self.rows = 0
        self.dropped = 0
        self.left_out: list[Finding] = []

    def lines(self) -> Iterator[bytes]:
        """A line a row; raises at the end where rows did not pass, so that all are named."""
        loaded = self._loaded
        for records in (loaded.examples, loaded.documents, loaded.pairs, loaded.rated):
            for record in records:
                yield from self._lines(record)
        if self.dropped and not self._drop:
            unlisted = self.dropped - len(self.left_out)
            raise bad_rows(self.left_out, unlisted=unlisted, language=loaded.language)
        if not self.rows:
            raise DataError(words.NONE_LEFT)

    def _lines(self, record: Record) -> Iterator[bytes]:
        try:
            rows = rows_of(record, self._to)
        except RowError as error:
            self.dropped += 1
            if len(self.left_out) < MAX_BAD:
                bad = Remark(BAD_ROW, "hold", error.told, (record.where,))
                self.left_out.append(bad.say(self._loaded.language))
            return
        for row in rows:
            self.rows += 1
            yield json.dumps(row, ensure_ascii=False).encode() + b"\n"
