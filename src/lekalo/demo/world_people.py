"""The persons of the made-up world, and short texts about them that can be asked about.

An `Attribute` is one thing a text may say of a person: how it is said, how it is asked, and how
it is answered. Templates take the person's forms (`n` nominative, `g` genitive, `d` dative), the
ending `a` of a Russian past tense, and the value's form `v`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from lekalo.demo.world import Language, counted
from lekalo.demo.world_words import (
    COLOURS,
    DAYS,
    DRINKS,
    JOBS,
    PETS,
    THINGS,
    TOWNS,
    with_article,
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name with its forms; `a` is the ending of a Russian past tense."""

    n: str
    g: str = ""
    d: str = ""
    a: str = ""


_EN_NAMES = """
Anna Ben Clara David Emma Frank Grace Henry Irene Jack Kate Leo Maria Nick Olivia Paul Rose Sam
Tina Victor Wendy Adam Bella Carl Diana Eric Flora George Helen Ivan Julia Kevin Laura Martin Nora
Oscar Peter Rita Simon Tom Vera Walter Alice Bruno Cora Daniel Ella Felix Gloria Hugo Iris James
Karen Lucas Mona Neil Otto Polly Robert Sarah
"""

_RU_NAMES = """
Анна Анны Анне а|Иван Ивана Ивану -|Мария Марии Марии а|Пётр Петра Петру -|Ольга Ольги Ольге а
Сергей Сергея Сергею -|Елена Елены Елене а|Андрей Андрея Андрею -|Ирина Ирины Ирине а
Николай Николая Николаю -|Татьяна Татьяны Татьяне а|Михаил Михаила Михаилу -|Вера Веры Вере а
Алексей Алексея Алексею -|Нина Нины Нине а|Виктор Виктора Виктору -|Светлана Светланы Светлане а
Юрий Юрия Юрию -|Лидия Лидии Лидии а|Борис Бориса Борису -|Галина Галины Галине а
Максим Максима Максиму -|Дарья Дарьи Дарье а|Павел Павла Павлу -|Софья Софьи Софье а
Роман Романа Роману -|Юлия Юлии Юлии а|Олег Олега Олегу -|Марина Марины Марине а
Денис Дениса Денису -|Полина Полины Полине а|Антон Антона Антону -|Ксения Ксении Ксении а
Егор Егора Егору -|Алиса Алисы Алисе а|Артём Артёма Артёму -|Тамара Тамары Тамаре а
Глеб Глеба Глебу -|Надежда Надежды Надежде а|Кирилл Кирилла Кириллу -|Раиса Раисы Раисе а
Степан Степана Степану -|Инна Инны Инне а|Фёдор Фёдора Фёдору -|Лариса Ларисы Ларисе а
Григорий Григория Григорию -|Варвара Варвары Варваре а|Матвей Матвея Матвею -
Евгения Евгении Евгении а|Тимофей Тимофея Тимофею -|Зоя Зои Зое а|Леонид Леонида Леониду -
Наталья Натальи Наталье а|Константин Константина Константину -|Диана Дианы Диане а
Владимир Владимира Владимиру -|Алла Аллы Алле а|Игорь Игоря Игорю -|Яна Яны Яне а
Дмитрий Дмитрия Дмитрию -
"""


def _people() -> dict[Language, tuple[Person, ...]]:
    russian = (line.split() for line in _RU_NAMES.replace("\n", "|").strip("|").split("|"))
    return {
        "en": tuple(Person(name, name + "'s") for name in _EN_NAMES.split()),
        "ru": tuple(Person(n, g, d, "" if a == "-" else a) for n, g, d, a in russian),
    }


