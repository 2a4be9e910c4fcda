"""The content-addressed store: folders under the hash of what is in them.

An address is `sha256:` and 64 hex digits: the hash of the listing {relative name: hash of
the file}. The same content has one address and is kept once; a folder that no longer
matches its address is named and never loaded. Objects are only ever added.
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from lekalo.core import words
from lekalo.core.errors import DataError, NotFoundError
from lekalo.core.files import CHECKSUMS, outside, verify, write_folder
from lekalo.core.hashing import hash_file, hash_json
from lekalo.versions import words as said_words

_ADDRESS = re.compile(r"sha256:([0-9a-f]{64})")


class Store:
    """Folders by content under `root`; several processes may add to it at once."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put_folder(self, folder: Path, skip: Iterable[str] = ()) -> str:
        """Keeps the files of `folder`, subfolders too, and returns their address.

        Dot files, checksums and the names in `skip` are left out. `DataError` where the
        folder is missing, holds no files, or holds a link (it could lead anywhere).
        """
        files = {path.relative_to(folder).as_posix(): path for path in _files(folder, set(skip))}
        return self._put(files, str(folder))

    def put_files(self, paths: Iterable[Path]) -> str:
        """Keeps single files side by side in one folder; names must differ."""
        files: dict[str, Path] = {}
        for path in paths:
            if not path.is_file():
                raise DataError(said_words.NOT_A_FILE(path=path))
            if path.name in files:
                raise DataError(said_words.SAME_NAME(name=path.name))
            files[path.name] = path
        return self._put(files, ", ".join(files))

    def path(self, address: str) -> Path:
        """The folder at `address`, every byte verified. `DataError` names a damaged file."""
        folder = self._place(address)
        if not folder.is_dir():
            raise NotFoundError(said_words.NOT_STORED(address=address))
        _check(folder, address)
        return folder

    def _put(self, files: dict[str, Path], source: str) -> str:
        if not files:
            raise DataError(said_words.NO_FILES(source=source))
        with outside(words.READING(path=source)):
            address = hash_json({name: hash_file(path) for name, path in files.items()})
        target = self._place(address)
        if target.exists() and self._whole(target, address):
            return address
        incoming = self.root / "incoming" / uuid.uuid4().hex
        write_folder(incoming, lambda part: _copy(files, part))
        try:
            _check(incoming, address)
            self._settle(incoming, target, address)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
        return address

    def _settle(self, incoming: Path, target: Path, address: str) -> None:
        """Moves a finished folder to its place. A damaged object there is set aside;
        where another process was first with a good one, that one stays."""
        with outside(words.WRITING(path=target)):
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists() and not self._whole(target, address):
                aside = self.root / "damaged" / f"{target.name}-{uuid.uuid4().hex[:12]}"
                aside.parent.mkdir(exist_ok=True)
                target.rename(aside)
            try:
                incoming.rename(target)
            except OSError:
                if not target.exists():
                    raise
                _check(target, address)

    def _whole(self, folder: Path, address: str) -> bool:
        try:
            _check(folder, address)
        except DataError:
            return False
        return True

    def _place(self, address: str) -> Path:
        """Where an address is kept. Only hex digits reach the file system."""
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise DataError(said_words.NOT_AN_ADDRESS(address=address[:80]))
        digits = match[1]
        return self.root / digits[:2] / digits


def _files(folder: Path, skip: set[str]) -> list[Path]:
    if not folder.is_dir():
        raise DataError(said_words.NOT_A_FOLDER(folder=folder))
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise DataError(said_words.A_LINK(path=path))
        if path.is_file() and not path.name.startswith(".") and path.name not in skip | {CHECKSUMS}:
            found.append(path)
    return found


def _copy(files: dict[str, Path], part: Path) -> None:
    for name, path in files.items():
        target = part / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _check(folder: Path, address: str) -> None:
    """The listing must hash to the address before any name in it is followed."""
    try:
        sums = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(said_words.BAD_CHECKSUMS(folder=folder, checksums=CHECKSUMS)) from error
    if hash_json(sums) != address:
        raise DataError(said_words.OTHER_LISTING(folder=folder / CHECKSUMS, address=address))
    verify(folder)
    extra = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    extra -= {*sums, CHECKSUMS}
    if extra:
        raise DataError(said_words.STRAY_FILE(folder=folder / min(extra), address=address))
