"""Rows of people's choices: to `Pair`s (one answer over another) and `Rated`s (good or bad).

chosen, rejected          DPO: text, a turn or whole chats; `prompt` or a chat before them
chosen, rejected          HH-RLHF's transcripts: "\\n\\nHuman: ...\\n\\nAssistant: ..."
chosen_messages, rejected_messages
input, preferred_output, non_preferred_output     a hosted fine-tuning service's
output: [best, ..., worst]                        ranked: a pair for each two neighbours
left_answer, right_answer, left_grade, right_grade    judged: the higher grade is chosen
label (or kto_tag) beside a chat or an answer     KTO
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from lekalo.core.records import Message, Pair, Rated, Where
from lekalo.data.formats.lines import RowError
from lekalo.data.formats.shapes import questions, sentences
from lekalo.data.formats.shapes import sentences_turns as words
from lekalo.data.formats.shapes.sentences import kind_of
from lekalo.data.formats.shapes.tools import schemas
from lekalo.data.formats.shapes.turns import CHATS, checked, turns
from lekalo.data.formats.shapes.words import filled, group_of, meta_of, text_of
from lekalo.data.formats.wording import Word, number_of

_MARKS = ("kto_tag", "label", "tag")
_MARK_NAMES = frozenset(_MARKS)
_YES, _NO = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_SPEAKER = re.compile(r"\n\n(Human|Assistant):")


def mark_of(row: Mapping[str, Any]) -> bool | None:
    """Whether the row's answer is marked good or bad; None where it is not marked."""
    if _MARK_NAMES.isdisjoint(row):
        return None
    for name in _MARKS:
        value = row.get(name)
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value in _YES + _NO:
            return value in _YES
        if name == "kto_tag" and value in (0, 1, "0", "1"):
            return str(value) == "1"
    return None


def rated(row: Mapping[str, Any], where: Where) -> list[Rated]:
    """KTO: a chat or a question with its answer, and a mark."""
    good = mark_of(row)
    assert good is not None  # the shape was recognised by it
    name = next((name for name in CHATS if name in row), None)
    messages = turns(row[name], name) if name else questions.answered(row)
    *prompt, last = checked(messages)
    answer = _plain(last, sentences.ANSWER)
    criterion = _criterion(row)
    more = {"criterion": criterion} if criterion else {}
    meta = meta_of({key: value for key, value in row.items() if key not in _MARKS}, **more)
    return [Rated(tuple(prompt), answer, good, where, group_of(row), meta)]


def is_transcripts(row: Mapping[str, Any]) -> bool:
    """Whether `chosen` is HH-RLHF's running text of a whole talk."""
    if not isinstance(row.get("chosen"), str) or questions.question_in(row) is not None:
        return False
    return _SPEAKER.match(row["chosen"]) is not None


def transcripts(row: Mapping[str, Any], where: Where) -> list[Pair]:
    """HH-RLHF: two talks that differ in their last answer."""
    return _of_chats(_talk(row["chosen"], "chosen"), _talk(row["rejected"], "rejected"), row, where)


def _talk(text: Any, name: str) -> list[Message]:
    pieces = _SPEAKER.split(text_of(text, sentences.key(name)))
    if pieces[0].strip() or len(pieces) < 3:
        raise RowError(words.NOT_HUMAN, name=name)
    said = zip(pieces[1::2], pieces[2::2], strict=True)
    return [Message("user" if who == "Human" else "assistant", what.strip()) for who, what in said]


def chosen_rejected(row: Mapping[str, Any], where: Where) -> list[Pair]:
    """DPO in its many spellings."""
    chosen, rejected = row["chosen"], row["rejected"]
    if type(chosen) is not type(rejected):
        raise RowError(words.UNLIKE, chosen=kind_of(chosen), rejected=kind_of(rejected))
    if isinstance(chosen, list):
        better, worse = turns(chosen, "chosen"), turns(rejected, "rejected")
        if max(len(better), len(worse)) > 1:
            return _of_chats(better, worse, row, where)
        if not (better and worse):
            raise RowError(words.NO_SIDE)
        return [_pair(_prompt(row), better[0], worse[0], row, where)]
    if isinstance(chosen, dict):
        better_worse = turns([chosen], "chosen")[0], turns([rejected], "rejected")[0]
        return [_pair(_prompt(row), *better_worse, row, where)]
    said = text_of(chosen, sentences.CHOSEN), text_of(rejected, sentences.REJECTED)
    answers = (Message("assistant", said[0]), Message("assistant", said[1]))
    return [_pair(_prompt(row), *answers, row, where)]


