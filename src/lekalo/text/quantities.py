"""Numbers with what they count, in figures or words, comparable whatever their unit.

    quantities("за две недели")  ->  one of kind "duration", 336 to 336 hours, unit "week"
    quantities("$3-5")           ->  one of kind "money", 3 to 5, unit "USD"

A number with no known unit is of the kind "number", and its unit is the word after it. The
marks of lists, versions and rows of figures too long for a number are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lekalo.text import numbers
from lekalo.text.units import (
    BETWEEN,
    HALF,
    ONE_EN,
    ONE_RU,
    ONE_UNITS,
    SIGNS,
    UNITS,
    WORKING,
    Unit,
    adjective_unit,
)

_TOKEN = re.compile(rf"{numbers.FIGURE.pattern}|°[cf]?|[^\W\d_]+(?:['’][a-z]+)?|[^\w\s]|\n", re.I)
_WORDS = "|".join(sorted(numbers.NUMBER_WORDS - {"a", "an"}, key=len, reverse=True))
_WORTH = re.compile(
    rf"\d|\b(?:{_WORDS}|{'|'.join(HALF)}|{'|'.join(ONE_UNITS)})\b|(?:недель|днев|месяч|часо)",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(
    r"(?m)^[ \t]*\d{1,2}[.)](?=\s)|(?<=\s)\d{1,2}\)(?=\s)|\b(?:step|шаг)\s\d{1,2}\b|#\d+\b", re.I
)
_CODE = re.compile(
    r"\d+(?:\.\d+){2,}|\b(?!(?:usd|eur|gbp|rub)\d)[a-z]+[-_]?\d[\w.-]*"
    r"|(?-i:\b[А-ЯЁ]{1,5})-\d[\w.-]*|\d{12,}",
    re.IGNORECASE,
)
_DASHES = frozenset("-–—")
_RANGE = _DASHES | {"to", "до"}
_SCALES_OF_HEAT = {
    "c": "°c",
    "celsius": "°c",
    "цельсия": "°c",
    "f": "°f",
    "fahrenheit": "°f",
    "фаренгейта": "°f",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """`low` to `high` in the kind's base (hours, grams, ...); the same where it is one number."""

    start: int
    end: int
    kind: str
    low: float
    high: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


