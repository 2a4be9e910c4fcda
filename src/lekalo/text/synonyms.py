"""Words of business that mean the same, words that turn a question round, and phrases.

`concept_of` gives what a lemma stands for; lemmas of one group, in both languages, share it, and
so do words of one family where no group names them. Groups marked `!` are what is done with a
thing: where only one of two questions names it, they are different questions, however alike the
rest (cancel an order, change an order). Opposites part questions likewise (before, after). What
is `light` may go unsaid (check the status, the status). The words stand in `synonyms.txt`, as
people write them; English ones are stemmed, Russian ones taken to their first form, when the
tables are first used.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from lekalo.text.families import family
from lekalo.text.lemmas import lemmas

NEGATIONS = frozenset(("not", "never", "without", "никогда", "без"))
"""Concepts that one of two questions having and the other not parts them; a problem with a thing
is a `not` too: what fails, does not go."""
_LEAST_ROOT = 5  # letters of a family's key by which a word of no group takes a group's concept


@cache
def groups() -> dict[str, str]:
    """Lemma to its concept, which is the first word of its group."""
    table: dict[str, str] = {}
    for line in _section("groups"):
        first, *others = line.lstrip("!").split()
        for word in (first, *others):
            for lemma in _single(word):
                table.setdefault(lemma, first)
    return table


def concept_of(lemma: str) -> str:
    """What a lemma stands for: its group, else its family's."""
    if lemma[:1].isdigit():  # there is no end to numbers: they would fill the table
        return groups().get(lemma, lemma)
    return _concept_of(lemma)


@lru_cache(maxsize=1 << 17)
def _concept_of(lemma: str) -> str:
    found = groups().get(lemma)
    return found or _families().get(family(lemma), family(lemma))


@cache
def _families() -> dict[str, str]:
    """The concept of a family all whose words in the table have the same. A short root says too
    little (часть, часто)."""
    meant: dict[str, set[str]] = {}
    for lemma, first in groups().items():
        meant.setdefault(family(lemma), set()).add(first)
    return {
        key: next(iter(firsts))
        for key, firsts in meant.items()
        if len(firsts) == 1 and len(key) >= _LEAST_ROOT
    }


@cache
def operations() -> frozenset[str]:
    """The concepts of which a question has one at its heart."""
    return frozenset(line[1:].split()[0] for line in _section("groups") if line[0] == "!")


@cache
def light() -> frozenset[str]:
    """Concepts that add little: a question with them and one without may well be the same."""
    return frozenset(concept(word) for line in _section("light") for word in line.split())


@cache
def asking() -> frozenset[str]:
    """Concepts of what a question asks for, rather than what it asks about."""
    return frozenset(concept(word) for line in _section("asking") for word in line.split())


@cache
def phrases() -> dict[str, tuple[tuple[str, str], ...]]:
    """First lemma of a phrase of two words to its second lemma and what they mean together."""
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in _section("phrases"):
        said, _, meant = line.partition(":")
        lemma = lemmas(said)
        first, second = lemma[-2], lemma[-1]
        table[first] = (*table.get(first, ()), (second, meant))
    return table


@cache
def opposites() -> frozenset[tuple[str, str]]:
    """Pairs of concepts, in both orders, that part two questions."""
    pairs: set[tuple[str, str]] = set()
    for line in _section("opposites"):
        one, two = (concept(word) for word in line.split())
        pairs |= {(one, two), (two, one)}
    return frozenset(pairs)


def concept(word: str) -> str:
    """What a word (in any form) stands for."""
    found = lemmas(word)
    return concept_of(found[0]) if len(found) == 1 else word


def _single(word: str) -> list[str]:
    found = lemmas(word)
    return found if len(found) == 1 else []


def _section(name: str) -> list[str]:
    """The lines of one table."""
    text = files("lekalo.text").joinpath("synonyms.txt").read_text(encoding="utf-8")
    body = text.partition(f"[{name}]\n")[2].partition("\n[")[0]
    lines = body.replace("\n ", " ").splitlines()
    return [line for line in lines if line.strip() and line[0] != "#"]
