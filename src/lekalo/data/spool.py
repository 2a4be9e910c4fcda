"""Records on disk that look like a list: for data that memory should not hold.

A folder with one JSON line a record and the place where each line begins. Reading in order is
buffered, any record is found by its number, and what is pickled is the folder's name only, so
that worker processes open the same files. Leaves out changing what was written.

    spool = write_spool(records)      # in a temporary folder, removed with the object
    for record in spool: ...
    spool[7]; spool[2:5]; len(spool)
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Generic, TypeVar, cast, overload

import numpy as np

from lekalo.core import words
from lekalo.core.files import outside
from lekalo.core.records import Document, Example, Message, Pair, Rated, Record, ToolCall, Where

_RECORDS, _PLACES, _FILES = "records.jsonl", "places.i64", "files.json"
_BUFFER = 1 << 20
_AT_ONCE = 100
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_decode = json.JSONDecoder().decode
_NO_META: Mapping[str, str] = {}

R = TypeVar("R", bound=Record)


class Spool(Sequence[R], Generic[R]):
    """The records in `folder`, which a `SpoolWriter` made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: list[str] = json.loads((folder / _FILES).read_bytes())
        self._places = np.memmap(folder / _PLACES, np.int64, mode="r")

    def __len__(self) -> int:
        return len(self._places) - 1

    def __iter__(self) -> Iterator[R]:
        with (self.folder / _RECORDS).open("rb", buffering=_BUFFER) as lines:
            for line in lines:
                yield self._record(line)

    @overload
    def __getitem__(self, index: int) -> R: ...

    @overload
    def __getitem__(self, index: slice) -> list[R]: ...

    def __getitem__(self, index: int | slice) -> R | list[R]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        with (self.folder / _RECORDS).open("rb", buffering=0) as lines:
            start, end = int(self._places[at]), int(self._places[at + 1])
            return self._record(os.pread(lines.fileno(), end - start, start))

    def __reduce__(self) -> tuple[type[Spool[R]], tuple[Path]]:
        return Spool, (self.folder,)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str) or len(self) != len(other):
            return False
        return all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _record(self, line: bytes) -> R:
        kind, file, *fields = _decode(line.decode("utf-8", "surrogatepass"))
        return cast("R", _UNPACK[kind](self._files[file], *fields))


class SpoolWriter(Generic[R]):
    """Writes records one by one into a new temporary folder; `close` gives them back."""

    def __init__(self) -> None:
        with outside(words.ROWS_ASIDE):
            self._folder = Path(tempfile.mkdtemp(prefix="lekalo-rows-"))
            self._lines = (self._folder / _RECORDS).open("wb", buffering=_BUFFER)
        self._remove = weakref.finalize(self, _give_up, self._folder, os.getpid(), self._lines)
        self._places = array("q", [0])
        self._waiting: list[bytes] = []
        self._files: dict[str, int] = {}

    def add(self, record: R) -> None:
        """Puts one record after the others."""
        name = record.where.file
        file = self._files.setdefault(name, len(self._files))
        kind = _KINDS[type(record)]
        text = _encode([kind, file, record.where.line, record.where.part, *_PACK[kind](record)])
        line = text.encode("utf-8", "surrogatepass") + b"\n"
        self._places.append(self._places[-1] + len(line))
        self._waiting.append(line)
        if len(self._waiting) == _AT_ONCE:
            self._write()

    def _write(self) -> None:
        with outside(words.ROWS_ASIDE):
            self._lines.writelines(self._waiting)
        self._waiting = []

    def close(self) -> Spool[R]:
        """The records written; their folder is removed with the object or at exit."""
        self._write()
        with outside(words.ROWS_ASIDE):
            self._lines.close()
            (self._folder / _PLACES).write_bytes(self._places.tobytes())
            (self._folder / _FILES).write_text(json.dumps(list(self._files)), encoding="utf-8")
        spool: Spool[R] = Spool(self._folder)
        self._remove.detach()
        weakref.finalize(spool, remove_folder, self._folder, os.getpid())
        return spool


def write_spool(records: Iterable[R]) -> Spool[R]:
    """`records` on disk."""
    writer: SpoolWriter[R] = SpoolWriter()
    for record in records:
        writer.add(record)
    return writer.close()


def _give_up(folder: Path, owner: int, lines: IO[bytes]) -> None:
    lines.close()
    remove_folder(folder, owner)


def remove_folder(folder: Path, owner: int) -> None:
    """Takes a temporary folder away, in the process that made it."""
    if os.getpid() == owner:  # a forked process must not take its parent's rows away
        shutil.rmtree(folder, ignore_errors=True)


# Records as short lists: half the bytes and half the time of objects with keys.


def _pack_message(message: Message) -> list[Any]:
    if not (message.tool_calls or message.name or message.call_id) and message.learn:
        return [message.role, message.content]
    calls = [[call.name, call.arguments, call.id] for call in message.tool_calls]
    more = [calls, message.name, message.call_id, message.learn]
    return [message.role, message.content, *more]


def _message(packed: list[Any]) -> Message:
    if len(packed) == 2:
        return Message(packed[0], packed[1])
    role, content, calls, name, call_id, learn = packed
    return Message(role, content, tuple(ToolCall(*call) for call in calls), name, call_id, learn)


def _pack_all(messages: Sequence[Message]) -> list[list[Any]]:
    return [_pack_message(message) for message in messages]


def _pack_meta(meta: Mapping[str, str]) -> dict[str, str] | int:
    return dict(meta) if meta else 0


def _example(file: str, line: Any, part: str, turns: Any, group: str, meta: Any, tools: str) -> Any:
    messages = tuple([_message(turn) for turn in turns])
    return Example(messages, Where(file, line, part), group, meta or _NO_META, tools)


def _document(file: str, line: Any, part: str, text: str, title: str) -> Document:
    return Document(text, Where(file, line, part), title)


def _pair(file: str, line: Any, part: str, turns: Any, *rest: Any) -> Pair:
    chosen, rejected, criterion, group, meta = rest
    prompt = tuple([_message(turn) for turn in turns])
    place = Where(file, line, part)
    return Pair(prompt, chosen, rejected, place, criterion, group, meta or _NO_META)


def _rated(file: str, line: Any, part: str, turns: Any, *rest: Any) -> Rated:
    answer, good, group, meta = rest
    prompt = tuple([_message(turn) for turn in turns])
    return Rated(prompt, answer, good, Where(file, line, part), group, meta or _NO_META)


_KINDS = {Example: 0, Document: 1, Pair: 2, Rated: 3}
_PACK: tuple[Callable[[Any], list[Any]], ...] = (
    lambda one: [_pack_all(one.messages), one.group, _pack_meta(one.meta), one.tools],
    lambda one: [one.text, one.title],
    lambda one: [
        _pack_all(one.prompt),
        one.chosen,
        one.rejected,
        one.criterion,
        one.group,
        _pack_meta(one.meta),
    ],
    lambda one: [_pack_all(one.prompt), one.answer, one.good, one.group, _pack_meta(one.meta)],
)
_UNPACK: tuple[Callable[..., Any], ...] = (_example, _document, _pair, _rated)
