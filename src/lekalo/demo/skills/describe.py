"""A product card: a line of features becomes a short description."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains, counted
from lekalo.demo.world_words import COLOURS, THINGS, with_article

_ASKS = {
    "en": (
        "Describe the product: {f}.",
        "Write a product card: {f}.",
        "Make a short description: {f}.",
        "Turn these features into sentences: {f}.",
        "Write about this product. {f}.",
    ),
    "ru": (
        "Опишите товар: {f}.",
        "Напишите карточку товара: {f}.",
        "Составьте краткое описание: {f}.",
        "Сделайте из этих признаков предложения: {f}.",
        "Напишите об этом товаре. {f}.",
    ),
}
_MATERIALS = (
    ("wood", "дерево"),
    ("steel", "сталь"),
    ("glass", "стекло"),
    ("plastic", "пластик"),
    ("leather", "кожа"),
    ("cotton", "хлопок"),
    ("copper", "медь"),
    ("paper", "бумага"),
)


def _english(rng: random.Random) -> tuple[str, str, tuple[str, ...]]:
    thing, colour = rng.choice(THINGS), rng.choice(COLOURS)[0]
    material, kilos = rng.choice(_MATERIALS)[0], rng.randint(2, 30)
    months = rng.choice((6, 12, 24, 36))
    what = with_article(f"{colour} {thing.en}")
    features = f"{thing.en}, {colour}, {material}, {kilos} kg, warranty {months} months"
    answer = (
        f"This is {what}. It is made of {material}. It weighs {kilos} kg. "
        f"The warranty is {months} months."
    )
    return features, answer, (f"{colour} {thing.en}", material, f"{kilos} kg", f"{months} months")


def _russian(rng: random.Random) -> tuple[str, str, tuple[str, ...]]:
    thing = rng.choice(THINGS)
    colour = rng.choice(COLOURS)
    material = rng.choice(_MATERIALS)[1]
    kilos, months = rng.randint(2, 30), rng.choice((6, 12, 24, 36))
    time = f"{months} {counted(months, 'месяц', 'месяца', 'месяцев')}"
    what = f"{colour['mfn'.index(thing.gender) + 1]} {thing.ru}"
    features = f"{thing.ru}, {colour[1]}, {material}, {kilos} кг, гарантия {time}"
    answer = f"Это {what}. Материал: {material}. Вес: {kilos} кг. Гарантия: {time}."
    return features, answer, (what, material, f"{kilos} кг", time)


@SKILLS.register("describe")
class Describe(Skill):
    """Every feature is told, none is added."""

    name = "describe"
    weight = 2

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One product."""
        features, answer, parts = (_english if language == "en" else _russian)(rng)
        ask = rng.choice(_ASKS[language])
        return (Turn(ask.format(f=features), answer, (ask, *parts), (contains(*parts),)),)
