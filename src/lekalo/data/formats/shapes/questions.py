"""Rows whose question and answer stand in columns of their own, to turns.

instruction, input, output    Alpaca, also with system and history; self-instruct's instances
prompt, completion            and question, answer, in many spellings, Russian ones too
question, choices             a question of choice with the letter of its answer
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lekalo.core.records import Message
from lekalo.data.formats.lines import RowError
from lekalo.data.formats.shapes import sentences as words
from lekalo.data.formats.shapes.sentences import kind_of
from lekalo.data.formats.shapes.turns import turn, turns
from lekalo.data.formats.shapes.words import text_of

QUESTIONS = (
    "instruction",
    "prompt",
    "question",
    "query",
    "инструкция",
    "вопрос",
    "запрос",
    "промпт",
)
ANSWERS = (
    "output",
    "completion",
    "response",
    "answer",
    "best answer",
    "best_answer",
    "ответ",
)
_INPUTS = ("input", "ввод")
_CONTEXTS = ("context", "контекст")
_EXTRAS = frozenset({*_INPUTS, *_CONTEXTS})
# a row that has more than these keys has a context of another kind, such as its department
_BESIDE_CONTEXT = frozenset(
    {*QUESTIONS, *ANSWERS, *_CONTEXTS, "id", "title", "category", "group", "author", "date"}
)


def question_in(row: Mapping[str, Any]) -> str | None:
    """The name of the column with the question."""
    return _names(tuple(row))[0]


def answer_in(row: Mapping[str, Any]) -> str | None:
    """The name of the column with the answer."""
    return _names(tuple(row))[1]


@lru_cache(maxsize=1024)
def _names(keys: tuple[str, ...]) -> tuple[str | None, str | None]:
    # the rows of a file have the same keys, as a rule
    question = next((name for name in QUESTIONS if name in keys), None)
    return question, next((name for name in ANSWERS if name in keys), None)


def asked(row: Mapping[str, Any]) -> list[Message]:
    """What comes before the answer: system, earlier rounds, the question with its input."""
    name = question_in(row)
    assert name is not None  # the shape was recognised by it
    question = row[name]
    if isinstance(question, list):
        return turns(question, name)
    text = text_of(question, words.QUESTION)
    extra = _input(row)
    if extra:
        text = f"{text}\n\n{text_of(extra, words.INPUT)}"
    system = row.get("system")
    first = [Message("system", text_of(system, words.SYSTEM))] if system else []
    return [*first, *_history(row), Message("user", text)]


def _input(row: Mapping[str, Any]) -> Any:
    if _EXTRAS.isdisjoint(row):
        return None
    extra = next((row[name] for name in _INPUTS if row.get(name)), None)
    if extra is None and row.keys() <= _BESIDE_CONTEXT:
        extra = next((row[name] for name in _CONTEXTS if row.get(name)), None)
    return extra


def answered(row: Mapping[str, Any]) -> list[Message]:
    """The whole chat of a row of columns."""
    name = answer_in(row)
    assert name is not None  # the shape was recognised by it
    value = row[name]
    if isinstance(value, list):
        return [*asked(row), *turns(value, name)]
    if isinstance(value, dict):
        return [*asked(row), turn(value)]
    text = "" if value is None else text_of(value, words.ANSWER)
    return [*asked(row), Message("assistant", text)]


def only_instance(row: Mapping[str, Any]) -> dict[str, Any]:
    """Self-instruct's row with the one input and output that it holds."""
    instances = row["instances"]
    if isinstance(instances, list) and len(instances) == 1 and isinstance(instances[0], dict):
        return {"instruction": row["instruction"], **instances[0]}
    raise RowError(words.INSTANCES)


def _history(row: Mapping[str, Any]) -> list[Message]:
    """LLaMA-Factory's earlier rounds: a list of [question, answer]."""
    messages: list[Message] = []
    rounds = row.get("history") or []
    for round_ in rounds if isinstance(rounds, list) else [rounds]:
        if not isinstance(round_, list) or len(round_) != 2:
            raise RowError(words.HISTORY)
        messages.append(Message("user", text_of(round_[0], words.OLD_QUESTION)))
        messages.append(Message("assistant", text_of(round_[1], words.OLD_ANSWER)))
    return messages


def is_choice(row: Mapping[str, Any]) -> bool:
    """Whether the row is a question of choice, as OpenBookQA and ARC write it."""
    question = row.get("question")
    return (
        question is not None
        and "answerKey" in row
        and ("choices" in row or isinstance(question, dict))
    )


def chosen(row: Mapping[str, Any]) -> list[Message]:
    """The question with its choices, a line each, and the right one."""
    question = row["question"]
    stem = question.get("stem") if isinstance(question, dict) else question
    options = question.get("choices") if isinstance(question, dict) else row["choices"]
    lines = _options(options)
    right = next((line for label, line in lines if label == row["answerKey"]), None)
    if right is None:
        raise RowError(words.NO_CHOICE, label=repr(row["answerKey"]))
    asks = "\n".join([text_of(stem, words.QUESTION), *(line for _, line in lines)])
    return [Message("user", asks), Message("assistant", right)]


def _options(options: Any) -> list[tuple[str, str]]:
    if isinstance(options, dict):  # ARC's two lists side by side
        labels, texts = options.get("label"), options.get("text")
        if isinstance(labels, list) and isinstance(texts, list) and len(labels) == len(texts):
            pairs = zip(labels, texts, strict=True)
            options = [{"label": label, "text": text} for label, text in pairs]
    if not isinstance(options, list) or not all(isinstance(one, dict) for one in options):
        raise RowError(words.CHOICES, kind=kind_of(options))
    found = []
    for one in options:
        label = text_of(one.get("label"), words.LABEL)
        found.append((label, f"{label}. {text_of(one.get('text'), words.CHOICE)}"))
    return found
