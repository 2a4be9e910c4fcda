"""One row, in any of the field's usual shapes, to an `Example` or a `Document`.

    messages        OpenAI chats; content is text or a list of text parts
    conversations   ShareGPT chats: from, value
    instruction, input, output    Alpaca, also with system and history; self-instruct's instances
    prompt or question or instruction, completion or answer or response    pairs (also in Russian)
    text            a document

Each row is recognised by its own keys. Refused, each with a sentence that names it: preference
rows, tool calls, pictures, turns with a training weight of their own, anything empty.
An empty system turn says nothing and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lekalo.core.errors import nearest
from lekalo.core.records import ROLES, Document, Example, Message, Role, Where
from lekalo.data.formats.lines import RowError

_ROLES: dict[Any, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "bot": "assistant",
    "model": "assistant",
}
_TOOL_ROLES = ("tool", "function", "function_call", "observation", "tool_call", "tool_response")
_CHATS = {"messages": ("role", "content"), "conversations": ("from", "value")}
_QUESTIONS = ("instruction", "prompt", "question", "инструкция", "вопрос")
_ANSWERS = ("output", "completion", "response", "answer", "ответ")
_NO_META: Mapping[str, str] = {}


def shape_of(row: Any) -> str:
    """The name of the row's shape; raises `RowError` when it is none that trains a chat."""
    if not isinstance(row, dict):
        raise RowError(f"The row is {_kind(row)}, not an object.", "Write each row as {...}.")
    _refuse_preference(row)
    for name in _CHATS:
        if name in row:
            return name
    if "instances" in row and "instruction" in row:
        return "instances"
    question = next((name for name in _QUESTIONS if name in row), None)
    answer = next((name for name in _ANSWERS if name in row), None)
    if question and answer:
        return f"{question}, {answer}"
    if "text" in row:
        return "text"
    raise _unknown(row, question)


def convert(row: Any, where: Where) -> Example | Document:
    """The record a row holds; raises `RowError`."""
    if type(row) is dict and type(row.get("messages")) is list and "label" not in row:
        shape = "messages"  # the one that large files have
        if "chosen" in row or "rejected" in row:
            _refuse_preference(row)
    else:
        shape = shape_of(row)
    if shape == "text":
        return _document(row, where)
    messages = _chat(row, shape) if shape in _CHATS else _checked(_pair(row, shape))
    group = row.get("group", "")
    author = row.get("author")
    meta = {"author": str(author)} if author else _NO_META
    return Example(messages, where, "" if group is None else str(group), meta)


def _document(row: dict[str, Any], where: Where) -> Document:
    title = row.get("title")
    text = _text(row["text"], "The text")
    if not text.strip():
        raise RowError("The text is empty.", "Fill or remove the row.")
    return Document(text, where, title if isinstance(title, str) else "")


def _chat(row: dict[str, Any], shape: str) -> tuple[Message, ...]:
    turns = row[shape]
    if not isinstance(turns, list):
        raise RowError(f"'{shape}' is {_kind(turns)}, not a list of turns.", "Make it a list.")
    tools = row.get("tools")
    if tools and tools != "[]":
        raise _tools("The row declares tools.")
    role_key, content_key = _CHATS[shape]
    if shape == "conversations" and turns and isinstance(turns[0], dict) and "role" in turns[0]:
        role_key, content_key = _CHATS["messages"]
    return _checked([_turn(turn, role_key, content_key) for turn in turns])


def _turn(turn: Any, role_key: str, content_key: str) -> Message:
    if not isinstance(turn, dict):
        raise RowError(f"A turn is {_kind(turn)}, not an object.", f"Give it a {role_key}.")
    name = turn.get(role_key)
    role = _ROLES.get(name) if isinstance(name, str) else None
    if role is None:
        raise _bad_role(name, role_key)
    if len(turn) > 2:
        _refuse_extras(turn, role)
    content = turn.get(content_key)
    return Message(role, content if type(content) is str else _content(content, role))


def _refuse_extras(turn: dict[str, Any], role: Role) -> None:
    if turn.get("tool_calls") or turn.get("function_call"):
        raise _tools("A turn calls a tool.")
    weight = turn.get("weight", turn.get("loss_weight", 1))
    if role == "assistant" and weight != 1:
        raise RowError(
            f"An assistant turn has the training weight {weight!r}; only 1 is supported.",
            "Remove the weight, or the turns that should not be learned.",
        )


def _content(content: Any, role: Role) -> str:
    """The text of a list of text parts, laid end to end."""
    if content is None:
        raise RowError(
            f"The content of the {role} turn is null.", "Write the text, or '' for none."
        )
    if not isinstance(content, list):
        raise RowError(f"The content of the {role} turn is {_kind(content)}.", "Make it text.")
    return "".join(_part(part) for part in content)


def _part(part: Any) -> str:
    if not isinstance(part, dict):
        raise RowError(f"A content part is {_kind(part)}, not an object.", "Give it type and text.")
    if part.get("type") != "text":
        raise RowError(
            f"A content part is of the type {part.get('type')!r}; only 'text' can be learned.",
            "Remove the part or the row.",
        )
    return _text(part.get("text", part.get("value")), "A content part")


def _pair(row: dict[str, Any], shape: str) -> list[Message]:
    """The turns of a row whose question and answer are columns."""
    if shape == "instances":
        question, answer, row = row["instruction"], "output", _only_instance(row)
    else:
        name, answer = shape.split(", ")
        question = row[name]
    if isinstance(question, list):
        return _conversational(question, row[answer])
    text = _text(question, "The question")
    extra = row.get("input")
    if extra:
        text = f"{text}\n\n{_text(extra, 'The input')}"
    system = row.get("system")
    first = [Message("system", _text(system, "The system text"))] if system else []
    asked = Message("user", text)
    return [*first, *_history(row), asked, Message("assistant", _answer(row.get(answer)))]


