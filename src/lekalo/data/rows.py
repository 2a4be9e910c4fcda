"""Rows kept in memory or on disk: tokenised once, cached by content, read through a memory map.

Six hundred thousand rows are three files here (tokens, masks, offsets), not Python objects.
The cache's key is a hash of everything that shapes the tokens, so a changed file, tokenizer,
template or setting makes a new folder and never reads an old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lekalo.core.errors import DataError
from lekalo.core.files import CHECKSUMS, write_folder
from lekalo.core.hashing import hash_bytes
from lekalo.data.batches import Row

_TOKENS, _TRAINED, _OFFSETS = "tokens.i32", "trained.bool", "offsets.i64"


class RowList:
    """Rows in memory."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)
        self.lengths: NDArray[np.int64] = np.array([len(r.tokens) for r in self._rows], np.int64)

    @property
    def fingerprint(self) -> str:
        """The hash of every token and mask."""
        digest = hashlib.sha256(self.lengths.tobytes())
        for row in self._rows:
            digest.update(row.tokens.tobytes())
            digest.update(row.trained.tobytes())
        return "sha256:" + digest.hexdigest()

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int, /) -> Row:
        return self._rows[index]


class RowStore:
    """Rows on disk, in a folder that `write_rows` made; memory-mapped, never loaded whole."""

    def __init__(self, folder: Path) -> None:
        self._offsets = np.fromfile(folder / _OFFSETS, np.int64)
        self._tokens = np.memmap(folder / _TOKENS, np.int32, mode="r")
        self._trained = np.memmap(folder / _TRAINED, np.bool_, mode="r")
        self.lengths: NDArray[np.int64] = np.diff(self._offsets)
        self.fingerprint = hash_bytes((folder / CHECKSUMS).read_bytes())

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, index: int, /) -> Row:
        part = slice(int(self._offsets[index]), int(self._offsets[index + 1]))
        return Row(np.array(self._tokens[part]), np.array(self._trained[part]))


def write_rows(folder: Path, rows: Iterable[Row]) -> RowStore:
    """Streams `rows` into `folder` (made atomically) and opens it."""

    def fill(part: Path) -> None:
        offsets = [0]
        with (part / _TOKENS).open("wb") as tokens, (part / _TRAINED).open("wb") as trained:
            for row in rows:
                tokens.write(row.tokens.tobytes())
                trained.write(row.trained.tobytes())
                offsets.append(offsets[-1] + len(row.tokens))
        if len(offsets) == 1:
            raise DataError("the data holds no rows. Give at least one.")
        np.array(offsets, np.int64).tofile(part / _OFFSETS)

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
