"""Writing down some sentences or words of business, just as they are given.

This is where nano meets the words that a company's own examples are written in, a sentence or two
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
_TITLES = {lang: tuple(w for w in words if w.istitle()) for lang, words in _WORDS.items()}
_TICKETS = 1200
_SENTENCE = re.compile(r"[^.!?]+[.!?]")


@cache
def _texts(language: Language) -> tuple[tuple[str, ...], ...]:
    """The texts of a draw of the company's tickets, sentence by sentence, each as often as it
    stands there. (With different sentences drawn alike, those that hold an order's number crowd
    out those that never change, and a word of these was met a few dozen times in 30 million
    tokens: too seldom to be written afterwards by a small adapter.)"""
    drawn = support.tickets(language, _TICKETS, random.Random(11))
    texts = (text for ticket in drawn for text in (ticket.question, *ticket.blocks))
    parts = (tuple(part.strip() for part in _SENTENCE.findall(text)) for text in texts)
    return tuple(sentences for sentences in parts if sentences)


@SKILLS.register("dictation")
class Dictation(Skill):
    """Up to three sentences of business, or from two to six of its words in any order, half of
    them after one that begins with a capital: without these a heading's word is hardly met."""

    name = "dictation"
    weight = 24

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """The answer is the dictated text."""
        if rng.random() < 0.7:
            sentences = rng.choice(_texts(language))
            start = rng.randrange(len(sentences))
            text = " ".join(sentences[start : start + rng.randint(1, 3)])
        else:
            words = [rng.choice(_TITLES[language]), *rng.sample(_WORDS[language], 5)]
            text = " ".join(words[rng.randrange(2) : rng.randint(3, 6)])
        ask = rng.choice(_ASKS[language])
        return (Turn(ask.format(w=text), text, (ask, text), (exact(text),)),)
