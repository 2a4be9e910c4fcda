"""The company's customs and logistics corpus: documents to adapt to, and what shows the outcome.

Each term has a definition and sentences of use. Documents mix those that may be trained; the
held-out documents and the choices are made of wordings that no training document holds. The
base knows none of these terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lekalo.demo.company.grammar import Lang, expand, sections

_FILE = "logistics.txt"
_ENDINGS = 4
_IS = {"en": ("{} is {}.", "{} is"), "ru": ("{} — это {}.", "{} — это")}


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its definition, the same in other words, and sentences that use it."""

    name: str
    definition: str
    reworded: str
    uses: tuple[str, ...]
    held_use: str


@dataclass(frozen=True, slots=True)
class TermChoice:
    """A question of four endings; the right one stands at `right`."""

    beginning: str
    endings: tuple[str, ...]
    right: int


def terms(lang: Lang) -> tuple[Term, ...]:
    """Every term."""
    return tuple(_term(line) for line in sections(lang, _FILE)["terms"])


def documents(lang: Lang, count: int, rng: Random) -> list[str]:
    """Training documents of six to twelve sentences, each a heading and a paragraph."""
    return [_document(lang, rng) for _ in range(count)]


def held_documents(lang: Lang) -> list[str]:
    """One text a term, of its reworded definition and its held-out sentence."""
    return [
        f"{_capital(_IS[lang][0].format(term.name, term.reworded))} {term.held_use}"
        for term in terms(lang)
    ]


def definitions(lang: Lang, rng: Random) -> list[TermChoice]:
    """What each term is, among the definitions of four."""
    asked = terms(lang)
    return _choices(lang, [t.name for t in asked], [t.definition for t in asked], rng)


def clozes(lang: Lang, rng: Random) -> list[TermChoice]:
    """Which term a definition in other words stands for, among four."""
    asked = terms(lang)
    return _choices(lang, [t.reworded for t in asked], [t.name for t in asked], rng)


def _term(line: str) -> Term:
    name, definition, reworded, *uses, held = (part.strip() for part in line.split("||"))
    return Term(name, definition, reworded, tuple(uses), held)


def _document(lang: Lang, rng: Random) -> str:
    chosen = rng.sample(terms(lang), rng.randint(3, 5))
    said = [_capital(_IS[lang][0].format(term.name, term.definition)) for term in chosen]
    said += [expand(use, {"gender": "m"}, rng) for term in chosen for use in term.uses]
    rng.shuffle(said)
    return f"# {_capital(chosen[0].name)}\n\n{' '.join(said[: rng.randint(6, 12)])}"


def _choices(
    lang: Lang, asked: Sequence[str], answers: Sequence[str], rng: Random
) -> list[TermChoice]:
    endings = [f" {answer}." for answer in answers]
    return [
        _choice(_capital(_IS[lang][1].format(one)), endings, number, rng)
        for number, one in enumerate(asked)
    ]


def _choice(beginning: str, endings: Sequence[str], right: int, rng: Random) -> TermChoice:
    others = rng.sample([n for n in range(len(endings)) if n != right], _ENDINGS - 1)
    order = [right, *others]
    rng.shuffle(order)
    return TermChoice(beginning, tuple(endings[n] for n in order), order.index(right))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
