"""Phone numbers, Russian and international, by the phonenumbers library's rules.

Only runs of digits that look like a phone are asked about. A number with a plus, or grouped as
its country groups it, is enough by itself; others need a word beside them (call, тел.).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from lekalo.text.personal.spans import (
    CHECKED,
    NAMED,
    SHAPED,
    Span,
    after,
    before,
    other_number,
    russian_around,
    told,
)

_RUN = re.compile(
    r"[+(\d](?<![\w./:#№$€£-][+(\d])(?<!\d,[+(\d]) ?\(?\+?(?:(?<=\d)|\d)"
    r"(?:[ \u00a0().\-\u2010-\u2013/]{0,3}\d){5,14}(?: ?x\d{2,5})?(?![\w%]|[.,:/-]\d)"
)
_WORD = re.compile(
    r"\bтел(?:\b|еф)|звон|набира|набер|моб(?:\.|ильн)|сотов|\bсмс|whatsapp|вотсап|вацап|"
    r"ватсап|viber|вайбер|телеграм|факс|связ(?:ь|аться|и)|номер[уае]? для|мой номер|"
    r"\bcall|phone|\btel\b|mobile|\bcell\b|\bfax|\bdesk\b|\boffice\b|\bsms\b|"
    r"text (?:me|us|him|her)|\bring\b|\breach|answering|contact|messages? to|"
    r"registered|hotline|\bdial",
    re.IGNORECASE,
)
# a number named so is a paper's or a bank's, even where its check digit is wrong
_PAPER = re.compile(
    r"инн|снилс|огрн|кпп|\bбик\b|паспорт|карт[аеуы]|сч[её]т|\binn\b|snils|\bssn\b|iban|passport|"
    r"\bcard\b|\baccount\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,(-]{0,3}(?:office|fax|mobile|cell|home|work|desk|моб|раб|дом|факс|доб)", re.IGNORECASE
)
_NUMBER_AFTER = re.compile(r"[ \u00a0]{2,}| - |[ \u00a0]\(?\d{1,2}$")
_NO_DIGIT = re.compile(r"\D+")
_NANP = re.compile(r"(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}$")
_RU_GROUPED = re.compile(
    r"(?:\+?[78][ \u00a0(-]{1,2}|\()\d{3,5}[) \u00a0-]{1,2}\d{1,3}[ \u00a0-]?\d\d[ \u00a0-]?\d\d$|"
    r"9\d\d[ -]\d{3}[ -]?\d\d[ -]?\d\d$|8[ -]?800[ -]?\d{3}[ -]?(?:\d\d[ -]?\d\d|\d[ -]?\d{3})$"
)
_RU_LOCAL = re.compile(r"\d{2,3}[- ]\d\d[- ]?\d\d$")
_UK = re.compile(r"\(?0(?:7\d{3}|[12]\d{2,4}|20)\)?[ -]\d{3,4}[ -]?\d{3,4}$")
_NOT_A_PHONE = re.compile(
    r"\d{5}-\d{4}$|"  # a US postcode
    r"(?:19|20)\d\d([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2(?:19|20)\d\d|"
    r"(?:19|20)\d\d-(?:19|20)\d\d"
)


def find(text: str) -> Iterator[Span]:
    """Phone numbers; the caller has seen that digits are there."""
    for match in _RUN.finditer(text):
        for start, written in _cut(match):
            certainty = _certainty(text, start, written)
            if certainty:
                yield Span(start, start + len(written), "phone", written, certainty)
                break


def _cut(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The run without a bracket that is the sentence's, and also without a number after it."""
    start, written = match.start(), match[0]
    if written[0] == "(" and ")" not in written:
        start, written = start + 1, written[1:]
    yield start, written
    shorter = _NUMBER_AFTER.split(written, 1)[0]
    if shorter != written:
        yield start, shorter


def _certainty(text: str, start: int, written: str) -> float:
    """0 where it is no phone. What is cheap to tell is told first: a long row of numbers is full
    of runs that are none."""
    end = start + len(written)
    written = written.partition("x")[0].rstrip()  # an extension is no part of the number's rules
    count = len(_NO_DIGIT.sub("", written))
    if count < 6 or _NOT_A_PHONE.match(written) or written.count("(") != written.count(")"):
        return 0
    russian = russian_around(text, start, end)
    foreign = written.lstrip("( ").startswith("+")
    shaped = not foreign and _by_shape(written, count, russian)
    if not (foreign or shaped or _plausible(written, count, russian)):
        return 0
    if before(text, start, _PAPER, 14):
        return 0
    if foreign:
        return NAMED if _valid(written, None) else 0
    beside = after(text, end, _AFTER)
    if shaped:
        named = beside or before(text, start, _WORD)
        if not named and other_number(text, start):
            return 0
        return NAMED if named else CHECKED
    # other shapes need the word nearer than any that names another number
    if not (beside or told(text, start, _WORD)):
        return 0
    return SHAPED if count < 10 or not russian or _valid(written, "RU") else 0


def _by_shape(written: str, count: int, russian: bool) -> bool:
    if russian and count in (10, 11):
        bare = written.isdigit() and (count == 10 or written[0] not in "78")
        grouped = written.isdigit() or _RU_GROUPED.match(written)
        return bool(grouped) and not bare and _valid(written, "RU")
    if _NANP.match(written):
        return count in (10, 11)
    return bool(_UK.match(written)) and _valid(written, "GB")


def _plausible(written: str, count: int, russian: bool) -> bool:
    """Beside a word that calls it a phone: local numbers, and those of other countries; of
    Russian ones with a code, the library must say that they are valid."""
    if russian:
        return count in (10, 11) or (count in (6, 7) and _RU_LOCAL.match(written) is not None)
    return 7 <= count <= 13 and "/" not in written


def _valid(written: str, region: str | None) -> bool:
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    if region is None:
        return phonenumbers.is_possible_number(number)
    return phonenumbers.is_valid_number(number)
