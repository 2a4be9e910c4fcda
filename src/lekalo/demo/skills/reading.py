"""Answering from a passage about one to twelve persons; sometimes several questions in a row."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains
from lekalo.demo.world_people import Fact, draw_facts, put_question, tell

_LONG = 0.015
"""Of the passages, those of twelve persons: as long as a page."""
_SIZES = ((1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (4, 1), (2, 2), (2, 2), (3, 2), (2, 3))
"""Persons of a passage, and things told of each."""


@SKILLS.register("reading")
class Reading(Skill):
    """The answer stands in the passage and is one sentence."""

    name = "reading"
    weight = 9

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """Asks one to four facts of a passage of one to 36 sentences.

        Most passages are of one person, or of one thing about several: the answer is then found
        by one of the two alone. In the rest both must be looked up together.
        """
        people, each = (12, rng.randint(1, 3)) if rng.random() < _LONG else rng.choice(_SIZES)
        facts = draw_facts(rng, language, people, each)
        text = tell(rng, facts)
        asked = rng.sample(facts, min(len(facts), rng.choice((1, 2, 3, 4))))
        first, *others = (self._turn(rng, fact) for fact in asked)
        question = put_question(rng, language, text, first.question)
        return (Turn(question, first.answer, first.key, first.expects), *others)

    def _turn(self, rng: random.Random, fact: Fact) -> Turn:
        ask = fact.fill(rng.choice(fact.attribute.asks))
        key = (fact.attribute.name, fact.person.n, fact.value)
        return Turn(ask, fact.fill(fact.attribute.answer), key, (contains(fact.value),))
