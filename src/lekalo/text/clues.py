"""What can be told of an answer at a glance, to compare only those that may disagree.

    clues.add(one), clues.add(other); clues.may_clash(np.array([0]), np.array([1]))

Two answers may disagree where one of them denies, where both tell numbers and other ones, where
both name things in quotes or addresses, or where both are short. Leaves out whether they do: see
`disagreement`.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lekalo.text.numbers import NUMBER_WORDS
from lekalo.text.pairs import Ints

_DENIES, _NUMBER, _NAME, _SHORT = 1, 2, 4, 8
_BRIEF = 15  # words of an answer that may be one thing in the place of another
_LETTERS = 700  # of a text whose words are looked at; a longer one is compared with copies only
_DENYING_WORDS = """
no not never cannot nope without only optional wrong false
не нет ни без нельзя только никогда
"""
_DENYING_STEMS = """
forbid prohibit close unavail impossib unable exclu refus incorrect
запре закры невозмож платн недоступ неверн неправил необязат
"""
_TIME_STEMS = """
monday tuesday wednesday thursday friday saturday sunday week month year
понедельник вторник сред четверг пятниц суббот воскресен недел месяц год сутк полчас двух трех трёх
"""
_DENYING = frozenset(_DENYING_WORDS.split())
_DENYING_FROM = tuple(_DENYING_STEMS.split())
_TIMES = tuple(_TIME_STEMS.split())
_NUMBERS = NUMBER_WORDS - {"a", "an", "one", "один", "одна", "одно"}
_FIGURES = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")
_NAMES = re.compile('["«“>→@*`]|://')


@dataclass(slots=True)
class Clues:
    """Flags and a hash of the numbers, a pair for each answer in order."""

    flags: array[int] = field(default_factory=lambda: array("B"))
    figures: array[int] = field(default_factory=lambda: array("q"))

    def add(self, text: str) -> None:
        """Keeps the clues of one more answer."""
        figures = _FIGURES.findall(text)
        flags = _NUMBER if figures else 0
        flags |= _SHORT if text.count(" ") < _BRIEF else 0
        flags |= _NAME if _NAMES.search(text) else 0
        key = hash(frozenset(figures))
        if len(text) <= _LETTERS:
            words = frozenset(_WORDS.findall(text.lower()))
            denies = not words.isdisjoint(_DENYING) or "n't" in text or "n’t" in text
            flags |= _DENIES if denies or any(w.startswith(_DENYING_FROM) for w in words) else 0
            if not words.isdisjoint(_NUMBERS) or any(w.startswith(_TIMES) for w in words):
                flags, key = flags | _NUMBER, 0  # in words it may be any number
        self.flags.append(flags)
        self.figures.append(key)

    def may_clash(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        """For each pair of answers whether it is worth a closer look."""
        flags, figures = np.array(self.flags), np.array(self.figures)
        one, two = flags[left], flags[right]
        clash = (one ^ two) & _DENIES > 0
        clash |= one & two & (_NAME | _SHORT) > 0
        other = (figures[left] != figures[right]) | (figures[left] == 0)
        found: NDArray[np.bool_] = clash | ((one & two & _NUMBER > 0) & other)
        return found
