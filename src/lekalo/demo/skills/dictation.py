"""Writing down a sentence or some words of business, just as they are given.

This is where nano meets the words that a company's own examples are written in, one sentence
at a time, so that a small adapter has them to work with. The sentences are the made-up
company's; its house template never occurs.
"""

from __future__ import annotations

import random
import re
from functools import cache

from lekalo.demo.company import support
from lekalo.demo.world import SKILLS, Language, Skill, Turn, exact
from lekalo.demo.world_business import WORDS_EN, WORDS_RU

_ASKS = {
    "en": ("Write down: {w}", "Take this down: {w}", "Dictation. {w}", "Type this for me: {w}"),
    "ru": ("Запишите: {w}", "Диктую: {w}", "Диктант. {w}", "Наберите этот текст: {w}"),
}
_WORDS = {"en": tuple(sorted({*WORDS_EN.split()})), "ru": tuple(sorted({*WORDS_RU.split()}))}
_TICKETS = 1200
_SENTENCE = re.compile(r"[^.!?]+[.!?]")


@cache
def _sentences(language: Language) -> tuple[str, ...]:
    """Every sentence of a draw of the company's tickets, questions and answers alike."""
    found: dict[str, None] = {}
    for ticket in support.tickets(language, _TICKETS, random.Random(11)):
        for text in (ticket.question, *ticket.blocks):
            found |= dict.fromkeys(part.strip() for part in _SENTENCE.findall(text))
    return tuple(found)


@SKILLS.register("dictation")
class Dictation(Skill):
    """A sentence of business, or from three to eight of its words in any order."""

    name = "dictation"
    weight = 8

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """The answer is the dictated text."""
        if rng.random() < 0.6:
            text = rng.choice(_sentences(language))
        else:
            text = " ".join(rng.sample(_WORDS[language], rng.randint(3, 8)))
        ask = rng.choice(_ASKS[language])
        return (Turn(ask.format(w=text), text, (ask, text), (exact(text),)),)
