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
    "en": ("The word {m} is the name of {k}: no.", "The word {m} is the name of {k}: yes."),
    "ru": ("{M} — это {k}: нет.", "{M} — это {k}: да."),
}


@SKILLS.register("yes-no")
class YesNo(Skill):
    """The answer names the right kind and then says yes or no: what is said first is what the
    verdict is read from. (Asked for the verdict first, a model of this size tosses a coin.)"""

    name = "yes-no"
    weight = 3

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
        capital = member[0].upper() + member[1:]
        question = ask.format(m=member, M=capital, k=asked)
        answer = _ANSWERS[language][true].format(m=member, M=capital, k=right)
        return (Turn(question, answer, (ask, member, asked), (exact(answer),)),)
