"""Data of persons put into real answers, and what only looks like it.

Check digits are worked out here from their published rules (Luhn; ISO 13616 mod 97; the weights
of the Russian tax, pension and registration numbers), so that the product's own code is not
judged by itself. A decoy is the same number with its check digit off by one, in the same words.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from lekalo.core.records import Language
from planting.loose import AROUND, FRAMES, PLAIN, digits, plain
from planting.real import Real, drawn
from planting.sheets import Builder, Half, Row, Sheet

BASE, PLANTED = 120, 24
Number = tuple[str, str]
"""A number that passes its check digit, and the same with the digit off by one."""


def luhn(body: str) -> int:
    """The digit that ISO/IEC 7812 puts after `body`."""
    total = 0
    for n, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if n % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """The tax number's digit: a weighted sum mod 11, mod 10."""
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11 % 10


_INN10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN11 = (7, *_INN10)
_INN12 = (3, *_INN11)


def _off(digit: int) -> int:
    return (digit + 1) % 10


def inn10(rng: random.Random) -> Number:
    """A company's tax number."""
    body = rng.choice(("77", "50", "78", "66", "54")) + digits(rng, 7)
    digit = weighted(body, _INN10)
    return f"{body}{digit}", f"{body}{_off(digit)}"


def inn12(rng: random.Random) -> Number:
    """A person's tax number: two check digits; the decoy breaks the last."""
    body = rng.choice(("77", "50", "78", "66", "54")) + digits(rng, 8)
    body += str(weighted(body, _INN11))
    digit = weighted(body, _INN12)
    return f"{body}{digit}", f"{body}{_off(digit)}"


def snils(rng: random.Random) -> Number:
    """A pension number, over 001-001-998, where its check digits begin to hold."""
    body = str(rng.randrange(10, 99)) + digits(rng, 7)
    total = sum(int(d) * (9 - n) for n, d in enumerate(body)) % 101 % 100
    shape = rng.choice(("{}-{}-{} {:02d}", "{} {} {} {:02d}", "{}{}{}{:02d}"))
    parts = (body[:3], body[3:6], body[6:])
    return shape.format(*parts, total), shape.format(*parts, (total + 1) % 100)


def ogrn(rng: random.Random) -> Number:
    """A company's registration: the rest by 11 of the first twelve digits."""
    body = "1" + f"{rng.randrange(3, 24):02d}" + "77" + digits(rng, 7)
    digit = int(body) % 11 % 10
    return f"{body}{digit}", f"{body}{_off(digit)}"


def ogrnip(rng: random.Random) -> Number:
    """A sole trader's registration: the rest by 13 of the first fourteen digits."""
    body = "3" + f"{rng.randrange(3, 24):02d}" + "77" + digits(rng, 9)
    digit = int(body) % 13 % 10
    return f"{body}{digit}", f"{body}{_off(digit)}"


def card(rng: random.Random) -> Number:
    """Visa, Mastercard, Mir, American Express; with spaces, dashes or none."""
    prefix, length = rng.choice((("4", 16), ("53", 16), ("2202", 16), ("37", 15)))
    body = prefix + digits(rng, length - len(prefix) - 1)
    digit, space = luhn(body), rng.choice((" ", "-", ""))
    return _grouped(f"{body}{digit}", space), _grouped(f"{body}{_off(digit)}", space)


def _grouped(number: str, space: str) -> str:
    if len(number) == 15:
        return space.join((number[:4], number[4:10], number[10:]))
    return space.join(number[n : n + 4] for n in range(0, 16, 4))


def iban(rng: random.Random) -> Number:
    """German, British and French account numbers, as written or in fours."""
    country, body = rng.choice(
        (
            ("DE", digits(rng, 18)),
            ("GB", "NWBK" + digits(rng, 14)),
            ("FR", digits(rng, 23)),
        )
    )
    letters = "".join(str(int(c, 36)) for c in f"{body}{country}00")
    control = 98 - int(letters) % 97
    right, wrong = f"{country}{control:02d}{body}", f"{country}{(control - 1) % 97:02d}{body}"
    if rng.random() < 0.5:
        return right, wrong
    return tuple(" ".join(s[n : n + 4] for n in range(0, len(s), 4)) for s in (right, wrong))  # type: ignore[return-value]


