"""Any bytes, and any damage to good files: only records, findings and sentences come out.

What the fuzzing found is kept at the end, each as a test of its own.
"""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lekalo.core.errors import LekaloError
from lekalo.data.sources import BAD_FILE, BAD_ROW, load, stream

openpyxl = pytest.importorskip("openpyxl")
pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
docx = pytest.importorskip("docx")
pypdf = pytest.importorskip("pypdf")
zstandard = pytest.importorskip("zstandard")
pytest.importorskip("bs4")

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a.md", "a.html", "a.parquet", "a.xlsx",
         "a.pdf", "a.docx", "a.jsonl.gz", "a.csv.zst"]  # fmt: skip
ROWS = [{"question": "Где заказ?", "answer": "В пути."}, {"question": "When?", "answer": "Now."}]


def read(name: str, data: bytes) -> None:
    """Reads `data` in both ways; nothing but our own may be raised, and every place is named."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        loaded = load([Path(name)], Path(folder))
        kinds = (loaded.examples, loaded.documents, loaded.pairs, loaded.rated)
        assert any(kinds) or loaded.bad
        for finding in loaded.bad:
            assert finding.code in (BAD_ROW, BAD_FILE)
            assert finding.message and finding.remedy and finding.where[0].file == name
            assert finding.message.isprintable() and len(finding.message) < 500
        for document in loaded.documents:
            assert document.text.strip() and document.text.encode() and "\0" not in document.text
        try:
            for _ in stream(path):
                pass
        except LekaloError as error:
            assert name in str(error)


@lru_cache
def good(name: str) -> bytes:
    """A whole file of this kind."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
    table = "question,answer\n" + "".join(f'"{r["question"]}",{r["answer"]}\n' for r in ROWS)
    made: dict[str, Callable[[], bytes]] = {
        ".jsonl": lambda: lines,
        ".json": lambda: json.dumps(ROWS, indent=1, ensure_ascii=False).encode(),
        ".csv": table.encode,
        ".tsv": lambda: table.replace(",", "\t").encode("utf-16"),
        ".txt": lambda: "Давно это было.".encode("cp1251"),
        ".md": lambda: "# Повесть\n\nДавно это было.".encode(),
        ".html": lambda: "<html><title>x</title><p>Это <b>текст</b></p></html>".encode(),
        ".gz": lambda: gzip.compress(lines, mtime=0),
        ".zst": lambda: bytes(zstandard.compress(table.encode())),
        ".parquet": _parquet,
        ".xlsx": _xlsx,
        ".docx": _docx,
        ".pdf": _pdf,
    }
    return made[Path(name).suffix]()


def _parquet() -> bytes:
    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(ROWS), file)
    return file.getvalue()


def _xlsx() -> bytes:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["question", "answer"], *(list(row.values()) for row in ROWS), ["=1+1", 2.5]):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def _docx() -> bytes:
    file = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Давно это было.")
    made.add_table(rows=2, cols=2).rows[0].cells[0].text = "a"
    made.save(file)
    return file.getvalue()


def _pdf() -> bytes:
    content = b"BT /F1 12 Tf 20 100 Td (Long ago.) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return written + end % (table, len(written))


@pytest.mark.parametrize("name", NAMES)
def test_the_good_files_are_good(tmp_path: Path, name: str) -> None:
    """Else damage to them would show nothing."""
    (tmp_path / name).write_bytes(good(name))
    loaded = load([Path(name)], tmp_path)
    assert loaded.examples or loaded.documents
    assert len(loaded.bad) == (name == "a.xlsx")  # its formula has no value


@pytest.mark.parametrize("name", NAMES)
@QUICK
@given(data=st.binary(max_size=200))
@example(data=b"")
@example(data=b"\xff\xfe")
@example(data=b"\xef\xbb\xbf")
def test_any_bytes(name: str, data: bytes) -> None:
    read(name, data)


DAMAGE = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "repeat", "truncate"]),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=4,
)


def damaged(data: bytes, damage: list[tuple[str, float, bytes]]) -> bytes:
    for what, share, patch in damage:
        at = int(share * len(data))
        if what == "flip":
            data = data[:at] + patch + data[at + len(patch) :]
        elif what == "cut":
            data = data[:at] + data[at + 10 * len(patch) :]
        elif what == "insert":
            data = data[:at] + patch + data[at:]
        elif what == "repeat":
            data = data[:at] + data[at : at + 50] * 3 + data[at:]
        else:
            data = data[:at]
    return data


@pytest.mark.parametrize("name", NAMES)
@QUICK
@given(damage=DAMAGE)
def test_damage_to_a_good_file(name: str, damage: list[tuple[str, float, bytes]]) -> None:
    read(name, damaged(good(name), damage))


