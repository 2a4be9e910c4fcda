"""Rows kept in memory or on disk: tokenised once, cached by content, read through a memory map.

Six hundred thousand rows are three files here (tokens, masks, offsets), not Python objects.
The cache's key is a hash of everything that shapes the tokens, so a changed file, tokenizer,
template or setting makes a new folder and never reads an old one. What `RowWriter` takes is not
cached: few rows stay in memory, many go to a temporary folder.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lekalo.core import words
from lekalo.core.errors import DataError
from lekalo.core.files import CHECKSUMS, outside, write_folder
from lekalo.core.hashing import hash_bytes
from lekalo.data import checking_words
from lekalo.data.batches import Row, Rows
from lekalo.data.spool import remove_folder

_TOKENS, _TRAINED, _OFFSETS = "tokens.i32", "trained.bool", "offsets.i64"
_BUFFER = 1 << 20
IN_MEMORY = 5000
"""Rows that a `RowWriter` holds in memory; more of them go to disk."""


class RowList:
    """Rows in memory."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)
        self.lengths: NDArray[np.int64] = np.array([len(r.tokens) for r in self._rows], np.int64)

    @property
    def fingerprint(self) -> str:
        """The hash of every token and mask."""
        return _hash(self)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int, /) -> Row:
        return self._rows[index]


class RowStore:
    """Rows on disk, in a folder that `write_rows` or a `RowWriter` made; memory-mapped, never
    loaded whole."""

    def __init__(self, folder: Path) -> None:
        self._sums = folder / CHECKSUMS
        self._offsets = np.fromfile(folder / _OFFSETS, np.int64)
        self._tokens = np.memmap(folder / _TOKENS, np.int32, mode="r")
        self._trained = np.memmap(folder / _TRAINED, np.bool_, mode="r")
        self.lengths: NDArray[np.int64] = np.diff(self._offsets)

    @cached_property
    def fingerprint(self) -> str:
        """The hash of every token and mask: of a folder's checksums, where it has them."""
        return hash_bytes(self._sums.read_bytes()) if self._sums.exists() else _hash(self)

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, index: int, /) -> Row:
        part = slice(int(self._offsets[index]), int(self._offsets[index + 1]))
        return Row(np.array(self._tokens[part]), np.array(self._trained[part]))


def _hash(rows: Rows) -> str:
    digest = hashlib.sha256(rows.lengths.tobytes())
    for index in range(len(rows)):
        row = rows[index]
        digest.update(row.tokens.tobytes())
        digest.update(row.trained.tobytes())
    return "sha256:" + digest.hexdigest()


class _Files:
    """A store's files, a row after another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tokens = (folder / _TOKENS).open("wb", buffering=_BUFFER)
        self._trained = (folder / _TRAINED).open("wb", buffering=_BUFFER)
        self.offsets = array("q", [0])

    def add(self, row: Row) -> None:
        self._tokens.write(row.tokens.tobytes())
        self._trained.write(row.trained.tobytes())
        self.offsets.append(self.offsets[-1] + len(row.tokens))

    def close(self) -> None:
        self._tokens.close()
        self._trained.close()

    def finish(self) -> None:
        """Closes them and writes where each row begins."""
        self.close()
        (self._folder / _OFFSETS).write_bytes(self.offsets.tobytes())


class RowWriter:
    """Rows one by one: few stay in memory, many go to a temporary folder, which is removed with
    the rows or at exit. `trained` counts the tokens that the loss falls on."""

    def __init__(self) -> None:
        self._few: list[Row] = []
        self._files: _Files | None = None
        self.trained = 0

    def add(self, row: Row) -> None:
        """Puts one row after the others."""
        self.trained += int(row.trained.sum())
        if self._files is None:
            self._few.append(row)
            if len(self._few) > IN_MEMORY:
                self._to_disk()
            return
        with outside(words.ROWS_ASIDE):
            self._files.add(row)

    def _to_disk(self) -> None:
        with outside(words.ROWS_ASIDE):
            self._folder = Path(tempfile.mkdtemp(prefix="lekalo-tokens-"))
            self._files = _Files(self._folder)
            self._remove = weakref.finalize(self, _give_up, self._files, self._folder, os.getpid())
            for row in self._few:
                self._files.add(row)
        self._few = []

    def close(self) -> Rows:
        """All rows, in their order."""
        if self._files is None:
            return RowList(self._few)
        with outside(words.ROWS_ASIDE):
            self._files.finish()
        store = RowStore(self._folder)
        self._remove.detach()
        weakref.finalize(store, remove_folder, self._folder, os.getpid())
        return store


def _give_up(files: _Files, folder: Path, owner: int) -> None:
    files.close()
    remove_folder(folder, owner)


def write_rows(folder: Path, rows: Iterable[Row]) -> RowStore:
    """Streams `rows` into `folder` (made atomically) and opens it."""

    def fill(part: Path) -> None:
        files = _Files(part)
        try:
            for row in rows:
                files.add(row)
        finally:
            files.close()
        if len(files.offsets) == 1:
            raise DataError(checking_words.NO_ROWS)
        files.finish()

    write_folder(folder, fill)
    return RowStore(folder)


def cached_rows(cache: Path, key: str, make: Callable[[], Iterable[Row]]) -> RowStore:
    """The store under `cache` for `key` (a content hash), made by `make` where it is missing."""
    folder = cache / key.removeprefix("sha256:")[:32]
    return RowStore(folder) if folder.exists() else write_rows(folder, make())


def cut(rows: Iterable[Row], max_length: int) -> Iterator[Row]:
    """Rows of at most `max_length` tokens: longer ones go on in the next row, nothing is lost.

    A piece's first token is only context there, so pieces overlap by one token and each target
    of the whole row is a target exactly once.
    """
    for row in rows:
        for start in range(0, len(row.tokens) - 1, max_length - 1):
            part = slice(start, start + max_length)
            trained = row.trained[part].copy()
            trained[0] = False
            yield Row(row.tokens[part], trained, row.where)


def bounded(rows: Iterable[Row], max_length: int) -> tuple[list[Row], list[Row]]:
    """The rows that fit into `max_length` tokens, and those that do not."""
    kept: list[Row] = []
    long: list[Row] = []
    for row in rows:
        (kept if len(row.tokens) <= max_length else long).append(row)
    return kept, long
