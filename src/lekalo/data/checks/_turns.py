"""The answers that training would teach, whichever kind of record they stand in.

An assistant's turn, the chosen one of a pair and an answer rated good are learned from; a
rejected or bad one is not, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lekalo.core.interfaces import Material
from lekalo.core.records import Message, Where
from lekalo.data.checks._places import places


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer with what it answers. `row` counts records; a chat gives several turns."""

    row: int
    where: Where
    system: str
    question: str
    """The user's turn before this answer."""
    text: str
    first: bool
    last: bool


def turns(material: Material) -> Iterator[Turn]:
    """Every answer with text, in the order of the data: chats, pairs, rated answers."""
    for at, example in enumerate(material.train):
        yield from _chat(at, example.where, example.messages)
    start = len(material.train)
    for at, pair in enumerate(material.pairs, start):
        yield _single(at, pair.where, pair.prompt, pair.chosen)
    for at, rated in enumerate(material.rated, start + len(material.pairs)):
        if rated.good:
            yield _single(at, rated.where, rated.prompt, rated.answer)


def count(material: Material) -> int:
    """How many records `turns` numbers."""
    return len(material.train) + len(material.pairs) + len(material.rated)


def where_of(material: Material, rows: Sequence[int]) -> tuple[Where, ...]:
    """The places of these rows, of the first hundred at most; the data is read once more,
    since places of a million rows are not kept."""
    wanted = set(sorted(rows)[:100])
    if not wanted:
        return ()
    sequences = (material.train, material.pairs, material.rated)
    found = (
        record.where
        for row, record in enumerate(record for records in sequences for record in records)
        if row in wanted
    )
    return places(tuple(islice(found, len(wanted))))


def _chat(row: int, where: Where, messages: Sequence[Message]) -> Iterator[Turn]:
    said = [at for at, m in enumerate(messages) if m.role == "assistant" and m.content.strip()]
    if not said:
        return
    system = messages[0].content if messages[0].role == "system" else ""
    question = ""
    for at, message in enumerate(messages):
        if message.role == "user":
            question = message.content
        elif message.role == "assistant" and message.content.strip():
            first, last = at == said[0], at == said[-1]
            yield Turn(row, where, system, question, message.content, first, last)


def _single(row: int, where: Where, prompt: Sequence[Message], text: str) -> Turn:
    system = prompt[0].content if prompt and prompt[0].role == "system" else ""
    asked = [message for message in prompt if message.role == "user"]
    return Turn(row, where, system, asked[-1].content if asked else "", text, len(asked) < 2, True)
