"""One file to its numbered rows, by its kind, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator

from lekalo.data.formats import documents
from lekalo.data.formats import words_files as words
from lekalo.data.formats.columns import read_columns
from lekalo.data.formats.encoding import open_text
from lekalo.data.formats.files import HUB, Source, check_regular, empty
from lekalo.data.formats.hub import read_hub
from lekalo.data.formats.lines import Raw, Said, read_json
from lekalo.data.formats.packing import FileError
from lekalo.data.formats.sheets import read_sheets
from lekalo.data.formats.tables import read_table
from lekalo.data.formats.wording import Told, reason_of_system

_WHOLE = {
    ".parquet": read_columns,
    ".xlsx": read_sheets,
    ".pdf": documents.read_pdf,
    ".docx": documents.read_docx,
}


def read_rows(source: Source) -> Iterator[Raw | Said]:
    """The rows in their order. Raises `FileError` where the file, or the rest of it, cannot be
    read; what is wrong with one row is a `RowError` in its place."""
    count = 0
    try:
        for row in _rows(source):
            count += isinstance(row, Raw)
            yield row
    except OSError as error:
        raise FileError(words.UNREADABLE, reason=reason_of_system(error)) from None
    if not count:
        raise FileError(words.NO_ROWS)


def _rows(source: Source) -> Iterator[Raw | Said]:
    if source.kind == HUB:
        return read_hub(source.name)
    check_regular(source.path)
    if source.kind in _WHOLE:
        if not source.path.stat().st_size:
            raise empty()
        return iter(_WHOLE[source.kind](source.path))
    return _text_rows(source)


def _text_rows(source: Source) -> Iterator[Raw | Said]:
    file, stream = open_text(source.path)
    with file:
        if source.kind in (".jsonl", ".json"):
            yield from read_json(file, lines=source.kind == ".jsonl")
        elif source.kind in (".csv", ".tsv"):
            yield from read_table(file)
        else:
            data = file.read(documents.MAX_TEXT + 1)
            if len(data) > documents.MAX_TEXT:
                raise FileError(words.LONG_TEXT, size=documents.MAX_TEXT >> 20)
            yield from _document(source, data)
        if stream.blank:
            raise empty()
    if stream.encoding != "utf-8":
        yield Said("not-utf-8", Told(words.NOT_UTF8_FILE, {"encoding": stream.encoding}))


def _document(source: Source, data: bytes) -> Iterator[Raw]:
    if not data.strip():
        raise empty()
    text = data.decode("utf-8", "surrogateescape")
    if source.kind in (".html", ".htm"):
        return documents.read_html(text, source.path)
    if source.kind == ".xml":
        return documents.read_collection(text)
    return documents.read_plain(text, source.path, source.kind)
