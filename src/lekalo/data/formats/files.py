"""Which files there are to read: found by name, never opened here.

Only regular files are taken (a pipe would never end), and a folder is walked without following
links out of it. A name that is no file but has the form of a hub id is taken for one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lekalo.data.formats.hub import PREFIX, is_hub_id
from lekalo.data.formats.packing import PACKED, FileError

ROWS = (".jsonl", ".json", ".csv", ".tsv", ".parquet", ".xlsx")
PLAIN = (".txt", ".md", ".rst", ".adoc", ".asc")
TEXTS = (*PLAIN, ".xml", ".html", ".htm", ".pdf", ".docx")
UNPACKED_ONLY = (".parquet", ".xlsx", ".pdf", ".docx")
"""Formats that are packed by themselves and read by seeking in them."""
ALLOWED = ", ".join((*ROWS, *TEXTS))
HUB = "hub"
SEAL = ".seal"
"""Ends the name of what is kept beside a sealed file: see `data.seals`."""


def empty() -> FileError:
    """What is said of a file without content."""
    return FileError("The file is empty.", "Fill it or take it out of the recipe.")


@dataclass(frozen=True, slots=True)
class Source:
    """One file, with the name its owner knows it by."""

    path: Path
    name: str
    hub: bool = False

    @property
    def kind(self) -> str:
        """The extension, that of packing aside, in small letters; `hub` for a hub id."""
        if self.hub:
            return HUB
        plain = self.path.with_suffix("") if self.packed else self.path
        return plain.suffix.lower()

    @property
    def packed(self) -> bool:
        """Whether the name ends in `.gz` or `.zst`."""
        return self.path.suffix.lower() in PACKED


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
    name = str(path)
    if is_hub_id(name) and (name.startswith(PREFIX) or not os.path.lexists(full)):
        known = Path(name).suffix.lower() in ROWS + TEXTS + PACKED
        if name.startswith(PREFIX) or not known:
            yield Source(full, name, hub=True)
            return
    yield _checked(Source(full, name))


def _checked(source: Source) -> Source | Refused:
    try:
        check_regular(source.path)
        if source.kind not in ROWS + TEXTS:
            raise FileError(f"{source.kind or 'No extension'} is not read.", f"Read are {ALLOWED}.")
        if source.packed and source.kind in UNPACKED_ONLY:
            raise FileError(f"A packed {source.kind} is not read.", "Unpack it first.")
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
    elif not is_folder and path.suffix != SEAL:
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
