"""People's choices: preference pairs with their criterion, and ratings from several raters."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from lekalo.demo.company.grammar import Lang, sections
from lekalo.demo.company.support import Ticket, answer

_RATERS = 3
_SLIP = 0.1
"""Share of the ratings that are one grade away from what the answer deserves."""


def pairs(lang: Lang, tickets: list[Ticket], rng: Random) -> list[dict[str, Any]]:
    """One pair a ticket: the house's answer is chosen over one that breaks the criterion."""
    made = []
    for ticket in tickets:
        criterion, spoil = rng.choice(sorted(_SPOILERS.items()))
        made.append(
            {
                "prompt": [{"role": "user", "content": ticket.question}],
                "chosen": answer(lang, ticket.blocks),
                "rejected": spoil(lang, ticket, rng),
                "criterion": criterion,
            }
        )
    return made


def ratings(lang: Lang, tickets: list[Ticket], rng: Random) -> list[dict[str, Any]]:
    """Grades from 1 to 5 of good and spoiled answers, each by three raters."""
    made = []
    for ticket in tickets:
        criterion, spoil = rng.choice(sorted(_SPOILERS.items()))
        good = rng.random() < 0.5
        text = answer(lang, ticket.blocks) if good else spoil(lang, ticket, rng)
        deserved = 5 if good else _GRADES[criterion]
        messages = [
            {"role": "user", "content": ticket.question},
            {"role": "assistant", "content": text},
        ]
        for rater in sections(lang, "parts.txt")["authors"][:_RATERS]:
            grade = deserved + (rng.choice((-1, 1)) if rng.random() < _SLIP else 0)
            made.append({"messages": messages, "rating": min(5, max(1, grade)), "rater": rater})
    return made


def _promise(lang: Lang, ticket: Ticket, rng: Random) -> str:
    short, _, step = ticket.blocks
    promise = rng.choice(sections(lang, "parts.txt")["promises"])
    return answer(lang, (short, promise, step))


def _bare(lang: Lang, ticket: Ticket, rng: Random) -> str:
    return " ".join(ticket.blocks)


def _rude(lang: Lang, ticket: Ticket, rng: Random) -> str:
    return answer(lang, rude_blocks(lang))


def rude_blocks(lang: Lang) -> tuple[str, ...]:
    """The blocks of a rude answer."""
    return tuple(line.split(" ", 1)[1] for line in sections(lang, "parts.txt")["rude"])


_SPOILERS: dict[str, Callable[[Lang, Ticket, Random], str]] = {
    "promises nothing without data": _promise,
    "keeps the house template": _bare,
    "stays polite": _rude,
}
_GRADES = {
    "promises nothing without data": 2,
    "keeps the house template": 3,
    "stays polite": 1,
}
