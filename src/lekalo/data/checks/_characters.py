"""Characters that nobody meant: control and invisible ones, and text read in a wrong encoding.

    clean("При\\u200bвет")     "Привет"
    repair("РџСЂРёРІРµС‚")     "Привет"

    unmixed("Bопрос")          "Вопрос", where the B was a Latin one

A wrong encoding is repaired only where the wrong characters lead back to the same bytes. Leaves
out text read as KOI8 or cp866, and what was lost for good (`\\ufffd`).
"""

from __future__ import annotations

import re

_INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_LOST = "\ufffd\ufffe\uffff\ue000-\uf8ff\ud800-\udfff"
_BAD = re.compile(f"[{_CONTROL}{_INVISIBLE}{_LOST}]")
_REMOVED = re.compile(f"[{_CONTROL}{_INVISIBLE}]")
_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n"})
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _high(encoding: str) -> str:
    """What bytes 80 to BF, which continue a letter in UTF-8, look like in another encoding."""
    shown = []
    for byte in range(0x80, 0xC0):
        try:
            shown.append(bytes([byte]).decode(encoding))
        except UnicodeDecodeError:
            shown.append(chr(byte))
    return re.escape("".join(shown))


_LATIN_RUN = re.compile(f"(?:[\u00c2-\u00f4][{_high('cp1252')}\x80-\x9f]{{1,3}})+")
_CYRILLIC_RUN = re.compile(f"(?:[РС][{_high('cp1251')}]|вЂ[{_high('cp1251')}])+")
_CYRILLIC_SURE = re.compile(f"(?:[РС][{_high('cp1251')}]){{3}}|вЂ[{_high('cp1251')}]")
_LATIN_SURE = re.compile(f"[\u00c2\u00c3\u00d0\u00d1\u00e2\u00f0][{_high('cp1252')}\x80-\x9f]")
_ANSI_SURE = re.compile(r"[\u00c0-\u00ff\u00a8\u00b8]{4}")
_ANSI_RUN = re.compile(r"[\u00c0-\u00ff\u00a8\u00b8]+")
_LIKELY = re.compile(
    "[\u00a0-\u00ff\u0152\u0153\u0160\u0161\u017d\u017e\u0400-\u045f\u2010-\u2026\u2030\u20ac"
    "\u2116\u2122\u2190-\u2193\u2212\U0001f300-\U0001faff\ufe0f\u2600-\u27bf]+"
)
_MIXED = re.compile("[а-яё][a-z]|[a-z][а-яё]", re.IGNORECASE)
_MIXED_WORD = re.compile("[a-zа-яё]{4,40}", re.IGNORECASE)
_LATIN, _CYRILLIC = "aceopxyABCEHKMOPTXY", "асеорхуАВСЕНКМОРТХУ"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans("асеоАСЕО", "aceoACEO")  # others may stand for R, V, N by their sound
_ASCII = re.compile("[a-zA-Z]")
_FEW = 0.4  # of a word's letters; where half are strange, only a person knows the word
_ACRONYM = re.compile("[A-Z]{2}|^[a-z]?[A-Z][A-Z]")
_RUSSIAN = re.compile("[А-Яа-яЁё]+")


def bad_characters(text: str) -> str:
    """The first control, invisible, lost or private character as `U+200B`, or ""."""
    found = _BAD.search(text)
    if found and _DIRECTION.match(found[0]) and _RIGHT_TO_LEFT.search(text):
        return ""  # marks of direction belong into Arabic and Hebrew
    return f"U+{ord(found[0]):04X}" if found else ""


def clean(text: str) -> str:
    """The text without control and invisible characters; page and line breaks become new lines.
    What stands for a lost letter stays, since only a person knows the letter."""
    if not _BAD.search(text) or _RIGHT_TO_LEFT.search(text):
        return text
    return _REMOVED.sub("", text.translate(_BREAKS))


def repair(text: str) -> str | None:
    """The text as its author wrote it, where a part was read in a wrong encoding; else None."""
    if text.isascii():
        return None
    fixed = text
    if _CYRILLIC_SURE.search(fixed):
        fixed = _CYRILLIC_RUN.sub(lambda run: _decoded(run[0], "cp1251", "utf-8"), fixed)
    if _LATIN_SURE.search(fixed):
        fixed = _LATIN_RUN.sub(lambda run: _decoded(run[0], "cp1252", "utf-8"), fixed)
    if _ANSI_SURE.search(fixed):
        fixed = _ANSI_RUN.sub(lambda run: _decoded(run[0], "cp1252", "cp1251"), fixed)
    return fixed if fixed != text else None


def unmixed(text: str) -> str | None:
    """The text with each word in one alphabet, where a word had look-alikes of the other; None
    where no word had. An acronym with a Russian ending is two words and stays."""
    if text.isascii() or not _MIXED.search(text):
        return None
    fixed = _MIXED_WORD.sub(lambda word: _one_alphabet(word[0]), text)
    return fixed if fixed != text else None


def _one_alphabet(word: str) -> str:
    latin = [letter for letter in word if letter.isascii()]
    cyrillic = len(word) - len(latin)
    if not latin or not cyrillic or _ACRONYM.search(word):
        return word
    if cyrillic > len(latin):
        fixed = word.translate(_TO_CYRILLIC)
        return fixed if len(latin) <= _FEW * len(word) and not _ASCII.search(fixed) else word
    fixed = word.translate(_TO_LATIN)
    return fixed if fixed.isascii() and cyrillic <= _FEW * len(word) else word


def _decoded(run: str, seen_as: str, truly: str) -> str:
    """The run in its true encoding; itself where that gives nothing likely."""
    try:
        data = b"".join(_byte(character, seen_as) for character in run)
        fixed = data.decode(truly)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return run
    likely = _RUSSIAN if truly == "cp1251" else _LIKELY
    return fixed if likely.fullmatch(fixed) else run


def _byte(character: str, encoding: str) -> bytes:
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return character.encode("latin-1")
