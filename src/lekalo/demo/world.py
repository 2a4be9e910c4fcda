"""The made-up world that nano learns from: what a skill is, and what is held out.

A skill is one file of `demo/skills`: it draws short conversations in English or in Russian,
in a neutral style, each turn with the scorers that its answer must satisfy. The words are in
`world_words` and `world_people`; mixing skills into files is the work of `corpus`.

Held out is decided by a hash of a turn's key, that is the template and its fillings, so
the same instance is held out in every corpus, whatever its seed and size.
"""

from __future__ import annotations

import random
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from lekalo.core.registry import Registry

Language = Literal["en", "ru"]
LANGUAGES: tuple[Language, ...] = ("en", "ru")

HELD_OUT_SHARE = 10
"""One instance in this many is never trained on."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer. `key` is the instance: the template and its fillings,
    without what does not change the task (a greeting, a system message). `expects` are
    the scorers of a suite, as a suite's file writes them."""

    question: str
    answer: str
    key: tuple[str, ...]
    expects: tuple[dict[str, Any], ...]


class Skill(ABC):
    """One thing nano can do. `weight` is how often it is drawn beside the others."""

    name: ClassVar[str]
    weight: ClassVar[int] = 1

    @abstractmethod
    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """A conversation of one to three turns; every draw of one `rng` state is the same."""


SKILLS: Registry[Skill] = Registry("skill", "lekalo.demo.skills")


def held_out(skill: str, language: Language, key: Iterable[str]) -> bool:
    """Whether this instance belongs to the suites and the held-out rows."""
    text = "\x1f".join((skill, language, *key))
    return zlib.crc32(text.encode()) % HELD_OUT_SHARE == 0


def contains(*words: str) -> dict[str, Any]:
    """A scorer: every one of `words` stands in the answer."""
    return {"scorer": "contains", "all": list(words)}


def numeric(value: int) -> dict[str, Any]:
    """A scorer: the answer's number is `value`."""
    return {"scorer": "numeric", "target": value, "tolerance": 0}


def exact(text: str) -> dict[str, Any]:
    """A scorer: the answer is `text`, to the character."""
    return {"scorer": "exact", "target": text}


def regex(pattern: str) -> dict[str, Any]:
    """A scorer: `pattern` is found in the answer."""
    return {"scorer": "regex", "pattern": pattern}


def counted(number: int, one: str, few: str, many: str) -> str:
    """The Russian form that stands after `number`: 1 монета, 2 монеты, 5 монет."""
    if 11 <= number % 100 <= 14:
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(number % 10, many)
