"""Saying which of two numbers is greater or smaller."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, numeric

_GREATER = {
    "en": (
        "Which number is greater: {x} or {y}?",
        "What is more, {x} or {y}?",
        "Choose the greater number: {x}, {y}.",
        "One price is {x} coins, the other is {y} coins. Which is higher?",
    ),
    "ru": (
        "Какое число больше: {x} или {y}?",
        "Что больше, {x} или {y}?",
        "Выберите большее число: {x}, {y}.",
        "Первое число — {x}, второе — {y}. Какое больше?",
    ),
}
_SMALLER = {
    "en": (
        "Which number is smaller: {x} or {y}?",
        "What is less, {x} or {y}?",
        "Choose the smaller number: {x}, {y}.",
        "One price is {x} coins, the other is {y} coins. Which is lower?",
    ),
    "ru": (
        "Какое число меньше: {x} или {y}?",
        "Что меньше, {x} или {y}?",
        "Выберите меньшее число: {x}, {y}.",
        "Первое число — {x}, второе — {y}. Какое меньше?",
    ),
}
_ANSWERS = {
    "en": ("The greater number is {z}.", "The smaller number is {z}."),
    "ru": ("Большее число — {z}.", "Меньшее число — {z}."),
}


@SKILLS.register("compare")
class Compare(Skill):
    """Two different whole numbers from 1 to 30."""

    name = "compare"
    weight = 2

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One question; the answer is a sentence with the number."""
        x, y = rng.sample(range(1, 31), 2)
        smaller = rng.randrange(2)
        ask = rng.choice((_SMALLER if smaller else _GREATER)[language])
        z = min(x, y) if smaller else max(x, y)
        answer = _ANSWERS[language][smaller].format(z=z)
        key = (ask, str(x), str(y))
        return (Turn(ask.format(x=x, y=y), answer, key, (numeric(z),)),)
