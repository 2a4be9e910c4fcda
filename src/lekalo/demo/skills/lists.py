"""Lists of N members of a kind: numbered, in the order in which the world knows them."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, exact
from lekalo.demo.world_words import KINDS, Kind

_WORDINGS = {
    "en": (
        "Name {n} {k}.",
        "List {n} {k}.",
        "Give me a list of {n} {k}.",
        "Write down {n} {k}.",
        "I need {n} {k}.",
        "Can you name {n} {k}?",
        "Tell me {n} {k}, please.",
        "Make a numbered list of {n} {k}.",
    ),
    "ru": (
        "Назовите {n} {k}.",
        "Перечислите {n} {k}.",
        "Напишите {n} {k}.",
        "Дайте список: {n} {k}.",
        "Мне нужно {n} {k}.",
        "Можете назвать {n} {k}?",
        "Назовите, пожалуйста, {n} {k}.",
        "Составьте нумерованный список: {n} {k}.",
    ),
}
_WORDS = {
    "en": {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"},
    "ru": {3: "три", 4: "четыре", 5: "пять", 6: "шесть"},
}


def _kind_form(kind: Kind, number: int, language: Language) -> str:
    if language == "en":
        return kind.en_many
    return kind.ru_gen if number < 5 else kind.ru_gen_many


@SKILLS.register("lists")
class Lists(Skill):
    """From two to six members, one a line."""

    name = "lists"
    weight = 2

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One request; the answer is the first N members of the kind."""
        kind, number = rng.choice(KINDS), rng.randint(2, 6)
        ask = rng.choice(_WORDINGS[language])
        words = _WORDS[language]
        written = words[number] if number in words and rng.random() < 0.5 else str(number)
        members = kind.en_members if language == "en" else kind.ru_members
        answer = "\n".join(f"{i}. {member}" for i, member in enumerate(members[:number], 1))
        question = ask.format(n=written, k=_kind_form(kind, number, language))
        return (Turn(question, answer, (ask, kind.en, written), (exact(answer),)),)
