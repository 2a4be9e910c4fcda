"""What a recogniser hands over, and how it looks at the words around a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

KINDS = (
    "email",
    "phone",
    "card",
    "iban",
    "account",
    "ip",
    "passport",
    "inn",
    "snils",
    "ogrn",
    "ssn",
    "driver-licence",
    "birth-date",
    "address",
    "name",
)
"""Every kind that is found."""

NAMED, CHECKED, SHAPED, ALONE = 1.0, 0.8, 0.6, 0.4
"""Certainty: the text says what it is; a check digit or a list says so; only the shape does; a
given name stands alone, which is worth masking but identifies nobody by itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is personal data of this kind. The repr leaves the data out, so that a
    log or a traceback doesn't carry it."""

    start: int
    end: int
    kind: str
    text: str = field(repr=False)
    certainty: float = CHECKED


CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_LETTER = re.compile(r"[^\W\d_]")

# numbers that people write beside these words are not about a person
_OTHER = re.compile(
    r"заказ(?!ать|ыв)|трек|отправлени|артикул|накладн|\bчек|штрих|товар|заявк|обращени|договор|счёт-|"
    r"серийн|транзакц|платёж|платеж|\bкод|\bid\b|imei|order|track|\bsku\b|isbn|\bean\b|barcode|"
    r"invoice|ticket|serial|shipment|parcel|transaction|reference|\bref\b|\bcode\b|\bitem\b|"
    r"\bcase\b|timestamp|commit|\bhash\b",
    re.IGNORECASE,
)


def before(text: str, at: int, pattern: re.Pattern[str], reach: int = 40) -> bool:
    """Whether `pattern` stands in the `reach` characters before `at`."""
    return pattern.search(text, max(0, at - reach), at) is not None


def told(text: str, at: int, word: re.Pattern[str], reach: int = 40) -> bool:
    """Whether `word` stands before `at`, and no other kind of number is named after it."""
    if not _LETTER.search(text, max(0, at - reach), at):
        return False  # a row of numbers: nothing names one of them
    ends = [match.end() for match in word.finditer(text, max(0, at - reach), at)]
    return bool(ends) and _OTHER.search(text, ends[-1], at) is None


def after(text: str, at: int, pattern: re.Pattern[str], reach: int = 20) -> bool:
    """Whether `pattern` begins at `at`."""
    return pattern.match(text, at, at + reach) is not None


def other_number(text: str, at: int) -> bool:
    """Whether the words before call the number an order, a parcel, an article or the like."""
    return before(text, at, _OTHER, 28)


def russian_around(text: str, start: int, end: int) -> bool:
    """Whether Russian letters stand near, so that Russian numbers are to be thought of."""
    return CYRILLIC.search(text, max(0, start - 120), end + 120) is not None
