"""Packed files (gzip, zstd, zip inside XLSX and DOCX), opened with a bound on what comes out.

Real text packs to a tenth or a fiftieth. A file that grows over `MAX_RATIO` times, once past
`FREE` bytes, was made to fill the memory or the day, and is refused where that shows; so the
time is bounded by the packed size. Leaves out archives of many files (tar, plain zip).
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any, cast

from lekalo.data.formats import words_files as words
from lekalo.data.formats.wording import ToldError

MAX_RATIO = 200
FREE = 64 << 20
"""Bytes, unpacked, that any file may grow to."""
MAX_ZIPPED = 2 << 30
PACKED = (".gz", ".zst")
_ZSTD_WINDOW = 1 << 27
_ZSTD_STEP = 1024  # packed bytes given at a time: at most some 40 MB come out of them


class FileError(ToldError):
    """A whole file cannot be read."""


def needs(library: str, extra: str = "formats") -> FileError:
    """What is said where an optional library is missing."""
    return FileError(words.NEEDS, library=library, extra=extra)


def not_whole(kind: str = ".gz") -> FileError:
    """What is said of a torn or mislabelled compressed file."""
    return FileError(words.NOT_WHOLE_PACKED, kind=kind)


def _bomb() -> FileError:
    return FileError(words.BOMB, ratio=MAX_RATIO)


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where its name ends in `.gz` or `.zst`. Reading raises
    `FileError` where the packing is torn or grows out of measure."""
    kind = path.suffix.lower()
    file = path.open("rb")
    if kind not in PACKED:
        return file
    try:
        unpacked: Any = gzip.GzipFile(fileobj=file) if kind == ".gz" else _Zstd(file)
        return cast("IO[bytes]", _Bounded(unpacked, file, kind))
    except BaseException:
        file.close()
        raise


class _Bounded(io.RawIOBase):
    """Counts what comes out against what went in."""

    def __init__(self, unpacked: Any, packed: IO[bytes], kind: str) -> None:
        self._unpacked = unpacked
        self._packed = packed
        self._kind = kind
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._unpacked.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise not_whole(self._kind) from None
        self._size += len(data)
        if self._size > FREE and self._size > MAX_RATIO * self._packed.tell():
            raise _bomb()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._packed.close()
        super().close()


class _Zstd:
    """Frames of zstd one after another; a torn one is an `EOFError`, which the library's own
    stream does not tell from a whole one."""

    def __init__(self, packed: IO[bytes]) -> None:
        try:
            import zstandard
        except ImportError:
            raise needs("zstandard") from None
        self._error = zstandard.ZstdError
        self._library = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._packed = packed
        self._frame: Any = None
        self._rest = b""
        self._out = b""
        self._given = 0  # of `_out`

    def read(self, size: int) -> bytes:
        """At most `size` bytes; empty at the end."""
        while self._given == len(self._out):
            step = self._rest or self._packed.read(_ZSTD_STEP)
            if not step:
                if self._frame is not None:
                    raise EOFError
                return b""
            self._feed(step)
        out = self._out[self._given : self._given + size]
        self._given += len(out)
        return out

    def _feed(self, step: bytes) -> None:
        if self._frame is None:
            self._frame = self._library.decompressobj()
        try:
            self._out, self._given = self._frame.decompress(step), 0
        except self._error:
            raise EOFError from None
        self._rest = b""
        if self._frame.eof:
            self._rest, self._frame = self._frame.unused_data, None


def check_zip(path: Path, kind: str, largest: int = MAX_ZIPPED) -> None:
    """Raises `FileError` unless `path` is a zip whose parts together stay in bounds. Python's
    zip reader never gives more of a part than its directory says, so the check holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise FileError(words.NOT_WHOLE, kind=kind) from None
    if size > FREE and size > MAX_RATIO * path.stat().st_size:
        raise _bomb()
    if size > largest:
        raise FileError(words.TOO_LARGE, size=size >> 20, largest=largest >> 20)
