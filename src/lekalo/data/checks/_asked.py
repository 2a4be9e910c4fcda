"""One answer with its question, and what the two speak of, each text read once.

    things_in(concepts_in("May I cancel?"), "May I cancel?")

Leaves out whether two questions are one: see `_twins` and `_likely`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lekalo.text.concepts import concepts
from lekalo.text.facts import facts
from lekalo.text.lemmas import lemmas
from lekalo.text.polarity import sentences
from lekalo.text.quantities import Quantity
from lekalo.text.synonyms import NEGATIONS, asking, concept_of, light, operations

LONGEST = 1 << 12
"""Characters of a question that is compared."""
_LETTER = re.compile(r"(?<=[a-zа-яё] )(?!I\b)[A-ZА-Я]\b")  # building A, вход Б
_RUSSIAN_VERB = re.compile(r"[а-я]{2,}(?:ть|чь|ти)(?:ся|сь)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer with its question; `turn` is its number among all answers, `row` its row's."""

    turn: int
    row: int
    question: str
    answer: str


def telling(names: frozenset[str]) -> frozenset[str]:
    """Those of the concepts that say what a text is about."""
    return names - asking() - light() - NEGATIONS


def row_concepts(asked: Asked) -> frozenset[str]:
    """What a question and its answer speak of."""
    return concepts_in(asked.question) | concepts_in(asked.answer)


def named_own(differing: frozenset[str], one: Asked, two: Asked) -> frozenset[str]:
    """The things that a question and its own answer name, and the other row leaves out."""
    own = things_in(differing, one.question) & concepts_in(one.answer)
    own -= concepts_in(two.question) | concepts_in(two.answer)
    return telling(own)


def things_in(differing: frozenset[str], question: str) -> frozenset[str]:
    """Those of the concepts that a question names as a thing, or as what is done with it by one
    of the words that part questions (cancel, change); another Russian verb is put in many ways."""
    verbs = {concept_of(lemma) for lemma in lemmas_in(question) if _RUSSIAN_VERB.fullmatch(lemma)}
    return differing - (verbs - operations())


@lru_cache(maxsize=1 << 12)
def concepts_in(text: str) -> frozenset[str]:
    """The concepts of a text."""
    return frozenset(concepts(text))


@lru_cache(maxsize=1 << 12)
def lemmas_in(text: str) -> tuple[str, ...]:
    """The first forms of its words, in order."""
    return tuple(lemmas(text))


@lru_cache(maxsize=1 << 12)
def figures_in(text: str) -> set[object]:
    """The numbers, dates and times of a question, those in words too."""
    found: set[object] = {lemma for lemma in lemmas_in(text) if lemma[0].isdigit()}
    found.update(_LETTER.findall(text))
    for fact in facts(text):
        if isinstance(fact.value, Quantity):
            found.add((fact.kind, round(fact.value.low, 6), round(fact.value.high, 6)))
        elif fact.kind in ("date", "time", "weekday"):
            found.add((fact.kind, fact.value))
    return found


@lru_cache(maxsize=1 << 12)
def names_in(text: str) -> set[str]:
    """The lemmas of words with a capital inside a sentence."""
    words = [word for sentence in sentences(text) for word in sentence.split()[1:]]
    capital = [word for word in words if word[:1].isupper() or word[1:2].isupper()]
    return {concept for word in capital for concept in concepts(word)}
