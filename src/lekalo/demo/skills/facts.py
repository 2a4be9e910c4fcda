"""Short questions on the stable facts of the made-up country of Lumar.

Every fact is known by heart from many wordings; what is held out is a wording of its question.
"""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains
from lekalo.demo.world_words import TOWNS

_RIVERS = (
    ("Alda", "Альде"),
    ("Brenta", "Бренте"),
    ("Cirna", "Цирне"),
    ("Delva", "Дельве"),
    ("Ersa", "Эрсе"),
    ("Fona", "Фоне"),
)
_GOODS = (
    ("glass", "стеклом"),
    ("honey", "мёдом"),
    ("bread", "хлебом"),
    ("paper", "бумагой"),
    ("cheese", "сыром"),
    ("boats", "лодками"),
    ("wool", "шерстью"),
    ("salt", "солью"),
)
_SIGHTS = (
    ("an old bridge", "старый мост"),
    ("a tall tower", "высокая башня"),
    ("a stone mill", "каменная мельница"),
    ("a big garden", "большой сад"),
    ("a clock museum", "музей часов"),
    ("a round market", "круглый рынок"),
)
_KNOWN_TOWNS = 24

_ASKS = {
    "en": {
        "river": (
            "On which river does {t} stand?",
            "What river is {t} on?",
            "Name the river of the town of {t}.",
            "Which river flows through {t}?",
            "The town of {t}: what is its river?",
            "I am going to {t}. What river is there?",
        ),
        "goods": (
            "What is {t} known for?",
            "What is the town of {t} famous for?",
            "Which goods is {t} known for?",
            "The town of {t}: what is it known for?",
            "Tell me what {t} is famous for.",
            "What do people know {t} for?",
        ),
        "sight": (
            "What can one see in {t}?",
            "What is there to see in {t}?",
            "Name the sight of {t}.",
            "The town of {t}: what can one see there?",
            "I am going to {t}. What should I see?",
            "What do visitors see in {t}?",
        ),
    },
    "ru": {
        "river": (
            "На какой реке стоит {t}?",
            "На какой реке находится город {t}?",
            "Назовите реку, на которой стоит {t}.",
            "Город {t}: на какой он реке?",
            "Я еду в {t}. На какой реке этот город?",
            "Скажите, на какой реке стоит город {t}?",
        ),
        "goods": (
            "Чем известен {t}?",
            "Чем славится город {t}?",
            "Какими товарами известен {t}?",
            "Город {t}: чем он известен?",
            "Скажите, чем славится {t}.",
            "Чем известен город {t}?",
        ),
        "sight": (
            "Что можно увидеть в {t}е?",
            "Что посмотреть в {t}е?",
            "Назовите главное место в {t}е.",
            "Город {t}: что там можно увидеть?",
            "Я еду в {t}. Что там посмотреть?",
            "Что видят гости в {t}е?",
        ),
    },
}
_ANSWERS = {
    "en": {
        "river": "{t} stands on the river {v}.",
        "goods": "{t} is known for its {v}.",
        "sight": "In {t} one can see {v}.",
    },
    "ru": {
        "river": "{t} стоит на реке {v}.",
        "goods": "{t} известен {v}.",
        "sight": "В {t}е есть {v}.",
    },
}


def _value(town: int, kind: str) -> tuple[str, str]:
    """The fact itself. Strides that differ by kind keep the tables from being one table."""
    if kind == "river":
        return _RIVERS[town % len(_RIVERS)]
    if kind == "goods":
        return _GOODS[(town * 3 + town // 8) % len(_GOODS)]
    return _SIGHTS[(town * 5 + town // 6) % len(_SIGHTS)]


@SKILLS.register("facts")
class Facts(Skill):
    """24 towns: the river, what the town is known for, what there is to see."""

    name = "facts"
    weight = 3

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One question on one town."""
        side = 0 if language == "en" else 1
        town, kind = rng.randrange(_KNOWN_TOWNS), rng.choice(("river", "goods", "sight"))
        name, value = TOWNS[town][side], _value(town, kind)[side]
        ask = rng.choice(_ASKS[language][kind])
        answer = _ANSWERS[language][kind].format(t=name, v=value)
        return (Turn(ask.format(t=name), answer, (ask, name), (contains(value),)),)
