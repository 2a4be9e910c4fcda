"""A text without its names and numbers, so that two that differ by them alone meet.

    names = Names(texts)
    neutral_key("Why did Anna pay twice for order 12?", names)   # order, pay, twice, why

A name is a word with a capital that the texts never write small. One that begins a sentence must
also stand inside another, or be a Russian name by the dictionary, or be an English word of no
table that no number, article or the like follows ("Maria sold", but "Rewrite the"). Leaves out
names written small, and names that are common words ("Apple").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lekalo.text.identifiers import without_identifiers
from lekalo.text.lemmas import content_lemmas, is_name, lemmas, stop_lemmas, unify
from lekalo.text.synonyms import groups

_WORD = re.compile(r"[^\W\d_]+")
_MAY_BE_NAME = re.compile(r"(?<![^\W\d_])[A-ZА-ЯЁ][a-zа-яё]+(?![^\W\d_])")
_NUMBER = re.compile(r"(?<![^\W_])[^\W_]*\d[^\W_]*(?:[.,:/-]\d+)*")
_NEXT = re.compile(r"\s+(\w+)")
_AFTER_VERBS = frozenset(
    re.findall(
        r"\w+",
        """
a an the this that these those my your our his her their its me us it them all each every any some
one two three four five six seven eight nine ten how what which why when where who to in on at by
for with about of from up down out into following given
""",
    )
)
_ENOUGH = 2
_STARTS = re.compile(r"(?:^|[.!?:;\n\"«“(]|\d\.)\s*$")


class Names:
    """The words that some texts write small, and those that stand inside a sentence with a
    capital."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.small: set[str] = set()
        self.inside: set[str] = set()
        for text in texts:
            self.small.update(word for word in _WORD.findall(text) if word.islower())
            self.inside.update(
                match[0] for match in _MAY_BE_NAME.finditer(text) if not _first(text, match)
            )

    def out_of(self, text: str) -> str:
        """The text without its names and numbers."""
        return _NUMBER.sub(" ", self.out_of_names(text))

    def out_of_names(self, text: str) -> str:
        """The text without its names."""
        return _MAY_BE_NAME.sub(lambda match: self._kept(text, match), text)

    def _kept(self, text: str, match: re.Match[str]) -> str:
        word = match[0]
        if word.lower() in self.small:
            return word
        if not _first(text, match) or word in self.inside or is_name(word.lower()):
            return " "
        return word if _begins(word.lower(), text[match.end() :]) else " "


def neutral_key(text: str, names: Names) -> tuple[str, ...]:
    """The content lemmas of what is left, in the order of the alphabet. Where they are too few to
    tell one question from another, all its words as they stand, if nothing is left out but the
    numbers that name a case; else nothing."""
    plain = without_identifiers(unify(text))
    neutral = names.out_of(plain)
    left = sorted(content_lemmas(neutral))
    enough = _ENOUGH if names.out_of_names(plain) == plain else _ENOUGH + 1
    if len(left) >= enough:
        return tuple(left)
    said = lemmas(plain)
    return ("=", *said) if neutral == plain and left and len(said) > _ENOUGH else ()


def _first(text: str, match: re.Match[str]) -> bool:
    """Whether the word begins a sentence."""
    return bool(_STARTS.search(text[max(0, match.start() - 3) : match.start()]))


def _begins(word: str, rest: str) -> bool:
    """Whether a sentence's first word is rather a common word than a name."""
    follows = _NEXT.match(rest)
    if word in _AFTER_VERBS:
        return True
    if not word.isascii() or not follows or follows[1].lower() in _AFTER_VERBS:
        return True
    lemma = lemmas(word)[0]
    return lemma in stop_lemmas() or lemma in groups() or follows[1][0].isdigit()
