"""Whether one text is the other with a slip or two: a typo, a filler, words in another order.

    nearly_same("How do I cancel my order?", "How do I cancel order please")   # True
    nearly_same("How do I cancel my order?", "How do I change my order?")       # False

Compared as bags of lemmas. A small word in eight may differ; a number, a negation, an opposite
or another operation may not; a content word may only be mistyped. In a long text a few content
words may differ too, one in ten. Leaves out synonyms: see `rewording`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

from lekalo.text.lemmas import first_forms, known, stop_lemmas, words
from lekalo.text.synonyms import NEGATIONS, concept_of, groups, operations, opposites

_CONTENT_FOR_ONE = 10  # content words shared for each that may differ
_WORDS_FOR_ONE = 8  # words for each small one (an article, a pronoun, please) that may differ
_SHARED = 2  # content words that two texts share at least, where one is spared
_LONGEST = 1 << 14  # characters of a text that are compared word by word
_CAPITAL = re.compile(r"(?<=[\w,;] )([^\W\d_]*[A-ZА-ЯЁ][^\W\d_]*)")
_AT_MOST, _WORDS_FOR_SLIP = 4, 4  # words that may differ at all, slips among them

_PAIRED = (("hyper", "hypo"), ("inter", "intra"), ("macro", "micro"), ("гипер", "гипо"))
_PREFIXES = (*_PAIRED, *((two, one) for one, two in _PAIRED))
_TOWARDS = frozenset(("to", "into", "в", "на", "до"))
_TELLING = NEGATIONS | {"no", "не", "нет", "нельзя"}


class _Word(NamedTuple):
    """A word as typed, and its first form."""

    typed: str
    lemma: str


def nearly_same(one: str, other: str, spare: int = 0) -> bool:
    """Whether a reader would take the two for one text, written twice. `spare` content words
    may differ besides, names not: for texts that something else shows to be one, as their
    answers do."""
    if one == other:
        return True
    one, other = one[:_LONGEST], other[:_LONGEST]
    ours, theirs = _read(one), _read(other)
    if not ours or not theirs:
        return one.split() == other.split()
    mine, yours = _lacking(ours, theirs), _lacking(theirs, ours)
    size = min(len(ours), len(theirs))
    if max(len(mine), len(yours)) > _AT_MOST + size // _WORDS_FOR_SLIP:
        return False
    mine, yours = _without_typos(*_joined(mine, yours))
    if turned_round(one, other):
        return False
    if not mine and not yours:
        return True
    if any(word.lemma in _TELLING or word.lemma[0].isdigit() for word in (*mine, *yours)):
        return False
    small = stop_lemmas()
    heavy_mine = [word.lemma for word in mine if word.lemma not in small]
    heavy_yours = [word.lemma for word in yours if word.lemma not in small]
    if opposed(heavy_mine, heavy_yours):
        return False
    light = max(len(mine) - len(heavy_mine), len(yours) - len(heavy_yours))
    heavy = max(len(heavy_mine), len(heavy_yours))
    content = sum(word.lemma not in small for word in ours) - len(heavy_mine)
    if spare and heavy and not _may_be_spared(heavy_mine, heavy_yours, content):
        return False
    if spare and (_names(mine, one) or _names(yours, other)):
        return False
    few = (heavy - spare) * _CONTENT_FOR_ONE <= content
    return few and light <= max(1, size // _WORDS_FOR_ONE)


def _may_be_spared(mine: Sequence[str], yours: Sequence[str], content: int) -> bool:
    """Whether enough is shared, and no two words are known to mean different things."""
    meanings = groups()
    left = {meanings[word] for word in mine if word in meanings}
    right = {meanings[word] for word in yours if word in meanings}
    return content >= _SHARED and not (left - right and right - left)


def _names(differing: Sequence[_Word], text: str) -> bool:
    """Whether one of the words stands with a capital inside a sentence."""
    typed = {word.typed for word in differing}
    return any(match[1].casefold().replace("ё", "е") in typed for match in _CAPITAL.finditer(text))


def opposed(mine: Sequence[str], yours: Sequence[str]) -> bool:
    """Whether lemmas of one text alone and lemmas of the other alone part the two."""
    acts, turns = operations(), opposites()
    left = {concept_of(word) for word in mine}
    right = {concept_of(word) for word in yours}
    if (left - right) & acts and (right - left) & acts:
        return True
    return any((one, two) in turns for one in left for two in right)


def turned_round(one: str, other: str) -> bool:
    """Whether the two name the same things with another as the goal: from miles to kilometres,
    from kilometres to miles."""
    goals, theirs = _goals(one), _goals(other)
    if not goals or not theirs or goals & theirs:
        return False
    said, also = set(words(one)), set(words(other))
    return goals <= also and theirs <= said


def _goals(text: str) -> set[str]:
    said = words(text)
    return {word for before, word in pairwise(said) if before in _TOWARDS}


@lru_cache(maxsize=1 << 12)
def _read(text: str) -> tuple[_Word, ...]:
    return tuple(_Word(word, lemma) for word in words(text) for lemma in first_forms(word))


def _lacking(ours: Sequence[_Word], theirs: Sequence[_Word]) -> list[_Word]:
    """Our words whose lemma they lack, or have fewer times."""
    there = Counter([word.lemma for word in theirs])
    left: list[_Word] = []
    for word in ours:
        if there[word.lemma] > 0:
            there[word.lemma] -= 1
        else:
            left.append(word)
    return left


def _joined(mine: list[_Word], yours: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """Both without `topup` on one side and `top`, `up` on the other."""
    for _ in range(2):
        for first, second in pairwise(yours):
            whole = next((w for w in mine if w.typed == first.typed + second.typed), None)
            if whole is not None:
                mine = [word for word in mine if word is not whole]
                yours = [word for word in yours if word is not first and word is not second]
        mine, yours = yours, mine
    return mine, yours


def _without_typos(mine: list[_Word], yours: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    slips: set[str] = set()
    for word in mine:
        twin = next((other for other in yours if mistyped(word.typed, other.typed)), None)
        if twin is not None:  # a short form (`can't`) is one slip and two lemmas
            slips.add(word.typed)
            yours = [other for other in yours if other.typed != twin.typed]
    return [word for word in mine if word.typed not in slips], yours


@lru_cache(maxsize=1 << 16)
def mistyped(one: str, other: str) -> bool:
    """Whether one word may be a slip of the other: a letter lost, doubled, changed or swapped
    with the next; two of those in a word of seven letters. Two Russian words of the dictionary
    are two words, and so are two that the tables know apart."""
    shorter = min(len(one), len(other))
    if shorter < 4 or one[0].isdigit() or other[0].isdigit():
        return False
    allowed = 1 if shorter < 7 else 2
    if OSA.distance(one, other, score_cutoff=allowed) > allowed:
        return False
    if known(one) and known(other):
        return False
    left, right = _meaning(one), _meaning(other)
    if (left, right) in opposites() or ({left, right} <= _concepts() and left != right):
        return False
    if any(one.startswith(a) and other.startswith(b) for a, b in _PREFIXES):
        return False
    return shorter > 4 or len(one) != len(other) or sorted(one) == sorted(other)


def _meaning(word: str) -> str:
    """The concept of a word of one lemma, in a table or not."""
    meanings = groups()
    forms = first_forms(word)
    return next((meanings[lemma] for lemma in forms if lemma in meanings), forms[0])


@cache
def _concepts() -> frozenset[str]:
    return frozenset(groups().values())
