"""Support tickets: questions of many wordings, answers in the house's three blocks.

A question is an opening, a context, a wording of its intent and a closing, each varied by
itself. Wordings of the suites never occur in training, and some intents are asked in the
suites alone; so what a suite measures is the form of answers to questions never seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from lekalo.demo.company import goods
from lekalo.demo.company.grammar import Lang, distinct, expand, join, lines, sections

HEADINGS: dict[Lang, tuple[str, str, str]] = {
    "en": ("Short", "Details", "Next step"),
    "ru": ("Коротко", "Подробно", "Следующий шаг"),
}
"""The headings of the three blocks of an answer."""

_NEW_INTENTS = 0.25
"""Share of a suite's questions that belong to intents never trained."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One reason to write: its wordings by their mark in `support.txt` (`?`, `~`, S, D, N, X)."""

    name: str
    wordings: dict[str, tuple[str, ...]]

    @property
    def trained(self) -> bool:
        """Whether training holds this intent."""
        return "?" in self.wordings


@dataclass(frozen=True, slots=True)
class Ticket:
    """One question with the blocks of its answer (none for an intent that is never trained).

    `group` names the wording, so that a split keeps look-alikes on one side; `opposite` is
    a short block that contradicts the answer, where the intent has one.
    """

    question: str
    blocks: tuple[str, ...]
    intent: str
    group: str
    author: str
    opposite: str = ""


@cache
def intents(lang: Lang) -> tuple[Intent, ...]:
    """Every intent of the company's support."""
    found: list[Intent] = []
    for line in lines(lang, "support.txt"):
        mark, rest = line.split(" ", 1)
        if mark == "=":
            found.append(Intent(rest.removesuffix(" !"), {}))
        else:
            wordings = found[-1].wordings
            wordings[mark] = (*wordings.get(mark, ()), rest)
    return tuple(found)


def tickets(lang: Lang, count: int, rng: Random) -> list[Ticket]:
    """`count` training tickets with different questions, the intents in equal shares."""
    trained = [intent for intent in intents(lang) if intent.trained]
    return _draw(lang, "?", trained, count, rng)


def unseen(lang: Lang, count: int, rng: Random) -> list[Ticket]:
    """`count` questions for a suite: held-out wordings, and intents that training never has."""
    new = round(count * _NEW_INTENTS)
    fresh = [intent for intent in intents(lang) if not intent.trained]
    known = [intent for intent in intents(lang) if intent.trained]
    asked = _draw(lang, "~", known, count - new, rng)
    return asked + _draw(lang, "~", fresh, new, rng)


def answer(lang: Lang, blocks: tuple[str, ...]) -> str:
    """The house template: one line a block, each under its heading."""
    pairs = zip(HEADINGS[lang], blocks, strict=True)
    return "\n".join(f"{heading}: {block}" for heading, block in pairs)


def _draw(lang: Lang, mark: str, choices: list[Intent], count: int, rng: Random) -> list[Ticket]:
    turns = _in_turn(choices, rng)
    return distinct(lambda: _ticket(lang, next(turns), mark, rng), count)


def _in_turn(choices: list[Intent], rng: Random) -> Iterator[Intent]:
    while True:
        yield from rng.sample(choices, len(choices))


def _ticket(lang: Lang, intent: Intent, mark: str, rng: Random) -> Ticket:
    slots = goods.slots(lang, rng)
    parts = sections(lang, "parts.txt")
    number = rng.randrange(len(intent.wordings[mark]))
    wording = expand(intent.wordings[mark][number], slots, rng)
    question = join(
        rng.choice(parts["openings"]),
        rng.choice(parts["contexts"]),
        wording,
        rng.choice(parts["closings"]),
    )
    blocks = tuple(
        expand(rng.choice(intent.wordings[block]), slots, rng) for block in "SDN" if intent.trained
    )
    opposite = intent.wordings.get("X", ("",))[0]
    return Ticket(
        question=question,
        blocks=blocks,
        intent=intent.name,
        group=f"{intent.name}-{number + 1}",
        author=rng.choice(parts["authors"]),
        opposite=expand(opposite, slots, rng),
    )
