"""Whether two answers name different things: other names, opposite words, another thing.

Looked at where the two are one sentence with slight changes, or both are short. Names are words
with a capital inside a sentence, quoted words, steps of a path. Leaves out numbers and dates: see
`disagreement`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rapidfuzz.distance import Levenshtein

from lekalo.text.answers import Answer
from lekalo.text.asked_for import asks_one_thing, asks_which
from lekalo.text.facts import Fact, agree, comparable
from lekalo.text.lemmas import content_lemmas, lemmas
from lekalo.text.likeness import mistyped
from lekalo.text.synonyms import concept_of, operations, opposites

_BRIEF = 15  # words of an answer that names one thing
_VERB = re.compile(r"[а-я](?:ть|ться|тись|сти|чь)$")  # by its first form


def other_names(ours: Answer, theirs: Answer) -> Literal["name"] | None:
    """Names, or opposite words, in the same places of a text and its copy."""
    for code in Levenshtein.opcodes(ours.marks, theirs.marks):
        if code.tag != "replace":
            continue
        here = slice(code.src_start, code.src_end)
        there = slice(code.dest_start, code.dest_end)
        mine, yours = ours.at[here], theirs.at[there]
        if _opposite(ours.marks[here], theirs.marks[there]):
            return "name"
        if _all_names(ours, mine) and _all_names(theirs, yours) and _others(mine, yours):
            return "name"
    return None


def _opposite(one: Sequence[str], other: Sequence[str]) -> bool:
    if len(one) != 1 or len(other) != 1:
        return False
    turns = opposites()
    return any(
        (concept_of(a), concept_of(b)) in turns or (a, b) in _SIDES for a in one for b in other
    )


_SIDES = {
    (a, b)
    for pair in (
        ("left", "right"),
        ("левый", "правый"),
        ("top", "bottom"),
        ("upper", "lower"),
        ("верхний", "нижний"),
        ("north", "south"),
        ("east", "west"),
        ("cash", "card"),
    )
    for a, b in (pair, pair[::-1])
}


def _all_names(answer: Answer, found: Sequence[Fact | re.Match[str]]) -> bool:
    """Whether these words are capitals inside a sentence, or stand in quotes or on a path."""
    labels = [fact for fact in answer.facts if fact.kind == "label"]
    return bool(found) and all(
        isinstance(one, re.Match)
        and (
            any(label.start <= one.start() and one.end() <= label.end for label in labels)
            or (one[0][0].isupper() and not _begins(answer.text, one.start()))
        )
        for one in found
    )


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins here."""
    before = text[:start].rstrip(" \"'«“(*-")
    return not before or before[-1] in ".!?\n:>"


def _others(mine: Sequence[Fact | re.Match[str]], yours: Sequence[Fact | re.Match[str]]) -> bool:
    """Whether two names are two, and not one misspelt or shortened."""
    one, other = (
        " ".join(w[0].lower() for w in names if isinstance(w, re.Match)) for names in (mine, yours)
    )
    same = {concept_of(w) for w in lemmas(one)} & {concept_of(w) for w in lemmas(other)}
    return not (one in other or other in one or same or mistyped(one, other))


def _another_thing(question: str, ours: Answer, theirs: Answer) -> bool:
    """Whether two short answers are one sentence with another thing in one place of it, where
    the question asks which thing: by e-mail, by courier."""
    if not asks_which(question) or max(len(ours.words), len(theirs.words)) > _BRIEF:
        return False
    codes = [c for c in Levenshtein.opcodes(ours.marks, theirs.marks) if c.tag != "equal"]
    if (
        min(len(ours.marks), len(theirs.marks)) < 2
        or not codes
        or codes[0].tag == "insert" == codes[-1].tag
    ):
        return False
    one = ours.marks[codes[0].src_start : codes[-1].src_end]
    other = theirs.marks[codes[0].dest_start : codes[-1].dest_end]
    if not one or not other or max(len(one), len(other)) > 3:
        return False
    if codes[0].src_start == 0 == codes[0].dest_start:
        return False  # the first word is mostly the verb: click, press
    if any(word[0] == "\0" for word in (*one, *other)):
        return False
    return _different(one, other)


def _different(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two stretches name different things: no concept, root or slip in common."""
    left = {concept_of(word) for word in content_lemmas(" ".join(one))} or set(one)
    right = {concept_of(word) for word in content_lemmas(" ".join(other))} or set(other)
    alike = any(a[:4] == b[:4] or mistyped(a, b) for a in left for b in right)
    return not alike and not any(
        _VERB.search(word) or word in operations() for word in left | right
    )


def other_things(question: str, ours: Answer, theirs: Answer) -> Literal["name"] | None:
    """Two short answers to a question of who, where or which, with nothing in common."""
    if any(comparable(a, b) and agree(a, b) for a in ours.facts for b in theirs.facts):
        return None  # what is told is the same; the rest is how it is put
    if _another_thing(question, ours, theirs):
        return "name"
    if not asks_one_thing(question) or max(len(ours.words), len(theirs.words)) > 12:
        return None
    if any(fact.kind != "label" for fact in (*ours.facts, *theirs.facts)):
        return None
    asked = set(content_lemmas(question))
    mine, yours = (
        {concept_of(w) for w in content_lemmas(answer.text)} for answer in (ours, theirs)
    )
    asked = {concept_of(w) for w in asked}
    left, right = mine - asked, yours - asked
    if not left or not right or left & right or mine <= asked or yours <= asked:
        return None
    bare = max(len(ours.words), len(theirs.words)) <= 3
    if not bare and min(len(mine & asked), len(yours & asked)) < 1:
        return None
    return "name" if len(left) <= 4 and len(right) <= 4 else None
