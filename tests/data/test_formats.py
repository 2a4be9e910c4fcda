"""Tables, spreadsheets, columns and documents to records, each with its place."""

from __future__ import annotations

import datetime
import gzip
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lekalo.core.records import Document, Example, Message, Where
from lekalo.data.formats import encoding as encodings
from lekalo.data.formats import hub
from lekalo.data.sources import BAD_FILE, Loaded, load, stream

openpyxl = pytest.importorskip("openpyxl")
pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
docx = pytest.importorskip("docx")
pypdf = pytest.importorskip("pypdf")
zstandard = pytest.importorskip("zstandard")

ROWS = [("Где мой заказ?", "В пути."), ("How much?", 'Five "or" six,\nas agreed')]
CHATS = [(Message("user", asked), Message("assistant", said)) for asked, said in ROWS]


def only(folder: Path, name: str) -> Loaded:
    return load([Path(name)], folder)


def chats(loaded: Loaded) -> list[tuple[Message, ...]]:
    assert not loaded.bad, loaded.bad[0].message
    return [example.messages for example in loaded.examples]


def sheet(path: Path, rows: list[list[Any]], title: str = "Лист1") -> None:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)


# Parquet


def test_parquet_rows_are_numbered_from_one(tmp_path: Path) -> None:
    table = {"question": [ROWS[0][0], "", ROWS[1][0]], "answer": [ROWS[0][1], "b", ROWS[1][1]]}
    parquet.write_table(pyarrow.table(table), tmp_path / "a.parquet")
    loaded = only(tmp_path, "a.parquet")
    assert [example.messages for example in loaded.examples] == CHATS
    assert [str(example.where) for example in loaded.examples] == ["a.parquet:1", "a.parquet:3"]
    assert [str(finding.where[0]) for finding in loaded.bad] == ["a.parquet:2"]


def test_parquet_holds_nested_turns(tmp_path: Path) -> None:
    rows = [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "a.parquet")
    (chat,) = chats(only(tmp_path, "a.parquet"))
    assert chat == (Message("user", "a"), Message("assistant", "b"))