CHECKED: dict[str, tuple[Callable[[random.Random], Number], tuple[Language, ...]]] = {
    "inn": (lambda rng: (inn10 if rng.random() < 0.5 else inn12)(rng), ("ru",)),
    "snils": (snils, ("ru",)),
    "ogrn": (lambda rng: (ogrn if rng.random() < 0.6 else ogrnip)(rng), ("ru",)),
    "card": (card, ("en", "ru")),
    "iban": (iban, ("en", "ru")),
}
_SAID = {
    "inn": ("ИНН {}.", "Реквизиты: ИНН {}, расчётный счёт пришлём.", "наш инн {}", "ИНН: {}"),
    "snils": ("СНИЛС {}.", "Мой СНИЛС: {}, проверьте.", "снилс клиента {}", "Номер СНИЛС {}"),
    "ogrn": ("ОГРН {}.", "ОГРН(ИП): {}", "Компания с ОГРН {} найдена.", "огрн {}"),
    "card": {
        "en": ("My card is {}.", "Charge {} please.", "Card number: {}", "paid with {} yesterday"),
        "ru": (
            "Моя карта {}.",
            "Спишите с {}, пожалуйста.",
            "Номер карты: {}",
            "оплатил с {} вчера",
        ),
    },
    "iban": {
        "en": ("Send it to {}.", "IBAN: {}", "my account {} is with them", "The account is {}."),
        "ru": ("Переведите на {}.", "IBAN: {}", "мой счёт {} у них", "Счёт: {}."),
    },
}


def sheets(language: Language, half: Half, seed: int) -> Iterator[Sheet]:
    """A sheet a kind."""
    for kind, (make, languages) in CHECKED.items():
        if language in languages:
            yield _checked(kind, make, language, half, seed)
    for kind, languages in PLAIN.items():
        if language in languages:
            yield _unchecked(kind, language, half, seed)


def _checked(
    kind: str, make: Callable[[random.Random], Number], language: Language, half: Half, seed: int
) -> Sheet:
    sheet = Builder("personal-data", kind, language, half, seed)
    said = _SAID[kind]
    frames = said[language] if isinstance(said, dict) else said
    for n, real in enumerate(drawn(language, half, BASE, sheet.random, _no_digits)):
        right, wrong = make(sheet.random)
        frame = sheet.random.choice(frames)
        if n < PLANTED:
            sheet.plant(_put(sheet, real.question, real.answer, frame.format(right)))
        elif n < 2 * PLANTED:
            row = _put(sheet, real.question, real.answer, frame.format(wrong))
            sheet.decoy(row, kind="check-digit")
        else:
            sheet.train(real.question, real.answer, real.origin)
    return sheet.build()


def _put(sheet: Builder, question: str, answer: str, said: str) -> Row:
    """People leave such data in their questions and in answers alike."""
    if sheet.random.random() < 0.5:
        return sheet.train(f"{question} {said}", answer)
    return sheet.train(question, f"{answer} {said}")


def _no_digits(real: Real) -> bool:
    """Rows without long numbers or addresses of their own, so that only plants count."""
    text = f"{real.question} {real.answer}"
    return "@" not in text and not any(len(p) > 5 for p in text.split() if p.isdecimal())


def _unchecked(kind: str, language: Language, half: Half, seed: int) -> Sheet:
    sheet = Builder("personal-data", kind, language, half, seed)
    for n, real in enumerate(drawn(language, half, BASE, sheet.random, _no_digits)):
        right, wrong = plain(kind, sheet.random, language)
        if n < PLANTED:
            frame = sheet.random.choice(FRAMES[kind][language])
            sheet.plant(_put(sheet, real.question, real.answer, frame.format(right)))
        elif n < 2 * PLANTED:
            said = sheet.random.choice(AROUND[language]).format(wrong)
            sheet.decoy(_put(sheet, real.question, real.answer, said), kind=f"not-{kind}")
        else:
            sheet.train(real.question, real.answer, real.origin)
    return sheet.build()
