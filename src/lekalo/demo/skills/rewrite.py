"""Rewriting a request: politely, or as a short plain demand."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, exact
from lekalo.demo.world_words import THINGS, Thing

_VERBS = (
    ("Send me", "Пришлите", "прислать"),
    ("Show me", "Покажите", "показать"),
    ("Bring me", "Принесите", "принести"),
    ("Sell me", "Продайте", "продать"),
    ("Find", "Найдите", "найти"),
    ("Check", "Проверьте", "проверить"),
    ("Pack", "Упакуйте", "упаковать"),
    ("Order", "Закажите", "заказать"),
    ("Return", "Верните", "вернуть"),
    ("Replace", "Замените", "заменить"),
    ("Deliver", "Доставьте", "доставить"),
    ("Repair", "Почините", "починить"),
)
"""English imperative; Russian imperative and infinitive."""

_POLITELY = {
    "en": (
        "Make this polite: {s}",
        "Rewrite politely: {s}",
        "Say it politely: {s}",
        "How can I say this politely? {s}",
        "Rewrite this sentence as a polite request. {s}",
    ),
    "ru": (
        "Сделайте это вежливым: {s}",
        "Перепишите вежливо: {s}",
        "Скажите это вежливо: {s}",
        "Как сказать это вежливо? {s}",
        "Перепишите предложение как вежливую просьбу. {s}",
    ),
}
_PLAINLY = {
    "en": (
        "Make this shorter: {s}",
        "Rewrite in fewer words: {s}",
        "Say it plainly: {s}",
        "Shorten the request. {s}",
    ),
    "ru": (
        "Сделайте это короче: {s}",
        "Перепишите покороче: {s}",
        "Скажите это проще: {s}",
        "Сократите просьбу. {s}",
    ),
}


def _both(verb: tuple[str, str, str], thing: Thing, language: Language) -> tuple[str, str]:
    """The plain sentence and the polite one."""
    if language == "en":
        plain = f"{verb[0]} the {thing.en}."
        return plain, f"Could you please {plain[0].lower()}{plain[1:-1]}?"
    return f"{verb[1]} {thing.ru_acc}.", f"Не могли бы вы {verb[2]} {thing.ru_acc}?"


@SKILLS.register("rewrite")
class Rewrite(Skill):
    """The meaning stays; the manner changes as asked."""

    name = "rewrite"
    weight = 2

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One sentence to rewrite one way or the other."""
        plain, polite = _both(rng.choice(_VERBS), rng.choice(THINGS), language)
        if rng.random() < 0.5:
            ask, source, answer = rng.choice(_POLITELY[language]), plain, polite
        else:
            ask, source, answer = rng.choice(_PLAINLY[language]), polite, plain
        return (Turn(ask.format(s=source), answer, (ask, source), (exact(answer),)),)
