"""Bytes to text, whatever a person's program saved them in.

UTF-8 is taken as it is. UTF-16 is known by its mark or by its zero bytes, the Russian
eight-bit pages (cp1251, KOI8-R, cp866) by the letters they give. Anything else is read as
UTF-8 with its broken bytes kept as lone surrogates, so that the rows that hold them, and only
those, are refused by their lines. Western eight-bit pages are not guessed: their letters
cannot be told apart from one another.
"""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RUSSIAN_PAGES = ("cp1251", "koi8-r", "cp866")
_LOWER = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
_SAMPLE = 1 << 16


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding (`utf-8`, `utf-16`, `cp1251` ...)."""
    name = _marked(data) or _wide(data)
    if name is None:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            name = _russian(data)
    if name is None:
        return data.decode("utf-8", "surrogateescape"), "utf-8"
    try:
        return data.decode(name), "utf-8" if name == "utf-8-sig" else name
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape"), "utf-8"


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: spaces and punctuation put zeros on one side of each pair only."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = len(sample) // 20 + 1
    if len(data) % 2 or len(sample) < 4 or max(even, odd) < enough or min(even, odd):
        return None
    return "utf-16-le" if odd else "utf-16-be"


def _russian(data: bytes) -> str | None:
    """The page that turns nearly all high bytes into small Russian letters, if one does.

    Written Russian has over nine small letters in ten; a wrong page gives capitals (KOI8-R
    read as cp1251) or line-drawing characters (cp866), so its share falls below half.
    """
    high = bytes(byte for byte in data[:_SAMPLE] if byte >= 0x80)
    best, share = None, 0.7
    for page in _RUSSIAN_PAGES:
        letters = high.decode(page, "replace")
        small = sum(letter in _LOWER for letter in letters) / max(len(letters), 1)
        if small > share:
            best, share = page, small
    return best
