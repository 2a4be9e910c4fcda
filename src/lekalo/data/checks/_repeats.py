"""Records that repeat an earlier one of their kind: to the word, or with a slip or two."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lekalo.core.records import Document, Example, Message, Pair, Rated, Record
from lekalo.data.normalise import normalise
from lekalo.text.courtesy import without_courtesy
from lekalo.text.lemmas import content_lemmas
from lekalo.text.likeness import nearly_same
from lekalo.text.pairs import Ints, Near
from lekalo.text.similarity import clusters, near_pairs

_LEAST_ALIKE, _MOST_ALIKE = 0.45, 0.8  # shingles that must be shared, by length
_SLIPS = 12  # shingles of each text that two slips change
_NUMBER = re.compile(r"\d+")
_TOLD = 6  # content words of a question and its answer that show two questions to be one
_BEGINNING = 48  # characters of an answer that are looked at to find near records


@dataclass(frozen=True)
class Repeats:
    """`exact` and `near` number the repeating records. By a record's number, `original` gives
    the first that is the same to the word, and `first` the first that is at least nearly so."""

    exact: Ints
    near: Ints
    original: Ints
    first: Ints


def repeats(records: Sequence[Record]) -> Repeats:
    """The repeats among records of one kind. The first of each kind of text is no repeat."""
    original = _originals(records)
    near = _worth_a_look(records, original)
    same = [n for n in range(len(near)) if _same(records[near.left[n]], records[near.right[n]])]
    everyone = np.arange(len(records))
    tied = Near(
        np.concatenate([original, near.left[same]]),
        np.concatenate([everyone, near.right[same]]),
        np.zeros(len(records) + len(same), np.float32),
    )
    first = clusters(tied, len(records))
    exact = np.flatnonzero(original != everyone)
    near_only = np.flatnonzero((original == everyone) & (first != everyone))
    return Repeats(exact, near_only, original, first)


def _worth_a_look(records: Sequence[Record], original: Ints) -> Near:
    """Pairs that may be nearly the same: of a long text more must be shared than of a short."""
    sizes, numbers = array("q"), array("q")

    def telling() -> Iterator[str]:
        for record in records:
            asked, text = _telling(record)
            sizes.append(len(text))
            numbers.append(hash(tuple(sorted(_NUMBER.findall(asked)))))
            yield text

    near = near_pairs(telling(), _LEAST_ALIKE)
    size, number = np.array(sizes, np.int64), np.array(numbers, np.int64)
    shorter = np.maximum(np.minimum(size[near.left], size[near.right]), 1)
    fit = near.score >= np.clip((shorter - _SLIPS) / (shorter + _SLIPS), _LEAST_ALIKE, _MOST_ALIKE)
    fit &= number[near.left] == number[near.right]
    fit &= original[near.left] != original[near.right]
    return Near(near.left[fit], near.right[fit], near.score[fit])


def _originals(records: Sequence[Record]) -> Ints:
    """For each record the number of the first with the same text, to the word."""
    seen: dict[int, int] = {}
    found = array("q")
    for number, record in enumerate(records):
        key = hash(tuple((part, normalise(text)) for part, text in parts(record)))
        found.append(seen.setdefault(key, number))
    return np.array(found, np.int64)


def parts(record: Record) -> Iterator[tuple[str, str]]:
    """A record's texts, each with what it is there."""
    match record:
        case Document():
            yield "text", record.text
        case Example():
            yield from _turns(record.messages)
        case Pair():
            yield from _turns(record.prompt)
            yield from (("chosen", record.chosen), ("rejected", record.rejected))
        case Rated():
            yield from _turns(record.prompt)
            yield ("good" if record.good else "bad"), record.answer


def _turns(messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    for message in messages:
        yield message.role, message.content
        for call in message.tool_calls:
            yield f"call {call.name}", call.arguments


def _telling(record: Record) -> tuple[str, str]:
    """What a record asks, and what near ones are looked for by: that with the beginning of each
    answer, for rows with one stock answer would crowd out the questions."""
    texts = list(parts(record))
    asked = "\n".join(
        _plain(text) if part == "user" else text for part, text in texts if part in ("user", "text")
    )
    begun = (text[:_BEGINNING] for part, text in texts if part not in _ASKING)
    return asked, "\n".join([asked, *begun])


_ASKING = ("user", "text", "system")


def _same(one: Record, other: Record) -> bool:
    """Whether every part is nearly the same. One word of what is asked may be another word,
    where the answers are nearly the same and tell enough."""
    ours, theirs = list(parts(one)), list(parts(other))
    if [part for part, _ in ours] != [part for part, _ in theirs]:
        return False
    pairs = [(part, text, also) for (part, text), (_, also) in zip(ours, theirs, strict=True)]
    asked = [(_plain(text), _plain(also)) for part, text, also in pairs if part == "user"]
    same = all(nearly_same(text, also) for text, also in asked)  # the short ones first
    if not same and not all(nearly_same(text, also, spare=1) for text, also in asked):
        return False
    if not all(nearly_same(text, also) for part, text, also in pairs if part != "user"):
        return False
    if same:
        return True
    told = sum(len(content_lemmas(text)) for part, text, _ in pairs if part not in _ASKING)
    return told > 0 and told + min(len(content_lemmas(text)) for text, _ in asked) >= _TOLD


@lru_cache(maxsize=1 << 12)
def _plain(text: str) -> str:
    return without_courtesy(text)
