"""Tools in their usual spellings: what may be called, and calls, to one spelling.

Schemas become OpenAI's `[{"type": "function", "function": {...}}]` as JSON text; a call becomes
a name and its arguments as JSON text. Leaves out whether a call fits its schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lekalo.core.records import ToolCall
from lekalo.data.formats.lines import RowError
from lekalo.data.formats.shapes import sentences as words
from lekalo.data.formats.shapes.sentences import kind_of
from lekalo.data.formats.shapes.words import text_of
from lekalo.data.formats.wording import Word


def dump(value: Any) -> str:
    """JSON text with letters as they are."""
    try:
        return text_of(json.dumps(value, ensure_ascii=False), words.TOOL_TEXT)
    except (TypeError, ValueError, RecursionError):
        raise RowError(words.UNWRITABLE) from None


def _load(text: str, what: Word) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise RowError(words.NO_JSON, what=what, text=repr(text[:40])) from None


def schemas(value: Any) -> str:
    """The tools that a row declares, or '' for none."""
    if isinstance(value, str) and value.strip():
        value = _load(value, words.TOOLS)
    if not value or (isinstance(value, str) and not value.strip()):
        return ""
    if not isinstance(value, list):
        raise RowError(words.TOOLS_LIST, kind=kind_of(value))
    return dump([_schema(one) for one in value])


def _schema(value: Any) -> Any:
    if isinstance(value, str):  # a column of JSON texts
        value = _load(value, words.TOOL)
    inner = value.get("function", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        raise RowError(words.NAMELESS_TOOL)
    return value if inner is not value else {"type": "function", "function": value}


def calls(value: Any) -> tuple[ToolCall, ...]:
    """One call or a list of them, as objects or as JSON text."""
    if isinstance(value, str):
        value = _load(value, words.CALL)
    many = value if isinstance(value, list) else [value]
    return tuple(_call(one) for one in many)


def _call(value: Any) -> ToolCall:
    if not isinstance(value, dict):
        raise RowError(words.CALL_OBJECT, kind=kind_of(value))
    inner = value.get("function", value)
    name = inner.get("name") if isinstance(inner, Mapping) else None
    if not isinstance(name, str) or not name.strip():
        raise RowError(words.NAMELESS_CALL)
    key = value.get("id")
    return ToolCall(
        text_of(name, words.TOOL_NAME),
        _arguments(inner.get("arguments", inner.get("parameters"))),
        text_of(key, words.CALL_ID) if key is not None else "",
    )


def _arguments(value: Any) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return "{}"
    if not isinstance(value, str):
        return dump(value)
    _load(value, words.ARGUMENTS)
    return text_of(value, words.ARGUMENTS)
