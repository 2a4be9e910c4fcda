"""The turns of a chat to `Message`s, in an order that chat templates take.

OpenAI's roles and ShareGPT's, text or a list of text parts, tool calls and their results.
An empty system turn says nothing and is left out, and so is hidden reasoning, which the reader
says. Refused, each with a sentence: pictures, unknown roles, anything empty, turns out of order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lekalo.core.records import ROLES, Message, Role, ToolCall
from lekalo.core.wording import nearest
from lekalo.data.formats.lines import RowError
from lekalo.data.formats.shapes import sentences
from lekalo.data.formats.shapes import sentences_turns as words
from lekalo.data.formats.shapes.sentences import kind_of
from lekalo.data.formats.shapes.tools import calls, dump
from lekalo.data.formats.shapes.words import text_of

CHATS = {
    "messages": ("role", "content"),
    "conversations": ("from", "value"),
    "example_dialogue": ("role", "content"),
}
_ROLES: dict[Any, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "bot": "assistant",
    "char": "assistant",
    "model": "assistant",
}
_CALLERS = ("function_call", "tool_call", "tool_calls")
_RESULTS = ("tool", "function", "observation", "tool_response", "tool_result", "ipython")
_THOUGHTS = ("reasoning", "thinking")
_THOUGHT_KEYS = ("reasoning_content", "reasoning", "thinking")
_CALL_PARTS = ("tool_call", "function_call")


def turns(value: Any, shape: str) -> list[Message]:
    """The messages of a list of turns, not yet `checked`."""
    if not isinstance(value, list):
        raise RowError(words.TURNS_LIST, shape=shape, kind=kind_of(value))
    role_key, content_key = CHATS.get(shape, CHATS["messages"])
    if value and isinstance(value[0], dict) and role_key not in value[0]:
        role_key, content_key = _other_keys(value[0], role_key, content_key)
    return [turn(one, role_key, content_key) for one in value]


def _other_keys(first: Mapping[str, Any], *keys: str) -> tuple[str, str]:
    for pair in CHATS.values():
        if pair[0] in first:
            return pair
    return keys[0], keys[1]


def turn(value: Any, role_key: str = "role", content_key: str = "content") -> Message:
    """One turn."""
    if not isinstance(value, dict):
        raise RowError(words.TURN_OBJECT, kind=kind_of(value), key=role_key)
    name = value.get(role_key)
    role = _ROLES.get(name) if isinstance(name, str) else None
    content = value.get(content_key)
    if role is None:
        return _tool_turn(name, content, value, role_key)
    if len(value) == 2 and type(content) is str:  # nearly all turns of nearly all files
        return Message(role, content)
    called = _called(value, content) if role == "assistant" else ()
    if content is None and called:
        content = ""
    return Message(role, _content(content, role), called, learn=_learned(value, role))


def _tool_turn(name: Any, content: Any, value: dict[str, Any], role_key: str) -> Message:
    if name in _CALLERS:
        return Message("assistant", "", calls(content))
    if name not in _RESULTS:
        raise _bad_role(name, role_key)
    if isinstance(content, dict):
        content = dump(content)
    of, key = value.get("name"), value.get("tool_call_id")
    return Message(
        "tool",
        _content(content, "tool"),
        name=text_of(of, sentences.TOOL_NAME) if of is not None else "",
        call_id=text_of(key, sentences.CALL_ID) if key is not None else "",
    )


def _called(value: dict[str, Any], content: Any) -> tuple[ToolCall, ...]:
    called: tuple[ToolCall, ...] = ()
    for source in (value.get("tool_calls"), value.get("function_call")):
        called += calls(source) if source else ()
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict) and part.get("type") in _CALL_PARTS:
            called += calls(part.get("value", part.get("text")))
    return called


def _learned(value: dict[str, Any], role: Role) -> bool:
    weight = value.get("weight", value.get("loss_weight"))
    if role != "assistant" or weight is None:
        return True
    if isinstance(weight, int | float | str) and str(weight) in ("0", "1", "0.0", "1.0"):
        return str(weight)[0] == "1"
    raise RowError(words.WEIGHT, weight=repr(weight))


def thinks(value: Any, content_key: str = "content") -> bool:
    """Whether a list of turns holds hidden reasoning, which is left out."""
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, dict):
            continue
        parts = one.get(content_key, one.get("value"))
        if isinstance(parts, list) and any(
            isinstance(part, dict) and part.get("type") in _THOUGHTS for part in parts
        ):
            return True
        if len(one) > 2 and any(one.get(key) for key in _THOUGHT_KEYS):
            return True
    return False


def _content(content: Any, role: Role) -> str:
    """The text of a list of text parts, laid end to end."""
    if type(content) is str:
        return content
    if content is None:
        raise RowError(words.NULL_CONTENT, role=role)
    if not isinstance(content, list):
        raise RowError(words.CONTENT, role=role, kind=kind_of(content))
    return "".join(_part(part, role) for part in content)


def _part(part: Any, role: Role) -> str:
    if not isinstance(part, dict):
        raise RowError(words.PART_OBJECT, kind=kind_of(part))
    kind = part.get("type")
    if role == "assistant" and kind in (*_THOUGHTS, *_CALL_PARTS):
        return ""
    if kind != "text":
        raise RowError(words.PART_KIND, kind=repr(kind))
    return text_of(part.get("text", part.get("value")), sentences.PART)


def checked(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The turns, in an order every template takes: system, then user and assistant by turns,
    with a call's results right after it. The last turn is the assistant's."""
    if not messages:
        raise RowError(words.NO_TURNS)
    if messages[0].role == "system" and not messages[0].content.strip():
        messages = messages[1:]
    last, calling, learned = "", False, False
    for number, message in enumerate(messages, start=1):
        role, content = message.role, message.content
        if (not content or content.isspace()) and not message.tool_calls:
            empty = words.EMPTY_ANSWER if role == "assistant" else words.EMPTY_TURN
            raise RowError(empty, role=role, number=number)
        if not content.isascii() or "\0" in content:
            text_of(content, sentences.turn(number))
        if role not in _followers(last, calling):
            raise _out_of_order(role, last, number, calling)
        last, calling = role, bool(message.tool_calls) or (calling and role == "tool")
        learned = learned or (role == "assistant" and message.learn)
    if last != "assistant":
        raise _unanswered(messages)
    if not learned:
        raise RowError(words.NOT_LEARNED)
    return tuple(messages)