def _prompt(row: Mapping[str, Any]) -> list[Message]:
    name = next((name for name in CHATS if name in row), None)
    if name:
        return turns(row[name], name)
    if questions.question_in(row) is None:
        raise RowError(words.NO_PROMPT)
    return questions.asked(row)


def chosen_messages(row: Mapping[str, Any], where: Where) -> list[Pair]:
    """Two whole chats."""
    better = turns(row["chosen_messages"], "chosen_messages")
    worse = turns(row["rejected_messages"], "rejected_messages")
    return _of_chats(better, worse, row, where)


def preferred(row: Mapping[str, Any], where: Where) -> list[Pair]:
    """A hosted service's: the prompt's messages and two lists of one answer."""
    asked = row.get("input")
    if not isinstance(asked, dict) or "messages" not in asked:
        raise RowError(words.NO_INPUT)
    if schemas(asked.get("tools")):
        raise RowError(words.TOOLS_IN_PAIR)
    sides = []
    for name in ("preferred_output", "non_preferred_output"):
        said = turns(row.get(name), name)
        if len(said) != 1:
            found = number_of(len(said), "turn", ("реплика", "реплики", "реплик"))
            raise RowError(words.NOT_ONE_TURN, name=name, turns=found)
        sides.append(said[0])
    return [_pair(turns(asked["messages"], "messages"), sides[0], sides[1], row, where)]


def ranked(row: Mapping[str, Any], where: Where) -> list[Pair]:
    """Answers from the best to the worst: a pair for each two neighbours."""
    name = questions.answer_in(row)
    assert name is not None  # the shape was recognised by it
    answers = [Message("assistant", filled(one, sentences.RANKED)) for one in row[name]]
    if len(answers) < 2:
        raise RowError(words.SHORT_RANKING)
    prompt = questions.asked(row)
    pairs = pairwise(answers)
    return [
        _pair(prompt, better, worse, row, Where(where.file, where.line, f"answers {n}, {n + 1}"))
        for n, (better, worse) in enumerate(pairs, start=1)
    ]


def judged(row: Mapping[str, Any], where: Where) -> list[Pair]:
    """Two answers with grades: the higher grade is chosen, equal ones tell nothing."""
    left, right = row.get("left_grade"), row.get("right_grade")
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        raise RowError(words.NO_GRADE)
    if left == right:
        raise RowError(words.SAME_GRADE)
    sides = [Message("assistant", filled(row[name], sentences.ANY_ANSWER)) for name in
             ("left_answer", "right_answer")]  # fmt: skip
    better, worse = sides if left > right else reversed(sides)
    first = "chosen" if left > right else "rejected"
    return [_pair(questions.asked(row), better, worse, {**row, "first": first}, where)]


def _of_chats(
    better: Sequence[Message], worse: Sequence[Message], row: Mapping[str, Any], where: Where
) -> list[Pair]:
    """The pair of two whole chats: the turns that they share are the prompt."""
    shared = 0
    for one, other in zip(better[:-1], worse[:-1], strict=False):
        if one != other:
            break
        shared += 1
    if len(better) - shared != 1 or len(worse) - shared != 1:
        raise RowError(words.PART_EARLY, turn=shared + 1)
    return [_pair(better[:shared], better[-1], worse[-1], row, where)]


def _pair(
    prompt: Sequence[Message], better: Message, worse: Message, row: Mapping[str, Any], where: Where
) -> Pair:
    chosen, rejected = _plain(better, sentences.CHOSEN), _plain(worse, sentences.REJECTED)
    asked = checked([*prompt, Message("assistant", chosen)])[:-1]
    return Pair(asked, chosen, rejected, where, _criterion(row), group_of(row), meta_of(row))


def _criterion(row: Mapping[str, Any]) -> str:
    criterion = row.get("criterion", row.get("критерий"))
    return text_of(criterion, sentences.CRITERION) if criterion else ""


def _plain(message: Message, what: Word) -> str:
    if message.role != "assistant":
        raise RowError(words.WRONG_ROLE, what=what, role=message.role)
    if message.tool_calls:
        raise RowError(words.CALLS_TOOL, what=what)
    return filled(message.content, what)
