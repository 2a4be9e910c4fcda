"""A file again, without some rows and with others changed; the rest is copied as it stands.

In JSON Lines and tables a row keeps the shape that its owner gave it: lines that are kept are
copied (as UTF-8), and in a changed row only the changed texts are exchanged. Where that cannot
be done, a JSON row becomes chat messages. Other formats are written as JSON Lines of messages.
"""

from __future__ import annotations

import csv
import io
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lekalo.core.records import Document, Example, Message, Pair, Rated, Record
from lekalo.data.formats.encoding import open_text

LINES, TABLES, TEXTS = (".jsonl",), (".csv", ".tsv"), (".txt", ".md")
_OLD_MAC = re.compile(rb"(?<=\r)(?!\n|\Z)")
_DELIMITERS = (",", ";", "\t")


@dataclass
class Edits:
    """What is to be done to one file: `rows` are the first lines of all its rows, in order;
    `removed` and `replaced` (the row as it was, and as it shall be) are by first line."""

    rows: list[int] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    replaced: dict[int, tuple[Record, Record]] = field(default_factory=dict)
    unchanged: set[int] = field(default_factory=set)
    """Of those replaced, the ones whose change could not be written; filled by writing."""


def one_row_a_line(path: Path) -> bool:
    """Whether a `.jsonl` file is that, and not one list of rows under the wrong name."""
    file, _ = open_text(path)
    with file:
        begun = next(
            (line for line in iter(lambda: file.readline(1 << 20), b"") if line.strip()), b""
        )
    return not begun.lstrip().startswith(b"[")


def copied(path: Path, kind: str, edits: Edits) -> Iterator[bytes]:
    """The file's lines with the edits, for JSON Lines and tables."""
    header = b""
    rows = set(edits.rows)
    for start, lines in _regions(path, kind, sorted(rows)):
        if start is None:
            header = header or lines[0]
        if start in edits.removed:
            continue
        if kind in LINES:  # what is no row here could not be read
            lines = lines[: start is not None]
        if start in edits.replaced:
            yield _changed(b"".join(lines), kind, header, edits, start)
        else:
            yield from lines


def written(records: Iterable[Record]) -> Iterator[bytes]:
    """The records as JSON Lines, chats as `messages`."""
    for record in records:
        yield _line(row_of(record))


def row_of(record: Record) -> dict[str, Any]:
    """A record in the shape that the reader takes it back from."""
    if isinstance(record, Document):
        return {"text": record.text, **({"title": record.title} if record.title else {})}
    if isinstance(record, Example):
        tools = {"tools": json.loads(record.tools)} if record.tools else {}
        return {"messages": _messages(record.messages), **tools, **record.meta}
    prompt = {"prompt": _messages(record.prompt)}
    if isinstance(record, Rated):
        return {**prompt, "completion": record.answer, "label": record.good, **record.meta}
    return {**prompt, "chosen": record.chosen, "rejected": record.rejected, **record.meta}


def _messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    made = []
    for message in messages:
        row: dict[str, Any] = {"role": message.role, "content": message.content}
        if message.tool_calls:
            row["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": call.arguments},
                }
                for call in message.tool_calls
            ]
        row |= {"name": message.name} if message.name else {}
        row |= {"tool_call_id": message.call_id} if message.call_id else {}
        made.append(row)
    return made


def _regions(path: Path, kind: str, starts: list[int]) -> Iterator[tuple[int | None, list[bytes]]]:
    """The file's lines by row: a row goes on to the next one's first line. What stands before
    the first row has no start."""
    current: int | None = None
    lines: list[bytes] = []
    for number, line in enumerate(_file_lines(path, kind), start=1):
        place = bisect_right(starts, number)
        start = starts[place - 1] if place else None
        if start != current or number == 1:
            if lines:
                yield current, lines
            current, lines = start, []
        lines.append(line)
    if lines:
        yield current, lines


def _file_lines(path: Path, kind: str) -> Iterator[bytes]:
    file, _ = open_text(path)
    with file:
        for line in file:
            if kind in TABLES and b"\r" in line[:-2]:
                yield from _OLD_MAC.split(line)
            else:
                yield line


def _changed(raw: bytes, kind: str, header: bytes, edits: Edits, start: int) -> bytes:
    old, new = edits.replaced[start]
    texts = _exchanged(old, new)
    made = _table_row(raw, header, texts) if kind in TABLES else _json_row(raw, new, texts)
    if made is None:
        edits.unchanged.add(start)
        return raw
    return made


def _json_row(raw: bytes, new: Record, texts: Mapping[str, str] | None) -> bytes:
    value = json.loads(raw)
    missing = set(texts or {})
    changed = _with(value, texts or {}, missing)
    return _line(row_of(new) if texts is None or missing else changed)


def _table_row(raw: bytes, header: bytes, texts: Mapping[str, str] | None) -> bytes | None:
    if texts is None:
        return None
    delimiter = max(_DELIMITERS, key=header.decode(errors="replace").count)
    text = raw.decode()
    (cells,) = [
        row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row
    ]
    missing = set(texts)
    changed = _with(cells, texts, missing)
    if missing:
        return None
    made = io.StringIO()
    end = "\r\n" if text.endswith("\r\n") else "\n"
    csv.writer(made, delimiter=delimiter, lineterminator=end).writerow(changed)
    return made.getvalue().encode()


def _with(value: Any, texts: Mapping[str, str], missing: set[str]) -> Any:
    """`value` with its texts exchanged; those found are taken out of `missing`."""
    if isinstance(value, dict):
        return {key: _with(inner, texts, missing) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with(inner, texts, missing) for inner in value]
    if isinstance(value, str):
        for known in (value, value.strip()):
            if known in texts:
                missing.discard(known)
                return texts[known]
    return value


def _exchanged(old: Record, new: Record) -> dict[str, str] | None:
    """Which texts became which; None where the records differ in more than texts."""
    before, after = _texts(old), _texts(new)
    if len(before) != len(after):
        return None
    pairs = {a: b for a, b in zip(before, after, strict=True) if a != b}
    # one text that became two different ones cannot be told apart by what it says
    clear = all(pairs.get(a, a) == b for a, b in zip(before, after, strict=True))
    return pairs if clear else None


def _texts(record: Record) -> list[str]:
    if isinstance(record, Document):
        return [record.text]
    if isinstance(record, Example):
        return _said(record.messages)
    if isinstance(record, Pair):
        return [*_said(record.prompt), record.chosen, record.rejected]
    return [*_said(record.prompt), record.answer]


def _said(messages: Sequence[Message]) -> list[str]:
    return [
        text
        for message in messages
        for text in (message.content, *(call.arguments for call in message.tool_calls))
    ]


def _line(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
