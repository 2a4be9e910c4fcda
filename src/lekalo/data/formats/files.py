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

from lekalo.data.formats import words_files as words
from lekalo.data.formats.hub import PREFIX, is_hub_id
from lekalo.data.formats.packing import PACKED, FileError
from lekalo.data.formats.wording import Sentence, Told, Value, reason_of_system

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
    return FileError(words.EMPTY)


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
    told: Told
    bad: bool = True

    @property
    def reason(self) -> str:
        """Why, in English."""
        return self.told.say("en")[0]

    @property
    def remedy(self) -> str:
        """What to do, in English."""
        return self.told.say("en")[1]


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
            kind = source.kind or words.NO_EXTENSION
            raise FileError(words.UNKNOWN_KIND, kind=kind, allowed=ALLOWED)
        if source.packed and source.kind in UNPACKED_ONLY:
            raise FileError(words.PACKED_BOOK, kind=source.kind)
    except FileError as error:
        return Refused(source.name, error.told)
    return source


def check_regular(path: Path) -> None:
    """Raises `FileError` unless `path` is a regular file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise FileError(words.MISSING) from None
    except (OSError, ValueError) as error:
        raise FileError(words.UNREADABLE, reason=reason_of_system(error)) from None
    if not stat.S_ISREG(mode):
        raise FileError(words.IRREGULAR)


def refused(name: str, sentence: Sentence, *, bad: bool = True, **values: Value) -> Refused:
    """A file that is not read, and why."""
    return Refused(name, Told(sentence, values), bad)


def _walk(folder: Path, name: str) -> Iterator[Source | Refused]:
    found: list[Source | Refused] = []

    def unreadable(error: OSError) -> None:
        known = str(Path(name) / Path(error.filename).relative_to(folder))
        found.append(refused(known, words.UNREADABLE_FOLDER, reason=reason_of_system(error)))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for entry in [*folders, *sorted(n for n in names if not n.startswith("."))]:
            path = Path(parent) / entry
            known = str(Path(name) / path.relative_to(folder))
            found.extend(_entry(path, folder, known, is_folder=entry in folders))
    yield from _without_papers(found)
    if not any(isinstance(one, Source) for one in found):
        yield refused(name, words.EMPTY_FOLDER, allowed=ALLOWED)


def _entry(path: Path, folder: Path, name: str, *, is_folder: bool) -> Iterator[Source | Refused]:
    # realpath, since Path.resolve raises on links that lead in a circle
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(folder.resolve()):
        yield refused(name, words.LINK_OUT)
    elif not is_folder and Source(path, name).kind in ROWS + TEXTS:
        yield _checked(Source(path, name))
    elif not is_folder and path.suffix != SEAL:
        yield refused(name, words.OTHER_KIND, allowed=ALLOWED, bad=False)


def _without_papers(found: list[Source | Refused]) -> Iterator[Source | Refused]:
    """Beside files of rows, text files are the data's own papers (README, licence)."""
    rows = any(isinstance(one, Source) and one.kind in ROWS for one in found)
    for one in found:
        if rows and isinstance(one, Source) and one.kind in TEXTS:
            yield refused(one.name, words.PAPERS, bad=False)
        else:
            yield one
