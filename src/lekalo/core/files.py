"""Atomic files and folders: beside, fsync, rename; and checksums that name a damaged file.

A reader never meets a half-written file: either the old content stands or the new.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lekalo.core import words
from lekalo.core.errors import DataError, OutsideError
from lekalo.core.hashing import hash_file
from lekalo.core.wording import Sayable

CHECKSUMS = "checksums.json"


@contextmanager
def outside(action: Sayable) -> Iterator[None]:
    """Turns the system's `OSError` into an `OutsideError` that says what was being done."""
    try:
        yield
    except OSError as error:
        reason = words.reason_of_system(error)
        raise OutsideError(words.FAILED(action=action, reason=reason)) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.part")


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Puts what `chunks` give, one after another, at `path` atomically, making its folder."""
    with outside(words.WRITING(path=path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = _beside(path)
        try:
            with part.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            _sync(path.parent)
        finally:
            part.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Puts `data` at `path` atomically, making its folder."""
    write_chunks(path, [data])


def write_text(path: Path, text: str) -> None:
    """Puts UTF-8 `text` at `path` atomically."""
    write_bytes(path, text.encode())


def write_json(path: Path, value: Any) -> None:
    """Puts `value` at `path` as indented JSON, atomically."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Makes `folder` atomically: `fill` writes into a folder beside it, which is then
    checksummed, synced and renamed. `folder` must not exist yet."""
    assert not folder.exists(), f"{folder} is already there"
    with outside(words.WRITING(path=folder)):
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = _beside(folder)
        part.mkdir()
        try:
            fill(part)
            seal(part)
            for path in [*part.rglob("*"), part]:
                _sync(path)
            part.rename(folder)
            _sync(folder.parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def seal(folder: Path) -> None:
    """Writes the checksums of the folder's files into it."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != CHECKSUMS)
    sums = {str(p.relative_to(folder)): hash_file(p) for p in files}
    (folder / CHECKSUMS).write_text(json.dumps(sums, indent=2) + "\n")


def verify(folder: Path) -> None:
    """Raises `DataError` naming the first file that is missing or differs from its checksum."""
    try:
        sums = json.loads((folder / CHECKSUMS).read_text())
    except (OSError, ValueError) as error:
        raise DataError(words.INCOMPLETE(folder=folder, name=CHECKSUMS)) from error
    for name, expected in sums.items():
        path = folder / name
        if not path.is_file():
            raise DataError(words.MISSING(path=path, folder=folder))
        if hash_file(path) != expected:
            raise DataError(words.DAMAGED(path=path))


def inside(folder: Path, name: str) -> Path:
    """`folder / name`, refused with `DataError` where it would leave the folder, links followed."""
    root = folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise DataError(words.OUTSIDE(name=name, folder=folder))
    return path
