"""The marked sets of `personal_data.py`: Presidio's own, and a Russian one made here.

The Russian sentences are written from a seed: names from the lists beside the project, numbers with
right check digits computed here by rules written anew, and decoys in the same words: numbers one
digit off, orders, barcodes, brands, streets named after people, births of long ago.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import common

PRESIDIO_KINDS = {
    "PERSON": "name",
    "CREDIT_CARD": "card",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "IBAN_CODE": "iban",
    "US_SSN": "ssn",
    "IP_ADDRESS": "ip",
    "US_DRIVER_LICENSE": "driver-licence",
    "STREET_ADDRESS": "address",
}
"""The set's and Presidio's names of the kinds that we find too."""


@dataclass(frozen=True)
class Marked:
    """A sentence and its personal data: (kind, start, end)."""

    text: str
    spans: tuple[tuple[str, int, int], ...]


def presidio_set() -> list[Marked]:
    """The 1,500 sentences of presidio-research, the kinds above."""
    path = common.DATA / "presidio_research/synth_dataset_v2.json"
    return [
        Marked(
            row["full_text"],
            tuple(
                (PRESIDIO_KINDS[s["entity_type"]], s["start_position"], s["end_position"])
                for s in row["spans"]
                if s["entity_type"] in PRESIDIO_KINDS
            ),
        )
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]


TEMPLATES = (
    "Здравствуйте, меня зовут <name>, мой заказ не пришёл.",
    "Я, <name>, прошу вернуть деньги на карту <card>.",
    "Заказ оформлен на <name>, телефон <phone>.",
    "Передайте <name:dat>, что документы готовы.",
    "<name> оставила заявку, почта <email>.",
    "Перезвоните мне: <phone>, спасибо!",
    "Мой номер <phone>, звоните после шести.",
    "Пишите на <email>, отвечу завтра.",
    "Карта <card> заблокирована, что делать?",
    "Спишите с карты <card>, пожалуйста.",
    "ИНН <inn>, выставьте счёт.",
    "Наш ИНН: <inn>, КПП 770701001, ОГРН <ogrn>.",
    "Реквизиты: <inn>, р/с <account>.",
    "Самозанятый, ИНН <inn12>, чек пришлю.",
    "ОГРНИП <ogrnip>, договор на подпись.",
    "СНИЛС <snils>, проверьте стаж.",
    "Номер СНИЛС клиента: <snils>.",
    "Паспорт <passport>, выдан в 2010 году.",
    "Паспорт: серия <passport_n>, прописка прежняя.",
    "Загранпаспорт <abroad>, вылет в пятницу.",
    "Доставьте по адресу: <address>.",
    "Живу здесь: <address>, домофон не работает.",
    "Дата рождения <birth>, телефон <phone>.",
    "Заявитель <name>, <birth> г.р., проживает: <address>.",
    "С IP <ip> не открывается кабинет.",
    # decoys: nothing here is personal data
    "ИНН <bad:inn> не проходит проверку.",
    "Указал СНИЛС <bad:snils>, система ругается.",
    "Карта <bad:card> не принимается.",
    "ОГРН <bad:ogrn> не найден в реестре.",
    "Заказ <order> в пути, трек <track>.",
    "Артикул <order>, штрихкод <ean>.",
    "Поменяйте <brand> на <brand>, чек есть.",
    "Магазин на улице <street> закрыт до понедельника.",
    "Обновил прошивку до версии <version>, всё равно виснет.",
    "Писатель родился <old_birth>, книга есть в наличии?",
    "Рассрочка с 05.03.2025 по 05.09.2025 на 150 000 рублей.",
    "Великий Новгород, Красная Поляна и Новый Год включены в тур.",
    "Вера, надежда и любовь: Роза в букете, Август в календаре.",
)
_BRAND_WORDS = (
    "Samsung Galaxy|Леруа Мерлен|Хьюго Босс|Apple Watch|Harley Davidson|Мерседес Бенц|"
    "Tommy Hilfiger|"
    "Calvin Klein|Xiaomi Redmi|Роллс Ройс|Louis Vuitton|Tefal Compact"
)
_BRANDS = _BRAND_WORDS.split("|")
_PHONES = ("+7 ({}) {}-{}-{}", "8 {} {} {} {}", "+7{}{}{}{}", "8 ({}) {}-{}-{}", "8{}{}{}{}")
_CITIES = ("г. Москва", "г. Тула", "Казань", "г. Нижний Новгород", "Санкт-Петербург")
_PLACES = ("ул. Мира", "пр-т Ленина", "Садовая улица", "пер. Южный", "улица 8 Марта")
_STREETS = (
    "Льва Толстого",
    "Ленина",
    "Юрия Гагарина",
    "Марии Ульяновой",
    "Ивана Франко",
    "Пушкина",
)


def russian_set(count: int, seed: int) -> list[Marked]:
    """`count` sentences, each template as often."""
    rng = random.Random(seed)
    makers = _makers(rng)
    return [_filled(TEMPLATES[n % len(TEMPLATES)], makers) for n in range(count)]


def _filled(template: str, makers: dict[str, Callable[[], tuple[str, str]]]) -> Marked:
    text, spans = "", []
    head, *rest = template.split("<")
    text = head
    for piece in rest:
        slot, _, tail = piece.partition(">")
        kind, value = makers[slot]()
        if kind:
            spans.append((kind, len(text), len(text) + len(value)))
        text += value + tail
    return Marked(text, tuple(spans))


def _makers(rng: random.Random) -> dict[str, Callable[[], tuple[str, str]]]:
    """For each slot, what draws its kind ("" for a decoy) and its value."""
    names = _Names(rng)

    def number(size: int) -> str:
        return str(rng.randrange(10 ** (size - 1), 10**size))

    def off(value: str) -> str:
        return value[:-1] + str((int(value[-1]) + rng.randrange(1, 10)) % 10)

    def card() -> str:
        whole = luhn((rng.choice(("220", "4", "51", "54")) + number(14))[:15])
        return rng.choice((whole, " ".join(whole[n : n + 4] for n in range(0, 16, 4))))

    def snils() -> str:
        plain = snils_number(rng.randrange(10**8, 10**9))
        return rng.choice((plain, f"{plain[:3]}-{plain[3:6]}-{plain[6:9]} {plain[9:]}"))

    def phone() -> str:
        code = rng.choice(("916", "903", "921", "495"))
        return rng.choice(_PHONES).format(code, number(3), number(2), number(2))

    def address() -> str:
        house = rng.randrange(1, 90)
        inside = rng.choice(("", f", кв. {house}", f", корп. 2, кв. {house}"))
        return f"{rng.choice(_CITIES)}, {rng.choice(_PLACES)}, д. {house}{inside}"

    def date() -> str:
        return f"{rng.randrange(10, 29)}.0{rng.randrange(1, 10)}.{rng.randrange(1930, 2006)}"

    def email() -> str:
        return f"{rng.choice(('ivan', 'a.petrova', 'shop'))}{number(2)}@mail.ru"

    def version() -> str:
        return f"{rng.randrange(1, 12)}.{rng.randrange(9)}.{rng.randrange(9)}.{number(2)}"

    def address_of_machine() -> str:
        return f"{rng.randrange(31, 127)}.{rng.randrange(256)}.{rng.randrange(256)}.7"

    makers = {
        "name": ("name", names.full),
        "name:dat": ("name", names.dative),
        "phone": ("phone", phone),
        "email": ("email", email),
        "card": ("card", card),
        "inn": ("inn", lambda: inn(number(9))),
        "inn12": ("inn", lambda: inn(number(10))),
        "ogrn": ("ogrn", lambda: ogrn("1" + rng.choice(("02", "15", "21")) + "77" + number(7))),
        "ogrnip": ("ogrn", lambda: ogrn("3" + rng.choice(("04", "19", "22")) + "50" + number(9))),
        "account": ("account", lambda: "40702810" + number(12)),
        "snils": ("snils", snils),
        "passport": ("passport", lambda: f"{number(2)} {number(2)} {number(6)}"),
        "passport_n": ("passport", lambda: f"{number(4)} № {number(6)}"),
        "abroad": ("passport", lambda: f"{number(2)} {number(7)}"),
        "address": ("address", address),
        "birth": ("birth-date", date),
        "ip": ("ip", address_of_machine),
        "bad:inn": ("", lambda: off(inn(number(9)))),
        "bad:snils": ("", lambda: off(snils_number(rng.randrange(10**8, 10**9)))),
        "bad:card": ("", lambda: off(luhn("4" + number(14)))),
        "bad:ogrn": ("", lambda: off(ogrn("10277" + number(7)))),
        "order": ("", lambda: number(10)),
        "track": ("", lambda: number(14)),
        "ean": ("", lambda: "46" + number(11)),
        "brand": ("", lambda: rng.choice(_BRANDS)),
        "street": ("", lambda: rng.choice(_STREETS)),
        "version": ("", version),
        "old_birth": ("", lambda: f"{rng.randrange(1, 29)} июня {rng.randrange(1700, 1900)} года"),
    }  # fmt: skip
    return {slot: (lambda k=kind, d=draw: (k, d())) for slot, (kind, draw) in makers.items()}


class _Names:
    """Full names from the lists: given name and surname, with a patronymic or initials."""

    def __init__(self, rng: random.Random) -> None:
        folder = common.DATA / "ru_pnames"
        self.rng = rng
        self.men, self.women, surnames = (
            _lines(folder / f"{name}.txt")
            for name in ("male_names_rus", "female_names_rus", "male_surnames_rus")
        )
        # what both declines by one rule and has a plain feminine form
        self.surnames = [s for s in surnames if s.endswith(("ов", "ев", "ин"))]
        self.fathers = [n for n in self.men if n[-1] in "внрлмдктсгб"]

    def full(self) -> str:
        rng = self.rng
        given, surname, father = self._woman() if rng.random() < 0.5 else self._man()
        forms = (f"{surname} {given} {father}", f"{given} {father}", f"{given} {surname}")
        return rng.choice((*forms, f"{surname} {given}", f"{surname} {given[0]}.{father[0]}."))

    def dative(self) -> str:
        surname, father = self.rng.choice(self.surnames), self.rng.choice(self.fathers)
        given = self.rng.choice(self.fathers)
        return self.rng.choice((f"{surname}у {given}у {father}овичу", f"{given}у {surname}у"))

    def _man(self) -> tuple[str, str, str]:
        father = self.rng.choice(self.fathers) + "ович"
        return self.rng.choice(self.men), self.rng.choice(self.surnames), father

    def _woman(self) -> tuple[str, str, str]:
        father = self.rng.choice(self.fathers) + "овна"
        return self.rng.choice(self.women), self.rng.choice(self.surnames) + "а", father


def _lines(path: Path) -> list[str]:
    """The list's names, without what was joined by mistake there."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return [name for name in lines if len(name) > 2 and name.istitle()]


def luhn(body: str) -> str:
    """`body` with the digit that makes it pass."""
    doubled = "0246813579"
    total = sum(int(doubled[int(d)]) if n % 2 == 0 else int(d) for n, d in enumerate(body[::-1]))
    return body + str(-total % 10)


def inn(body: str) -> str:
    """9 digits and one, or 10 and two."""
    weights = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]
    for size in range(len(body), 10 if len(body) == 9 else 12):
        total = sum(w * int(d) for w, d in zip(weights[11 - size :], body, strict=True))
        body += str(total % 11 % 10)
    return body


def snils_number(body: int) -> str:
    """Nine digits and the control number."""
    total = sum((9 - n) * int(d) for n, d in enumerate(str(body)))
    while total > 101:
        total %= 101
    return f"{body}{0 if total in (100, 101) else total:02d}"


def ogrn(body: str) -> str:
    """12 or 14 digits and the last."""
    return body + str(int(body) % (len(body) - 1) % 10)
