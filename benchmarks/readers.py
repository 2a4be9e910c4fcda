"""Rows a second and peak memory of every reader, and of preparing a run, by the number of rows.

    python benchmarks/readers.py [--quick] [--scale] [--only jsonl]

Rows are short chats of made-up words, half English and half Russian, written as each kind of file
on the spot; texts are whole documents of a hundred lines, a thousandth as many. Each is read in a
fresh process. The time is the processor's, so that a busy machine does not bend it; the peak is
the process's own, with all that it imports. `--scale` adds a million rows, `--only` measures one
kind and keeps no result.

Memory may grow by what is kept of each row by design, and by nothing else: 8 bytes for its place
on disk, which stand in memory up to three times (gathered, copied to be written, and mapped
again), so 24 for each set of rows on disk; rows of tokens have 8 more, for their lengths. Where
a tenth is held out, as `lekalo train` does by itself, near copies are looked for by some numbers of
each row, 8 bytes each: eight that are kept meanwhile, and as many that one look takes. So the bar:
the peak at the larger size is at most 1.2 times that at the smaller, and these bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from common import Bar, Run, as_json, finish, run_fresh, table

SIZES, QUICK, SCALE = (10_000, 100_000), (2_000, 10_000), 1_000_000
LINES, TEXTS = 100, 1000
"""Lines of a whole text, and rows for each."""
GROWTH, ON_DISK, TOKENS, COMPARED = 1.2, 24, 32, 128
_EN = (
    "order parcel invoice return delivery window account price refund label courier warranty box "
    "address depot support question answer morning device"
)
_RU = (
    "заказ посылка счёт возврат доставка окно кабинет цена деньги наклейка курьер гарантия коробка "
    "адрес склад поддержка вопрос ответ утро прибор"
)
_WORDS = {"en": _EN.split(), "ru": _RU.split()}


def chats(count: int) -> Iterator[tuple[str, str]]:
    """Questions of 6 to 14 words and answers of 10 to 30; the same for the same count."""
    rng = random.Random(7)
    for number in range(count):
        words = _WORDS["ru" if number % 2 else "en"]
        question = " ".join(rng.choices(words, k=rng.randint(6, 14)))
        answer = " ".join(rng.choices(words, k=rng.randint(10, 30)))
        yield f"{question} {number}?", f"{answer}."


def _json_lines(count: int) -> Iterator[str]:
    for question, answer in chats(count):
        turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        yield json.dumps({"messages": turns}, ensure_ascii=False) + "\n"


def _jsonl(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_json_lines(count))


def _gzip(path: Path, count: int) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.writelines(_json_lines(count))


def _zstd(path: Path, count: int) -> None:
    import zstandard

    with path.open("wb") as file, zstandard.ZstdCompressor(level=1).stream_writer(file) as packed:
        for line in _json_lines(count):
            packed.write(line.encode())


def _cp1251(path: Path, count: int) -> None:
    with path.open("w", encoding="cp1251") as file:
        file.writelines(_json_lines(count))


def _array(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[\n")
        for number, line in enumerate(_json_lines(count)):
            file.write(("  " if not number else ",\n  ") + line.rstrip("\n"))
        file.write("\n]\n")


def _table(delimiter: str) -> Callable[[Path, int], None]:
    def write(path: Path, count: int) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, delimiter=delimiter)
            rows.writerow(("question", "answer"))
            rows.writerows(chats(count))

    return write


def _columns(path: Path, count: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    schema = pa.schema([("question", pa.string()), ("answer", pa.string())])
    with parquet.ParquetWriter(path, schema) as file:
        rows = list(chats(count))
        for start in range(0, count, 10_000):
            part = rows[start : start + 10_000]
            columns = [[row[at] for row in part] for at in (0, 1)]
            file.write_table(pa.table(columns, schema=schema))


def _sheet(path: Path, count: int) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("question", "answer"))
    for row in chats(count):
        sheet.append(row)
    book.save(path)


def _texts(write: Callable[[Path, str], None], ending: str) -> Callable[[Path, int], None]:
    """A folder of whole texts, each of `LINES` lines."""

    def fill(folder: Path, count: int) -> None:
        folder.mkdir()
        lines = (f"{question} {answer}" for question, answer in chats(count))
        for number in range(count // TEXTS):
            write(folder / f"{number}{ending}", "\n".join(islice(lines, LINES)))

    return fill


def _plain(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _html(path: Path, text: str) -> None:
    lines = "".join(f"<p>{line}</p>\n" for line in text.split("\n"))
    _plain(path, f"<html><head><title>T</title></head><body>{lines}</body></html>")


def _docx(path: Path, text: str) -> None:
    import docx

    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(str(path))


def _pdf(path: Path, text: str) -> None:
    """One page; its standard font has Latin letters only, so the others are left out."""
    lines = [line.encode("ascii", "ignore").decode().strip() for line in text.split("\n")]
    drawn = "\n".join(f"({line}) Tj 0 -14 Td" for line in lines if line)
    stream = f"BT /F1 12 Tf 20 800 Td\n{drawn}\nET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{content}\nendobj\n".encode())
    start = out.tell()
    entries = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    out.write(f"xref\n0 {count}\n0000000000 65535 f \n{entries}".encode())
    out.write(f"trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    path.write_bytes(out.getvalue())


KINDS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "jsonl": ("rows.jsonl", _jsonl),
    "prepare": ("rows.jsonl", _jsonl),
    "jsonl, streamed": ("rows.jsonl", _jsonl),
    "jsonl, gzip": ("rows.jsonl.gz", _gzip),
    "jsonl, zstd": ("rows.jsonl.zst", _zstd),
    "jsonl, cp1251": ("rows.jsonl", _cp1251),
    "json": ("rows.json", _array),
    "csv": ("rows.csv", _table(",")),
    "tsv": ("rows.tsv", _table("\t")),
    "parquet": ("rows.parquet", _columns),
    "xlsx": ("rows.xlsx", _sheet),
    "txt, a folder": ("texts", _texts(_plain, ".txt")),
    "html, a folder": ("texts", _texts(_html, ".html")),
    "docx, a folder": ("texts", _texts(_docx, ".docx")),
    "pdf, a folder": ("texts", _texts(_pdf, ".pdf")),
    "prepare, a tenth held out": ("rows.jsonl", _jsonl),
}
BOUNDED = {"jsonl": ON_DISK, "jsonl, streamed": 0, "json": ON_DISK, "csv": ON_DISK,
           "jsonl, gzip": ON_DISK, "jsonl, zstd": ON_DISK, "prepare": ON_DISK + TOKENS,
           "prepare, a tenth held out": 2 * ON_DISK + TOKENS + COMPARED}  # fmt: skip
"""Bytes that each row may add."""


def main() -> None:
    """Parses, measures, writes."""
    if len(sys.argv) == 4 and sys.argv[1] in KINDS:
        print(json.dumps(one(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
        return
    arguments = _parse()
    sizes = QUICK if arguments.quick else SIZES
    sizes = (*sizes, SCALE) if arguments.scale else sizes
    names = arguments.only or list(KINDS)
    runs = {name: {size: _fresh(name, size) for size in sizes} for name in names}
    rows = [_row(name, found) for name, found in runs.items()]
    if arguments.only:  # a part is for looking at, and is not kept as a result
        print(table(rows))
        return
    finish("readers", arguments, rows, {"runs": as_json(runs)}, list(_bars(runs)))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer rows, within five minutes")
    parser.add_argument("--json", action="store_true", help="end in one JSON document")
    parser.add_argument("--scale", action="store_true", help="a million rows too")
    parser.add_argument("--only", action="append", choices=list(KINDS), help="this kind only")
    return parser.parse_args()


def _fresh(name: str, size: int) -> Run:
    print(f"{name}: {size:,} rows", file=sys.stderr, flush=True)
    file, _ = KINDS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        # written in a process of its own: a child's peak begins at what its parent holds
        writer = multiprocessing.get_context("spawn").Process(
            target=write_file, args=(name, path, size)
        )
        writer.start()
        writer.join()
        assert writer.exitcode == 0, f"{name} was not written"
        # the rows that the reader puts on disk go beside the file, and away with it
        return run_fresh([sys.executable, __file__, name, path, str(size)], {"TMPDIR": folder})


def write_file(name: str, path: Path, size: int) -> None:
    """Writes the rows as that kind of file."""
    KINDS[name][1](path, size)


def one(name: str, path: Path, size: int) -> dict[str, Any]:
    """Reads `path` as `name` says; the rows found and the processor's seconds."""
    if name.startswith("prepare"):
        return _prepare(path, held_out=name != "prepare")
    from lekalo.data.sources import load, stream

    began = time.process_time()
    if name.endswith("streamed"):
        count = sum(1 for _ in stream(Path(path.name), path.parent))
    else:
        loaded = load([Path(path.name)], path.parent)
        count = len(loaded.examples) + len(loaded.documents)
        assert not loaded.bad, loaded.bad[0]
    wanted = size // TEXTS if path.name == "texts" else size
    assert count == wanted, f"{count} of {wanted} rows were read"
    return {"rows": count, "seconds": time.process_time() - began}


