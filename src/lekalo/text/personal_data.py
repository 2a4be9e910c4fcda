"""Personal data in a text, Russian and English: where it stands, and of what kind.

    for span in find("Позвоните Анне Петровой: +7 916 123-45-67"):
        print(span.kind, span.start, span.end)

Numbers with a check digit are reported only when it is right, even where the text names them: a
wrong one leads to nobody. Where two kinds claim the same characters, the surer wins, then the
longer. Works by rules, with no model; leaves out links, ages, places and organisations.
"""

from __future__ import annotations

import re
from bisect import bisect

from lekalo.text.personal import (
    addresses,
    addresses_abroad,
    banking,
    births,
    digital,
    names_en,
    names_ru,
    papers,
)
from lekalo.text.personal import phones as phones_
from lekalo.text.personal.spans import CYRILLIC, KINDS, Span

__all__ = ["KINDS", "Span", "find"]

_DIGITS = re.compile(r"\d")
_MANY_DIGITS = re.compile(r"\d(?:[ \u00a0()./№N-]{0,3}\d){5}")


def find(text: str) -> tuple[Span, ...]:
    """All personal data of `text`, in order, none overlapping."""
    found: list[Span] = list(digital.find(text))
    if _DIGITS.search(text):
        found.extend(addresses.find(text))
        found.extend(addresses_abroad.find(text))
        if _MANY_DIGITS.search(text):
            for family in (banking, papers, phones_):
                found.extend(family.find(text))
        found.extend(births.find(text))
    if CYRILLIC.search(text):
        found.extend(names_ru.find(text))
    found.extend(names_en.find(text))
    return _apart(found)


def _apart(found: list[Span]) -> tuple[Span, ...]:
    """The surest spans that do not overlap, in the text's order."""
    if len(found) < 2:
        return tuple(found)
    kept: list[Span] = []
    starts: list[int] = []
    for span in sorted(found, key=lambda s: (-s.certainty, s.start - s.end, s.start)):
        at = bisect(starts, span.start)
        clear_before = at == 0 or kept[at - 1].end <= span.start
        if clear_before and (at == len(kept) or kept[at].start >= span.end):
            kept.insert(at, span)
            starts.insert(at, span.start)
    return tuple(kept)