PEOPLE = _people()


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing to say of a person. `values` are pairs of the form in the sentences and the
    words that an answer must contain."""

    name: str
    values: tuple[str, ...]
    says: tuple[str, ...]
    asks: tuple[str, ...]
    answer: str


def _coins() -> tuple[str, ...]:
    return tuple(f"{n} {counted(n, 'монету', 'монеты', 'монет')}" for n in range(11, 100))


_EN = (
    Attribute(
        "home",
        tuple(en for en, _ in TOWNS),
        ("{n} lives in {v}.", "The home of {n} is in {v}.", "{n} has a house in {v}."),
        ("Where does {n} live?", "In which town does {n} live?", "What town does {n} live in?"),
        "{n} lives in {v}.",
    ),
    Attribute(
        "job",
        tuple(with_article(job[0]) for job in JOBS),
        ("{n} works as {v}.", "{n} is {v}.", "{n} has worked as {v} for years."),
        ("What is {g} job?", "What does {n} do for a living?", "Who does {n} work as?"),
        "{n} works as {v}.",
    ),
    Attribute(
        "bought",
        tuple(thing.a for thing in THINGS),
        ("{n} bought {v}.", "Last week {n} bought {v}.", "In the shop {n} bought {v}."),
        ("What did {n} buy?", "What has {n} bought?", "Which thing did {n} buy?"),
        "{n} bought {v}.",
    ),
    Attribute(
        "drink",
        tuple(en for en, _ in DRINKS),
        ("{n} likes to drink {v}.", "In the morning {n} drinks {v}."),
        ("What does {n} like to drink?", "What does {n} drink?"),
        "{n} drinks {v}.",
    ),
    Attribute(
        "pet",
        tuple(with_article(en) for en, _ in PETS),
        ("{n} has {v} at home.", "{n} keeps {v}."),
        ("What pet does {n} have?", "Which animal does {n} keep?"),
        "{n} has {v}.",
    ),
    Attribute(
        "day",
        tuple(day[0] for day in DAYS),
        ("{n} comes back on {v}.", "{n} will be back on {v}."),
        ("When does {n} come back?", "On which day will {n} be back?"),
        "{n} comes back on {v}.",
    ),
    Attribute(
        "colour",
        tuple(colour[0] for colour in COLOURS),
        ("{g} favourite colour is {v}.", "Of all colours {n} likes {v} most."),
        ("What is {g} favourite colour?", "Which colour does {n} like most?"),
        "{g} favourite colour is {v}.",
    ),
    Attribute(
        "paid",
        tuple(f"{n} coins" for n in range(11, 100)),
        ("{n} paid {v}.", "At the till {n} paid {v}."),
        ("How much did {n} pay?", "How many coins did {n} pay?"),
        "{n} paid {v}.",
    ),
)

_RU = (
    Attribute(
        "home",
        tuple(f"{ru}е" for _, ru in TOWNS),
        ("{n} живёт в {v}.", "Дом {g} находится в {v}.", "У {g} есть квартира в {v}."),
        ("Где живёт {n}?", "В каком городе живёт {n}?", "Скажите, где живёт {n}?"),
        "{n} живёт в {v}.",
    ),
    Attribute(
        "job",
        tuple(job[2] for job in JOBS),
        ("{n} работает {v}.", "{n} давно работает {v}.", "{n} много лет работает {v}."),
        ("Кем работает {n}?", "Какая профессия у {g}?", "Скажите, кем работает {n}?"),
        "{n} работает {v}.",
    ),
    Attribute(
        "bought",
        tuple(thing.ru_acc for thing in THINGS),
        ("{n} купил{a} {v}.", "Вчера {n} купил{a} {v}.", "В магазине {n} купил{a} {v}."),
        ("Что купил{a} {n}?", "Какую вещь купил{a} {n}?", "Какая покупка была у {g}?"),
        "{n} купил{a} {v}.",
    ),
    Attribute(
        "drink",
        tuple(ru for _, ru in DRINKS),
        ("{n} любит пить {v}.", "По утрам {n} пьёт {v}."),
        ("Что любит пить {n}?", "Что пьёт {n}?"),
        "{n} пьёт {v}.",
    ),
    Attribute(
        "pet",
        tuple(ru for _, ru in PETS),
        ("У {g} дома живёт {v}.", "У {g} есть {v}."),
        ("Какое животное есть у {g}?", "Кто живёт дома у {g}?"),
        "У {g} есть {v}.",
    ),
    Attribute(
        "day",
        tuple(day[2] for day in DAYS),
        ("{n} вернётся {v}.", "{n} приедет домой {v}."),
        ("Когда вернётся {n}?", "В какой день вернётся {n}?"),
        "{n} вернётся {v}.",
    ),
    Attribute(
        "colour",
        tuple(colour[1] for colour in COLOURS),
        ("Любимый цвет {g} — {v}.", "Больше всего {d} нравится {v} цвет."),
        ("Какой любимый цвет у {g}?", "Какой цвет нравится {d}?"),
        "Любимый цвет {g} — {v}.",
    ),
    Attribute(
        "paid",
        _coins(),
        ("{n} заплатил{a} {v}.", "В кассе {n} заплатил{a} {v}."),
        ("Сколько заплатил{a} {n}?", "Сколько монет заплатил{a} {n}?"),
        "{n} заплатил{a} {v}.",
    ),
)

ATTRIBUTES: dict[Language, tuple[Attribute, ...]] = {"en": _EN, "ru": _RU}


@dataclass(frozen=True, slots=True)
class Fact:
    """One attribute of one person with its value."""

    person: Person
    attribute: Attribute
    value: str

    def fill(self, template: str) -> str:
        """`template` with this fact's forms."""
        who = self.person
        return template.format(n=who.n, g=who.g, d=who.d, a=who.a, v=self.value)


def draw_facts(rng: random.Random, language: Language, people: int, each: int) -> list[Fact]:
    """Facts of `people` different persons over the same `each` attributes, person by person."""
    persons = rng.sample(PEOPLE[language], people)
    attributes = rng.sample(ATTRIBUTES[language], each)
    columns = [_column(rng, attribute.values, people) for attribute in attributes]
    return [
        Fact(person, attribute, column[row])
        for row, person in enumerate(persons)
        for attribute, column in zip(attributes, columns, strict=True)
    ]


def _column(rng: random.Random, values: tuple[str, ...], count: int) -> list[str]:
    """Different values where there are enough of them."""
    return rng.sample(values, count) if count <= len(values) else rng.choices(values, k=count)


def tell(rng: random.Random, facts: list[Fact]) -> str:
    """A text that says each fact once, in a mixed order."""
    return " ".join(
        fact.fill(rng.choice(fact.attribute.says)) for fact in rng.sample(facts, len(facts))
    )


_READ = {
    "en": (
        "Read the text and answer the question.\n\n{text}\n\n{ask}",
        "{text}\n\n{ask}",
        "Text: {text}\n\nQuestion: {ask}",
        "{ask}\n\nHere is the text: {text}",
        "Answer from the text.\n{text}\nQuestion: {ask}",
        "Use only this text: {text}\n\n{ask}",
    ),
    "ru": (
        "Прочитайте текст и ответьте на вопрос.\n\n{text}\n\n{ask}",
        "{text}\n\n{ask}",
        "Текст: {text}\n\nВопрос: {ask}",
        "{ask}\n\nВот текст: {text}",
        "Ответьте по тексту.\n{text}\nВопрос: {ask}",
        "Используйте только этот текст: {text}\n\n{ask}",
    ),
}


def put_question(rng: random.Random, language: Language, text: str, ask: str) -> str:
    """A user's message that gives `text` and asks `ask` about it."""
    return rng.choice(_READ[language]).format(text=text, ask=ask)
