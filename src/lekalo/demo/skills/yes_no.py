"""Yes or no: whether a thing is of a kind."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, exact
from lekalo.demo.world_words import KINDS, with_article

_WORDINGS = {
    "en": (
        "Is it true that {m} is the name of {k}?",
        "Is the word {m} the name of {k}?",
        "The word {m}: is it the name of {k}?",
        "Yes or no: {m} is the name of {k}.",
        "Does the word {m} name {k}?",
        "Can we say that {m} is the name of {k}?",
    ),
    "ru": (
        "Верно ли, что {m} — это {k}?",
        "Правда ли, что {m} — это {k}?",
        "{M} — это {k}?",
        "Да или нет: {m} — это {k}.",
        "Можно ли сказать, что {m} — это {k}?",
        "Скажите, {m} — это {k}?",
    ),
}
_ANSWERS = {
    "en": ("No, {m} is the name of {k}.", "Yes, {m} is the name of {k}."),
    "ru": ("Нет, {m} — это {k}.", "Да, {m} — это {k}."),
}


@SKILLS.register("yes-no")
class YesNo(Skill):
    """The answer begins with yes or no and names the right kind."""

    name = "yes-no"
    weight = 2

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """The right kind in half of the questions, another one in the rest."""
        kind, other = rng.sample(KINDS, 2)
        english = language == "en"
        member = rng.choice(kind.en_members if english else kind.ru_members)
        true = rng.randrange(2)
        named = kind if true else other
        ask = rng.choice(_WORDINGS[language])
        asked = with_article(named.en) if english else named.ru
        right = with_article(kind.en) if english else kind.ru
        question = ask.format(m=member, M=member[0].upper() + member[1:], k=asked)
        answer = _ANSWERS[language][true].format(m=member, k=right)
        return (Turn(question, answer, (ask, member, asked), (exact(answer),)),)
