"""The facts that a text states in a form that can be compared: numbers, dates, times, names.

    for fact in facts("Return it within two weeks: Settings > Orders"): ...

`comparable` says whether two facts are of one sort, `agree` whether they say the same: two
weeks and 14 days, 5 March and 05.03.2024. Names are those a reader goes by: addresses, links,
phone numbers, and what is quoted, in bold, or a step of a path through menus. Yes and no are in
`polarity`. Leaves out facts in plain words (blue, on foot).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lekalo.text import quantities
from lekalo.text.dates import Date, Found, dates, times, weekdays
from lekalo.text.lemmas import lemmas
from lekalo.text.quantities import Quantity

Kind = Literal[
    "number",
    "duration",
    "money",
    "percent",
    "measure",
    "date",
    "time",
    "weekday",
    "email",
    "link",
    "phone",
    "label",
]
NUMBERS = frozenset(("number", "duration", "money", "percent", "measure"))
DATES = frozenset(("date", "time", "weekday"))
Value = Quantity | tuple[Date, ...] | int | str

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK = re.compile(
    r"\bhttps?://[^\s<>\"')\]]{1,300}|\bwww\.[^\s<>\"')\]]{1,200}"
    r"|\b[\w-]{2,63}\.(?:com|ru|org|net|io|info|рф|su|by|kz|co\.uk)\b(?:/[^\s<>\"')\]]{0,200})?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,/-])\+?\(?\d(?:[ \u00a0()\u2013-]{0,2}\d){9,14}(?![\w/-]|[.,]\d)")
_LABEL = re.compile(
    r"«([^«»\n]{1,60})»|“([^“”\n]{1,60})”|\"([^\"\n]{1,60})\"|\*\*([^*\n]{1,60})\*\*|`([^`\n]{1,60})`"
    r"|(?<!\w)'((?:[^'\n]|(?<=\w)'(?=\w)){1,60})'(?!\w)"
)
_STEP = r"[^\W\d_][\w&'/-]{0,30}(?:\s[\w&'/-]{1,30}){0,3}?"
_PATH = re.compile(rf"{_STEP}(?:\s?(?:>|→|->|»)\s?{_STEP}(?=$|[^\w&'/-])){{1,6}}")
_ARROW = re.compile(r"\s?(?:->|[>→»])\s?")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact and where it stands in the text."""

    kind: Kind
    start: int
    end: int
    value: Value


def facts(text: str) -> list[Fact]:
    """Every fact of the text, in order."""
    found = list(names(text))
    rest = _blank(text, [(fact.start, fact.end) for fact in found if fact.kind != "label"])
    for kind, reader in (("date", dates), ("time", times), ("weekday", weekdays)):
        said = [_of(kind, one) for one in reader(rest)]  # type: ignore[arg-type]
        found.extend(said)
        rest = _blank(rest, [(fact.start, fact.end) for fact in said])
    found.extend(
        Fact(_kind(one.kind), one.start, one.end, one) for one in quantities.quantities(rest)
    )
    return sorted(found, key=lambda fact: (fact.start, fact.end))


def names(text: str) -> Iterator[Fact]:
    """The names among the facts: addresses, links, phones, labels."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Fact("email", match.start(), match.end(), match[0].lower())
    if "." in text:
        for match in _LINK.finditer(text):
            if text[max(match.start() - 1, 0)] != "@":
                yield Fact("link", match.start(), match.end(), _link(match[0]))
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        yield Fact("phone", match.start(), match.end(), digits[-10:])
    for match in _LABEL.finditer(text):
        inner = next(group for group in match.groups() if group)
        yield Fact("label", match.start(), match.end(), _plain(inner))
    yield from _steps(text)


def _steps(text: str) -> Iterator[Fact]:
    if not (">" in text or "→" in text or "»" in text):
        return
    for match in _PATH.finditer(text):
        last = _ARROW.split(match[0])[-1]
        if last[:1].isupper():
            yield Fact("label", match.end() - len(last), match.end(), _plain(last))


def _link(text: str) -> str:
    short = text.lower().rstrip(".,;:!?)/")
    return short.removeprefix("https://").removeprefix("http://").removeprefix("www.")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower().replace("ё", "е")))


def _of(kind: Kind, found: Found) -> Fact:
    return Fact(kind, found.start, found.end, found.value)


def _kind(kind: str) -> Kind:
    if kind in ("number", "duration", "money", "percent"):
        return kind  # type: ignore[return-value]
    return "measure"


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "·" * (end - start) + text[end:]
    return text


def comparable(one: Fact, other: Fact) -> bool:
    """Whether the two can be set side by side at all."""
    if one.kind != other.kind:
        return False
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return quantities.counts_alike(one.value, other.value)
    return True


def agree(one: Fact, other: Fact) -> bool:
    """Whether two comparable facts may say the same."""
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return quantities.agree(one.value, other.value)
    if isinstance(one.value, tuple) and isinstance(other.value, tuple):
        return any(a.agrees(b) for a in one.value for b in other.value)
    if one.kind in ("label", "link") and isinstance(one.value, str):
        return _within(one.value, str(other.value))
    return one.value == other.value


def _within(one: str, other: str) -> bool:
    """Whether one name is the other, or a part of it: Billing and the Billing page."""
    short, long = sorted((one, other), key=len)
    if short == long or (len(short) > 2 and short in long):
        return True
    return lemmas(one) == lemmas(other)