def _followers(last: str, calling: bool) -> tuple[str, ...]:
    if last == "assistant":
        return ("tool",) if calling else ("user",)
    if last == "tool":
        return ("tool", "assistant")
    return {"": ("system", "user"), "system": ("user",), "user": ("assistant",)}[last]


def _unanswered(messages: Sequence[Message]) -> RowError:
    if any(message.role == "assistant" for message in messages):
        return RowError(words.UNANSWERED)
    return RowError(words.NO_ASSISTANT)


def _out_of_order(role: Role, last: str, number: int, calling: bool) -> RowError:
    if role == "system":
        return RowError(words.LATE_SYSTEM, number=number)
    if role == "tool":
        return RowError(words.STRAY_RESULT, number=number)
    if not last or last == "system":
        return RowError(words.BAD_START, role=role)
    if calling and last == "assistant":
        return RowError(words.NO_RESULT, number=number, role=role)
    sentence = words.TWO_ALIKE if role == last else words.OUT_OF_ORDER
    return RowError(sentence, number=number, role=role, last=last)


def _bad_role(name: Any, key: str) -> RowError:
    if not isinstance(name, str):
        return RowError(words.NO_ROLE, key=key, roles=", ".join(_ROLES))
    hint = nearest(name.lower(), _ROLES, ".")
    return RowError(words.UNKNOWN_ROLE, name=name, hint=hint, roles=", ".join(ROLES))
