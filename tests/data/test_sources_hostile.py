"""Files made to hang, fill or trick a reader: each is read right or gets a sentence, within
bounds of time and memory that are measured in a process of its own."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from lekalo.data.sources import load

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").is_file(), reason="memory is measured through Linux's /proc"
)
SCRIPT = """
import json, sys, time
from pathlib import Path
from lekalo.data.sources import load
begun = time.monotonic()
loaded = load([Path(sys.argv[1])], Path())
# not getrusage, which goes on from the parent's peak
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
print(json.dumps({
    "seconds": time.monotonic() - begun,
    "megabytes": int(peak.split()[1]) / 1024,
    "bad": [str(f.where[0]) + " " + f.message for f in loaded.bad],
    "read": len(loaded.examples) + len(loaded.documents),
}))
"""
MEGABYTES, SECONDS = 500, 60
"""Bounds on a busy machine of two cores; what was measured is an order below in time."""


def read_apart(path: Path) -> tuple[list[str], int]:
    """The bad places and the number of records read by a process that kept to the bounds."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, path.name],
        cwd=path.parent,
        capture_output=True,
        text=True,
        timeout=SECONDS * 2,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["megabytes"] < MEGABYTES, said
    assert said["seconds"] < SECONDS, said
    assert not done.stderr
    return said["bad"], said["read"]


@pytest.mark.parametrize(
    ("name", "begins", "sentence", "read"),
    [
        ("a.jsonl", b'{"text": "a"}\n', "a.jsonl:2 The row is longer than 64 MB.", 1),
        ("a.json", b"", "a.json:1 The row is longer than 64 MB.", 0),
        ("a.json", b'[{"text": "', "a.json:1 It is not valid JSON: invalid control", 0),
        ("a.csv", b"question,answer\na,b\n", "a.csv:3 The row is longer than 64 MB.", 1),
        ("a.txt", b"", "a.txt The text is over 256 MB.", 0),
        ("a.html", b"", "a.html The text is over 256 MB.", 0),
    ],
)
def test_a_line_of_five_gigabytes(
    tmp_path: Path, name: str, begins: bytes, sentence: str, read: int
) -> None:
    with (tmp_path / name).open("wb") as file:  # a sparse file: it takes no room on the disk
        file.write(begins)
        file.truncate(5 << 30)
    (bad,), count = read_apart(tmp_path / name)
    assert bad.startswith(sentence) and count == read


def gzip_bomb(path: Path) -> None:
    squeezer = zlib.compressobj(9, wbits=31)
    megabyte = b" " * (1 << 20)
    pieces = [squeezer.compress(megabyte) for _ in range(1500)]
    path.write_bytes(b"".join([*pieces, squeezer.flush()]))


def zstd_bomb(path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as packed:
        for _ in range(1500):
            packed.write(b" " * (1 << 20))


def zip_bomb(part: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(part, "w") as inner,
        ):
            for _ in range(1500):
                inner.write(b" " * (1 << 20))

    return make


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.jsonl.gz", gzip_bomb), ("a.txt.gz", gzip_bomb), ("a.csv.zst", zstd_bomb),
     ("a.xlsx", zip_bomb("xl/worksheets/sheet1.xml")), ("a.docx", zip_bomb("word/document.xml"))],
)  # fmt: skip
def test_a_zip_bomb(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    make(tmp_path / name)
    (bad,), read = read_apart(tmp_path / name)
    assert bad == f"{name} It unpacks to more than 200 times its size, as no real text does."
    assert read == 0


def test_a_file_that_packs_well_is_no_bomb(tmp_path: Path) -> None:
    row = json.dumps({"question": "Где заказ?", "answer": "В пути. " * 40}).encode() + b"\n"
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(row * 2000))
    assert (tmp_path / "a.jsonl.gz").stat().st_size * 50 < len(row) * 2000
    loaded = load([Path("a.jsonl.gz")], tmp_path)
    assert len(loaded.examples) == 2000 and not loaded.bad


def pdf(path: Path, drawing: bytes) -> None:
    """A PDF of one page with a deflated drawing."""
    stream = zlib.compress(drawing, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(stream), stream),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%btrailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(written + end % (table, len(written)))


