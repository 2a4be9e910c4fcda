"""Evaluation suites: JSONL files of questions with what their answers must satisfy.

    {"id": "t-001", "messages": [{"role": "user", "content": "Where is my order?"}],
     "expects": [{"scorer": "sections", "headings": ["Short", "Details"]}], "tags": ["en"]}

A suite is read whole or not at all: every wrong line is named by file and line in one
message, scorers' options included, so that nothing fails in the middle of a measurement.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from lekalo.core.errors import DataError, LekaloError, UserError
from lekalo.core.hashing import hash_json
from lekalo.core.interfaces import SCORERS
from lekalo.core.records import ROLES, Expectation, Item, Message, SuiteKind, Where
from lekalo.core.settings import SuiteSettings
from lekalo.core.wording import Joined, Sayable, nearest
from lekalo.evaluation import mistakes as words
from lekalo.text.plural import number_of

_KEYS = ("id", "messages", "expects", "tags")
_SHOWN = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Suite:
    """The items of one suite; `hash` is over their content, not over spacing or order."""

    name: str
    kind: SuiteKind
    items: tuple[Item, ...]
    hash: str


def load_suite(settings: SuiteSettings, root: Path) -> Suite:
    """Reads the suite's file, relative to `root` (the recipe's folder).

    Raises `DataError` naming every wrong line, or saying that the file is missing or empty.
    """
    lines = _lines(root / settings.file, settings)
    items: list[Item] = []
    problems: list[Sayable] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                items.append(_item(line, Where(settings.file, number)))
            except LekaloError as error:
                problems.append(words.AT(where=f"{settings.file}:{number}", problem=error))
    problems += _duplicates(items)
    if problems:
        raise DataError(_together(settings, problems))
    if not items:
        raise DataError(words.EMPTY(name=settings.name, file=settings.file))
    return Suite(settings.name, settings.kind, tuple(items), _hash(items))


def _lines(path: Path, settings: SuiteSettings) -> list[bytes]:
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except FileNotFoundError:
        raise DataError(words.NO_FILE(name=settings.name, path=path)) from None
    except OSError as error:
        raise DataError(
            words.UNREADABLE(name=settings.name, path=path, strerror=error.strerror)
        ) from error


def _together(settings: SuiteSettings, problems: list[Sayable]) -> Sayable:
    lines = number_of(
        len(problems), "wrong line", ("неверная строка", "неверные строки", "неверных строк")
    )
    rest = len(problems) - _SHOWN
    more = [words.MORE(count=rest)] if rest > 0 else []
    head = words.WRONG_LINES(name=settings.name, lines=lines)
    return Joined((head, *problems[:_SHOWN], *more), by="\n")


def _duplicates(items: list[Item]) -> list[Sayable]:
    counts = Counter(item.id for item in items)
    first = {item.id: item.where for item in reversed(items)}
    return [
        words.AT(where=item.where, problem=words.ID_TAKEN(id=item.id, first=first[item.id]))
        for item in items
        if counts[item.id] > 1 and item.where != first[item.id]
    ]


def _hash(items: list[Item]) -> str:
    content = [
        {
            "id": item.id,
            "messages": [[message.role, message.content] for message in item.messages],
            "expects": [[expect.scorer, dict(expect.options)] for expect in item.expects],
            "tags": list(item.tags),
        }
        for item in sorted(items, key=lambda item: item.id)
    ]
    return hash_json(content)


def _item(line: bytes, where: Where) -> Item:
    value = _object(line)
    unknown = sorted(set(value) - set(_KEYS))
    if unknown:
        _wrong(words.UNKNOWN_KEY(key=unknown[0], hint=nearest(unknown[0], _KEYS, ".")))
    return Item(
        id=_text(value.get("id"), "id"),
        messages=_messages(value.get("messages")),
        expects=_many(value.get("expects"), "expects", _expectation),
        where=where,
        tags=_many(value["tags"], "tags", _tag) if value.get("tags") else (),
    )


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        _wrong(words.NOT_UTF8(byte=error.start + 1))
    except ValueError as error:
        _wrong(words.NOT_JSON(error=error))
    except RecursionError:
        _wrong(words.TOO_DEEP)
    if not isinstance(value, dict):
        _wrong(words.NOT_OBJECT)
    return value


def _messages(value: Any) -> tuple[Message, ...]:
    messages = _many(value, "messages", _message)
    if messages[-1].role not in ("user", "tool"):
        _wrong(words.LAST_ROLE(role=messages[-1].role))
    return messages


def _message(value: Any) -> Message:
    if not isinstance(value, dict) or set(value) != {"role", "content"}:
        _wrong(words.MESSAGE_KEYS)
    if value["role"] not in ROLES:
        role = str(value["role"])
        hint, allowed = nearest(role, ROLES, "."), ", ".join(ROLES)
        _wrong(words.UNKNOWN_ROLE(role=role, hint=hint, allowed=allowed))
    return Message(value["role"], _text(value["content"], "content"))


def _expectation(value: Any) -> Expectation:
    if not isinstance(value, dict):
        _wrong(words.NOT_EXPECTATION)
    options = {key: option for key, option in value.items() if key != "scorer"}
    scorer = _text(value.get("scorer"), "scorer")
    SCORERS.get(scorer).validate(options)
    return Expectation(scorer, options)


def _tag(value: Any) -> str:
    return _text(value, "tag")


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        _wrong(words.NOT_TEXT(name=name, given=_shown(value)))
    return value


def _many(value: Any, name: str, read: Callable[[Any], T]) -> tuple[T, ...]:
    if not isinstance(value, list) or not value:
        _wrong(words.NOT_LIST(name=name, given=_shown(value)))
    return tuple(read(element) for element in value)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]


def _wrong(sentence: Sayable) -> NoReturn:
    raise UserError(sentence)
