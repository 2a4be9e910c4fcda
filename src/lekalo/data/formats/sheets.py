"""XLSX to numbered rows: the numbers are the sheet's own, the values those that it shows.

Formulas are never computed: what the spreadsheet program saved as their value is read, and a
formula without one is named. Each visible sheet has its own header, its first row that is not
empty. Leaves out hidden sheets (said), pictures, and how numbers are dressed.
"""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lekalo.data.formats import words_files, words_rows
from lekalo.data.formats.lines import Raw, RowError, Said
from lekalo.data.formats.packing import FileError, check_zip, needs
from lekalo.data.formats.tables import check_header, names
from lekalo.data.formats.wording import Told

_TEXTS = 512 << 20  # the table of texts is held in memory whole
_LOOK = 1 << 20
_WIDE = 1000  # columns past which a row costs a thousand times its text, and such rows


def read_sheets(path: Path) -> Iterator[Raw | Said]:
    """The rows of every visible sheet; raises `FileError` where the file cannot be read."""
    try:
        import openpyxl
    except ImportError:
        raise needs("openpyxl") from None
    check_zip(path, ".xlsx")
    _check_texts(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that hold no rows
            yield from _workbook(openpyxl, path)
    except (FileError, GeneratorExit):
        raise
    except Exception as error:  # the library has no exception of its own for a broken file
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> FileError:
    return FileError(words_files.BROKEN_SHEETS, error=type(error).__name__)


def _check_texts(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        texts = [one for one in archive.infolist() if one.filename.endswith("sharedStrings.xml")]
    if sum(one.file_size for one in texts) > _TEXTS:
        raise FileError(words_files.LONG_TEXTS, size=_TEXTS >> 20)


def _workbook(openpyxl: Any, path: Path) -> Iterator[Raw | Said]:
    shown = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    written = None
    try:
        if _has_formulas(path):
            written = openpyxl.load_workbook(path, read_only=True, keep_links=False)
        sheets = [sheet for sheet in shown.worksheets if sheet.sheet_state == "visible"]
        for sheet in shown.worksheets:
            if sheet.sheet_state != "visible":
                yield Said("left-out", Told(words_files.HIDDEN_SHEET, {}), sheet.title)
        for sheet in sheets:
            formulas = written[sheet.title] if written else None
            yield from _sheet(sheet, formulas, sheet.title if len(sheets) > 1 else "")
    finally:
        shown.close()
        if written:
            written.close()


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/" in name]
        return any(_holds(archive, name) for name in sheets)


def _holds(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        before = b""
        while data := part.read(_LOOK):
            if b"<f>" in before + data or b"<f " in before + data:
                return True
            before = data[-2:]
    return False


def _sheet(sheet: Any, formulas: Any, part: str) -> Iterator[Raw]:
    header: list[str] | None = None
    sheet.reset_dimensions()
    if formulas is not None:
        formulas.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    texts = formulas.iter_rows(values_only=True) if formulas is not None else None
    wide = 0
    for number, cells in enumerate(rows, start=1):
        wide += len(cells) > _WIDE
        if wide > _WIDE:
            raise FileError(words_files.WIDE_SHEET, rows=_WIDE, column=_column(_WIDE))
        written = next(texts, ()) if texts is not None else ()
        missing = [at for at, cell in enumerate(cells) if cell is None and _filled(written, at)]
        if missing:
            yield Raw(number, _not_computed(missing), part)
        elif all(cell is None for cell in cells):
            continue
        elif header is None:
            header = names([_shown(cell) for cell in cells])
            yield from check_header(header, number, part)
        else:
            yield Raw(number, _row(header, cells), part)


def _filled(written: Sequence[Any], at: int) -> bool:
    return at < len(written) and written[at] is not None


def _not_computed(columns: Sequence[int]) -> RowError:
    letters = ", ".join(_column(at) for at in columns[:5])
    return RowError(words_rows.NOT_COMPUTED, columns=letters)


def _column(at: int) -> str:
    first, last = divmod(at, 26)
    return (_column(first - 1) if first else "") + chr(ord("A") + last)


def _row(header: Sequence[str], cells: Sequence[Any]) -> dict[str, str] | RowError:
    beyond = [at for at in range(len(header), len(cells)) if cells[at] is not None]
    if beyond:
        return RowError(words_rows.NO_HEADER, column=_column(beyond[0]))
    pairs = zip(header, cells, strict=False)
    return {name: _shown(cell) for name, cell in pairs if name and cell not in (None, "")}


def _shown(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell)
