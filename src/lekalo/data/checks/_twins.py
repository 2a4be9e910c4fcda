"""Whether two questions in other words are one, told by the answers too.

    same_matter(one, two, "weak")

Questions are parted by numbers, names, quoted words, opposites, another text to work on, one thing
in the place of another, and by what only a question and its own answer speak of. Leaves out
how pairs are found: see `_disagreeing`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import Levenshtein

from lekalo.data.checks._asked import (
    LONGEST,
    Asked,
    concepts_in,
    figures_in,
    lemmas_in,
    named_own,
    names_in,
    things_in,
)
from lekalo.data.checks._likely import Weights, rarer_things
from lekalo.data.checks._sides import lacking, other_end, other_side
from lekalo.data.normalise import normalise
from lekalo.text.asked_for import bare_of_words, open_task, sort_asked
from lekalo.text.concepts import concepts
from lekalo.text.facts import names
from lekalo.text.lemmas import words
from lekalo.text.likeness import opposed, turned_round
from lekalo.text.polarity import asks_yes_or_no
from lekalo.text.synonyms import (
    asking,
    concept_of,
    light,
    opposites,
)

Tie = Literal["asked", "weak", "told", "likely"]
"""What ties two questions: their words, too few of them, what their rows say together, or that
no row is more alike."""
_PATTERN = 0.6  # of the words of two questions that stand in the same places
_PARTICLES = frozenset(("in", "out", "on", "off", "up", "down"))
_ENOUGH = 2  # telling concepts that both questions have, for one to name a thing of its own
_BARE = 3  # words of an answer that is no sentence
_SORTS_TOGETHER = (
    frozenset(("time", "amount")),
    frozenset(("time", "rate")),
    frozenset(("amount", "price")),
    frozenset(("person", "place")),
)
"""What one thing may be asked for in two ways: when, in how many days; who, where."""
_NAMED = frozenset(("person", "place"))
_RUSSIAN_NOUN = re.compile(r"[а-я]{3,}(?<!ый|ий|ой|ся|ть|ти|чь|но)")


def same_matter(one: Asked, two: Asked, tie: Tie, weights: Weights | None = None) -> bool:
    """Whether two questions are one in other words; a very long one holds a text of its own. A
    tie that is only likely needs the `weights` of concepts."""
    if max(len(one.question), len(two.question)) > LONGEST:
        return False
    if open_task(one.question) or open_task(two.question):
        return False
    return not _parted(one, two, tie, weights or {})


def _parted(one: Asked, two: Asked, tie: Tie, weights: Weights) -> bool:
    """Whether something tells the two questions apart: a number, an opposite, a name, or a thing
    that only one of them and its own answer speak of."""
    if _other_things(one, two, tie, weights) or _other_sort(
        one, two, tie
    ):  # the cheapest are looked at first
        return True
    if _given(one.question) != _given(two.question) or _one_task(one.question, two.question):
        return True
    if turned_round(one.question, two.question) or other_end(one.question, two.question):
        return True
    if tie != "asked" and (_lacks_alone(one, two) or _lacks_alone(two, one)):
        return True
    if _one_pattern(one, two) or figures_in(one.question) != figures_in(two.question):
        return True
    quoted, also = _quoted(one.question), _quoted(two.question)
    return bool(quoted and also) and not quoted & also


def _other_things(one: Asked, two: Asked, tie: Tie, weights: Weights) -> bool:
    """Whether the two speak of different things, told by their concepts."""
    mine, yours = concepts_in(one.question), concepts_in(two.question)
    left, right = mine - yours, yours - mine
    turned = any((a, b) in opposites() for a in left for b in right)
    if turned and not other_side(one.question, two.question):
        return True
    if tie in ("asked", "weak") and opposed(sorted(left), sorted(right)):
        return True
    if tie == "likely":
        return rarer_things(one, two, weights)
    if tie != "asked":
        own = _names_own(left, one, two), _names_own(right, two, one)
        shared = (mine & yours) - asking() - light()
        if all(own) or (any(own) and len(shared) < _ENOUGH):
            return True
    if tie == "told":  # what the other row speaks of too does not part them
        left, right = left - concepts_in(two.answer), right - concepts_in(one.answer)
    if _own(left, one, two) and _own(right, two, one):
        return True
    if tie != "asked" and _one_noun(left, one) and _one_noun(right, two):
        return True
    return bool(names_in(one.question) - yours) and bool(names_in(two.question) - mine)


def _one_noun(differing: frozenset[str], asked: Asked) -> bool:
    """Whether all that differs on this side is one Russian noun: a pass for the pool, a pass for
    the gym. A rewording mostly has another verb; English words do not show what they are."""
    nouns = {
        lemma for lemma in lemmas_in(asked.question) if concept_of(lemma) in differing - asking()
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
    said, also = lemmas_in(one.question), lemmas_in(two.question)
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
    if not all(any(len(lemma) > 3 for lemma in side) for side in (left, right)):
        return False
    ours, theirs = set(concepts(" ".join(left))), set(concepts(" ".join(right)))
    if not (ours | theirs) - asking() - light():
        return False  # which warranty, how long a warranty
    return not ours & theirs


def _lacks_alone(one: Asked, two: Asked) -> bool:
    """Whether a yes or no is asked of being without what the other row does not speak of."""
    if not _yes_or_no(one.question):
        return False
    missing = {concept_of(lemma) for lemma in lacking(words(one.question))}
    return not missing <= concepts_in(two.question) | concepts_in(two.answer)


def _other_sort(one: Asked, two: Asked, tie: Tie) -> bool:
    """Whether one asks for a person, say, and the other for a time. Where both answers are bare
    names, nothing but the question tells what they are of: who is not what, then."""
    said, also = sort_asked(one.question), sort_asked(two.question)
    if said != also and max(one.answer.count(" "), two.answer.count(" ")) < _BARE:
        return not _NAMED.isdisjoint((said, also))
    if tie != "asked" and _other_answer(one.question, two.question):
        return True
    return bool(said and also) and said != also and {said, also} not in _SORTS_TOGETHER


def _other_answer(one: str, other: str) -> bool:
    """Whether one of two questions can only be met with yes or no, and the other cannot."""
    return (_yes_or_no(one) and _asks_for(other)) or (_yes_or_no(other) and _asks_for(one))


@lru_cache(maxsize=1 << 12)
def _yes_or_no(question: str) -> bool:
    return bare_of_words(question) and asks_yes_or_no(question)


@lru_cache(maxsize=1 << 12)
def _asks_for(question: str) -> bool:
    return not asks_yes_or_no(question) and not bare_of_words(question)


def _names_own(differing: frozenset[str], one: Asked, two: Asked) -> bool:
    """Whether a question and its own answer name a thing that the other row leaves out."""
    return bool(named_own(differing, one, two))


def _own(differing: frozenset[str], one: Asked, two: Asked) -> bool:
    """Whether an answer names what only its question does, and the other answer does not."""
    telling = things_in(differing, one.question) - asking() - light()
    return bool(telling & (concepts_in(one.answer) - concepts_in(two.answer)))
