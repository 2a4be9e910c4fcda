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
from lekalo.data.formats.shapes.words import kind_of, text_of


def dump(value: Any) -> str:
    """JSON text with letters as they are."""
    try:
        return text_of(json.dumps(value, ensure_ascii=False), "A tool's text")
    except (TypeError, ValueError, RecursionError):
        raise RowError("A tool's text cannot be written as JSON.", "Mend the row.") from None


def _load(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise RowError(f"{what} is not valid JSON: {text[:40]!r}.", "Mend or remove it.") from None


def schemas(value: Any) -> str:
    """The tools that a row declares, or '' for none."""
    if isinstance(value, str) and value.strip():
        value = _load(value, "The list of tools")
    if not value or (isinstance(value, str) and not value.strip()):
        return ""
    if not isinstance(value, list):
        raise RowError(f"'tools' is {kind_of(value)}, not a list.", "Make it a list of tools.")
    return dump([_schema(one) for one in value])


def _schema(value: Any) -> Any:
    if isinstance(value, str):  # a column of JSON texts
        value = _load(value, "A tool")
    inner = value.get("function", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        raise RowError("A tool has no name.", 'Write it as {"name": ..., "parameters": ...}.')
    return value if inner is not value else {"type": "function", "function": value}


def calls(value: Any) -> tuple[ToolCall, ...]:
    """One call or a list of them, as objects or as JSON text."""
    if isinstance(value, str):
        value = _load(value, "A tool call")
    many = value if isinstance(value, list) else [value]
    return tuple(_call(one) for one in many)


def _call(value: Any) -> ToolCall:
    if not isinstance(value, dict):
        raise RowError(f"A tool call is {kind_of(value)}, not an object.", "Give it a name.")
    inner = value.get("function", value)
    name = inner.get("name") if isinstance(inner, Mapping) else None
    if not isinstance(name, str) or not name.strip():
        raise RowError("A tool call has no name.", "Name the function that is called.")
    key = value.get("id")
    return ToolCall(
        text_of(name, "A tool's name"),
        _arguments(inner.get("arguments", inner.get("parameters"))),
        text_of(key, "A tool call's id") if key is not None else "",
    )


def _arguments(value: Any) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return "{}"
    if not isinstance(value, str):
        return dump(value)
    _load(value, "The arguments of a tool call")
    return text_of(value, "The arguments of a tool call")
