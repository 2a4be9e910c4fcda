"""Two questions that little ties but that no rows of a small set are more alike: what more is asked
of them before they are taken for one.

    rarer_things(one, two, weights)      # two questions after all
    plainly("number", one, two)          # their answers disagree beyond doubt

One thing that both rows name (dentures) says what they are about, not what is asked of it. So a
yes against a no needs two such things, and a number one that both questions and both answers name;
what it is a number of, the sorts of question and of quantity tell (`_twins`, `disagreement`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rapidfuzz.distance import Levenshtein

from lekalo.data.checks._asked import (
    Asked,
    concepts_in,
    lemmas_in,
    named_own,
    names_in,
    row_concepts,
    telling,
)
from lekalo.data.checks._sides import circumstances
from lekalo.text.asked_for import bare_of_words
from lekalo.text.disagreement import Kind
from lekalo.text.facts import names
from lekalo.text.polarity import asks_yes_or_no
from lekalo.text.synonyms import operations

Weights = Mapping[str, float]
"""How much each concept tells, by how few rows of the set have it."""
_SKELETON = 0.4  # of the words of two questions that stand in the same places
_SENTENCE = 2  # spaces in an answer that is no bare word
_TIED = 2  # things that both rows name, for yes and no to be to one question
_BEFORE = re.compile(r"\b(?:before|prior to|перед|прежде|накануне)\b", re.IGNORECASE)
_AFTER = re.compile(
    r"\b(?:after|as soon as|straight away|at once|immediately|после|сразу|вслед)\b", re.IGNORECASE
)


def plainly(kind: Kind, one: Asked, two: Asked, rare: Callable[[str], bool]) -> bool:
    """Whether two answers disagree beyond doubt: in yes and no to two questions of it that are
    tied by more than one thing; or in sentences, where both questions ask for something, name
    one thing, and the answers tell of it, names in quotes, addresses and numbers to call."""
    if kind == "yes-no":
        return _both_yes_or_no(one, two) and _well_tied(one, two, rare)
    if bare_of_words(one.question) or bare_of_words(two.question):
        return False
    if min(one.answer.count(" "), two.answer.count(" ")) < _SENTENCE:
        return False
    asked = telling(concepts_in(one.question) & concepts_in(two.question))
    told, also = concepts_in(one.answer), concepts_in(two.answer)
    if kind == "name":
        return bool(asked & (told | also)) and all(any(names(row.answer)) for row in (one, two))
    if asked & told & also:
        return True
    shared = telling(row_concepts(one) & row_concepts(two))
    return bool(asked & (told | also)) and sum(not name[0].isdigit() for name in shared) >= _TIED


def _both_yes_or_no(one: Asked, two: Asked) -> bool:
    return asks_yes_or_no(one.question) and asks_yes_or_no(two.question)


def _well_tied(one: Asked, two: Asked, rare: Callable[[str], bool]) -> bool:
    """Whether two rows share things enough, and neither question and its own answer name one that
    the other row leaves out: a discount on dentures, dentures in parts."""
    shared = telling(row_concepts(one) & row_concepts(two))
    mine, yours = concepts_in(one.question), concepts_in(two.question)
    if sum(not name[0].isdigit() for name in shared) < _TIED and not any(
        map(rare, shared & mine & yours)
    ):
        return False
    return not named_own(mine - yours, one, two) and not named_own(yours - mine, two, one)


def rarer_things(one: Asked, two: Asked, weights: Weights) -> bool:
    """Whether each question and its own answer name a thing that the other row leaves out, and that
    is as rare in the set as anything that both questions name: warranty on crowns, on fillings. In
    a rewording what is shared is the rare thing (veneers), and common words differ."""
    mine, yours = concepts_in(one.question), concepts_in(two.question)
    shared = max((weights.get(name, 0.0) for name in telling(mine & yours)), default=0)
    if _other_deed(mine, yours, one, two) or _other_circumstance(one, two):
        return True
    if _other_moment(one.question, two.question):
        return True
    left, right = telling(mine - yours), telling(yours - mine)
    said, also = lemmas_in(one.question), lemmas_in(two.question)
    if left and right and Levenshtein.normalized_similarity(said, also) >= _SKELETON:
        return True
    left, right = named_own(mine - yours, one, two), named_own(yours - mine, two, one)
    if not left or not right:
        return bool(names_in(one.question) - yours) and bool(names_in(two.question) - mine)
    return shared <= min(max(weights.get(name, 0.0) for name in side) for side in (left, right))


def _other_deed(mine: frozenset[str], yours: frozenset[str], one: Asked, two: Asked) -> bool:
    """Whether each question names an operation that the other row leaves out."""
    ours = mine & operations() - yours - concepts_in(two.answer)
    theirs = yours & operations() - mine - concepts_in(one.answer)
    return bool(ours) and bool(theirs)


def _other_circumstance(one: Asked, two: Asked) -> bool:
    """Whether each question names a place, a time or a reason that the other row leaves out (in
    the lobby, on the balcony), or one of them does and its own answer says it again."""
    ours, theirs = telling(circumstances(one.question)), telling(circumstances(two.question))
    ours_alone, theirs_alone = ours - row_concepts(two), theirs - row_concepts(one)
    if ours_alone & concepts_in(one.answer) or theirs_alone & concepts_in(two.answer):
        return True
    return bool(ours and theirs) and ours_alone == ours and theirs_alone == theirs


def _other_moment(one: str, two: str) -> bool:
    """Whether one asks of the time before, and the other of the time after."""
    before, after = _BEFORE.search(one), _AFTER.search(one)
    also, later = _BEFORE.search(two), _AFTER.search(two)
    return bool(before and not after and later and not also) or bool(
        after and not before and also and not later
    )
