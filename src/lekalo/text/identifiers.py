"""Numbers that name one case of many (an order, a ticket, a parcel) and change nothing in what is
asked: "Where is my order 4471?" is "Where is my order 9902?".

    without_identifiers("Where is my order 4471?")     # "Where is my order  ?"

Taken for one: a number or code right after such a noun; a long number or code that counts nothing
in a text that computes nothing; a phone. Left: years, quantities, versions, models, articles,
errors, standards, which another question has other ones of. Leaves out short numbers (under three
digits) with no № before them.
"""

from __future__ import annotations

import re
from functools import cache

from lekalo.text.lemmas import is_counted, lemmas, stop_lemmas

_CASES = """
order invoice ticket parcel package shipment consignment booking reservation request claim account
contract application transaction receipt tracking customer client incident complaint inquiry enquiry
заказ счёт тикет посылка отправление бронь бронирование заявка заявление запрос обращение договор
контракт транзакция квитанция накладная трек абонент клиент инцидент жалоба претензия рекламация
"""
_THINGS = """
error version model article section chapter paragraph law standard port iso iec ieee rfc din
patent sku part form page flight bus train room postal zip area
ошибка версия модель статья раздел глава пункт параграф закон стандарт порт гост исо снип санпин
приказ постановление патент артикул форма страница рейс автобус поезд кабинет индекс почтовый школа
"""
_LINKS = "is was the with id number code под за номер номером номера код"
_TO_ORDER = "to i we you they please want and or"
_SIGN = r"#|№|\b(?:no|nr)\.|\b(?:id|number|номер|номером|номера)\b:?"
_CODE = r"(?:[A-ZА-ЯЁ]{1,6}[-/]?)?\d+(?:[-/]?[A-ZА-ЯЁ]{1,4}\b)?(?:[-/]\d+)*"
_NUMBER = re.compile(
    rf"(?P<sign>(?:{_SIGN})\s*)?(?<![\w.,%$€£₽+-])(?P<code>{_CODE})(?![\w%$€£₽]|[.,:]\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,])\+?\d(?:[ ()\u00a0-]{0,2}\d){9,14}(?!\w|[.,]\d)")
_COUNTED = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+")
_BEFORE = re.compile(r"([^\W\d_]+)[\s:–—]*$")
_AFTER = re.compile(r"\s+([^\W\d_]+)")
_NO_NAME = re.compile(r"(?:19|20)\d\d|\d+000|0x.*", re.IGNORECASE)
_ALONE = re.compile(r"\d{6,}|[^\W\d_]{1,6}\d{5,}[^\W\d_]{0,4}")
_COMPUTED = re.compile(
    r"\d\s?[+*/×÷^=]|[*/×÷^=]\s?\d|\d\s-\s\d|\b(?:multiply|multiplied|divid|subtract|factor|prime\b|binary|"
    r"hexadecimal|square root|sqrt|round\b|even or odd|умнож|делится|раздели|сложи|вычти|вычисли|"
    r"прост(?:ое|ым)\b|ч[её]тн|двоичн|шестнадцатеричн|корень|округли)",
    re.IGNORECASE,
)
_SHORTEST, _REACH = 3, 40


def without_identifiers(text: str) -> str:
    """The text without the numbers that name a case, and their signs."""
    bare = _PHONE.sub(lambda match: match[0] if _COUNTED.fullmatch(match[0]) else " ", text)
    return _NUMBER.sub(lambda match: " " if _names_a_case(bare, match) else match[0], bare)


def _names_a_case(text: str, match: re.Match[str]) -> bool:
    code, before = match["code"], _named(text[max(0, match.start() - _REACH) : match.start()])
    if before & _lemmas_of(_THINGS):
        return False
    case = bool(before & _lemmas_of(_CASES))
    if match["sign"] and case:
        return True
    if _NO_NAME.fullmatch(code) or _counts(text[match.end() : match.end() + _REACH]):
        return False
    long = sum(letter.isdigit() for letter in code) >= _SHORTEST
    # of a sum, the numbers are what is asked
    return (case and long) or bool(_ALONE.fullmatch(code) and not _COMPUTED.search(text))


def _named(text: str) -> set[str]:
    """The lemmas of the noun that a number at the end of the text would belong to; "to order" is
    no order."""
    found = _BEFORE.search(text)
    while found and found[1].lower() in _LINKS.split():
        text = text[: found.start()]
        found = _BEFORE.search(text)
    if not found:
        return set()
    earlier = _BEFORE.search(text[: found.start()])
    if found[1].lower() == "order" and earlier and earlier[1].lower() in _TO_ORDER.split():
        return set()
    return set(lemmas(found[1]))


def _counts(rest: str) -> bool:
    """Whether what follows is what the number counts: 200 cards, 500 визиток, 10000 рублей."""
    found = _AFTER.match(rest)
    if not found or found[1].lower() in stop_lemmas():
        return False
    word = found[1].lower()
    return word.endswith("s") if word.isascii() else is_counted(word)


@cache
def _lemmas_of(words: str) -> frozenset[str]:
    return frozenset(lemmas(words))
