"""Every text that would be learned, row by row: what the checks of privacy and safety read.

Leaves out what is held out, which nobody learns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain

from lekalo.core.interfaces import Material
from lekalo.core.records import Document, Example, Message, Pair, Record, Where
from lekalo.data.checks._places import NAMED, told


@dataclass
class Tally:
    """How many rows were read (`all`), how many hold something (`rows`), what by kind, and the
    first hundred places, each with its kinds."""

    all: int = 0
    rows: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    where: list[Where] = field(default_factory=list)


def tally(
    material: Material,
    kinds_of: Callable[[Record], Collection[str]],
    listed: Callable[[Collection[str]], str],
) -> Tally:
    """Counts the rows by the kinds that `kinds_of` finds; `listed` names kinds to a person."""
    made = Tally()
    for record in records(material):
        made.all += 1
        kinds = kinds_of(record)
        if not kinds:
            continue
        made.rows += 1
        made.by_kind.update(set(kinds))
        if len(made.where) < NAMED:
            made.where.append(told(record.where, listed(kinds)))
    return made


def records(material: Material) -> Iterator[Record]:
    """The rows to learn from, of every shape."""
    return chain(material.train, material.documents, material.pairs, material.rated)


def texts(record: Record) -> tuple[str, ...]:
    """All that a row says, calls of functions too."""
    if isinstance(record, Document):
        return (record.title, record.text) if record.title else (record.text,)
    if isinstance(record, Example):
        return _said(record.messages)
    if isinstance(record, Pair):
        return (*_said(record.prompt), record.chosen, record.rejected)
    return (*_said(record.prompt), record.answer)


def _said(messages: tuple[Message, ...]) -> tuple[str, ...]:
    said = [message.content for message in messages if message.content]
    said += [call.arguments for message in messages for call in message.tool_calls]
    return tuple(said)
