"""Which side of a matter a question asks about, told by its small words.

    other_end("From what hour is it open?", "Until what hour is it open?")     # True
    other_side("May I buy spare parts?", "Do you sell spare parts?")           # True

Leaves out what the matter is: see `_twins`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from lekalo.text.concepts import concepts
from lekalo.text.lemmas import lemmas, words

_WITHOUT = frozenset(
    ("without", "lost", "lose", "без", "потерял", "потеряла", "потерян", "потеряли", "утерян")
)
_ARTICLES = frozenset(("the", "a", "an", "my", "any", "your", "свой", "мой"))
_STARTS = frozenset(("from", "since", "с", "со", "из", "от"))
_GOALS = frozenset(("to", "into", "until", "till", "в", "во", "на", "до"))
_INSIDE = frozenset(("in", "inside", "within", "в", "во", "по", "внутри", "пределах"))
_OUTSIDE = frozenset(("outside", "beyond", "за", "вне"))
_AFTER_PREPOSITION = re.compile(
    r"\b(?:(?-i:to(?=\s[A-Z]))|in|on|at|after|before|during|with|without|by|for|into|under|в|во|на|из|с|со|для|при|под|по"
    r"|после|перед|до|без|за|к)\s+((?:(?:the|a|an|my|your|our|мо\w+|ваш\w*|сво\w+)\s+)?"
    r"(?:[а-яё]+(?:ый|ий|ой|ая|ое|ую|ого|ей|ом|ых|им|ым)\s+)?\w+)",
    re.IGNORECASE,
)
_NEED = re.compile(
    r"\b(?:нуж\w{1,3}|надо|обязательн\w+|обязан\w*|требу\w+|необходим\w*|needed|required|necessary"
    r"|mandatory|(?:do|must|should) (?:i|we) (?:need|have)|need to)\b",
    re.IGNORECASE,
)
_STARTING = re.compile(
    r"\b(?:с как(?:ого|их)|со скольки|начина\w+|начн\w+|откры\w+|перв\w+"
    r"|from (?:what|which)|since when|starts?|begins?|opens?|first|earliest)\b",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\b(?:до как(?:ого|их)|до скольки|законч\w+|заканч\w+|закры\w+|крайн\w+|последн\w+|until|till"
    r"|by (?:what|when|which)|deadline|last|latest|ends?|closes?|finish\w*)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(?:i|me|my|я|мне|можно|могу|купить|получить)\b", re.IGNORECASE)
_YOURS = re.compile(r"\b(?:you|вы|[а-яё]{2,}(?:ете|ёте|ите)(?:сь)?)\b", re.IGNORECASE)


def other_end(one: str, other: str) -> bool:
    """Whether one asks from where or when, and the other up to where or when; or one names as
    the goal what the other names as the start; or one asks of being without what the other has."""
    said, also = words(one), words(other)
    lacks = lacking(said) & set(lemmas(other)) != lacking(also) & set(lemmas(one))
    if lacks and not (needs(one) or needs(other)):
        return True
    edges = [(_STARTING.search(text), _ENDING.search(text)) for text in (one, other)]
    (starts, ends), (also_starts, also_ends) = edges
    if (starts and not ends and also_ends and not also_starts) or (
        ends and not starts and also_starts and not also_ends
    ):
        return True
    if _within(said) & _beyond(also) or _beyond(said) & _within(also):
        return True
    ours, theirs = _ends(said), _ends(also)
    return bool(ours[0] & theirs[1]) or bool(ours[1] & theirs[0])


def _within(said: list[str]) -> set[str]:
    """The first forms of what stands after a word of being inside: по городу."""
    return {lemma for a, b in pairwise(said) if a in _INSIDE for lemma in lemmas(b)}


def _beyond(said: list[str]) -> set[str]:
    """The same after a word of being outside: за городом."""
    return {lemma for a, b in pairwise(said) if a in _OUTSIDE for lemma in lemmas(b)}


def needs(question: str) -> bool:
    """Whether a thing is asked to be needed: may one do without it asks the same, turned round."""
    return _NEED.search(question) is not None


def lacking(said: list[str]) -> set[str]:
    """The first forms of what stands after "without", or is said to be lost."""
    kept = [word for word in said if word not in _ARTICLES]
    return {lemma for a, b in pairwise(kept) if a in _WITHOUT for lemma in lemmas(b)}


def _ends(said: list[str]) -> tuple[set[str], set[str]]:
    """The first forms of what stands after a word of start, and after a word of goal."""
    starts: set[str] = set()
    goals: set[str] = set()
    for before, word in pairwise(said):
        if before in _STARTS or before in _GOALS:
            (starts if before in _STARTS else goals).update(lemmas(word))
    return starts, goals


def other_side(one: str, other: str) -> bool:
    """Whether one asks what I may do, and the other what you do: may I buy, do you sell."""
    mine, yours = _MINE.search(one), _YOURS.search(one)
    also, theirs = _MINE.search(other), _YOURS.search(other)
    return bool(mine and not yours and theirs and not also) or bool(
        also and not theirs and yours and not mine
    )


@lru_cache(maxsize=1 << 12)
def circumstances(question: str) -> frozenset[str]:
    """The concepts that stand next after a preposition."""
    found = (match[1] for match in _AFTER_PREPOSITION.finditer(question))
    return frozenset(name for said in found for name in concepts(said))