def test_a_page_that_unpacks_without_end(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    pdf(tmp_path / "a.pdf", b"BT (aaaaaaaaaa) Tj ET\n" * 8_000_000)
    (bad,), read = read_apart(tmp_path / "a.pdf")
    assert bad.startswith("a.pdf It cannot be read as .pdf, page 1") and read == 0


@pytest.mark.parametrize(
    ("name", "text", "places"),
    [
        ("a.json", "[" * 1_000_000, ["a.json:1"]),
        ("a.jsonl", '{"a":' * 1_000_000 + "\n" + '{"text": "b"}\n', ["a.jsonl:1"]),
        ("a.json", '[{"text": "' + "a" * (70 << 20), ["a.json:1"]),
        ("a.csv", "question,answer\n" + 'a,"b' * 1 + "c" * (9 << 20) + "\nd,e\n", ["a.csv:2"]),
    ],
    ids=["brackets", "objects", "string", "cell"],
)
def test_nesting_and_strings_without_end(
    tmp_path: Path, name: str, text: str, places: list[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    bad, _ = read_apart(tmp_path / name)
    assert [one.partition(" ")[0] for one in bad] == places


def test_a_hundred_thousand_bad_rows_hide_no_good_one(tmp_path: Path) -> None:
    rows = '{"text": "a},\n' * 100_000
    (tmp_path / "a.json").write_text(f'[\n{rows}{{"text": "good"}}]', encoding="utf-8")
    bad, read = read_apart(tmp_path / "a.json")
    assert read == 1 and len(bad) == 1000
    (tmp_path / "a.csv").write_text("question,answer\n" + 'a,"b\n' * 100_000, encoding="utf-8")
    bad, _ = read_apart(tmp_path / "a.csv")
    assert len(bad) == 1000


@pytest.mark.parametrize("tag", ["div", "b", "table"])
def test_a_page_nested_without_end(tmp_path: Path, tag: str) -> None:
    pytest.importorskip("bs4")
    (tmp_path / "a.html").write_text(f"<{tag}>" * 50_000 + "deep", encoding="utf-8")
    bad, read = read_apart(tmp_path / "a.html")
    assert (bad == []) is (read == 1)


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
def test_entities_that_grow_are_not_expanded(tmp_path: Path, name: str) -> None:
    """The text that ten times ten times ... of itself would be never comes to be."""
    pytest.importorskip("openpyxl")
    pytest.importorskip("docx")
    import docx
    import openpyxl

    if name == "a.xlsx":
        book = openpyxl.Workbook()
        book.active.append(["question", "answer"])
        book.active.append(["a", "LAUGH"])
        book.save(tmp_path / "plain")
    else:
        made = docx.Document()
        made.add_paragraph("LAUGH")
        made.save(str(tmp_path / "plain"))
    entities = '<!DOCTYPE a [<!ENTITY e0 "laugh">'
    for number in range(1, 10):
        entities += f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">'
    with (
        zipfile.ZipFile(tmp_path / "plain") as plain,
        zipfile.ZipFile(tmp_path / name, "w") as laughing,
    ):
        for part in plain.namelist():
            data = plain.read(part)
            if b"LAUGH" in data:
                head = data.index(b"?>") + 2 if data.startswith(b"<?xml") else 0
                data = data.replace(b"LAUGH", b"&e9;")
                data = data[:head] + entities.encode() + b"]>" + data[head:]
            laughing.writestr(part, data)
    (tmp_path / "plain").unlink()
    bad, read = read_apart(tmp_path / name)
    assert len(bad) == 1 and read == 0


def test_zero_bytes_spoil_their_own_row(tmp_path: Path) -> None:
    good = b"question,answer\na,b\n"
    (tmp_path / "a.csv").write_bytes(good + b"c,d\0\ne,f\n")
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n\0\0\0\n{"text": "b\\u0000"}\n')
    (tmp_path / "a.txt").write_bytes(b"a\0b")
    loaded = load([Path("a.csv"), Path("a.jsonl"), Path("a.txt")], tmp_path)
    places = [str(finding.where[0]) for finding in loaded.bad]
    assert places == ["a.csv:3", "a.jsonl:2", "a.jsonl:3", "a.txt:1"]
    assert len(loaded.examples) == 2 and len(loaded.documents) == 1
