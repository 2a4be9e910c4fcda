"""One row, in any of the field's usual shapes, to records. Each row is known by its own keys.

    messages, conversations         chats, with tools where they have them      `turns`, `tools`
    instruction, output and the like    a question and its answer in columns    `questions`
    chosen, rejected; label; ranked     people's choices                        `preferences`
    text                            a document

Refused, each with a sentence that names it: unknown keys, pictures, anything empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lekalo.core.records import Document, Example, Message, Record, Where
from lekalo.data.formats.lines import RowError
from lekalo.data.formats.shapes import preferences, questions, sentences
from lekalo.data.formats.shapes.tools import schemas
from lekalo.data.formats.shapes.turns import CHATS, checked, thinks, turns
from lekalo.data.formats.shapes.words import group_of, meta_of, text_of
from lekalo.data.formats.wording import Word

REASONING = "reasoning"
"""In `Example.meta["left_out"]` of a chat whose hidden reasoning was left out."""
_CHOICES = frozenset(
    {"chosen", "rejected", "chosen_messages", "rejected_messages", "preferred_output",
     "non_preferred_output", "left_answer"}
)  # fmt: skip
_QUESTIONS_ONLY = ("turns", "instruction_id_list", "answer_id")


def read_row(row: Any, where: Where) -> tuple[str, Sequence[Record]]:
    """The name of the row's shape, and the records it holds; raises `RowError`."""
    if type(row) is dict and len(row) == 1 and type(row.get("messages")) is list:
        messages = checked(turns(row["messages"], "messages"))
        return "messages", [_example(messages, row, where, given=row["messages"])]
    if not isinstance(row, dict):
        raise RowError(sentences.NOT_OBJECT, kind=sentences.kind_of(row))
    shape = _known(row)
    if shape is None:
        lowered = {str(key).strip().lower(): value for key, value in row.items()}
        shape = _known(lowered)
        if shape is None:
            raise _unknown(row, lowered)
        row = lowered
    return shape, _READERS.get(shape, _question)(row, where)


def _known(row: Mapping[str, Any]) -> str | None:
    choice = _preference(row)
    if choice:
        return choice
    name = next((name for name in CHATS if name in row), None)
    question, answer = questions.question_in(row), questions.answer_in(row)
    if preferences.mark_of(row) is not None and (name or (question and answer)):
        return "label"
    if name:
        return name
    if questions.is_choice(row):
        return "choices"
    if "instances" in row and "instruction" in row:
        return "instances"
    if question and answer:
        return "ranked" if _is_ranking(row[answer]) else f"{question}, {answer}"
    return "text" if "text" in row else None


def _preference(row: Mapping[str, Any]) -> str:
    if _CHOICES.isdisjoint(row):
        return ""
    if "chosen" in row or "rejected" in row:
        _both(row, "chosen", "rejected")
        return "transcripts" if preferences.is_transcripts(row) else "chosen, rejected"
    if "chosen_messages" in row or "rejected_messages" in row:
        _both(row, "chosen_messages", "rejected_messages")
        return "chosen_messages, rejected_messages"
    if "preferred_output" in row or "non_preferred_output" in row:
        _both(row, "preferred_output", "non_preferred_output")
        return "preferred_output, non_preferred_output"
    if "left_answer" in row and "right_answer" in row and questions.question_in(row):
        return "left_answer, right_answer"
    return ""


def _both(row: Mapping[str, Any], first: str, second: str) -> None:
    for one, other in ((first, second), (second, first)):
        if one not in row:
            raise RowError(sentences.HALF, one=one, other=other)


def _is_ranking(answer: Any) -> bool:
    return isinstance(answer, list) and not any(isinstance(one, dict) for one in answer)


def _chat(name: str) -> Callable[[dict[str, Any], Where], Sequence[Record]]:
    def read(row: dict[str, Any], where: Where) -> Sequence[Record]:
        tools = row.get("tools") or row.get("functions")
        return [_example(checked(turns(row[name], name)), row, where, schemas(tools), row[name])]

    return read


def _example(
    messages: tuple[Message, ...],
    row: Mapping[str, Any],
    where: Where,
    tools: str = "",
    given: Any = None,
) -> Example:
    more = {"left_out": REASONING} if given is not None and thinks(given) else {}
    if len(row) == 1 and not more:  # the rows of most large files
        return Example(messages, where)
    return Example(messages, where, group_of(row), meta_of(row, **more), tools)


def _question(row: dict[str, Any], where: Where) -> Sequence[Record]:
    return [_example(checked(questions.answered(row)), row, where)]


def _instances(row: dict[str, Any], where: Where) -> Sequence[Record]:
    return [_example(checked(questions.answered(questions.only_instance(row))), row, where)]


def _choices(row: dict[str, Any], where: Where) -> Sequence[Record]:
    return [_example(checked(questions.chosen(row)), row, where)]


def _document(row: dict[str, Any], where: Where) -> Sequence[Record]:
    title = row.get("title")
    text = text_of(row["text"], sentences.TEXT)
    if not text.strip():
        raise RowError(sentences.BLANK, what=sentences.TEXT)
    named = text_of(title, sentences.TITLE) if isinstance(title, str) else ""
    return [Document(text, where, named)]


_READERS: dict[str, Callable[[dict[str, Any], Where], Sequence[Record]]] = {
    **{name: _chat(name) for name in CHATS},
    "instances": _instances,
    "choices": _choices,
    "text": _document,
    "label": preferences.rated,
    "ranked": preferences.ranked,
    "transcripts": preferences.transcripts,
    "chosen, rejected": preferences.chosen_rejected,
    "chosen_messages, rejected_messages": preferences.chosen_messages,
    "preferred_output, non_preferred_output": preferences.preferred,
    "left_answer, right_answer": preferences.judged,
}


def _unknown(row: Mapping[str, Any], lowered: Mapping[str, Any]) -> RowError:
    question = questions.question_in(lowered)
    if any(name in row for name in _QUESTIONS_ONLY):
        return RowError(sentences.BENCHMARK, keys=_some(row))
    if question:
        answers = ", ".join(questions.ANSWERS)
        return RowError(sentences.NO_ANSWER, question=question, answers=answers)
    return RowError(sentences.UNKNOWN, keys=_some(row))


def _some(row: Mapping[str, Any]) -> Word | str:
    return ", ".join(str(key) for key in list(row)[:8]) or sentences.NO_KEYS
