"""The table of public sets in docs/data-formats.md says what the reader does today."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekalo.data.convert import TARGETS
from lekalo.data.formats import documents, lines, packing, sheets, tables
from lekalo.data.formats.files import ROWS, TEXTS, UNPACKED_ONLY
from lekalo.data.sources import load
from support.real import DATA, need_data

PAGE = Path(__file__).resolve().parents[2] / "docs/data-formats.md"
LINES = PAGE.read_text(encoding="utf-8").partition("## Public sets")[2].splitlines()
SETS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES
        if line.startswith("| ") and not line.startswith("| File")]  # fmt: skip
SHORTER = ("xquad/xquad.en.json", "xquad/xquad.ru.json")  # their copies at hand are parts
APART = ("chat_templates", "tokenizers", "stories260K")  # models' parts, no data
PAPERS = ("SOURCE", "LICENSE", "README", "NOTICE", "CC-BY", "DATA_LICENSE", "DATASHEET")


@pytest.mark.parametrize("row", SETS, ids=[row[0] for row in SETS])
def test_a_set_is_read_as_the_page_says(row: list[str]) -> None:
    name, stated, shape, *counts, remark = row
    need_data(name)
    loaded = load([Path(name)], DATA)
    kinds = (loaded.examples, loaded.documents, loaded.pairs, loaded.rated)
    read = [*map(len, kinds), len(loaded.bad) + loaded.unlisted]
    assert (loaded.shape or "none", read) == (shape, [int(count or 0) for count in counts])
    assert remark or not read[-1], "what is refused has its reason"
    rows = sum(count for _, count in loaded.shapes) + read[-1]
    if name in SHORTER or not stated:
        return
    if name.endswith(".txt"):  # the source counts lines
        text = (DATA / name).read_text(encoding="utf-8")
        rows = len(text.splitlines())
        assert abs(rows - int(stated)) <= 1
    else:
        assert rows == int(stated)


def test_every_set_stands_on_the_page() -> None:
    need_data()
    listed = {row[0] for row in SETS}
    for path in DATA.rglob("*"):
        name = path.relative_to(DATA)
        if not path.is_file() or name.parts[0] in APART or len(name.parts) < 2:
            continue
        paper = path.name.upper().startswith(PAPERS)
        assert paper or str(name) in listed or name.parts[0] in listed, name


def test_every_ending_and_target_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{ending}`" in text for ending in (*ROWS, *TEXTS) if ending != ".htm")
    assert "|".join(TARGETS) in text


READERS = PAGE.read_text(encoding="utf-8").partition("## Readers")[2].partition("## Shapes")[0]


@pytest.mark.parametrize(
    ("kind", "bounds"),
    [
        (".jsonl", [lines.MAX_LINE >> 20]),
        (".json", [lines.MAX_LINE >> 20]),
        (".csv", [tables.MAX_CELL >> 20]),
        (".xlsx", [sheets._TEXTS >> 20, packing.MAX_ZIPPED >> 20, sheets._WIDE, sheets._WIDE]),
        (".parquet", [packing.MAX_RATIO, packing.FREE >> 20]),
        (".txt", [documents.MAX_TEXT >> 20]),
        (".html", [documents.MAX_HTML >> 20]),
        (".docx", [documents.MAX_DOCX >> 20]),
        (".pdf", [documents.MAX_PAGE >> 20]),
        (".xml", [documents.MAX_TEXT >> 20]),
        (".gz", [packing.MAX_RATIO, packing.FREE >> 20]),
    ],
)
def test_a_reader_has_the_bounds_that_the_page_says(kind: str, bounds: list[int]) -> None:
    rows = [line.split("|") for line in READERS.splitlines() if line.startswith("| `")]
    (row,) = [cells for cells in rows if f"`{kind}`" in cells[1]]
    numbers = [int(word.replace(",", "")) for word in row[3].split() if word[0].isdigit()]
    assert numbers == bounds


def test_every_kind_that_is_read_has_its_reader_on_the_page() -> None:
    kinds = [line.split("|")[1] for line in READERS.splitlines() if line.startswith("| `")]
    assert all(any(f"`{kind}`" in cell for cell in kinds) for kind in (*ROWS, *TEXTS))
    assert {"DOCX", "PDF", "XLSX", "Parquet"} == {
        {".parquet": "Parquet"}.get(kind, kind[1:].upper()) for kind in UNPACKED_ONLY
    }
