"""A customer's questions about an order or a thing, answered in a short neutral sentence."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, exact
from lekalo.demo.world_support import ORDER_INTENTS, THING_INTENTS
from lekalo.demo.world_words import THINGS, Thing

_OPENINGS = {
    "en": ("Hello!", "Good day!", "Good morning.", "Hi!", "Dear support,", "I am your customer."),
    "ru": ("Здравствуйте!", "Добрый день!", "Доброе утро.", "Привет!", "Уважаемая поддержка!"),
}
_CLOSINGS = {
    "en": ("Thank you!", "Please help.", "I am waiting for your answer.", "Have a good day!"),
    "ru": ("Спасибо!", "Помогите, пожалуйста.", "Жду ответа.", "Хорошего дня!"),
}


def _fill(template: str, thing: Thing, language: Language) -> str:
    name = thing.en if language == "en" else thing.ru
    return template.format(t=name, acc=thing.ru_acc).replace(" a " + thing.en, " " + thing.a)


def _around(rng: random.Random, question: str, language: Language) -> str:
    """The question as it stands in a letter: sometimes with a greeting and thanks."""
    before = rng.choice(_OPENINGS[language]) + " " if rng.random() < 0.3 else ""
    after = " " + rng.choice(_CLOSINGS[language]) if rng.random() < 0.3 else ""
    return before + question + after


@SKILLS.register("support")
class Support(Skill):
    """Fifteen intents; the answer names the thing or the order that the customer named."""

    name = "support"
    weight = 5

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One question on one thing or on one order number."""
        if rng.random() < 0.25:
            intent, about = rng.choice(ORDER_INTENTS[language]), str(rng.randint(1000, 99999))
            ask = rng.choice(intent.asks)
            question, answer = ask.format(o=about), intent.answer.format(o=about)
        else:
            intent, thing = rng.choice(THING_INTENTS[language]), rng.choice(THINGS)
            ask, about = rng.choice(intent.asks), thing.en
            question = _fill(ask, thing, language)
            answer = _fill(intent.answer, thing, language)
        question = _around(rng, question, language)
        return (Turn(question, answer, (ask, about), (exact(answer),)),)
