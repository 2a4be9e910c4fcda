"""Days of the week and months: which comes next, which comes before."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, exact
from lekalo.demo.world_words import DAYS, MONTHS

_DAY_GEN = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
_DAY_INS = (
    "понедельником", "вторником", "средой", "четвергом", "пятницей", "субботой", "воскресеньем",
)  # fmt: skip
_MONTH_INS = (
    "январём", "февралём", "мартом", "апрелем", "маем", "июнем",
    "июлем", "августом", "сентябрём", "октябрём", "ноябрём", "декабрём",
)  # fmt: skip

_WORDINGS = {
    ("en", 1): (
        "Which {k} comes after {x}?",
        "What is the {k} after {x}?",
        "Name the {k} that follows {x}.",
        "What {k} follows {x}?",
        "After {x}, which {k} is next?",
        "It is {x}. Which {k} is next?",
        "Tell me the next {k} after {x}.",
        "The {k} is {x}. What comes next?",
    ),
    ("en", -1): (
        "Which {k} comes before {x}?",
        "What is the {k} before {x}?",
        "Name the {k} just before {x}.",
        "What {k} precedes {x}?",
        "Before {x}, which {k} was it?",
        "It is {x}. Which {k} was before?",
        "Tell me the {k} before {x}.",
        "The {k} is {x}. What came before?",
    ),
    ("ru", 1): (
        "Какой {k} идёт после {g}?",
        "Что идёт после {g}?",
        "Назовите {k} после {g}.",
        "Какой {k} следует за {i}?",
        "Что следует за {i}?",
        "После {g} какой {k}?",
        "Скажите, что идёт после {g}?",
        "Назовите следующий {k} после {g}.",
    ),
    ("ru", -1): (
        "Какой {k} идёт перед {i}?",
        "Что идёт перед {i}?",
        "Назовите {k} перед {i}.",
        "Какой {k} бывает до {g}?",
        "Что бывает до {g}?",
        "Перед {i} какой {k}?",
        "Скажите, что идёт перед {i}?",
        "Назовите предыдущий {k} перед {i}.",
    ),
}
_ANSWERS = {
    ("en", 1): "{x} is followed by {y}.",
    ("en", -1): "Before {x} comes {y}.",
    ("ru", 1): "После {g} идёт {y}.",
    ("ru", -1): "Перед {i} идёт {y}.",
}


@SKILLS.register("calendar")
class Calendar(Skill):
    """The week and the year are circles: after Sunday comes Monday."""

    name = "calendar"
    weight = 2

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One question on a day or a month."""
        months, step = rng.random() < 0.5, rng.choice((1, -1))
        table: tuple[tuple[str, str, str], ...] = MONTHS if months else DAYS
        side = 0 if language == "en" else 1
        at = rng.randrange(len(table))
        words = {
            "x": table[at][side],
            "y": table[(at + step) % len(table)][side],
            "k": (("month", "месяц") if months else ("day", "день"))[side],
            "g": MONTHS[at][2] if months else _DAY_GEN[at],
            "i": (_MONTH_INS if months else _DAY_INS)[at],
        }
        ask = rng.choice(_WORDINGS[language, step])
        answer = _ANSWERS[language, step].format(**words)
        return (Turn(ask.format(**words), answer, (ask, words["x"]), (exact(answer),)),)
