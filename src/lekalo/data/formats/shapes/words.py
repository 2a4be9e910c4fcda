"""Values of a row's fields: text that can be written down, its group, and other columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lekalo.data.formats.lines import RowError
from lekalo.data.formats.shapes import sentences
from lekalo.data.formats.wording import Word

NO_META: Mapping[str, str] = {}
_GROUPS = ("group", "ticket_id", "customer_id", "thread_id", "группа")
_META = {
    "author": ("author", "annotator", "annotator_id", "автор", "разметчик"),
    "label": ("label", "category", "intent", "категория"),
    "first": ("first",),
    "policy": ("policy",),
}
_DATES = ("date", "created_at", "timestamp", "дата")
_GROUP_NAMES = frozenset(_GROUPS)
_META_NAMES = frozenset(name for names in _META.values() for name in names) | set(_DATES)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_FIRST = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


def text_of(value: Any, what: Word) -> str:
    """`value` if it is text that can be written down as UTF-8 and holds no zero bytes."""
    if type(value) is str and value.isascii() and "\0" not in value:
        return value
    if not isinstance(value, str):
        raise RowError(sentences.NOT_TEXT, what=what, kind=sentences.kind_of(value))
    if "\0" in value:
        raise RowError(sentences.ZERO_BYTE, what=what)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RowError(sentences.BROKEN_LETTER, what=what, at=error.start + 1) from None
    return value


def filled(value: Any, what: Word) -> str:
    """`text_of`, refused where there is nothing in it."""
    text = text_of("" if value is None else value, what)
    if not text or text.isspace():
        raise RowError(sentences.BLANK, what=what)
    return text


def group_of(row: Mapping[str, Any]) -> str:
    """What ties the row to others: a customer, a ticket."""
    if _GROUP_NAMES.isdisjoint(row):
        return ""
    value = next((row[name] for name in _GROUPS if row.get(name) not in (None, "")), "")
    return _plain(value, sentences.GROUP)


def meta_of(row: Mapping[str, Any], **more: str) -> Mapping[str, str]:
    """The other columns that are of use."""
    if not more and _META_NAMES.isdisjoint(row):
        return NO_META
    meta = dict(more)
    for key, names in _META.items():
        value = next((row[name] for name in names if row.get(name) not in (None, "")), None)
        if isinstance(value, str | int) and not isinstance(value, bool):
            meta[key] = _plain(value, sentences.META[key])
    date = next((day for name in _DATES if (day := _day(row.get(name)))), "")
    if date:
        meta["date"] = date
    return meta or NO_META


def _plain(value: Any, what: Word) -> str:
    return text_of(str(value), what)


def _day(value: Any) -> str:
    """ISO 8601, where the value begins with a date that can only be read one way."""
    text = str(value) if value is not None else ""
    if _ISO.match(text):
        return text_of(text, sentences.DATE)
    day = _DAY_FIRST.match(text)
    return f"{day[3]}-{day[2]}-{day[1]}" if day else ""
