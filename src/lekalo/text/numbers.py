"""Numbers as people write them, in figures or in words, in English and in Russian.

    figure("1 299,50") == 1299.5          words(["двадцать", "пять"], 0) == (25.0, 2)

Leaves out ordinals (the fifth, пятый) and fractions other than a half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FIGURE = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,9})?(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?(?!\d)"
    r"|\d+(?:[.,]\d+)?"
)
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_LONGEST = 30  # a longer row of figures is a key or a code, not a number


def figure(text: str) -> float | None:
    """The value of a match of FIGURE; None where it is too long to be a number."""
    if len(text) > _LONGEST:
        return None
    if _COMMAS.fullmatch(text):
        return float(text.replace(",", ""))
    return float(_SPACES.sub("", text).replace(",", "."))


def _table(text: str) -> dict[str, float]:
    """`value: form form form` a line."""
    table = {}
    for line in text.strip().splitlines():
        value, forms = line.split(":")
        table.update(dict.fromkeys(forms.split(), float(value)))
    return table


# the cases of the Russian numerals; "one" and "один" are mostly no numbers: see `words`
_SMALL = _table(
    """
    0: zero ноль нуля
    1: one один одна одно одного одной одну одним одному одном
    1.5: полтора полторы полутора
    2: two два две двух двумя двум
    3: three три трех трёх тремя трем трём
    4: four четыре четырех четырёх четырьмя четырем четырём
    5: five пять пяти пятью
    6: six шесть шести шестью
    7: seven семь семи семью
    8: eight восемь восьми восемью
    9: nine девять девяти девятью
    10: ten десять десяти десятью
    11: eleven одиннадцать одиннадцати
    12: twelve dozen двенадцать двенадцати дюжина дюжины дюжину
    13: thirteen тринадцать тринадцати
    14: fourteen четырнадцать четырнадцати
    15: fifteen пятнадцать пятнадцати
    16: sixteen шестнадцать шестнадцати
    17: seventeen семнадцать семнадцати
    18: eighteen восемнадцать восемнадцати
    19: nineteen девятнадцать девятнадцати
    20: twenty двадцать двадцати
    30: thirty тридцать тридцати
    40: forty сорок сорока
    50: fifty пятьдесят пятидесяти
    60: sixty шестьдесят шестидесяти
    70: seventy семьдесят семидесяти
    80: eighty восемьдесят восьмидесяти
    90: ninety девяносто девяноста
    100: сто ста
    200: двести двухсот
    300: триста трехсот трёхсот
    400: четыреста четырехсот
    500: пятьсот пятисот
    600: шестьсот шестисот
    700: семьсот семисот
    800: восемьсот восьмисот
    900: девятьсот девятисот
    """
)
SCALES = _table(
    """
    100: hundred hundreds
    1000: thousand thousands k тыс тысяча тысячи тысяч тысячу к
    1000000: million millions mln миллион миллиона миллионов млн
    1000000000: billion billions bn миллиард миллиарда миллиардов млрд
    """
)
NUMBER_WORDS = frozenset(_SMALL) | {"a", "an", "half", "hundred", "thousand", "тысяча", "тысячу"}

# the first half of Russian words such as двухнедельный, трёхдневный
PREFIXES = {
    "одно": 1.0,
    "двух": 2.0,
    "трех": 3.0,
    "трёх": 3.0,
    "четырех": 4.0,
    "четырёх": 4.0,
    "пяти": 5.0,
    "шести": 6.0,
    "семи": 7.0,
    "восьми": 8.0,
    "девяти": 9.0,
    "десяти": 10.0,
    "двенадцати": 12.0,
    "четырнадцати": 14.0,
    "двадцати": 20.0,
    "тридцати": 30.0,
}


def words(tokens: Sequence[str], start: int) -> tuple[float, int] | None:
    """The value of the number words from `start` on and the place after them, or None.

    `tokens` are in small letters. `hundred` alone is no number, `a hundred` is one.
    """
    total = current = 0.0
    place, seen, last = start, False, 1000.0
    if tokens[start] in ("a", "an") and start + 1 < len(tokens) and tokens[start + 1] in SCALES:
        place, seen = start + 1, True
    while place < len(tokens):
        token = tokens[place]
        small = _SMALL.get(token)
        if small is not None and (not seen or small < last):
            current += small
            last = small if small >= 20 else 0.0
        elif token in SCALES and (seen or token[0] == "т") and len(token) > 1:
            total, current = _scaled(total, current or 1.0, SCALES[token])
            last = 1000.0 if SCALES[token] > 100 else 100.0
        elif not (token in ("and", "-") and seen and _goes_on(tokens, place, last)):
            break
        seen = True
        place += 1
    return (total + current, place) if seen else None


def _scaled(total: float, current: float, scale: float) -> tuple[float, float]:
    return (total, current * 100) if scale == 100 else (total + current * scale, 0.0)


def _goes_on(tokens: Sequence[str], place: int, last: float) -> bool:
    """Whether a number word after `and` or a hyphen still belongs to the number before it."""
    if place + 1 >= len(tokens):
        return False
    small = _SMALL.get(tokens[place + 1])
    return small is not None and 0 < small < last