class _Reader:
    """One pass over a text's tokens."""

    def __init__(self, text: str) -> None:
        found = [_Token(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
        self.tokens = found
        self.words = [token.text for token in found]

    def word(self, place: int) -> str:
        return self.words[place] if 0 <= place < len(self.words) else ""

    def number(self, place: int) -> tuple[float, int] | None:
        """A number from `place` on, with its scale (5 thousand), and the place after it."""
        word = self.word(place)
        if not word[:1].isdecimal():
            return numbers.words(self.words, place)
        value = numbers.figure(word)
        if value is None:
            return None
        after = place + 1
        while (scale := numbers.SCALES.get(self.word(after))) is not None:
            value, after = value * scale, after + 1
            after += self.word(after) == "." and self.word(after - 1).startswith("т")
        return value, after

    def unit(self, place: int) -> tuple[Unit | None, int, bool]:
        """The unit at `place` (a hyphen or an adjective may come first), the place after it,
        and whether it counts working days."""
        at = place + (self.word(place) in _DASHES and self._touching(place))
        working = False
        while self.word(at) in BETWEEN:
            working |= self.word(at) in WORKING
            at += 1
        unit = UNITS.get(self.word(at)) or adjective_unit(self.word(at))
        if unit is None or (unit.name == "m" and self.word(at) == "m" and at == place + 2):
            return None, place, False
        scale = _SCALES_OF_HEAT.get(self.word(at + 1)) if unit.kind == "heat" else None
        return (unit, at + 1, working) if not scale else (UNITS[scale], at + 2, working)

    def _touching(self, place: int) -> bool:
        after = place + 1
        return (
            after < len(self.tokens) and self.tokens[place].end == self.tokens[after].start
        ) and self.tokens[place - 1].end == self.tokens[place].start

    def range_end(self, place: int, low: float) -> tuple[float, int] | None:
        """The second number of `3-5`, `3 to 5`, `от 3 до 5`, `between 3 and 5`."""
        word = self.word(place)
        if word not in _RANGE and not (word in ("and", "и") and self._between(place)):
            return None
        at = place + 1 + (self.word(place + 1) in SIGNS)
        found = self.number(at)
        return found if found and found[0] > low else None

    def _between(self, place: int) -> bool:
        return any(self.word(at) in ("between", "между") for at in range(place - 4, place))


def quantities(text: str) -> Iterator[Quantity]:
    """Every number of the text, first to last."""
    if not _WORTH.search(text):
        return
    reader = _Reader(_blank(text))
    place = 0
    while place < len(reader.tokens):
        found = _at(reader, place)
        if found is None:
            place += 1
            continue
        quantity, place = found
        if quantity is not None:
            yield quantity


def _blank(text: str) -> str:
    """The text with list marks and codes as blanks of the same length."""

    def blank(match: re.Match[str]) -> str:
        return "·" * len(match[0])

    return _CODE.sub(blank, _LIST_MARK.sub(blank, text))


def _at(reader: _Reader, place: int) -> tuple[Quantity | None, int] | None:
    word = reader.word(place)
    token = reader.tokens[place]
    if word in HALF:
        hours = HALF[word]
        return Quantity(token.start, token.end, "duration", hours, hours, "half"), place + 1
    if (one := _implied_one(reader, place)) is not None:
        return one
    if word == "half" and reader.word(place + 1) in ("a", "an"):
        unit, after, _ = reader.unit(place + 2)
        return (_made(reader, place, after, unit, 0.5, 0.5), after) if unit else None
    if (prefix := _prefixed(word)) is not None:
        value, unit = prefix
        return _made(reader, place, place + 1, unit, value, value), place + 1
    read = reader.number(place)
    return None if read is None else _number(reader, place, *read)


def _number(
    reader: _Reader, place: int, low: float, after: int
) -> tuple[Quantity | None, int] | None:
    in_words = not reader.word(place)[0].isdecimal()
    before = reader.word(place - 1)
    sign = UNITS[before] if before in SIGNS else None
    unit, after, working = (sign, after, False) if sign else reader.unit(after)
    high = low
    if (end := reader.range_end(after, low)) is not None:
        high, after = end
        if sign is None:
            second, after, working = reader.unit(after)
            unit = second or unit
    if unit is None and in_words and low <= 1:
        return None, after  # "one of them" is no number
    quantity = _made(reader, place, after, unit, low, high, working)
    return quantity, after


def _implied_one(reader: _Reader, place: int) -> tuple[Quantity, int] | None:
    word, before = reader.word(place), reader.word(place - 1)
    if word not in ONE_UNITS:
        return None
    english = before in ("a", "an", "one") and reader.word(place - 2) in ONE_EN
    if not (english or before in ONE_RU):
        return None
    return _made(reader, place, place + 1, UNITS[word], 1.0, 1.0), place + 1


def _prefixed(word: str) -> tuple[float, Unit] | None:
    """The value and unit of двухнедельный, трёхдневного."""
    if word[:1] not in "одтчпшсв" or len(word) < 9:
        return None
    for prefix, value in numbers.PREFIXES.items():
        if word.startswith(prefix) and (unit := adjective_unit(word[len(prefix) :])):
            return value, unit
    return None


def _made(
    reader: _Reader,
    place: int,
    after: int,
    unit: Unit | None,
    low: float,
    high: float,
    working: bool = False,
) -> Quantity:
    tokens = reader.tokens
    start, end = tokens[place].start, tokens[after - 1].end
    if unit is None:
        return Quantity(start, end, "number", low, high, _counted(reader, after))
    name = f"working {unit.name}" if working else unit.name
    return Quantity(start, end, unit.kind, low * unit.factor, high * unit.factor, name)


def _counted(reader: _Reader, place: int) -> str:
    """The word after a number: what it counts, as far as can be told."""
    word = reader.word(place)
    return word if len(word) > 2 and word.isalpha() else ""


_LOOSE = {"month": (28 / 30, 31 / 30), "year": (360 / 365, 366 / 365), "quarter": (0.97, 1.03)}


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities of one kind may be the same: 14 days and two weeks, a month and 30
    days, five working days and a week; a number within the range that the other gives."""
    if one.unit == other.unit and (one.low == one.high) == (other.low == other.high):
        same = _near(one.low, other.low) and _near(one.high, other.high)
        return same or (one.low == one.high and _rounded(one, other))
    (low, high), (least, most) = _bounds(one), _bounds(other)
    if one.unit != other.unit and "working" in one.unit + other.unit:
        return low <= most and least <= high
    inside = least <= low + 1e-9 and high <= most + 1e-9
    return inside or (low <= least + 1e-9 and most <= high + 1e-9) or _near(high, most)


def _rounded(one: Quantity, other: Quantity) -> bool:
    """Whether one is the other without its fraction: 78 and 78.37 degrees."""
    pair = sorted((one.low, other.low), key=lambda value: value != round(value))
    return one.kind in ("number", "heat") and pair[0] == round(pair[0]) == round(pair[1])


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1e-9)


def _bounds(quantity: Quantity) -> tuple[float, float]:
    if quantity.unit == "working day":  # five of them may be a week with its weekend
        return quantity.low, quantity.high * 7 / 5 + 48
    least, most = _LOOSE.get(quantity.unit, (1.0, 1.0))
    return quantity.low * least, quantity.high * most


def counts_alike(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities can be set side by side: of one kind, and of one currency."""
    if one.kind != other.kind:
        return False
    if one.kind == "heat":
        return one.unit == other.unit or "degree" in (one.unit, other.unit)
    return one.kind != "money" or one.unit == other.unit


def spans(found: Sequence[Quantity]) -> list[tuple[int, int]]:
    """Where they stand."""
    return [(quantity.start, quantity.end) for quantity in found]
