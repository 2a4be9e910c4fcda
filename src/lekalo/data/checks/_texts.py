"""Every text that would be learned, row by row: what the checks of privacy and safety read.

Leaves out what is held out, which nobody learns.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lekalo.core.interfaces import Material
from lekalo.core.records import Document, Example, Message, Pair, Record


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
