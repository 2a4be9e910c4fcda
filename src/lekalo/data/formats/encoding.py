"""Bytes to UTF-8, whatever a person's program saved them in, as a stream.

UTF-8 is taken as it is. UTF-16 and UTF-32 are known by their mark or by their zero bytes, the
Russian eight-bit pages (cp1251, KOI8-R, cp866) by the letters they give, and the Western one
(cp1252) by its few accented letters among plain ones. Anything else is passed on as broken
UTF-8, so that the rows that hold the broken bytes, and only those, are refused by their lines.
Other eight-bit pages are not guessed: their letters cannot be told apart from one another.
"""

from __future__ import annotations

import codecs
import io
import re
import string
from pathlib import Path
from typing import IO, Any

from lekalo.data.formats.packing import open_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RUSSIAN_PAGES = ("cp1251", "koi8-r", "cp866")
_LOWER = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
_WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÀÁÂÄÅÆÇÈÉÊËÎÏÑÓÔÖØÙÚÛÜŒ€£§°©®™«»¿¡–—‘’“”„…•´·½\xa0"
)
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_LETTERS = frozenset(string.ascii_letters.encode())
_SAMPLE = 1 << 16
_CHUNK = 1 << 17  # larger ones are slower: the system maps each anew
_BROKEN = "lekalo-broken"
codecs.register_error(_BROKEN, lambda error: ("\udcff", error.end))  # type: ignore[attr-defined]


class Utf8Stream(io.RawIOBase):
    """`raw` as UTF-8. `encoding` names what it was found to be, `blank` is true while nothing
    but white space has come; both are final once the stream has been read to its end."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self.encoding = "utf-8"
        self.blank = True
        self._ready = b""
        self._held = b""  # the beginning of a letter that the next chunk ends
        self._started = False
        self._decoder: codecs.IncrementalDecoder | None = None
        self._settled = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills `buffer` with UTF-8; 0 at the end."""
        while not self._ready:
            chunk = self._raw.read(_CHUNK)
            self._ready = self._convert(self._held + chunk, final=not chunk)
            self.blank = self.blank and not self._ready.strip()
            if not chunk:
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        """Closes the file."""
        self._raw.close()
        super().close()

    def _convert(self, data: bytes, *, final: bool) -> bytes:
        if not self._started and data:
            data = self._start(data)
        self._held = b""
        if self._decoder is not None:
            return self._decoder.decode(data, final).encode("utf-8", "surrogatepass")
        if self._settled or data.isascii():
            return data
        return self._settle(data, final=final)

    def _start(self, data: bytes) -> bytes:
        self._started = True
        mark, name = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", ""))
        if name == "utf-8":
            self._settled = True
            return data[len(mark) :]
        name = name or _wide(data)
        if name:
            self._take(name)
        return data

    def _take(self, name: str) -> None:
        self.encoding = name
        self._decoder = codecs.getincrementaldecoder(name)(_BROKEN)

    def _settle(self, data: bytes, *, final: bool) -> bytes:
        """Decides at the first letters that are not ASCII."""
        utf8 = codecs.getincrementaldecoder("utf-8")()
        try:
            text = utf8.decode(data, final)
        except UnicodeDecodeError:
            name = _western(data) or _russian(data)
            self._settled = True
            if name is None:
                return data
            self._take(name)
            return self._convert(data, final=final)
        self._held = utf8.getstate()[0]
        self._settled = not text.isascii()
        return data[: len(data) - len(self._held)]


def open_text(path: Path) -> tuple[io.BufferedReader, Utf8Stream]:
    """The file, unpacked and as UTF-8, to read from; and what tells its encoding."""
    stream = Utf8Stream(open_bytes(path))
    return io.BufferedReader(stream, _CHUNK), stream


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: spaces and punctuation put zeros on one side of each pair only."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = len(sample) // 20 + 1
    if len(data) % 2 or len(sample) < 4 or max(even, odd) < enough or min(even, odd):
        return ""
    return "utf-16-le" if odd else "utf-16-be"


def _russian(data: bytes) -> str | None:
    """The page that turns nearly all high bytes into small Russian letters, if one does.

    Written Russian has over nine small letters in ten; a wrong page gives capitals (KOI8-R
    read as cp1251) or line-drawing characters (cp866), so its share falls below half.
    """
    high = bytes(byte for byte in data[:_SAMPLE] if byte >= 0x80) or _high(data)
    best, share = None, 0.7
    for page in _RUSSIAN_PAGES:
        letters = high.decode(page, "replace")
        small = sum(letter in _LOWER for letter in letters) / max(len(letters), 1)
        if small > share:
            best, share = page, small
    return best


def _high(data: bytes) -> bytes:
    return bytes(byte for byte in data if byte >= 0x80)[:_SAMPLE]


def _western(data: bytes) -> str | None:
    """cp1252, where every high byte is a usual sign of it and most stand beside plain letters,
    as accents do; a file with any letter of UTF-8 is UTF-8 with broken bytes."""
    if _UTF8_PAIR.search(data):
        return None
    high = [match.start() for match in re.finditer(rb"[\x80-\xff]", data)][:_SAMPLE]
    usual = sum(bytes([data[at]]).decode("cp1252", "replace") in _WESTERN for at in high)
    beside = sum(not _LETTERS.isdisjoint(data[max(at - 1, 0) : at + 2]) for at in high)
    if usual < len(high) or beside < 0.6 * len(high):
        return None
    return "cp1252"