def _answer(value: Any) -> str:
    if isinstance(value, list):
        raise RowError(
            "The answer is a list: these are ranked answers, a preference shape.",
            "Keep one answer a row; preference data is for the preference methods.",
        )
    return "" if value is None else _text(value, "The answer")


def _only_instance(row: dict[str, Any]) -> dict[str, Any]:
    instances = row["instances"]
    if isinstance(instances, list) and len(instances) == 1 and isinstance(instances[0], dict):
        return {**row, **instances[0]}
    raise RowError("'instances' must hold exactly one input and output.", "Write one a row.")


def _conversational(prompt: list[Any], completion: Any) -> list[Message]:
    turns = [*prompt, *(completion if isinstance(completion, list) else [])]
    if not isinstance(completion, list):
        turns.append({"role": "assistant", "content": completion})
    return [_turn(turn, "role", "content") for turn in turns]


def _history(row: dict[str, Any]) -> list[Message]:
    """LLaMA-Factory's earlier rounds: a list of [question, answer]."""
    messages: list[Message] = []
    rounds = row.get("history") or []
    for round_ in rounds if isinstance(rounds, list) else [rounds]:
        if not isinstance(round_, list) or len(round_) != 2:
            raise RowError("'history' must be a list of [question, answer].", "Mend it.")
        messages.append(Message("user", _text(round_[0], "A question of the history")))
        messages.append(Message("assistant", _text(round_[1], "An answer of the history")))
    return messages


def _checked(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The turns, in an order every template takes: system, then user and assistant by turns."""
    if not messages:
        raise RowError("The chat has no turns.", "Fill or remove the row.")
    if messages[0].role == "system" and not messages[0].content.strip():
        messages = messages[1:]
    last = ""
    for number, message in enumerate(messages, start=1):
        role, content = message.role, message.content
        if not content or content.isspace():
            what = "answer" if role == "assistant" else f"{role} turn"
            raise RowError(f"The {what} (turn {number}) is empty.", "Fill or remove the row.")
        if not content.isascii() or "\0" in content:
            _text(content, f"Turn {number}")
        if role != ("assistant" if last == "user" else "user") and (last or role != "system"):
            raise _out_of_order(role, last, number)
        last = role
    if last != "assistant":
        raise _unanswered(messages)
    return tuple(messages)


def _unanswered(messages: Sequence[Message]) -> RowError:
    if any(message.role == "assistant" for message in messages):
        return RowError("The last turn has no answer.", "Add the answer or remove the turn.")
    return RowError("The chat has no assistant turn, so there is nothing to learn.", "Add one.")


def _out_of_order(role: Role, last: str, number: int) -> RowError:
    if role == "system":
        return RowError(f"Turn {number} is 'system'; only the first may be.", "Move it first.")
    if not last or last == "system":
        return RowError(f"The chat starts with '{role}'.", "Put the user's turn before it.")
    return RowError(
        f"Turn {number} is '{role}' right after another '{last}'.",
        "Join the two turns into one, or add what is missing between them.",
    )


def _text(value: Any, what: str) -> str:
    """`value` if it is text that can be written down as UTF-8 and holds no zero bytes."""
    if not isinstance(value, str):
        raise RowError(f"{what} is {_kind(value)}, not text.", "Write it as text in quotes.")
    if "\0" in value:
        raise RowError(f"{what} holds a zero byte.", "Save the file as UTF-8 text again.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RowError(
            f"{what} holds a broken character at position {error.start + 1}: bytes that are "
            "not UTF-8, or half of a pair.",
            "Save the file as UTF-8 again, or remove the row.",
        ) from None
    return value


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")


def _bad_role(name: Any, key: str) -> RowError:
    if name in _TOOL_ROLES:
        return _tools(f"A turn has the role '{name}'.")
    if not isinstance(name, str):
        return RowError(f"A turn has no '{key}'.", f"Allowed are {', '.join(_ROLES)}.")
    hint = nearest(name.lower(), _ROLES)
    return RowError(f"Unknown role '{name}'{hint or '.'}", f"Allowed are {', '.join(ROLES[:3])}.")


def _tools(problem: str) -> RowError:
    return RowError(
        f"{problem} Tool calls cannot be learned yet.", "Remove the row, or set bad_rows: drop."
    )


def _refuse_preference(row: dict[str, Any]) -> None:
    shape = ""
    if any(name in row for name in ("chosen", "rejected", "chosen_messages", "rejected_messages")):
        shape = "pairs of chosen and rejected answers"
    elif any(isinstance(row.get(name), bool) for name in ("label", "kto_tag", "tag")):
        shape = "answers marked good or bad"
    if shape:
        raise RowError(
            f"The row has a preference shape ({shape}), which this method does not learn from.",
            "Keep only the good answers, as question and answer.",
        )


def _unknown(row: dict[str, Any], question: str | None) -> RowError:
    if question:
        answers = ", ".join(_ANSWERS)
        return RowError(f"There is '{question}' but no answer.", f"Add one of: {answers}.")
    keys = ", ".join(str(key) for key in list(row)[:8]) or "none"
    return RowError(
        f"The row's keys ({keys}) are of no known shape.",
        "Use messages, conversations, instruction and output, question and answer, or text.",
    )