KEYS = st.sampled_from(
    ["messages", "conversations", "role", "content", "from", "value", "user", "assistant",
     "system", "human", "gpt", "tool", "function_call", "observation", "tool_calls", "function",
     "name", "arguments", "id", "instruction", "input", "output", "instances", "history",
     "prompt", "completion", "question", "answer", "text", "type", "group", "author", "date",
     "tools", "label", "kto_tag", "chosen", "rejected", "chosen_messages", "rejected_messages",
     "preferred_output", "non_preferred_output", "left_answer", "right_answer", "left_grade",
     "right_grade", "weight", "title", "choices", "answerKey", "stem", "data", "paragraphs",
     "qas", "answers", "context", "reasoning", "Вопрос", "ответ", "criterion"]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | KEYS
    | st.text(max_size=5)
    | st.sampled_from(["\n\nHuman: a\n\nAssistant: b", '{"name": "f"}', "[]", "true", "2024-05-01"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=15,
)
TURN = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "user", "assistant", "tool"]), "content": VALUES},
    optional={"tool_calls": VALUES, "weight": VALUES, "name": VALUES, "function_call": VALUES},
)
SAID = st.fixed_dictionaries(
    {"from": st.sampled_from(["human", "gpt", "function_call", "observation"]), "value": VALUES}
)
SHAPED = st.one_of(
    st.fixed_dictionaries({"messages": st.lists(TURN, max_size=4)}, optional={"tools": VALUES}),
    st.fixed_dictionaries({"conversations": st.lists(SAID, max_size=4)}),
    st.fixed_dictionaries(
        {"chosen": VALUES | st.lists(TURN, max_size=2), "rejected": VALUES},
        optional={"prompt": VALUES},
    ),
    st.fixed_dictionaries({"prompt": VALUES, "completion": VALUES, "label": VALUES}),
    st.fixed_dictionaries({"instruction": VALUES, "output": st.lists(VALUES, max_size=3)}),
    st.fixed_dictionaries(
        {"input": st.fixed_dictionaries({"messages": st.lists(TURN, max_size=2)}),
         "preferred_output": st.lists(TURN, max_size=2),
         "non_preferred_output": st.lists(TURN, max_size=2)}
    ),
    st.fixed_dictionaries({"question": VALUES, "choices": VALUES, "answerKey": VALUES}),
    st.fixed_dictionaries(
        {"data": st.lists(st.fixed_dictionaries({"paragraphs": st.lists(VALUES, max_size=2)}))}
    ),
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(SHAPED | VALUES, min_size=1, max_size=4), name=st.sampled_from(NAMES[:2]),
       indent=st.sampled_from([None, 1]), lines=st.booleans())  # fmt: skip
def test_rows_of_nearly_the_right_shape(
    rows: list[Any], name: str, indent: int | None, lines: bool
) -> None:
    text = "\n".join(map(json.dumps, rows)) if lines else json.dumps(rows, indent=indent)
    read(name, text.encode())


@QUICK
@given(rows=st.lists(SHAPED, min_size=1, max_size=3))
def test_columns_of_nearly_the_right_shape(rows: list[Any]) -> None:
    try:
        table = pyarrow.Table.from_pylist(rows)
        file = io.BytesIO()
        parquet.write_table(table, file)
    except Exception:  # Parquet has no place for rows of mixed kinds
        return
    read("a.parquet", file.getvalue())


CELLS = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.times()
    | st.sampled_from(["question", "answer", "=A1", "б"])
)


@QUICK
@given(st.lists(st.lists(CELLS, max_size=4), min_size=1, max_size=5))
def test_any_sheet(rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    read("a.xlsx", file.getvalue())


@QUICK
@given(st.text(alphabet="<>/=\"'!-[]&; \nabpdivtableliуж", max_size=80))
def test_any_page(text: str) -> None:
    read("a.html", text.encode())


@QUICK
@given(st.text(alphabet='question,answer;\t\n\r "аб\0', max_size=80))
def test_any_table(text: str) -> None:
    read("a.csv", ("question,answer\n" + text).encode())


# Found by the above, and kept


def test_a_broken_byte_in_a_name_does_not_break_the_sentence(tmp_path: Path) -> None:
    row = "[\n {'question': 'Где?', 'answer': 'Now.'}\n]".replace("'", '"').encode()
    (tmp_path / "a.json").write_bytes(row.replace(b"questi", b"quest\x80"))
    (finding,) = load([Path("a.json")], tmp_path).bad
    assert "quest\\udc80on" in finding.message


def test_a_row_s_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    row = {"\x1b[2J\nhold": 1, "k" * 1000: 2}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (finding,) = load([Path("a.jsonl")], tmp_path).bad
    assert r"\x1b[2J\nhold" in finding.message and len(finding.message) < 500


@pytest.mark.parametrize(
    "row",
    [
        {"choices": [{"label": "A", "text": "a"}], "answerKey": "A"},
        {"question": None, "choices": [], "answerKey": None},
    ],
)
def test_choices_without_a_question(tmp_path: Path, row: Any) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (finding,) = load([Path("a.jsonl")], tmp_path).bad
    assert finding.code == BAD_ROW
