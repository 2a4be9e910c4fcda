"""One record to a row of a named shape: the way back from `formats.shapes`.

What the shape has no place for is a `RowError`, never left out in silence. Read again, a row
gives the record it was made of, but for its place; ids of tool calls are dropped where the
order of the results says the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lekalo.core.records import Document, Example, Message, Pair, Rated, Record, ToolCall
from lekalo.data import shaping_words as words
from lekalo.data.formats.lines import RowError

Row = dict[str, Any]
_FROM = {"system": "system", "user": "human", "assistant": "gpt", "tool": "observation"}
_COLUMNS = {"label": "category"}  # a column named label would be taken for a mark of good or bad


def rows_of(record: Record, target: str) -> list[Row]:
    """The rows, one as a rule, that say what `record` says; raises `RowError`."""
    if isinstance(record, Pair) and target == "kto":
        return [_rated(one) for one in _marked(record)]
    kind, write = TARGETS[target]
    if not isinstance(record, kind):
        fitting = [name for name, (other, _) in TARGETS.items() if isinstance(record, other)]
        what, choice = words.NAMES[type(record)], words.either(fitting)
        raise RowError(words.OTHER_KIND, what=what, target=target, fitting=choice)
    return [write(record)]


def _columns(meta: Mapping[str, str], group: str) -> Row:
    row = {_COLUMNS.get(key, key): value for key, value in meta.items() if key != "left_out"}
    return {**row, "group": group} if group else row


# Chats


def _messages(record: Any) -> Row:
    row: Row = {"messages": [_openai(message) for message in record.messages]}
    if record.tools:
        row["tools"] = json.loads(record.tools)
    return {**row, **_columns(record.meta, record.group)}


def _openai(message: Message) -> Row:
    row: Row = {"role": message.role, "content": message.content}
    if message.tool_calls:
        row["tool_calls"] = [_openai_call(call) for call in message.tool_calls]
    if message.name:
        row["name"] = message.name
    if message.call_id:
        row["tool_call_id"] = message.call_id
    if not message.learn:
        row["weight"] = 0
    return row


def _openai_call(call: ToolCall) -> Row:
    function = {"name": call.name, "arguments": call.arguments}
    own = {"id": call.id} if call.id else {}
    return {**own, "type": "function", "function": function}


def _sharegpt(record: Any) -> Row:
    _learned(record.messages, "sharegpt")
    _ordered(record.messages)
    row: Row = {"conversations": [_said(message) for message in record.messages]}
    if record.tools:
        row["tools"] = record.tools
    return {**row, **_columns(record.meta, record.group)}


def _said(message: Message) -> Row:
    if not message.tool_calls:
        return {"from": _FROM[message.role], "value": message.content}
    if message.content:
        raise RowError(words.TEXT_AND_CALL)
    calls = [f'{{"name": {_json(c.name)}, "arguments": {c.arguments}}}' for c in message.tool_calls]
    value = calls[0] if len(calls) == 1 else f"[{', '.join(calls)}]"
    return {"from": "function_call", "value": value}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ordered(messages: Sequence[Message]) -> None:
    """Raises where the ids or names of results say more than their order does."""
    calls: list[ToolCall] = []
    for message in messages:
        if message.role == "assistant":
            calls = list(message.tool_calls)
        elif message.role == "tool":
            call = calls.pop(0) if calls else ToolCall("", "{}")
            same_id = not message.call_id or message.call_id == call.id
            if not same_id or message.name not in ("", call.name):
                raise RowError(words.OUT_OF_TURN)


def _alpaca(record: Any) -> Row:
    system, rounds = _rounds(record, "alpaca")
    *earlier, (asked, answer) = rounds
    row: Row = {"instruction": asked, "input": "", "output": answer}
    if system:
        row["system"] = system
    if earlier:
        row["history"] = [list(one) for one in earlier]
    return {**row, **_columns(record.meta, record.group)}


def _rounds(record: Any, target: str) -> tuple[str, list[tuple[str, str]]]:
    """The system text, and each question with its answer."""
    _plain(record, target)
    messages = list(record.messages)
    system = messages.pop(0).content if messages[0].role == "system" else ""
    texts = [message.content for message in messages]
    return system, list(zip(texts[::2], texts[1::2], strict=True))


def _plain(record: Any, target: str) -> None:
    messages = record.messages
    if record.tools or any(one.tool_calls or one.role == "tool" for one in messages):
        raise RowError(words.TOOLS, target=target)
    _learned(messages, target)


def _learned(messages: Sequence[Message], target: str) -> None:
    if not all(message.learn for message in messages):
        raise RowError(words.NOT_LEARNED, target=target)


def _prompt_completion(record: Any) -> Row:
    _plain(record, "prompt-completion")
    *prompt, answer = record.messages
    row = _asked(prompt, {"completion": answer.content})
    return {**row, **_columns(record.meta, record.group)}


def _asked(prompt: Sequence[Message], answers: Row) -> Row:
    """`prompt` as text where it is one question, else as messages; the answers likewise."""
    if len(prompt) == 1 and prompt[0].role == "user":
        return {"prompt": prompt[0].content, **answers}
    turns = {key: [{"role": "assistant", "content": text}] for key, text in answers.items()}
    return {"prompt": [_openai(message) for message in prompt], **turns}


# Documents and choices


def _text(record: Any) -> Row:
    return {"text": record.text, **({"title": record.title} if record.title else {})}


def _dpo(record: Any) -> Row:
    row = _asked(record.prompt, {"chosen": record.chosen, "rejected": record.rejected})
    if record.criterion:
        row["criterion"] = record.criterion
    return {**row, **_columns(record.meta, record.group)}


def _rated(record: Any) -> Row:
    row = _asked(record.prompt, {"completion": record.answer})
    return {**row, "label": record.good, **_columns(record.meta, record.group)}


def _marked(pair: Pair) -> list[Rated]:
    """A pair as an answer that is good and one that is bad."""
    if pair.criterion:
        raise RowError(words.CRITERION)
    meta = {key: value for key, value in pair.meta.items() if key != "first"}
    both = ((pair.chosen, True), (pair.rejected, False))
    return [Rated(pair.prompt, text, good, pair.where, pair.group, meta) for text, good in both]


TARGETS: dict[str, tuple[type, Callable[[Any], Row]]] = {
    "messages": (Example, _messages),
    "sharegpt": (Example, _sharegpt),
    "alpaca": (Example, _alpaca),
    "prompt-completion": (Example, _prompt_completion),
    "dpo": (Pair, _dpo),
    "kto": (Rated, _rated),
    "text": (Document, _text),
}
