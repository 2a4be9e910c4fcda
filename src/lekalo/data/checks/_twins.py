"""Whether two questions in other words are one, told by the answers too.

    same_matter(one, two, "weak")

Questions are parted by numbers, names, quoted words, opposites, another text to work on, one thing
in the place of another, and by what only a question and its own answer speak of. Leaves out
how pairs are found: see `_disagreeing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import Levenshtein

from lekalo.data.normalise import normalise
from lekalo.text.asked_for import open_task, sort_asked
from lekalo.text.concepts import concepts
from lekalo.text.facts import facts, names
from lekalo.text.lemmas import lemmas, words
from lekalo.text.likeness import opposed, turned_round
from lekalo.text.polarity import sentences
from lekalo.text.quantities import Quantity
from lekalo.text.synonyms import NEGATIONS, asking, concept_of, light, opposites

Tie = Literal["asked", "weak", "told"]
"""What ties two questions: their words, too few of them, or what their rows say together."""
LONGEST = 1 << 12
"""Characters of a question that is compared."""
_PATTERN = 0.6  # of the words of two questions that stand in the same places
_WITHOUT = frozenset(("without", "без"))
_STARTS = frozenset(("from", "since", "с", "со", "из", "от"))
_GOALS = frozenset(("to", "into", "until", "till", "в", "во", "на", "до"))
_PARTICLES = frozenset(("in", "out", "on", "off", "up", "down"))
_ENOUGH = 2  # telling concepts that both questions have, for one to name a thing of its own
_BARE = 3  # words of an answer that is no sentence
_SORTS_APART = {
    ("time", "person"),
    ("time", "place"),
    ("amount", "person"),
    ("amount", "place"),
} | {("cause", sort) for sort in ("time", "person", "place", "amount")}
_NAMED = frozenset(("person", "place"))
_LETTER = re.compile(r"(?<=[a-zа-яё] )(?!I\b)[A-ZА-Я]\b")  # building A, вход Б
_RUSSIAN_NOUN = re.compile(r"[а-я]{3,}(?<!ый|ий|ой|ся|ть|ти|чь|но)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer with its question; `turn` is its number among all answers, `row` its row's."""

    turn: int
    row: int
    question: str
    answer: str


def same_matter(one: Asked, two: Asked, tie: Tie) -> bool:
    """Whether two questions are one in other words; a very long one holds a text of its own."""
    if max(len(one.question), len(two.question)) > LONGEST:
        return False
    if open_task(one.question) or open_task(two.question):
        return False
    return not _parted(one, two, tie)


def _parted(one: Asked, two: Asked, tie: Tie) -> bool:
    """Whether something tells the two questions apart: a number, an opposite, a name, or a thing
    that only one of them and its own answer speak of."""
    if _other_things(one, two, tie) or _other_sort(one, two):  # the cheapest are looked at first
        return True
    if _given(one.question) != _given(two.question) or _one_task(one.question, two.question):
        return True
    if turned_round(one.question, two.question) or _other_end(one.question, two.question):
        return True
    if _one_pattern(one, two) or _figures(one.question) != _figures(two.question):
        return True
    quoted, also = _quoted(one.question), _quoted(two.question)
    return bool(quoted and also) and not quoted & also


def _other_things(one: Asked, two: Asked, tie: Tie) -> bool:
    """Whether the two speak of different things, told by their concepts."""
    mine, yours = _concepts(one.question), _concepts(two.question)
    left, right = mine - yours, yours - mine
    turned = any((a, b) in opposites() for a in left for b in right)
    if turned or (tie in ("asked", "weak") and opposed(sorted(left), sorted(right))):
        return True
    if tie != "asked":
        own = _names_own(left, one, two), _names_own(right, two, one)
        shared = (mine & yours) - asking() - light()
        if all(own) or (any(own) and len(shared) < _ENOUGH):
            return True
    if tie == "told":  # what the other row speaks of too does not part them
        left, right = left - _concepts(two.answer), right - _concepts(one.answer)
    if _own(left, one, two) and _own(right, two, one):
        return True
    if tie != "asked" and _one_noun(left, one) and _one_noun(right, two):
        return True
    return bool(_names(one.question) - yours) and bool(_names(two.question) - mine)


def _one_noun(differing: frozenset[str], asked: Asked) -> bool:
    """Whether all that differs on this side is one Russian noun: a pass for the pool, a pass for
    the gym. A rewording mostly has another verb; English words do not show what they are."""
    nouns = {
        lemma for lemma in _lemmas(asked.question) if concept_of(lemma) in differing - asking()
    }
    return len(nouns) == 1 and all(map(_RUSSIAN_NOUN.fullmatch, nouns))


@lru_cache(maxsize=1 << 12)
def _quoted(question: str) -> set[object]:
    return {fact.value for fact in names(question) if fact.kind == "label"}


