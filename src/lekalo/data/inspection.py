"""What the data looks like, in figures: for the pictures of the page that `lekalo check` writes.

    seen = inspect(material)      # one pass over the rows; lengths, turns, letters, repeats

Nothing is judged here, that is the checks' work. Only counts are kept, and no text but the
excerpts that are asked for, since the rows may stand on disk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lekalo.core.interfaces import Material
from lekalo.core.records import Document, Example, Message, Pair, Rated, Record, Where
from lekalo.data.mask import mask
from lekalo.text import secrets

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_LETTERS_OF = 200
"""Characters at a row's beginning that tell its letters."""
_CLEAR = 0.8
"""The share of one alphabet from which a row is not mixed: names and brands are foreign."""
_EXCERPT = 180
_SECRET = "[***]"
_BINS = 24
_SHOWN_QUANTILE = 0.98

Place = tuple[str, int | None]
"""A file and a line in it; several rows may stand there."""


class Excerpt(NamedTuple):
    """The beginnings of a row's question and answer, `hidden`."""

    question: str
    answer: str


@dataclass(frozen=True)
class Histogram:
    """`counts[i]` values lie in `i * width <= value < (i + 1) * width`; the last bin holds all
    that are longer, too. `middle` and `longest` are of all values."""

    counts: tuple[int, ...] = ()
    width: int = 1
    middle: float = 0.0
    longest: int = 0


@dataclass(frozen=True)
class Seen:
    """What one pass over the rows saw. Lengths are in characters; `letters` counts the rows by
    alphabet (cyrillic, latin, mixed, none); `repeats` are rows that an earlier one equals but
    for case and spaces."""

    rows: int = 0
    questions: Histogram = Histogram()
    answers: Histogram = Histogram()
    turns: Mapping[str, int] = field(default_factory=dict)
    letters: Mapping[str, int] = field(default_factory=dict)
    repeats: int = 0
    files: Mapping[str, int] = field(default_factory=dict)
    excerpts: Mapping[Where, Excerpt] = field(default_factory=dict)

    def excerpt(self, where: Where) -> Excerpt | None:
        """The row at this place; a finding may have put its own words after, or for, the part."""
        words = where.part.split(": ")
        for own in range(len(words), -1, -1):
            known = self.excerpts.get(Where(where.file, where.line, ": ".join(words[:own])))
            if known:
                return known
        return None


def inspect(material: Material, wanted: Set[Place] = frozenset()) -> Seen:
    """One pass over what is trained on, and one over the held-out rows for their excerpts, with
    excerpts of the rows at the `wanted` places."""
    questions: list[int] = []
    answers: list[int] = []
    turns: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    files: Counter[str] = Counter()
    excerpts: dict[Where, Excerpt] = {}
    known: set[int] = set()
    for record in records(material):
        question, answer = texts(record)
        if question:
            questions.append(len(question))
        answers.append(len(answer))
        turns[turns_of(record)] += 1
        letters[letters_of(f"{question[:_LETTERS_OF]} {answer[:_LETTERS_OF]}")] += 1
        files[record.where.file] += 1
        known.add(hash((_folded(question), _folded(answer))))
        _keep(record, question, answer, wanted, excerpts)
    for record in material.held_out:
        _keep(record, *texts(record), wanted, excerpts)
    return Seen(
        rows=len(answers),
        questions=histogram(np.array(questions, np.int64)),
        answers=histogram(np.array(answers, np.int64)),
        turns=dict(turns.most_common()),
        letters=dict(letters.most_common()),
        repeats=len(answers) - len(known),
        files=dict(files),
        excerpts=excerpts,
    )


def records(material: Material) -> Iterator[Record]:
    """Every row that is trained on."""
    yield from material.train
    yield from material.documents
    yield from material.pairs
    yield from material.rated


def texts(record: Record) -> tuple[str, str]:
    """What is asked and what is answered; a document is all answer."""
    if isinstance(record, Document):
        return "", record.text
    if isinstance(record, Example):
        return _said(record.messages, "user"), _said(record.messages, "assistant")
    asked = _said(record.prompt, "user")
    if isinstance(record, Rated):
        return asked, record.answer
    return asked, f"{record.chosen}\n/ {record.rejected}"


def turns_of(record: Record) -> str:
    """The row's roles in order, with runs of one role or of question and answer counted as
    many: `system, user, assistant` or `user, assistant, ...`."""
    if isinstance(record, Document):
        return "document"
    if isinstance(record, Pair):
        return "pair"
    if isinstance(record, Rated):
        return "rated"
    roles = [role for role, _ in groupby(message.role for message in record.messages)]
    known = list(dict.fromkeys(roles))
    return ", ".join(known) + (", ..." if len(roles) > len(known) else "")


def letters_of(text: str) -> str:
    """The alphabet that a text is written in: `cyrillic`, `latin`, `mixed` or `none`."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if not cyrillic + latin:
        return "none"
    share = cyrillic / (cyrillic + latin)
    return "cyrillic" if share >= _CLEAR else "latin" if share <= 1 - _CLEAR else "mixed"


def histogram(values: NDArray[np.int64]) -> Histogram:
    """Bins of a round width up to where nearly all values lie."""
    if not len(values):
        return Histogram()
    reach = max(int(np.quantile(values, _SHOWN_QUANTILE)), 1)
    width = _round_width(reach / _BINS)
    bins = reach // width + 1
    counts = np.bincount(np.minimum(values // width, bins - 1), minlength=bins)
    middle = float(np.median(values))
    return Histogram(tuple(int(count) for count in counts), width, middle, int(values.max()))


def _round_width(least: float) -> int:
    """The smallest 1, 2 or 5 times a power of ten that is not under `least`."""
    power = 1
    while power * 10 <= least:
        power *= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= least)


def _said(messages: Iterable[Message], role: str) -> str:
    return "\n".join(message.content for message in messages if message.role == role)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _keep(
    record: Record, question: str, answer: str, wanted: Set[Place], kept: dict[Where, Excerpt]
) -> None:
    if (record.where.file, record.where.line) in wanted:
        kept.setdefault(record.where, Excerpt(_short(question), _short(answer)))


def hidden(text: str) -> str:
    """`text` without personal data, keys and passwords, for a page that may be passed on."""
    pieces, at = [], 0
    for span in sorted(secrets.find(text), key=lambda span: span.start):
        if span.start >= at:
            pieces += [text[at : span.start], _SECRET]
            at = span.end
    return mask("".join([*pieces, text[at:]]))


def _short(text: str) -> str:
    # hidden before it is cut, since half a phone number is not known for one
    flat = " ".join(hidden(text[: 4 * _EXCERPT]).split())
    return flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1].rstrip() + "…"
