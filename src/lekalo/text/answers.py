"""An answer read once for many comparisons: its words, its facts, its words with facts marked.

    read("It takes 3 days").marks      # ("it", "take", "\\0number")

Leaves out what two answers say to each other: see `disagreement` and `other_names`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lekalo.text.facts import NUMBERS, Fact, facts
from lekalo.text.lemmas import lemmas

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[>→]")


@dataclass(frozen=True)
class Answer:
    """An answer read once: `marks` are its words with one mark for each fact."""

    text: str
    words: tuple[str, ...]
    facts: tuple[Fact, ...]
    marks: tuple[str, ...]
    at: tuple[Fact | re.Match[str], ...]
    """What stands behind each mark."""


@lru_cache(maxsize=1 << 10)
def read(text: str) -> Answer:
    """The answer read; the last thousand are kept."""
    every = tuple(facts(text))
    found = [fact for fact in every if fact.kind != "label"]
    marks: list[str] = []
    at: list[Fact | re.Match[str]] = []
    place = 0
    for fact in found:
        if fact.start < place:
            continue
        _words_between(text, place, fact.start, marks, at)
        marks.append("\0" + ("number" if fact.kind in NUMBERS else fact.kind))
        at.append(fact)
        place = fact.end
    _words_between(text, place, len(text), marks, at)
    words = tuple(match[0].lower() for match in _WORD.finditer(text))
    return Answer(text, words, every, tuple(marks), tuple(at))


@lru_cache(maxsize=1 << 16)
def _mark(word: str) -> str:
    return " ".join(lemmas(word)) or word.lower()


def _words_between(
    text: str, start: int, end: int, marks: list[str], at: list[Fact | re.Match[str]]
) -> None:
    for match in _WORD.finditer(text, start, end):
        marks.append(_mark(match[0]))
        at.append(match)
