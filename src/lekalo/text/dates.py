"""Dates, times of day and days of the week in running text, in English and in Russian.

    dates("до 5 марта 2024 года")  ->  one date with year 2024, month 3, day 5

A date written in figures with an unclear order (03/05/2024) has both readings, so that it
agrees with either. Leaves out words such as tomorrow, and dates that cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Date:
    """A date, or the part of it that is said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def agrees(self, other: Date) -> bool:
        """Whether both may be one date: no part that both say differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        said = [(one, two) for one, two in pairs if one is not None and two is not None]
        return bool(said) and all(one == two for one, two in said)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of text and what it says: dates (all readings), minutes of a day, or a weekday."""

    start: int
    end: int
    value: tuple[Date, ...] | int


_MONTHS = (
    ("january", "jan", "январь", "января", "январе"),
    ("february", "feb", "февраль", "февраля", "феврале"),
    ("march", "mar", "март", "марта", "марте"),
    ("april", "apr", "апрель", "апреля", "апреле"),
    ("may", "май", "мая", "мае"),
    ("june", "jun", "июнь", "июня", "июне"),
    ("july", "jul", "июль", "июля", "июле"),
    ("august", "aug", "август", "августа", "августе"),
    ("september", "sept", "sep", "сентябрь", "сентября", "сентябре"),
    ("october", "oct", "октябрь", "октября", "октябре"),
    ("november", "nov", "ноябрь", "ноября", "ноябре"),
    ("december", "dec", "декабрь", "декабря", "декабре"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_EN = "|".join(sorted((n for n in _MONTH if n.isascii()), key=len, reverse=True))
_RU = "|".join(sorted((n for n in _MONTH if not n.isascii()), key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<y1>(?:19|20)\d\d)[-./](?P<m1>\d\d?)[-./](?P<d1>\d\d?)(?![\d.]\d)\b"
    rf"|\b(?P<a>\d\d?)(?P<sep>[./-])(?P<b>\d\d?)(?P=sep)(?P<y2>(?:19|20)?\d\d)\b(?![./-]\d)"
    rf"|\b(?P<d3>\d\d?)(?:st|nd|rd|th)?\s(?:of\s)?(?P<m3>{_EN})\b\.?(?:,?\s(?P<y3>(?:1[0-9]|20)\d\d)\b)?"
    rf"|\b(?P<d4>\d\d?)(?:-?(?:го|е))?\s(?P<m4>{_RU})\b(?:\s(?P<y4>(?:1[0-9]|20)\d\d)\b)?"
    rf"|\b(?P<m5>{_EN})\b\.?\s(?P<d5>\d\d?)(?:st|nd|rd|th)?\b(?!:)(?:,?\s(?P<y5>(?:1[0-9]|20)\d\d)\b)?"
    rf"|\b(?P<m6>{_EN}|{_RU})\b,?\s(?P<y6>(?:1[0-9]|20)\d\d)\b"
    rf"|(?<=[а-яё]\s)(?P<d8>[0-3]\d)\.(?P<m8>0[1-9]|1[0-2])(?!\d|\.\d|\s?[%₽]|\s(?:руб|т|кг|г|м|л|ч|к))"
    rf"|\b(?P<y7>(?:1[0-9]|20)\d\d)(?=(?:-?[а-я]{{1,2}})?\s(?:г\.|год))",
    re.IGNORECASE,
)
_WORTH = re.compile(
    rf"\d[./-]\d|\b(?:{_EN}|{_RU})\b|\d\d\d\d(?:-?[а-я]{{1,2}})?\s(?:г\.|год)", re.I
)
_TIME = re.compile(
    r"\b(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?!\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|\b(?P<h2>1[0-2]|0?[1-9])\s?(?P<half2>[ap])\.?m\b\.?"
    r"|(?<=\bв )(?P<h4>1?\d|2[0-3])\sчас(?:ов|а)?\b(?!\s(?:утра|вечера|дня|ночи))"
    r"|\b(?P<h5>1[0-2]|[1-9])\so['’]clock\b"
    r"|\b(?P<h3>[01]?\d|2[0-3])(?:\sчас(?:ов|а)?)?\s(?P<half3>утра|вечера|ночи"
    r"|дня(?:(?<=час дня)|(?<=часа дня)|(?<=часов дня)|(?<=\bв \d дня)|(?<=\bдо \d дня)))\b",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"\b(?:(mondays?|mon|понедельник\w{0,2}|пн)|(tuesdays?|tues?|вторник\w{0,2}|вт)"
    r"|(wednesdays?|wed|сред(?:[аыу]|ам)|ср)|(thursdays?|thu(?:rs)?|четверг\w{0,2}|чт)"
    r"|(fridays?|fri|пятниц\w{0,2}|пт)|(saturdays?|суббот\w{0,2}|сб)"
    r"|(sundays?|воскресень\w{0,2}|вс))\b",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[Found]:
    """Every date, from a full one to a month with its year or a year so called."""
    if not _WORTH.search(text):
        return
    for match in _DATE.finditer(text):
        readings = tuple(date for date in _readings(match) if _possible(date))
        if readings:
            yield Found(match.start(), match.end(), readings)


def _readings(match: re.Match[str]) -> tuple[Date, ...]:
    part = match.groupdict()
    if part["a"]:
        one, two, full = int(part["a"]), int(part["b"]), _year(part["y2"])
        both = (Date(full, two, one), Date(full, one, two))
        return both if part["sep"] != "." else both[:1]
    for number in "1345678":
        year, month, day = (part.get(f"{name}{number}") for name in "ymd")
        if year or month:
            return (Date(_year(year), _month(month), int(day) if day else None),)
    return ()


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else _MONTH[text.lower()]


def _possible(date: Date) -> bool:
    return (date.month is None or 1 <= date.month <= 12) and (
        date.day is None or 1 <= date.day <= 31
    )


def times(text: str) -> Iterator[Found]:
    """Every time of day, in minutes from midnight."""
    for match in _TIME.finditer(text):
        part = match.groupdict()
        hour = int(part["h"] or part["h2"] or part["h3"] or part["h4"] or part["h5"])
        half = (part["half"] or part["half2"] or part["half3"] or "").lower()
        minutes = int(part["m"] or 0)
        if half in ("p", "вечера", "дня") and hour < 12:
            hour += 12
        if half in ("a", "ночи") and hour == 12:
            hour = 0
        yield Found(match.start(), match.end(), hour * 60 + minutes)


def weekdays(text: str) -> Iterator[Found]:
    """Every day of the week, Monday as 0."""
    for match in _WEEKDAYS.finditer(text):
        number = next(n for n, group in enumerate(match.groups()) if group)
        if len(match[0]) > 3 or match[0][0].isupper() or not match[0].isascii():
            yield Found(match.start(), match.end(), number)
