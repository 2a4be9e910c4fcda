"""Reading one field of an order, an invoice, a booking or a product card."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains, counted
from lekalo.demo.world_people import PEOPLE
from lekalo.demo.world_words import COLOURS, DAYS, MONTHS, THINGS, TOWNS


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a record: its label, how it is asked, how its value is drawn."""

    label: str
    asks: tuple[str, ...]
    value: Callable[[random.Random], str]


def _number(rng: random.Random) -> str:
    return str(rng.randint(1000, 9999))


def _price(coins: Callable[[int], str]) -> Callable[[random.Random], str]:
    return lambda rng: coins(rng.randint(2, 999))


def _coins_ru(number: int) -> str:
    return f"{number} {counted(number, 'монета', 'монеты', 'монет')}"


def _months_ru(rng: random.Random) -> str:
    number = rng.choice((3, 6, 12, 18, 24, 36))
    return f"{number} {counted(number, 'месяц', 'месяца', 'месяцев')}"


def _one_of(values: tuple[str, ...]) -> Callable[[random.Random], str]:
    return lambda rng: rng.choice(values)


def _date(side: int) -> Callable[[random.Random], str]:
    return lambda rng: f"{rng.randint(1, 28)} {rng.choice(MONTHS)[side]}"


_STATUS_EN = ("new", "paid", "packed", "sent", "delivered", "returned", "cancelled", "waiting")
_STATUS_RU = (
    "новый", "оплачен", "собран", "отправлен", "доставлен", "возвращён", "отменён", "ожидает",
)  # fmt: skip
_PAY_EN = ("by card", "in cash", "by invoice", "on delivery")
_PAY_RU = ("картой", "наличными", "по счёту", "при получении")

_EN = (
    Field("Number", ("What is the number?", "Which number does it have?"), _number),
    Field(
        "Item",
        ("What is the item?", "Which item is it?", "What goods are these?"),
        _one_of(tuple(thing.en for thing in THINGS)),
    ),
    Field("Status", ("What is the status?", "What is its status now?"), _one_of(_STATUS_EN)),
    Field(
        "Customer",
        ("Who is the customer?", "Name the customer."),
        _one_of(tuple(person.n for person in PEOPLE["en"])),
    ),
    Field(
        "Town",
        ("Which town is it?", "What town is named here?"),
        _one_of(tuple(town[0] for town in TOWNS)),
    ),
    Field(
        "Price", ("What is the price?", "How much does it cost?"), _price(lambda n: f"{n} coins")
    ),
    Field(
        "Delivery",
        ("When is the delivery?", "On which day is the delivery?", "When will it arrive?"),
        _one_of(tuple(day[0] for day in DAYS)),
    ),
    Field("Payment", ("How is it paid?", "What is the way of payment?"), _one_of(_PAY_EN)),
    Field(
        "Warranty",
        ("How long is the warranty?", "What is the warranty?"),
        lambda rng: f"{rng.choice((3, 6, 12, 18, 24, 36))} months",
    ),
    Field(
        "Colour",
        ("What is the colour?", "Which colour is it?"),
        _one_of(tuple(colour[0] for colour in COLOURS)),
    ),
    Field("Date", ("What is the date?", "Which date does it have?"), _date(0)),
)
_RU = (
    Field("Номер", ("Какой номер?", "Какой у него номер?"), _number),
    Field(
        "Товар",
        ("Какой это товар?", "Что это за товар?", "Назовите товар."),
        _one_of(tuple(thing.ru for thing in THINGS)),
    ),
    Field("Статус", ("Какой статус?", "Какой сейчас статус?"), _one_of(_STATUS_RU)),
    Field(
        "Клиент",
        ("Кто клиент?", "Назовите клиента."),
        _one_of(tuple(person.n for person in PEOPLE["ru"])),
    ),
    Field(
        "Город",
        ("Какой это город?", "Какой город указан?"),
        _one_of(tuple(town[1] for town in TOWNS)),
    ),
    Field("Цена", ("Какая цена?", "Сколько это стоит?"), _price(_coins_ru)),
    Field(
        "Доставка",
        ("Когда доставка?", "В какой день доставка?", "Когда привезут?"),
        _one_of(tuple(day[1] for day in DAYS)),
    ),
    Field("Оплата", ("Как оплачено?", "Какой способ оплаты?"), _one_of(_PAY_RU)),
    Field("Гарантия", ("Какая гарантия?", "Сколько длится гарантия?"), _months_ru),
    Field(
        "Цвет",
        ("Какой цвет?", "Какого это цвета?"),
        _one_of(tuple(colour[1] for colour in COLOURS)),
    ),
    Field("Дата", ("Какая дата?", "Какое число указано?"), _date(2)),
)
_FIELDS = {"en": _EN, "ru": _RU}
_TITLES = {
    "en": ("Order", "Invoice", "Booking", "Product card", "Delivery note", "Request"),
    "ru": ("Заказ", "Счёт", "Заявка", "Карточка товара", "Накладная", "Запрос"),
}


def draw_field(language: Language, label: str, rng: random.Random) -> str:
    """A value of the field with this label."""
    return next(field.value(rng) for field in _FIELDS[language] if field.label == label)


@SKILLS.register("records")
class Records(Skill):
    """The answer repeats the field's label and value."""

    name = "records"
    weight = 4

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """A record of two to seven fields, and one to three questions."""
        fields = rng.sample(_FIELDS[language], rng.randint(2, 7))
        rows = [(field, field.value(rng)) for field in fields]
        between = rng.choice(("\n", "\n", "; "))
        lines = between.join(f"{field.label}: {value}" for field, value in rows)
        text = f"{rng.choice(_TITLES[language])}\n{lines}"
        asked = rng.sample(rows, min(len(rows), rng.choice((1, 1, 2, 3))))
        turns: list[Turn] = []
        for field, value in asked:
            ask = rng.choice(field.asks)
            question = ask if turns else rng.choice((f"{text}\n\n{ask}", f"{ask}\n\n{text}"))
            labels = ",".join(each.label for each in fields)
            answer = f"{field.label}: {value}."
            turns.append(Turn(question, answer, (ask, value, labels), (contains(value),)))
        return tuple(turns)
