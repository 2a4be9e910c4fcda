"""Numbers of papers: INN, SNILS, OGRN, passports, US social security, driving licences.

INN, SNILS and OGRN are told by their check digits, and one that fails is not reported even
where the text names it. Passports and licences have no check digit: the text must name them,
or the Russian passport must be written as its series and number are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lekalo.text.personal import digits
from lekalo.text.personal.spans import (
    CHECKED,
    NAMED,
    SHAPED,
    Span,
    before,
    other_number,
    russian_around,
    told,
)

_INN_WORD = re.compile(
    r"\bинн\b|налог|реквизит|контрагент|плательщик|юрлиц|организаци|компани|\bип\b|\bооо\b|"
    r"самозанят|\binn\b|\btin\b|taxpayer|tax\s(?:id|number)",
    re.IGNORECASE,
)
_SNILS_WORD = re.compile(r"снилс|страхов|пенсион|\bпфр\b|snils", re.IGNORECASE)
_OGRN_WORD = re.compile(r"огрн|ogrn|регистрац|реквизит", re.IGNORECASE)
# patterns that begin with a digit are searched several times faster than those that look back
_PLAIN = re.compile(r"\d(?<![\w+-]\d)(?<!\d[.,]\d)\d{9,14}(?!\w|[.,-]\d)")
_SNILS = re.compile(r"\d(?<![\w-]\d)\d\d([ -])\d{3}\1\d{3}[ -]\d{2}(?![\w-])")

_PASSPORT_WORD = re.compile(r"па[сc]п[оo]рт|сери[яией]|\bpassport", re.IGNORECASE)
_PASSPORT = re.compile(
    r"\d(?<![\w+-]\d)(?<!\d[ .,]\d)\d ?\d\d"
    r"(?:,? ?(?:№|N[o°]?|номер(?:ом)?)? ?)\d{6}(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)
_PASSPORT_MARKED = re.compile(r" \d\d \d{6}$|№|[Nн]", re.IGNORECASE)
_ABROAD_RU = re.compile(
    r"(?:загран\w{0,12}|заграничн\w{1,4} паспорт\w{0,2})\D{0,30}(?<!\d)(\d\d ?(?:№ ?)?\d{7})(?!\d)",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"\bpassport(?:\s(?:number|no\.?|id|#))?(?:\sis|\swas)?[\s:#-]{0,4}"
    r"((?-i:[A-Z]{0,2})\d{6,9}(?-i:[A-Z]?))\b",
    re.IGNORECASE,
)
_SSN = re.compile(r"(\d(?<![\w-]\d)\d\d)([- ]?)(\d\d)\2(\d{4})(?![\w-]|[.,]\d)")
_SSN_WORD = re.compile(r"\bssn\b|social\s+security", re.IGNORECASE)
_LICENCE = re.compile(
    r"\b(?:driver'?s?'?|driver’s|driving)\s+licen[cs]e(?:\s(?:number|no\.?|#))?(?:\sis|\swas)?"
    r"[\s:#-]{0,4}((?-i:[A-Z]{0,5})\d[\dA-Z-]{4,16})\b",
    re.IGNORECASE,
)
_LICENCE_RU = re.compile(
    r"(?:водительск\w{1,4} (?:удостоверени|прав)\w{0,3}|\bв/у|\bправа)\D{0,25}"
    r"(?<!\d)(\d\d ?(?:\d\d|[А-Я]{2}) ?(?:№ ?)?\d{6})(?!\d)",
    re.IGNORECASE,
)


_BY_WORDS = (
    ("загран", _ABROAD_RU, "passport"),
    ("passport", _ABROAD, "passport"),
    ("licen", _LICENCE, "driver-licence"),
    ("водительск", _LICENCE_RU, "driver-licence"),
    ("права", _LICENCE_RU, "driver-licence"),
    ("в/у", _LICENCE_RU, "driver-licence"),
)


def find(text: str) -> Iterator[Span]:
    """Every paper's number; the caller has seen that digits are there."""
    yield from _plain(text)
    yield from _snils_written(text)
    yield from _passports(text)
    yield from _ssn(text)
    small = text.lower()
    for hint, pattern, kind in _BY_WORDS:
        for match in pattern.finditer(text) if hint in small else ():
            yield Span(match.start(1), match.end(1), kind, match[1], NAMED)


def _plain(text: str) -> Iterator[Span]:
    """Numbers written without a gap: 10 or 12 digits INN, 11 SNILS, 13 or 15 OGRN."""
    for match in _PLAIN.finditer(text):
        number, at = match[0], match.start()
        kind, word, right = _PLAIN_KINDS.get(len(number), _NONE)
        if not kind or not right(number):
            continue
        if told(text, at, word, 60):
            yield Span(at, match.end(), kind, number, NAMED)
        elif _telling(text, at, number):
            yield Span(at, match.end(), kind, number, SHAPED)


_PLAIN_KINDS = {
    10: ("inn", _INN_WORD, digits.inn),
    12: ("inn", _INN_WORD, digits.inn),
    11: ("snils", _SNILS_WORD, digits.snils),
    13: ("ogrn", _OGRN_WORD, digits.ogrn),
    15: ("ogrn", _OGRN_WORD, digits.ogrn),
}
_NONE = ("", _INN_WORD, digits.inn)


def _telling(text: str, at: int, number: str) -> bool:
    """Whether the number alone may be taken: ten digits from 1 or 9 are as often a moment in
    seconds or a mobile phone, eleven from 7 or 8 a phone."""
    if other_number(text, at) or not russian_around(text, at, at + len(number)):
        return False
    if len(number) == 10:
        return number[0] not in "19"
    return len(number) != 11 or number[0] not in "78"


def _snils_written(text: str) -> Iterator[Span]:
    for match in _SNILS.finditer(text):
        if digits.snils(re.sub(r"\D", "", match[0])):
            named = before(text, match.start(), _SNILS_WORD)
            yield Span(match.start(), match.end(), "snils", match[0], NAMED if named else CHECKED)


def _passports(text: str) -> Iterator[Span]:
    for match in _PASSPORT.finditer(text):
        at = match.start()
        if before(text, at, _PASSPORT_WORD, 50):
            yield Span(at, match.end(), "passport", match[0], NAMED)
        elif _by_shape(text, match):
            yield Span(at, match.end(), "passport", match[0], SHAPED)


def _by_shape(text: str, match: re.Match[str]) -> bool:
    """Whether series and number are written as in a Russian passport, in a Russian text."""
    at, end = match.span()
    marked = _PASSPORT_MARKED.search(match[0]) is not None
    return marked and russian_around(text, at, end) and not other_number(text, at)


def _ssn(text: str) -> Iterator[Span]:
    for match in _SSN.finditer(text):
        area, gap, group, serial = match.groups()
        if area in ("000", "666") or area > "899" or group == "00" or serial == "0000":
            continue
        named = before(text, match.start(), _SSN_WORD)
        if named or (gap == "-" and not other_number(text, match.start())):
            yield Span(match.start(), match.end(), "ssn", match[0], NAMED if named else SHAPED)
