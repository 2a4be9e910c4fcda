"""Whether two answers to one question disagree, and in what.

    disagreement("How long is it?", "It takes 3 days.", "It takes a week.")   # "number"

Where the two are the same sentence but for a few words, facts are set side by side in their
places; where they are worded differently, a fact disagrees only with one of its sort in a
sentence on the same matter, or where each of two short answers has just one. What one answer
merely lacks is no disagreement, nor are two answers to a task that has many right ones (write a
poem, name a city), unless one is a copy of the other with a number changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rapidfuzz.distance import Levenshtein

from lekalo.text import polarity
from lekalo.text.answers import Answer, read
from lekalo.text.asked_for import asks_for, open_task
from lekalo.text.facts import DATES, NUMBERS, Fact, agree, comparable
from lekalo.text.lemmas import content_lemmas, lemmas
from lekalo.text.other_names import other_names, other_things
from lekalo.text.quantities import Quantity
from lekalo.text.synonyms import concept_of

Kind = Literal["yes-no", "number", "date", "name"]

_COPY = 0.72  # of two texts' words that a copy with slight changes shares
_TASK_COPY = 0.9
_TASK_WORDS = 8
_SHORT = 30  # words of an answer that tells one thing
_LONG = 80  # words of an answer; a longer one is compared with a copy only
_ARTICLE = 1000  # words that are compared at all
_LONGEST = 1 << 14  # characters of an answer that is compared
_AS_TYPED = 0.72  # of the words of a long answer as typed that its copy shares, with other numbers


def disagreement(question: str, one: str, other: str) -> Kind | None:
    """In what the two disagree; None where they may both be right."""
    if not may_disagree(one, other):
        return None
    long = max(one.count(" "), other.count(" ")) + 1
    ours, theirs = read(one), read(other)
    if ours.words == theirs.words:
        return None
    likeness = Levenshtein.normalized_similarity(ours.marks, theirs.marks)
    if long > _LONG or open_task(question):
        copied = likeness >= _TASK_COPY and len(ours.marks) >= _TASK_WORDS
        return _side_by_side(ours, theirs) if copied else None
    if _yes_and_no(question, one, other):
        return "yes-no"
    if likeness >= _COPY:
        found = _side_by_side(ours, theirs) or other_names(ours, theirs)
    else:
        found = _by_matter(question, ours, theirs)
    if found is None and polarity.denied(one, other):
        return "yes-no"
    return found or other_things(question, ours, theirs)


def agreement(question: str, one: str, other: str) -> bool:
    """Whether two short answers say the same of what can be compared: one fact, or yes or no."""
    if max(one.count(" "), other.count(" ")) >= _LONG:
        return False
    ours, theirs = read(one), read(other)
    if any(_has(theirs, fact) for fact in ours.facts):
        return True
    said, also = polarity.verdict(one, question), polarity.verdict(other, question)
    return said is not None and said == also


def may_disagree(one: str, other: str) -> bool:
    """At a glance: a long answer disagrees with its copy only, a very long one with none."""
    if max(len(one), len(other)) > _LONGEST:
        return False
    short, long = sorted((one.count(" ") + 1, other.count(" ") + 1))
    if long <= _LONG:
        return True
    if long > _ARTICLE or short < _TASK_COPY * long:
        return False
    said, also = one.split(), other.split()
    return Levenshtein.normalized_similarity(said, also, score_cutoff=_AS_TYPED) > 0


def _yes_and_no(question: str, one: str, other: str) -> bool:
    said, also = polarity.verdict(one, question), polarity.verdict(other, question)
    return said is not None and also is not None and said != also


def _side_by_side(ours: Answer, theirs: Answer) -> Kind | None:
    """Facts in the same places of a text and its copy that disagree."""
    for code in Levenshtein.opcodes(ours.marks, theirs.marks):
        if code.tag not in ("equal", "replace"):
            continue
        mine = ours.at[code.src_start : code.src_end]
        yours = theirs.at[code.dest_start : code.dest_end]
        for one, other in zip(mine, yours, strict=False):
            if not (isinstance(one, Fact) and isinstance(other, Fact)):
                continue
            if _against(one, other) and not _told(ours, one, theirs, other):
                return _kind(one)
    return None


def _against(one: Fact, other: Fact) -> bool:
    if comparable(one, other):
        return not agree(one, other)
    return one.kind in NUMBERS and other.kind in NUMBERS and _numeric(one, other)


def _numeric(one: Fact, other: Fact) -> bool:
    """Two quantities of different sorts in the same place: 5 dollars, 5 euros."""
    assert isinstance(one.value, Quantity) and isinstance(other.value, Quantity)
    if "number" in (one.kind, other.kind):  # a unit that only one of them names
        return one.value.low != other.value.low and one.kind == other.kind
    return True


def _told(ours: Answer, one: Fact, theirs: Answer, other: Fact) -> bool:
    """Whether each has the other's fact somewhere; where one merely tells more, either will do."""
    told = _has(theirs, one), _has(ours, other)
    return all(told) if len(ours.facts) == len(theirs.facts) else any(told)


def _has(answer: Answer, fact: Fact) -> bool:
    return any(comparable(fact, other) and agree(fact, other) for other in answer.facts)


def _kind(fact: Fact) -> Kind:
    if fact.kind in NUMBERS:
        return "number"
    return "date" if fact.kind in DATES else "name"


def _by_matter(question: str, ours: Answer, theirs: Answer) -> Kind | None:
    """Facts that only one of two differently worded answers has, on the same matter."""
    mine = [fact for fact in ours.facts if not _has(theirs, fact)]
    yours = [fact for fact in theirs.facts if not _has(ours, fact)]
    for one in mine:
        for other in yours:
            if comparable(one, other) and not _unlike(one, other):
                if one.kind != "label" and _same_matter(ours, one, theirs, other):
                    return _kind(one)
                sole = _only_one(ours, one, mine) and _only_one(theirs, other, yours)
                if sole and asks_for(question, one):
                    return _kind(one)
    return None


def _unlike(one: Fact, other: Fact) -> bool:
    """Numbers that count different things."""
    if one.kind != "number" or not isinstance(one.value, Quantity):
        return False
    assert isinstance(other.value, Quantity)
    return lemmas(one.value.unit) != lemmas(other.value.unit) or not one.value.unit


def _same_matter(ours: Answer, one: Fact, theirs: Answer, other: Fact) -> bool:
    """Whether the two stand in sentences that say the same but for them."""
    mine, yours = _around(ours.text, one), _around(theirs.text, other)
    shared = len(mine & yours)
    return shared >= 2 and shared >= 0.6 * min(len(mine), len(yours))


def _around(text: str, fact: Fact) -> frozenset[str]:
    """The concepts of the sentence that a fact stands in, numbers aside."""
    start = max(text.rfind(mark, 0, fact.start) for mark in ("\n", ". ", "! ", "? ", "; ")) + 1
    ends = [text.find(mark, fact.end) for mark in ("\n", ". ", "! ", "? ", "; ")]
    end = min((place for place in ends if place >= 0), default=len(text))
    rest = text[start : fact.start] + " " + text[fact.end : end]
    return frozenset(concept_of(w) for w in content_lemmas(rest) if not w[0].isdigit())


def _only_one(answer: Answer, fact: Fact, alone: Sequence[Fact]) -> bool:
    """Whether a short answer tells this one thing of its sort; of labels (open this, press
    that) it may have several, if the other answer has none of them."""
    same = [other for other in answer.facts if other.kind == fact.kind]
    if len(answer.words) > _SHORT:
        return False
    return len(same) == 1 or (fact.kind == "label" and all(other in alone for other in same))
