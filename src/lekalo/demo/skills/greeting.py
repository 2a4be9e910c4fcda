"""Greetings, thanks and farewells, with the customer's name where it is given."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains
from lekalo.demo.world_people import PEOPLE

_EN = (
    ("Hello, my name is {n}.", "Hello, {n}! How can I help you?"),
    ("Hi! I am {n}.", "Hello, {n}! How can I help you?"),
    ("Good day, this is {n} speaking.", "Hello, {n}! How can I help you?"),
    ("Good morning. {n} here.", "Hello, {n}! How can I help you?"),
    ("I am {n}, I have a question.", "Hello, {n}! How can I help you?"),
    ("Thank you for your help. {n}.", "You are welcome, {n}!"),
    ("Thanks a lot! Yours, {n}", "You are welcome, {n}!"),
    ("That is all. Goodbye! {n}", "Goodbye, {n}!"),
    ("I must go now. Bye, {n}.", "Goodbye, {n}!"),
)
_RU = (
    ("Здравствуйте, меня зовут {n}.", "Здравствуйте, {n}! Чем могу помочь?"),
    ("Добрый день! Я {n}.", "Здравствуйте, {n}! Чем могу помочь?"),
    ("Здравствуйте, это {n}.", "Здравствуйте, {n}! Чем могу помочь?"),
    ("Доброе утро. Моё имя — {n}.", "Здравствуйте, {n}! Чем могу помочь?"),
    ("Я {n}, у меня вопрос.", "Здравствуйте, {n}! Чем могу помочь?"),
    ("Спасибо за помощь. {n}.", "Пожалуйста, {n}!"),
    ("Большое спасибо! Ваш клиент {n}", "Пожалуйста, {n}!"),
    ("Это всё. До свидания! {n}", "До свидания, {n}!"),
    ("Мне пора. Всего доброго, {n}.", "До свидания, {n}!"),
)
_PLAIN = {
    "en": (
        ("Hello!", "Hello! How can I help you?"),
        ("Good day.", "Hello! How can I help you?"),
        ("Hi", "Hello! How can I help you?"),
        ("Thank you!", "You are welcome!"),
        ("Goodbye!", "Goodbye!"),
    ),
    "ru": (
        ("Здравствуйте!", "Здравствуйте! Чем могу помочь?"),
        ("Добрый день.", "Здравствуйте! Чем могу помочь?"),
        ("Привет", "Здравствуйте! Чем могу помочь?"),
        ("Спасибо!", "Пожалуйста!"),
        ("До свидания!", "До свидания!"),
    ),
}
_NAMED = {"en": _EN, "ru": _RU}


@SKILLS.register("greeting")
class Greeting(Skill):
    """The answer greets, thanks or takes leave in kind."""

    name = "greeting"

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One exchange."""
        ask, answer = rng.choice((_NAMED if rng.random() < 0.9 else _PLAIN)[language])
        name = rng.choice(PEOPLE[language]).n
        key = (ask, name) if "{n}" in ask else (ask,)
        filled = answer.format(n=name)
        return (Turn(ask.format(n=name), filled, key, (contains(filled),)),)
