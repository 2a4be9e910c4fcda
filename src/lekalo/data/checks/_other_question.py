"""Two questions in nearly the same words that are two questions: told by their answers, or by the
one word in which they differ.

    water filter, every 6 months / air filter, every 12 months      the answers disagree
    four tips for a party / four tips for a conference              another thing in its place

A rewording changes more than one thing, and keeps the answer. Leaves out questions whose answers
are alike in everything: those are one to a model that learns the answer.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from lekalo.core.records import Example
from lekalo.data.normalise import answer
from lekalo.text.concepts import concepts
from lekalo.text.courtesy import without_courtesy
from lekalo.text.disagreement import disagreement
from lekalo.text.identifiers import without_identifiers
from lekalo.text.lemmas import content_lemmas, lemmas

_ALIKE = 0.6  # of the words of two questions that stand in the same places
# begins where a word does, else each letter of a long run is tried to the run's end
_GIVEN = re.compile(r"(?<![^\W_])[^\W_]*\d[^\W_]*|(?<!\w)[A-ZА-ЯЁ][a-zа-яё]+")
_QUOTED = re.compile(r"[«“\"]([^»”\"]{1,60})[»”\"]")
_LONGEST = 1 << 14  # characters of a question or an answer that are compared
_TELLING, _SHARED = 4, 0.25  # content words of two answers, and the share that is common


def another_question(one: Example, other: Example, *, facts: bool = True) -> bool:
    """Whether two chats that look like one question asked twice are two questions. Without
    `facts`, answers may say other numbers: the questions do."""
    ask, also = _asked(one), _asked(other)
    told, said = answer(one)[:_LONGEST], answer(other)[:_LONGEST]
    if told and said:
        return _answered_otherwise(ask, _without(ask, told), _without(also, said), facts)
    ask, also = without_identifiers(ask), without_identifiers(also)
    return another_thing(ask, also) or _another_name(ask, also)


def _another_name(one: str, other: str) -> bool:
    """Whether each names something in quotes, and they name nothing in common."""
    ours, theirs = set(_QUOTED.findall(one)), set(_QUOTED.findall(other))
    return bool(ours) and bool(theirs) and not ours & theirs


def another_thing(one: str, other: str) -> bool:
    """Whether two questions are one sentence with another thing in one place. The first word of a
    request (write, compose) is no thing."""
    ours, theirs = lemmas(one), lemmas(other)
    codes = [code for code in Levenshtein.opcodes(ours, theirs) if code.tag != "equal"]
    if len(codes) != 1 or codes[0].tag != "replace" or not codes[0].src_start:
        return False
    if Levenshtein.normalized_similarity(ours, theirs) < _ALIKE:
        return False
    (code,) = codes
    mine = " ".join(ours[code.src_start : code.src_end])
    yours = " ".join(theirs[code.dest_start : code.dest_end])
    things = bool(content_lemmas(mine)) and bool(content_lemmas(yours))
    return things and not set(concepts(mine)) & set(concepts(yours))


def _answered_otherwise(question: str, one: str, other: str, facts: bool) -> bool:
    if facts and disagreement(question, one, other) is not None:
        return True
    ours, theirs = set(content_lemmas(one)), set(content_lemmas(other))
    fewer = min(len(ours), len(theirs))
    return fewer >= _TELLING and len(ours & theirs) < _SHARED * fewer


def _without(question: str, told: str) -> str:
    """An answer without the numbers and names that its question gives: the order asked about."""
    given = set(_GIVEN.findall(question))
    return _GIVEN.sub(lambda match: " " if match[0] in given else match[0], told)


def _asked(example: Example) -> str:
    asked = [m.content for m in example.messages if m.role == "user"]
    return without_courtesy(asked[-1][:_LONGEST]) if asked else ""
