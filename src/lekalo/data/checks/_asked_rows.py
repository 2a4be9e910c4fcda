"""All answers of the training rows as numbers, read in one pass, and their texts on demand.

    said = read_answers(train)
    Texts(train, said)[0].question

An answer is known by hashes of what stands before it, of its question and of itself; of each row's
first question and first answer the concepts are kept too. Leaves out what is made of them: see
`_disagreeing`.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from lekalo.core.records import Example
from lekalo.data.checks._asked import LONGEST, Asked
from lekalo.data.checks._matters import WORDS
from lekalo.data.normalise import normalise
from lekalo.text.clues import Clues
from lekalo.text.concepts import Reader
from lekalo.text.pairs import Ints

_FIGURES = re.compile(r"\d+")
_SPACED = re.compile(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?!\d))")


@dataclass(slots=True)
class Answers:
    """Answer n stands in row `row[n]`, turn `place[n]`; the others are hashes: of what stands
    before its question, of the question, of the question's numbers, of the answer."""

    row: array[int] = field(default_factory=lambda: array("q"))
    place: array[int] = field(default_factory=lambda: array("i"))
    context: array[int] = field(default_factory=lambda: array("q"))
    question: array[int] = field(default_factory=lambda: array("q"))
    figures: array[int] = field(default_factory=lambda: array("q"))
    answer: array[int] = field(default_factory=lambda: array("q"))
    clues: Clues = field(default_factory=Clues)
    asked: Reader = field(default_factory=Reader)
    """The concepts of each row's first question."""
    told: Reader = field(default_factory=Reader)
    """The same of its answer, where it is short."""

    def __post_init__(self) -> None:
        self.told.names = self.asked.names

    def firsts(self) -> Ints:
        """By row the number of its first answer, -1 where it has none."""
        found, index = np.unique(np.array(self.row, np.int64), return_index=True)
        numbers = np.full(len(self.asked), -1, np.int64)
        numbers[found] = index
        return numbers


def read_answers(train: Sequence[Example]) -> Answers:
    """Every answer of every row."""
    said = Answers()
    for row, example in enumerate(train):
        _note(said, row, example)
        question, answer = opening(example)
        said.asked.add(question[:LONGEST])
        said.told.add(answer if answer.count(" ") < WORDS else "")
    return said


def _note(said: Answers, row: int, example: Example) -> None:
    before = context = figures = 0  # of all turns so far, of those before the question
    question = ""
    for place, message in enumerate(example.messages):
        text = message.content
        if message.role == "user":
            question, context = normalise(text), before
            figures = hash(frozenset(_FIGURES.findall(_SPACED.sub("", text))))
        elif message.role == "assistant" and text.strip() and question:
            said.row.append(row)
            said.place.append(place)
            said.context.append(context)
            said.question.append(hash(question))
            said.figures.append(figures)
            said.answer.append(hash(text))
            said.clues.add(text)
        else:  # what a tool said, or was asked, is not in the question
            context = hash((context, text, message.tool_calls))
        before = hash((before, question if message.role == "user" else text))


def opening(example: Example) -> tuple[str, str]:
    """The first question and its answer; empty where there is none."""
    question = ""
    for message in example.messages:
        if message.role == "user":
            question = message.content
        elif message.role == "assistant" and message.content.strip() and question:
            return question, message.content
    return question, ""


def openings(train: Sequence[Example]) -> Iterator[tuple[str, str]]:
    """The first question and answer of each row."""
    return map(opening, train)


class Texts:
    """The texts of answers by number, read anew where they are not among the last ones."""

    def __init__(self, train: Sequence[Example], said: Answers) -> None:
        self._train, self._said = train, said
        self._get = lru_cache(maxsize=1 << 12)(self._read)

    def __getitem__(self, number: int) -> Asked:
        return self._get(number)

    def _read(self, number: int) -> Asked:
        row, place = self._said.row[number], self._said.place[number]
        messages = self._train[row].messages
        users = [message.content for message in messages[:place] if message.role == "user"]
        return Asked(number, row, users[-1], messages[place].content)
