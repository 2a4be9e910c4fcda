"""Saying "I do not know" when the passage is silent on the subject of the question."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains
from lekalo.demo.world_people import ATTRIBUTES, Fact, draw_facts, put_question, tell

_ANSWER = {
    "en": "I do not know: the text does not say.",
    "ru": "Я не знаю: в тексте об этом не сказано.",
}
_SIGN = {"en": "I do not know", "ru": "Я не знаю"}


@SKILLS.register("silent")
class Silent(Skill):
    """The passage tells other things of the person, and of nobody the thing asked."""

    name = "silent"
    weight = 4

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One question on an attribute that the passage does not give."""
        facts = draw_facts(rng, language, rng.choice((1, 1, 2, 3)), rng.randint(1, 3))
        told = {fact.attribute.name for fact in facts}
        silent = rng.choice([each for each in ATTRIBUTES[language] if each.name not in told])
        about = Fact(rng.choice(facts).person, silent, "")
        ask = about.fill(rng.choice(silent.asks))
        key = (ask, ",".join(sorted(told)))
        question = put_question(rng, language, tell(rng, facts), ask)
        return (Turn(question, _ANSWER[language], key, (contains(_SIGN[language]),)),)