def test_a_torn_parquet_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table({"text": ["a"] * 100}), tmp_path / "whole.parquet")
    data = (tmp_path / "whole.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(data[:-5])
    (finding,) = only(tmp_path, "a.parquet").bad
    assert finding.code == BAD_FILE and "cannot be read as .parquet" in finding.message


# XLSX


def test_a_sheet_s_rows_have_the_sheet_s_numbers(tmp_path: Path) -> None:
    sheet(
        tmp_path / "a.xlsx",
        [[], ["Вопрос", "Ответ", "Дата"], list(ROWS[0]), [], [*ROWS[1], datetime.date(2024, 5, 1)]],
    )
    loaded = only(tmp_path, "a.xlsx")
    assert chats(loaded) == CHATS
    assert [example.where.line for example in loaded.examples] == [3, 5]
    assert loaded.examples[1].meta == {"date": "2024-05-01"}


def test_values_of_cells_are_text_as_a_person_reads_it(tmp_path: Path) -> None:
    moment = datetime.datetime(2024, 5, 1, 10, 30)
    rows = [["question", "answer"], [1, 5], [1.5, 2.0], ["a", moment], ["b", True]]
    sheet(tmp_path / "a.xlsx", rows)
    answers = [(one[0].content, one[1].content) for one in chats(only(tmp_path, "a.xlsx"))]
    assert answers == [("1", "5"), ("1.5", "2"), ("a", "2024-05-01T10:30:00"), ("b", "True")]


def test_a_formula_s_saved_value_is_read_and_one_without_is_named(tmp_path: Path) -> None:
    rows = [["question", "answer"], ["a", "=1+1"], ["b", "plain"], ["c", "=2+2"]]
    sheet(tmp_path / "bare.xlsx", rows)  # openpyxl writes formulas without values
    loaded = only(tmp_path, "bare.xlsx")
    assert [(f.where[0].line, f.message[:21]) for f in loaded.bad] == [
        (2, "A formula (column B) "),
        (4, "A formula (column B) "),
    ]
    assert [example.where.line for example in loaded.examples] == [3]
    with_value = zipfile.ZipFile(tmp_path / "saved.xlsx", "w")
    with zipfile.ZipFile(tmp_path / "bare.xlsx") as bare, with_value:
        for part in bare.infolist():
            data = bare.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
                data = data.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
                assert b"<v>2</v>" in data
            with_value.writestr(part, data)
    loaded = only(tmp_path, "saved.xlsx")
    assert [example.messages[1].content for example in loaded.examples] == ["2", "plain"]
    assert [finding.where[0].line for finding in loaded.bad] == [4]


def test_sheets_are_named_where_there_are_several_and_hidden_ones_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, name in enumerate(["A", "B", "Тайный"]):
        page = book.active if not number else book.create_sheet()
        page.title = name
        page.append(["question", "answer"])
        page.append([name, "x"])
    book["Тайный"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    loaded = only(tmp_path, "a.xlsx")
    assert [example.where for example in loaded.examples] == [
        Where("a.xlsx", 2, "A"),
        Where("a.xlsx", 2, "B"),
    ]
    (note,) = loaded.notes
    assert note.where[0].part == "Тайный" and "hidden" in note.message


def test_ragged_sheets_are_named(tmp_path: Path) -> None:
    sheet(tmp_path / "a.xlsx", [["question", "answer"], ["a"], ["b", "c", "d"], ["e", "f"]])
    loaded = only(tmp_path, "a.xlsx")
    assert [example.where.line for example in loaded.examples] == [4]
    assert [(f.where[0].line, f.message[:30]) for f in loaded.bad] == [
        (2, "There is 'question' but no ans"),
        (3, "The row has a cell in column C"),
    ]


@pytest.mark.parametrize("data", [b"not a zip", b"PK\x03\x04 torn"])
@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
def test_what_is_no_office_file_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (finding,) = only(tmp_path, name).bad
    assert finding.code == BAD_FILE and f"not a whole {name[1:]}" in finding.message


# CSV


def test_cells_with_line_ends_of_their_own_are_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'question,answer\r\na,"b\r\nc\r\n\r\nd"\r\ne,f\r\n')
    loaded = only(tmp_path, "a.csv")
    assert [chat[1].content for chat in chats(loaded)] == ["b\r\nc\r\n\r\nd", "f"]
    assert [example.where.line for example in loaded.examples] == [2, 6]


def test_a_quote_swallows_no_row_but_its_own(tmp_path: Path) -> None:
    text = 'question,answer\na,"open\nb,c\nd,"e"\nf,g\n'
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    loaded = only(tmp_path, "a.csv")
    assert [example.where.line for example in loaded.examples] == [3, 4, 5]
    assert [finding.where[0].line for finding in loaded.bad] == [2]


def test_old_mac_line_ends_are_lines(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"question,answer\ra,b\rc\rd,e\r")
    loaded = only(tmp_path, "a.csv")
    assert [example.where.line for example in loaded.examples] == [2, 4]
    assert [finding.where[0].line for finding in loaded.bad] == [3]


# Documents


def test_html_gives_its_text_a_line_a_block(tmp_path: Path) -> None:
    page = """<!doctype html><html><head><title>Возврат  товара</title><style>p{}</style></head>
    <body><script>alert("x")</script><h1>Как <b>вернуть</b></h1><p>Напишите
    нам &amp; ждите.</p><!-- a note --><ul><li>one</li><li>two</li></ul></body></html>"""
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (document,) = only(tmp_path, "a.html").documents
    assert document.title == "Возврат товара"
    assert document.text == "Как вернуть\nНапишите нам & ждите.\none\ntwo"


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><script>1</script></html>", encoding="utf-8")
    assert "no text" in only(tmp_path, "a.html").bad[0].message


def test_docx_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Доставка", 1)
    made.add_paragraph("Два дня.")
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Город", "Цена"
    made.add_paragraph("Конец.")
    made.core_properties.title = "Правила"
    made.save(str(tmp_path / "a.docx"))
    (document,) = only(tmp_path, "a.docx").documents
    text = "Доставка\nДва дня.\nГород | Цена\nКонец."
    assert (document.title, document.text) == ("Правила", text)
    docx.Document().save(str(tmp_path / "b.docx"))
    assert "no text" in only(tmp_path, "b.docx").bad[0].message


def pdf(path: Path, *pages: str) -> None:
    """A PDF whose pages show the given text, or nothing."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = pypdf.PdfWriter()
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    for text in pages:
        page = writer.add_blank_page(200, 200)
        font = DictionaryObject({NameObject(k): NameObject(v) for k, v in names.items()})
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        if text:
            content = DecodedStreamObject()
            content.set_data(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode())
            page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(path)


def test_a_pdf_s_pages_are_documents_with_their_places(tmp_path: Path) -> None:
    pdf(tmp_path / "manual.pdf", "First page.", "", "Third page.")
    loaded = only(tmp_path, "manual.pdf")
    assert list(loaded.documents) == [
        Document("First page.", Where("manual.pdf", part="page 1"), "manual"),
        Document("Third page.", Where("manual.pdf", part="page 3"), "manual"),
    ]
    (note,) = loaded.notes
    assert "Pages without text are left out: 2." in note.message


def test_a_pdf_without_text_is_refused(tmp_path: Path) -> None:
    pdf(tmp_path / "scan.pdf", "", "")
    (finding,) = only(tmp_path, "scan.pdf").bad
    assert finding.code == BAD_FILE and "The PDF has no text" in finding.message
    assert "OCR" in finding.remedy


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    pdf(tmp_path / "open.pdf", "Secret.")
    writer = pypdf.PdfWriter(clone_from=tmp_path / "open.pdf")
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert "password" in only(tmp_path, "a.pdf").bad[0].message


# Packing


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
def test_packed_files_are_read_and_torn_ones_named(
    tmp_path: Path, pack: Callable[[bytes], bytes], request: pytest.FixtureRequest
) -> None:
    ending = request.node.callspec.id
    rows = [{"question": asked, "answer": said} for asked, said in ROWS]
    data = pack("".join(json.dumps(row) + "\n" for row in rows).encode())
    (tmp_path / f"a.jsonl.{ending}").write_bytes(data)
    assert chats(only(tmp_path, f"a.jsonl.{ending}")) == CHATS
    (tmp_path / f"two.jsonl.{ending}").write_bytes(data + data)  # packed files laid end to end
    assert len(chats(only(tmp_path, f"two.jsonl.{ending}"))) == 4
    (tmp_path / f"b.jsonl.{ending}").write_bytes(data[:-6])
    bad = only(tmp_path, f"b.jsonl.{ending}").bad
    assert bad[-1].message == f"It is not a whole .{ending} file."


def test_a_packed_spreadsheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx.gz").write_bytes(gzip.compress(b"x"))
    assert "Unpack it" in only(tmp_path, "a.xlsx.gz").bad[0].remedy


@pytest.mark.parametrize(
    ("name", "library"),
    [("a.xlsx", "openpyxl"), ("a.parquet", "pyarrow"), ("a.pdf", "pypdf"), ("a.docx", "docx"),
     ("a.html", "bs4"), ("a.jsonl.zst", "zstandard")],
)  # fmt: skip
def test_a_missing_library_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, library: str
) -> None:
    (tmp_path / name).write_bytes(b"some bytes")
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.setitem(sys.modules, f"{library}.parquet", None)
    (finding,) = only(tmp_path, name).bad
    assert finding.code == BAD_FILE and "pip install 'lekalo[formats]'" in finding.remedy


# The hub


def test_a_hub_id_is_read_through_datasets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    rows = [{"question": "a", "answer": "b"}, {"question": "c", "answer": None}]

    def load_dataset(name: str, **options: Any) -> dict[str, list[dict[str, Any]]]:
        asked.append((name, options))
        return {"train": rows, "test": [{"text": "Тест"}]}

    fake = SimpleNamespace(load_dataset=load_dataset)
    monkeypatch.setitem(sys.modules, "datasets", fake)
    loaded = load([Path("someone/support"), Path("hf:someone/support#test")], tmp_path)
    (example,) = loaded.examples
    assert example.where == Where("someone/support", 1)
    assert [str(finding.where[0]) for finding in loaded.bad] == ["someone/support:2"]
    assert [document.text for document in loaded.documents] == ["Тест"]
    assert loaded.files == ()
    # nothing but the name and streaming: code that comes with a data set is never asked for
    assert asked == [("someone/support", {"streaming": True})] * 2
    (finding,) = load([Path("hf:someone/support#dev")], tmp_path).bad
    assert finding.message == "It has no split 'dev'." and "train, test" in finding.remedy


def test_the_hub_is_asked_only_where_no_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("the hub was asked")

    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=never))
    (tmp_path / "someone").mkdir()
    (tmp_path / "someone" / "support").write_text("x", encoding="utf-8")
    for name in ("someone/support", "someone/rows.jsonl", "../someone", "a/b/c"):
        assert len(load([Path(name)], tmp_path).bad) == 1


def test_hub_failures_are_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ConnectionError("no network\nsecond line")

    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=fails))
    (finding,) = load([Path("someone/support")], tmp_path).bad
    assert "There is no such file" in finding.message and "no network" in finding.message
    monkeypatch.setitem(sys.modules, "datasets", None)
    (finding,) = load([Path("hf:someone/support")], tmp_path).bad
    assert "lekalo[hub]" in finding.remedy


@pytest.mark.parametrize(
    ("name", "yes"),
    [("owner/name", True), ("hf:owner/na.me-1", True), ("owner/name#test", True), ("name", False),
     ("a/b/c", False), ("../name", False), ("hf:name", False), ("a b/c", False)],
)  # fmt: skip
def test_the_form_of_a_hub_id(name: str, yes: bool) -> None:
    assert hub.is_hub_id(name) is yes


# Encodings, as streams


CHUNK = encodings._CHUNK
WESTERN = [
    "Où est ma commande ? Déjà expédiée, à Besançon.",
    "Größe und Maße: 5 Stück für 20 €.",
    "¿Dónde está mi pedido? En camino — mañana.",
    "We don’t ship “today”.",
]


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_in_cp1252_is_converted_and_said(tmp_path: Path, text: str) -> None:
    row = json.dumps({"question": "Hi", "answer": text}, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_bytes(row.encode("cp1252"))
    loaded = only(tmp_path, "a.jsonl")
    assert loaded.examples[0].messages[1].content == text
    assert "not UTF-8 but cp1252" in loaded.notes[0].message


@pytest.mark.parametrize("size", [CHUNK - 30, CHUNK - 1, CHUNK, CHUNK + 1])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_letters_after_a_long_plain_beginning(tmp_path: Path, size: int, encoding: str) -> None:
    """The first letter that is not ASCII may come after, or on, the edge of a chunk."""
    plain = json.dumps({"text": "a" * (size - 14)}) + "\n"
    assert abs(len(plain) - size) < 3
    text = plain + json.dumps({"text": "Очень длинная повесть"}, ensure_ascii=False) + "\n"
    (tmp_path / "a.jsonl").write_bytes(text.encode(encoding))
    loaded = only(tmp_path, "a.jsonl")
    assert not loaded.bad
    assert loaded.documents[1].text == "Очень длинная повесть"


def test_streaming_converts_too(tmp_path: Path) -> None:
    row = json.dumps({"text": "Очень длинная повесть"}, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_bytes(row.encode("cp1251"))
    assert [record.text for record in stream(tmp_path / "a.jsonl") if isinstance(record, Document)]


def test_streaming_takes_every_format(tmp_path: Path) -> None:
    sheet(tmp_path / "a.xlsx", [["question", "answer"], ["a", "b"], ["c"]])
    records = stream(tmp_path / "a.xlsx")
    first = next(records)
    assert isinstance(first, Example) and first.where.line == 2
    with pytest.raises(Exception, match=r"a\.xlsx:3"):
        next(records)
