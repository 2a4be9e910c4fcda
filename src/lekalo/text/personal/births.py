"""Dates of birth: a date beside a word that says so. Other dates are nobody's.

Leaves out the long dead: a birth more than 110 years ago is history, not a living person's.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from lekalo.text.personal.spans import NAMED, Span

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_MONTH_RU = r"(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
_YEAR = r"(?P<{}>(?:1[5-9]|20)\d\d)"
_DATE = (
    rf"(?P<date>\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR.format('a')}|{_YEAR.format('b')}-\d\d?-\d\d?|"
    rf"\d{{1,2}} {_MONTH_RU} {_YEAR.format('c')}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? "
    rf"{_YEAR.format('d')}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR.format('e')})(?!\d)"
)
_WORD = (
    r"(?:дат[аеуойы]{1,2} рождения|день рождения|родил(?:ся|ась|ись)|рожд\.|\bд\.? ?р\.|"
    r"\bborn\b|\bbirth(?:day|date)?\b|\bd\.?o\.?b\b)"
)
_WORD_FIRST = re.compile(rf"{_WORD}[^\d\n]{{0,30}}(?<!\d){_DATE}", re.IGNORECASE)
_DATE_FIRST = re.compile(
    rf"(?<![\d.]){_DATE}\s?(?:г\. ?р\.|г\.? рожд|года рождения|гг?\. ?рождения)", re.IGNORECASE
)
_HINTS = ("рожд", "родил", "г.р", "г. р", "д.р", "д. р", "др.", "born", "birth", "dob", "d.o.b")
_LIVING = 110


def find(text: str) -> Iterator[Span]:
    """Dates of birth; the caller has seen that digits are there."""
    small = text.lower()
    if not any(hint in small for hint in _HINTS):
        return
    oldest = datetime.datetime.now(datetime.UTC).year - _LIVING
    for pattern in (_WORD_FIRST, _DATE_FIRST):
        for match in pattern.finditer(text):
            year = next(y for y in map(match.group, "abcde") if y)
            if int(year) >= oldest:
                yield Span(*match.span("date"), "birth-date", match["date"], NAMED)