def _prepare(path: Path, *, held_out: bool) -> dict[str, Any]:
    from lekalo.core.recipe import parse_recipe
    from lekalo.data.prepare import prepare
    from lekalo.models.base import load_tokenizer, resolve_base
    from lekalo.models.chat import Renderer

    data: dict[str, Any] = {"train": path.name, "eval_share": 0.1}
    if not held_out:
        _jsonl(path.with_name("held.jsonl"), 200)
        data = {"train": path.name, "eval": "held.jsonl"}
    recipe = parse_recipe({"name": "readers", "base": "nano", "data": data})
    renderer = Renderer(load_tokenizer(resolve_base("nano")))
    began = time.process_time()
    prepared = prepare(recipe, path.parent, renderer, 1024)
    seconds = time.process_time() - began
    return {"rows": prepared.counts.rows, "tokens": prepared.counts.tokens, "seconds": seconds}


def _row(name: str, runs: dict[int, Run]) -> dict[str, str]:
    row = {"kind": name}
    for size, run in runs.items():
        row[f"rows a second, {size:,}"] = f"{run.output['rows'] / run.output['seconds']:,.0f}"
        row[f"peak MiB, {size:,}"] = f"{run.peak_mib:.0f}"
    return row


def _bars(runs: dict[str, dict[int, Run]]) -> Iterable[Bar]:
    for name, bytes_a_row in BOUNDED.items():
        for small, large in pairwise(runs[name]):
            over = runs[name][large].peak_mib - GROWTH * runs[name][small].peak_mib
            said = f"{name}: MiB of {large:,} rows over {GROWTH} times those of {small:,}"
            yield Bar(said, over, bytes_a_row * large / 2**20, at_most=True)


if __name__ == "__main__":
    main()
