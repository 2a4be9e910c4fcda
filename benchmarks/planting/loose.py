"""Data of persons that have no check digit, and what only looks like them."""

from __future__ import annotations

import random
from collections.abc import Callable

from lekalo.core.records import Language

Draw = Callable[[int], str]
Between = Callable[[int, int], int]
Both = tuple[tuple[str, ...], tuple[str, ...]]
"""What is such data, and what is not."""


def digits(rng: random.Random, count: int) -> str:
    """That many digits."""
    return "".join(str(rng.randrange(10)) for _ in range(count))


def plain(kind: str, rng: random.Random, language: Language) -> tuple[str, str]:
    """One of a kind, and one that only looks like it."""
    good, bad = _MAKE[kind](lambda count: digits(rng, count), rng.randrange, language == "ru")
    return rng.choice(good), rng.choice(bad)


def _phone(d: Draw, n: Between, russian: bool) -> Both:
    if russian:
        code = ("903", "916", "921", "950", "965", "999")[n(0, 6)]
        return (
            (
                f"+7 {code} {d(3)}-{d(2)}-{d(2)}",
                f"8 ({code}) {d(3)}-{d(2)}-{d(2)}",
                f"+7{code}{d(7)}",
                f"8{code}{d(7)}",
                f"+7 (495) 6{d(2)}-{d(2)}-{d(2)}",
            ),
            (
                f"заказ № {d(8)}",
                f"артикул 84-{d(3)}-{d(2)}",
                f"партия от {n(10, 28)}.03.2021",
                f"ГОСТ 30{d(3)}-2019",
                f"тираж {n(2, 9)} 000 000 экземпляров",
            ),
        )
    return (
        (
            f"+1 212 736 5{d(3)}",
            f"(415) 861-2{d(3)}",
            f"+44 20 7946 0{d(3)}",
            f"+49 30 901820{d(2)}",
            f"212-736-{n(5000, 5999)}",
        ),
        (
            f"order no. {d(8)}",
            f"part 84-{d(3)}-{d(2)}",
            f"batch of 2021-03-{n(10, 28)}",
            f"ISO 9001:20{d(2)}",
            f"about {n(2, 9)},000,000 copies",
        ),
    )


def _email(d: Draw, n: Between, russian: bool) -> Both:
    good = (
        f"ivanov.{d(2)}@mail.ru",
        f"a.petrova{d(1)}@yandex.ru",
        f"director+sale@firma-{d(1)}.com",
        f"Max_Weber{d(2)}@gmx.de",
    )
    if russian:
        return good, ("@lampa_shop", "user@", "вес 5 кг @ 20 °C", "поле «@» в форме")
    return good, ("@lampshop", "user@", "5 kg @ 20 °C", 'the sign "@" in the form')


def _ip(d: Draw, n: Between, russian: bool) -> Both:
    good = (
        f"185.{n(20, 250)}.{n(1, 250)}.{n(1, 250)}",
        f"91.{n(100, 250)}.17.{n(2, 250)}",
    )
    if russian:
        bad = (f"пункт 4.{d(1)}.2", f"в версии 2.{d(1)}.14", f"12.05.20{n(10, 24)}")
    else:
        bad = (f"clause 4.{d(1)}.2", f"in version 2.{d(1)}.14", f"05/12/20{n(10, 24)}")
    return good, (*bad, f"300.{d(1)}.999.1")


def _passport(d: Draw, n: Between, russian: bool) -> Both:
    return (
        (
            f"паспорт 45 {n(10, 24)} {d(6)}",
            f"паспорт серии 4{d(1)}{n(10, 24)} № {d(6)}",
            f"Паспорт: 46{n(10, 24)} {d(6)}, выдан ОВД",
        ),
        (
            f"договор 45 {n(10, 24)} {d(6)}",
            f"накладная № {d(6)}",
            f"паспорт изделия, лист {d(1)}",
            "Загранпаспорт нужен для визы",
        ),
    )


def _address(d: Draw, n: Between, russian: bool) -> Both:
    if russian:
        return (
            (
                f"г. Москва, ул. Ленина, д. {n(2, 90)}, кв. {n(2, 90)}",
                f"Санкт-Петербург, Невский пр., {n(2, 90)}, квартира {n(2, 90)}",
                f"170009, Тверь, переулок Садовый, дом {n(2, 90)}",
            ),
            (
                "улица была пуста",
                f"{n(2, 90)} домов сдали в срок",
                "магазин в Москве",
                "мы вышли на проспект",
            ),
        )
    return (
        (
            f"{n(12, 990)} Maple Street, Springfield, IL 62{d(3)}",
            f"Flat {n(2, 90)}, {n(2, 90)} Baker Street, London NW1 6XE",
            f"{n(100, 990)} Elm Avenue, Apt {n(2, 90)}, Austin, TX 787{d(2)}",
        ),
        (
            "the street was empty",
            f"{n(20, 90)} houses were finished",
            "a shop in London",
            "they walked down the avenue",
        ),
    )


def _name(d: Draw, n: Between, russian: bool) -> Both:
    if russian:
        return (
            (
                "Иванова Мария Петровна",
                "Сергей Николаевич Орлов",
                "Кузнецов А. В.",
                "Дмитрий Соколов",
            ),
            ("Санкт-Петербург", "Samsung Galaxy", "Красная площадь", "Чёрная пятница"),
        )
    return (
        ("Mr. John Whitaker", "Emily Carter", "Robert J. Hughes", "Mrs. Linda Brooks"),
        ("New York", "Samsung Galaxy", "Black Friday", "General Electric", "Apple Watch"),
    )


_MAKE: dict[str, Callable[[Draw, Between, bool], Both]] = {
    "phone": _phone,
    "email": _email,
    "ip": _ip,
    "passport": _passport,
    "address": _address,
    "name": _name,
}
PLAIN: dict[str, tuple[Language, ...]] = {
    "phone": ("en", "ru"),
    "email": ("en", "ru"),
    "ip": ("en", "ru"),
    "passport": ("ru",),
    "address": ("en", "ru"),
    "name": ("en", "ru"),
}
FRAMES: dict[str, dict[Language, tuple[str, ...]]] = {
    "phone": {"en": ("Call me at {}.", "tel. {}"), "ru": ("Позвоните мне: {}.", "тел. {}")},
    "email": {"en": ("Write to {}.", "my mail is {}"), "ru": ("Пишите на {}.", "моя почта {}")},
    "ip": {"en": ("Logged in from {}.",), "ru": ("Вход был с адреса {}.",)},
    "passport": {"en": ("{}",), "ru": ("Вот данные: {}.", "{}")},
    "address": {
        "en": ("I live at {}.", "Deliver to: {}"),
        "ru": ("Живу по адресу {}.", "Привезите: {}"),
    },
    "name": {"en": ("The client is {}.", "Signed: {}"), "ru": ("Клиент: {}.", "С уважением, {}")},
}
AROUND: dict[Language, tuple[str, ...]] = {
    "en": ("Note: {}.", "As for {}, see above."),
    "ru": ("К сведению: {}.", "Что до этого: {}, см. выше."),
}
