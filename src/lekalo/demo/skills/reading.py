"""Answering from a passage about one to twelve persons; sometimes several questions in a row."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains
from lekalo.demo.world_people import Fact, draw_facts, put_question, tell

_LONG = 0.015
"""Of the passages, those of twelve persons: as long as a page."""


@SKILLS.register("reading")
class Reading(Skill):
    """The answer stands in the passage and is one sentence."""

    name = "reading"
    weight = 6

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """Asks one to three facts of a passage of one to 36 sentences."""
        people = 12 if rng.random() < _LONG else rng.choice((1, 1, 2, 2, 2, 3, 3, 4))
        facts = draw_facts(rng, language, people, rng.randint(1, 3))
        text = tell(rng, facts)
        asked = rng.sample(facts, min(len(facts), rng.choice((1, 1, 1, 2, 3))))
        first, *others = (self._turn(rng, fact) for fact in asked)
        question = put_question(rng, language, text, first.question)
        return (Turn(question, first.answer, first.key, first.expects), *others)

    def _turn(self, rng: random.Random, fact: Fact) -> Turn:
        ask = fact.fill(rng.choice(fact.attribute.asks))
        key = (fact.attribute.name, fact.person.n, fact.value)
        return Turn(ask, fact.fill(fact.attribute.answer), key, (contains(fact.value),))