def _given(question: str) -> str:
    """What a task is given to work on: the text after an empty line."""
    return normalise(question.partition("\n\n")[2])


def _one_task(one: str, two: str) -> bool:
    """Whether two questions are one task, each with a text of its own to work on."""
    (task, _, text), (other, _, also) = one.partition("\n"), two.partition("\n")
    return bool(text and also) and normalise(task) == normalise(other)


def _one_pattern(one: Asked, two: Asked) -> bool:
    """Whether two questions are one sentence with another thing in its place: for adults, for
    children. A rewording changes more."""
    said, also = _lemmas(one.question), _lemmas(two.question)
    codes = [code for code in Levenshtein.opcodes(said, also) if code.tag != "equal"]
    alike = Levenshtein.normalized_similarity(said, also)
    if alike < _PATTERN or not codes:
        return False
    first, last = codes[0], codes[-1]
    if any(b.src_start > a.src_end or b.dest_start > a.dest_end for a, b in pairwise(codes)):
        return False  # more than one place differs
    left = said[first.src_start : last.src_end]
    right = also[first.dest_start : last.dest_end]
    if _PARTICLES & set(left) and _PARTICLES & set(right):  # check in, check out
        return True
    long = all(any(len(lemma) > 3 for lemma in side) for side in (left, right))
    return long and not set(concepts(" ".join(left))) & set(concepts(" ".join(right)))


def _other_sort(one: Asked, two: Asked) -> bool:
    """Whether one asks for a person, say, and the other for a time. Where both answers are bare
    names, nothing but the question tells what they are of: who is not what, then."""
    said, also = sort_asked(one.question), sort_asked(two.question)
    if said != also and max(one.answer.count(" "), two.answer.count(" ")) < _BARE:
        return not _NAMED.isdisjoint((said, also))
    return (said, also) in _SORTS_APART or (also, said) in _SORTS_APART


def _other_end(one: str, other: str) -> bool:
    """Whether one asks from where or when, and the other up to where or when; or one names as
    the goal what the other names as the start; or one asks of being without what the other has."""
    said, also = words(one), words(other)
    if _lacking(said) & set(_lemmas(other)) != _lacking(also) & set(_lemmas(one)):
        return True
    ours, theirs = _ends(said), _ends(also)
    return bool(ours[0] & theirs[1]) or bool(ours[1] & theirs[0])


def _lacking(said: list[str]) -> set[str]:
    """The first forms of what stands after "without"."""
    return {lemma for a, b in pairwise(said) if a in _WITHOUT for lemma in lemmas(b)}


def _ends(said: list[str]) -> tuple[set[str], set[str]]:
    """The first forms of what stands after a word of start, and after a word of goal."""
    starts: set[str] = set()
    goals: set[str] = set()
    for before, word in pairwise(said):
        if before in _STARTS or before in _GOALS:
            (starts if before in _STARTS else goals).update(lemmas(word))
    return starts, goals


def _names_own(differing: frozenset[str], one: Asked, two: Asked) -> bool:
    """Whether a question and its own answer name a thing that the other row leaves out."""
    own = differing & _concepts(one.answer)
    own -= _concepts(two.question) | _concepts(two.answer)
    return bool(own - asking() - light() - NEGATIONS)


def _own(differing: frozenset[str], one: Asked, two: Asked) -> bool:
    """Whether an answer names what only its question does, and the other answer does not."""
    telling = differing - asking() - light()
    return bool(telling & (_concepts(one.answer) - _concepts(two.answer)))


@lru_cache(maxsize=1 << 12)
def _concepts(text: str) -> frozenset[str]:
    return frozenset(concepts(text))


@lru_cache(maxsize=1 << 12)
def _lemmas(text: str) -> tuple[str, ...]:
    return tuple(lemmas(text))


@lru_cache(maxsize=1 << 12)
def _figures(text: str) -> set[object]:
    """The numbers, dates and times of a question, those in words too."""
    found: set[object] = {lemma for lemma in _lemmas(text) if lemma[0].isdigit()}
    found.update(_LETTER.findall(text))
    for fact in facts(text):
        if isinstance(fact.value, Quantity):
            found.add((fact.kind, round(fact.value.low, 6), round(fact.value.high, 6)))
        elif fact.kind in ("date", "time", "weekday"):
            found.add((fact.kind, fact.value))
    return found


@lru_cache(maxsize=1 << 12)
def _names(text: str) -> set[str]:
    """The lemmas of words with a capital inside a sentence."""
    words = [word for sentence in sentences(text) for word in sentence.split()[1:]]
    capital = [word for word in words if word[:1].isupper() or word[1:2].isupper()]
    return {concept for word in capital for concept in concepts(word)}
