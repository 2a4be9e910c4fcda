"""Which files there are to read, and their bytes, with bounds.

Only regular files are opened (a pipe would never end), a folder is walked without following
links out of it, and a compressed file may not grow past `MAX_FILE`.
"""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lekalo.core.errors import DataError

MAX_FILE = 2 << 30
"""Bytes, unpacked, of a file that is read whole; `stream` has no such bound."""
ROWS = (".jsonl", ".json", ".csv", ".tsv")
TEXTS = (".txt", ".md")
ALLOWED = ", ".join((*ROWS, *TEXTS))


class FileError(DataError):
    """A whole file cannot be read: `problem` says why, `remedy` what to do; no name in them."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


def empty() -> FileError:
    """What is said of a file without content."""
    return FileError("The file is empty.", "Fill it or take it out of the recipe.")


def not_whole() -> FileError:
    """What is said of a torn or mislabelled compressed file."""
    return FileError("It is not a whole .gz file.", "Fetch or pack it again.")


@dataclass(frozen=True, slots=True)
class Source:
    """One file, with the name its owner knows it by."""

    path: Path
    name: str

    @property
    def kind(self) -> str:
        """The extension, `.gz` aside, in small letters."""
        plain = self.path.with_suffix("") if self.path.suffix.lower() == ".gz" else self.path
        return plain.suffix.lower()


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not read: `bad` when it should have been, else only left out."""

    name: str
    reason: str
    remedy: str
    bad: bool = True


def find(path: Path, root: Path) -> Iterator[Source | Refused]:
    """The files meant by `path`, a file or a folder, relative to `root`; sorted by name."""
    full = root / path
    if os.path.isdir(full):  # noqa: PTH112 - unlike Path.is_dir, never raises
        yield from _walk(full, str(path))
        return
    yield _checked(Source(full, str(path)))


def _checked(source: Source) -> Source | Refused:
    try:
        check_regular(source.path)
        if source.kind not in ROWS + TEXTS:
            raise FileError(f"{source.kind or 'No extension'} is not read.", f"Read are {ALLOWED}.")
    except FileError as error:
        return Refused(source.name, error.problem, error.remedy)
    return source


def check_regular(path: Path) -> None:
    """Raises `FileError` unless `path` is a regular file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        remedy = "Check the path; it is relative to the recipe's folder."
        raise FileError("There is no such file.", remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"It cannot be read: {reason}.", "Check the path and its rights.") from None
    if not stat.S_ISREG(mode):
        problem = "It is not a regular file (a pipe, socket or device)."
        raise FileError(problem, "Save the data in a file.")


def _walk(folder: Path, name: str) -> Iterator[Source | Refused]:
    found: list[Source | Refused] = []

    def unreadable(error: OSError) -> None:
        known = str(Path(name) / Path(error.filename).relative_to(folder))
        found.append(Refused(known, f"It cannot be read: {error.strerror}.", "Check its rights."))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for entry in [*folders, *sorted(n for n in names if not n.startswith("."))]:
            path = Path(parent) / entry
            known = str(Path(name) / path.relative_to(folder))
            found.extend(_entry(path, folder, known, is_folder=entry in folders))
    yield from _without_papers(found)
    if not any(isinstance(one, Source) for one in found):
        yield Refused(name, "The folder holds no file to read.", f"Read are {ALLOWED}.")


def _entry(path: Path, folder: Path, name: str, *, is_folder: bool) -> Iterator[Source | Refused]:
    # realpath, since Path.resolve raises on links that lead in a circle
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(folder.resolve()):
        yield Refused(name, "It is a link out of the folder.", "Copy the file into the folder.")
    elif not is_folder and Source(path, name).kind in ROWS + TEXTS:
        yield _checked(Source(path, name))
    elif not is_folder:
        yield Refused(name, f"Only {ALLOWED} are read.", "Convert it if it holds data.", bad=False)


def _without_papers(found: list[Source | Refused]) -> Iterator[Source | Refused]:
    """Beside files of rows, text files are the data's own papers (README, licence)."""
    rows = any(isinstance(one, Source) and one.kind in ROWS for one in found)
    for one in found:
        if rows and isinstance(one, Source) and one.kind in TEXTS:
            reason = "It lies beside files of rows, so it is taken for a description of them."
            yield Refused(one.name, reason, "To learn from it, name it in the recipe.", bad=False)
        else:
            yield one


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where its name ends in `.gz`."""
    packed = path.suffix.lower() == ".gz"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def read_bytes(path: Path) -> bytes:
    """The whole content; raises `FileError`."""
    try:
        with open_bytes(path) as file:
            data = file.read(MAX_FILE + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise not_whole() from None
    except OSError as error:
        problem = f"It cannot be read: {error.strerror or error}."
        raise FileError(problem, "Check the file and its rights.") from None
    if len(data) > MAX_FILE:
        raise FileError(f"It is over {MAX_FILE >> 30} GB.", "Split it into several files.")
    if not data.strip():
        raise empty()
    return data
