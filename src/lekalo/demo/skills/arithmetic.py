"""Adding and taking away small whole numbers, bare and in word problems."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, counted, regex
from lekalo.demo.world_people import PEOPLE
from lekalo.demo.world_words import THINGS, Thing

_EN_ADD = (
    ("What is {x} + {y}?", "{x} + {y} = {z}."),
    ("{x} + {y} = ?", "{x} + {y} = {z}."),
    ("Add {x} and {y}.", "{x} + {y} = {z}."),
    ("What is the sum of {x} and {y}?", "{x} + {y} = {z}."),
    ("{n} has {X} and buys {y} more. How many are there now?", "{x} + {y} = {z}."),
    ("There are {X} in one box and {y} in another. How many in all?", "{x} + {y} = {z}."),
    ("An order has {X}, another has {y}. How many are there together?", "{x} + {y} = {z}."),
)
_EN_TAKE = (
    ("What is {x} - {y}?", "{x} - {y} = {z}."),
    ("{x} - {y} = ?", "{x} - {y} = {z}."),
    ("Take {y} from {x}.", "{x} - {y} = {z}."),
    ("{n} has {X} and gives away {y}. How many are left?", "{x} - {y} = {z}."),
    ("There were {X} in the shop, and {y} were sold. How many are left?", "{x} - {y} = {z}."),
    ("{n} ordered {X} and sent back {y}. How many did {n} keep?", "{x} - {y} = {z}."),
)
_RU_ADD = (
    ("Сколько будет {x} + {y}?", "{x} + {y} = {z}."),
    ("Посчитайте: {x} + {y}", "{x} + {y} = {z}."),
    ("Сложите {x} и {y}.", "{x} + {y} = {z}."),
    ("Чему равна сумма чисел {x} и {y}?", "{x} + {y} = {z}."),
    ("У {g} есть {X}. Потом появилось ещё {y}. Сколько стало?", "{x} + {y} = {z}."),
    ("В одной коробке {X}, в другой — {y}. Сколько всего?", "{x} + {y} = {z}."),
    ("В одном заказе {X}, в другом — {y}. Сколько всего вместе?", "{x} + {y} = {z}."),
)
_RU_TAKE = (
    ("Сколько будет {x} - {y}?", "{x} - {y} = {z}."),
    ("Посчитайте: {x} - {y}", "{x} - {y} = {z}."),
    ("Вычтите {y} из {x}.", "{x} - {y} = {z}."),
    ("У {g} было {X}. {y} забрали. Сколько осталось?", "{x} - {y} = {z}."),
    ("В магазине было {X}, продали {y}. Сколько осталось?", "{x} - {y} = {z}."),
    ("В заказе было {X}, вернули {y}. Сколько осталось?", "{x} - {y} = {z}."),
)
_WORDINGS = {"en": (_EN_ADD, _EN_TAKE), "ru": (_RU_ADD, _RU_TAKE)}


def _amount(number: int, thing: Thing, language: Language) -> str:
    if language == "en":
        return f"{number} {thing.en if number == 1 else thing.en_many}"
    return f"{number} {counted(number, thing.ru, thing.ru_gen, thing.ru_gen_many)}"


@SKILLS.register("arithmetic")
class Arithmetic(Skill):
    """The answer writes the sum out, so that its numbers are copied before the result."""

    name = "arithmetic"
    weight = 4

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """Terms from 1 to 10 for a sum; the same tables backwards for a difference."""
        x, y = rng.randint(1, 10), rng.randint(1, 10)
        add, take = _WORDINGS[language]
        adding = rng.random() < 0.5
        ask, answer = rng.choice(add if adding else take)
        z = x + y
        if not adding:
            x, z = z, x
        who = rng.choice(PEOPLE[language])
        amount = _amount(x, rng.choice(THINGS), language)
        question = ask.format(x=x, y=y, X=amount, n=who.n, g=who.g)
        key = (ask, str(x), str(y))
        result = answer.format(x=x, y=y, z=z)
        ends = r"= " + str(z) + r"\.$"
        return (Turn(question, result, key, (regex(ends),)),)
