"""Facts of a business that change: prices, dates, terms, stock, phones, links, opening hours.

    for fact in volatile("It costs $19.99 until March 5th."): fact.kind, fact.text

A fact is taken from its sentence. Left alone are history (past tense, early years), sums and
arithmetic, quantities of recipes, ages, holidays, whatever stands in code, and what has
no unit. Leaves out facts in plain words (the director is Anna).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lekalo.text.personal import phones

Kind = Literal["price", "date", "term", "stock", "phone", "link", "hours"]
KINDS: tuple[Kind, ...] = ("price", "date", "term", "stock", "phone", "link", "hours")


@dataclass(frozen=True, slots=True)
class Volatile:
    """One fact, as it stands at `start` in the text, and the sentence that tells it."""

    kind: Kind
    start: int
    text: str
    sentence: str


_WORTH = re.compile(r"\d|https?://|www\.|stock|налич|склад|day\b|\bдо [пвсч]", re.IGNORECASE)
_CODE = re.compile(r"```.*?(?:```|\Z)|<(?:code|pre)>.*?(?:</|\Z)", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=[^\s])[^.!?\n]*|(?<=руб)\.|(?<=шт)\.|(?<=тыс)\.)*")
_LONGEST = 1000  # letters of a sentence that are looked at

_MONTHS_EN = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS_RU = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_WEEKDAY = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|понедельника|вторника|среды|четверга|пятницы|субботы|воскресенья"
)
_AMOUNT = r"\d[\d \u00a0\u202f.,]{0,20}+"  # nothing that it takes begins a unit: no way back
# what a price is told by: most sentences with a number have none of it
_PRICED = re.compile(
    r"[$€£₽¥]|руб|долл|евро|dollar|euro|r(?:ou|u)ble|USD|EUR|RUB|GBP|cost|price|сто[ия]|цена",
    re.IGNORECASE,
)

_PRICE = re.compile(
    rf"[$€£₽¥]\s?\d[\d.,]{{0,20}}|\d\s?[$€£₽¥]|\b(?:USD|EUR|RUB|GBP)\s?\d|"
    rf"{_AMOUNT}(?:тыс\.?\s)?(?:руб(?:\.|л[а-я]+|\b)|долл(?:\.|ар[а-я]*)|евро|"
    rf"dollars?|euros?|roubles?|rubles?|USD|EUR|RUB|GBP)\b|"
    rf"\b(?:costs?|priced? (?:is|at|of)|стоит|стоят|цена:?|стоимость:?)\s(?:только\s|only\s)?"
    r"\d{1,3}(?:[ ,]\d{3})*(?:[.,]\d\d)?(?![\d%])"
    r"(?!\s?(?:hours?|days?|min|times?|час|дн|раз))",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b|"
    rf"\b(?:{_MONTHS_EN})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s(?:1\d|20)\d\d\b)?|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS_EN})\b(?:,?\s(?:1\d|20)\d\d\b)?|"
    rf"\b\d{{1,2}}\s(?i:{_MONTHS_RU})\b(?:\s(?:1\d|20)\d\d\b)?"
)
_UNTIL = re.compile(
    rf"\b(?:until|till|through|ends? on|ending|expires? on|by|до)\s(?:{_WEEKDAY})\b", re.IGNORECASE
)
_TERM = re.compile(
    r"\b(?:\d{1,3}|one|two|three|four|five|six|seven|ten|fourteen|thirty|один|одного|два|две|двух"
    r"|тр[иёе]х?|четыр[её]х?|пят[ьи]|семи?|десят[ьи]|четырнадцати|тридцати)"
    r"(?:\s?[-–—]\s?\d{1,3}|\s(?:to|or|до|или)\s\d{1,3})?[\s-](?:(?:full|business|working|calendar"
    r"|рабочи[хей]|рабочего|календарны[хей]|банковски[хей])\s)?"
    r"(?:minutes?|hours?|days?|weeks?|months?|years?|минут[ыу]?|час(?:ов|а)?|дн(?:ей|я)|день|суток"
    r"|недел[ьяиюей]{1,2}|месяц(?:ев|а)?|лет|года?)\b",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(?:only|just|there (?:are|is)|we have)\s(?:only\s|just\s)?\d+\s(?:\w+\s){0,3}?"
    r"(?:left|remaining|available|in stock)\b|\b\d+\s(?:\w+\s){0,3}?in stock\b"
    r"|\b(?:is|are|currently|now|back)\s(?:\w+\s)?(?:in|out of) stock\b|\bin stock:\s?\d"
    r"|\bостал(?:ось|ся|ась|ись)\s(?:\w+\s){0,2}?\d+"
    r"|\b\d+\s(?:шт\w*\.?|единиц\w*)\s(?:в наличии|на складе)"
    r"|\bв наличии:?\s(?:\w+\s){0,2}?\d+|\b(?:есть|нет|сейчас|снова)\s(?:в наличии|на складе)\b",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\b(?:if|whether|when|once|as soon as|until|если|когда|как только|есть ли|пока)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\bhttps?://[^\s<>\"')\]]{4,300}|\bwww\.[^\s<>\"')\]]{4,200}", re.IGNORECASE)
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?"
_HOURS = re.compile(
    rf"\b(?:from|between|с)\s{_CLOCK}\s?(?:to|and|until|till|до|[-–—])\s?{_CLOCK}(?!\s?(?:%|дн|day|hours))"
    rf"|\b\d{{1,2}}[:.]\d\d\s?[-–—]\s?\d{{1,2}}[:.]\d\d\b|\b\d{{1,2}}\s?[ap]m\s?[-–—]\s?\d{{1,2}}\s?[ap]m"
    rf"|\b(?:opens?|closes?|открывае\w+|закрывае\w+)\s(?:at|в)\s\d{{1,2}}",
    re.IGNORECASE,
)
_MANY_DIGITS = re.compile(r"\d(?:[ \u00a0().-]{0,3}\d){6}")

_BUSINESS = re.compile(
    r"\b(?:deliver|ship|courier|refund|return|exchang|warrant|guarantee|payment|transfer|invoice"
    r"|process|order|parcel|arriv|repl(?:y|ies)|respon|support|bank|request|cancel|subscription"
    r"|trial|claim|repair|offer|sale\b|promotion|discount|coupon|deadline|registration|application"
    r"|we (?:will|can|do|repl|send|aim)\b"
    r"|достав|курьер|возвра[тщ]|вернуть|верн[её]м|обмен|гаранти|оплат|плат[её]ж|перевод|заказ|посылк"
    r"|рассмотр|заявк|ответ(?:им|ит)|поддержк|банк|отмен|подписк|пробн|ремонт|акци[яию]|скидк"
    r"|распродаж|предложени|при[её]м|регистрац|мы\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b(?:open|close[sd]?\b|hours|works?\b|working|support|office|shop|store|call|courier|schedule|deliver"
    r"|available|monday|weekday|daily|every day|am\b|pm\b"
    r"|откры|закры|работа|час[ыо]|график|режим|магазин|офис|поддержк|звон|курьер|достав|ежедневно"
    r"|каждый день|будн|понедельник)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|born|died|began|ended|founded|signed|launched|sailed|discovered|published"
    r"|established|released|invented|happened|occurred|took place|became"
    r"|celebrated|independence|holiday|christmas|anniversary|century|war"
    r"|родил\w*|умер\w*|основан\w*|начал(?:ась|ся|ось)|закончил\w*|был[аои]?|вышел|вышла|открыл\w*"
    r"|подписан\w*|состоял\w*|произош\w*|изобр\w*|стал[аои]?|отплыл|праздник\w*|отмеча\w*|рождеств\w*"
    r"|войн\w*|век[ае]?)\b",
    re.IGNORECASE,
)
_EARLY = re.compile(r"\b1\d{3}\b(?!\s?(?:руб|₽|\$|€|евро|dollars|USD))|\b(?:19\d\d|200\d)\b")
_SIGNS = re.compile(r"[=×÷≈]|<<")
_SUM = re.compile(
    r"\d\s?[*/+]\s?\d|\b(?:million|billion|trillion|млн|млрд|миллион\w*|миллиард\w*|triangle"
    r"|total of|sum of|equals?|multiply|multiplied|divided?|times)\b",
    re.IGNORECASE,
)


def volatile(text: str) -> Iterator[Volatile]:
    """Each fact of `text` that changes, at most one of a kind in a sentence."""
    if not _WORTH.search(text):
        return
    if "```" in text or "<code" in text or "<pre" in text:
        text = _CODE.sub(lambda match: " " * len(match[0]), text)
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        if len(sentence) <= _LONGEST and _WORTH.search(sentence):
            for kind, start, end in _told(sentence):
                clean = sentence.strip().lstrip("-*•> ")
                yield Volatile(kind, match.start() + start, sentence[start:end], clean)


def _told(sentence: str) -> Iterator[tuple[Kind, int, int]]:
    yield from _addresses(sentence)
    if not _SIGNS.search(sentence):
        yield from _figures(sentence)


def _figures(sentence: str) -> Iterator[tuple[Kind, int, int]]:
    price = _PRICED.search(sentence) and _PRICE.search(sentence)
    if price and not _SUM.search(sentence) and not _PAST.search(sentence):
        yield "price", price.start(), price.end()
    date = _DATE.search(sentence) or _business(_UNTIL, sentence)
    if date and not _PAST.search(sentence) and not _EARLY.search(sentence):
        yield "date", date.start(), date.end()
    term = _business(_TERM, sentence)
    if term and not _PAST.search(sentence) and not _age(sentence, term):
        yield "term", term.start(), term.end()
    stock = _STOCK.search(sentence)
    if stock and not _PERHAPS.search(sentence):
        yield "stock", stock.start(), stock.end()
    hours = _HOURS.search(sentence)
    if hours and _OPENING.search(sentence) and not _PAST.search(sentence):
        yield "hours", hours.start(), hours.end()


def _business(pattern: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    found = pattern.search(sentence)
    if found and found[0].lower() == "one day":
        return None
    return found if found and _BUSINESS.search(sentence) else None


def _age(sentence: str, found: re.Match[str]) -> bool:
    return re.match(r"[\s-](?:old|ago|назад|experience|опыта)", sentence[found.end() :]) is not None


def _addresses(sentence: str) -> Iterator[tuple[Kind, int, int]]:
    if _MANY_DIGITS.search(sentence):
        for span in phones.find(sentence):
            yield "phone", span.start, span.end
            break
    link = _LINK.search(sentence)
    if link:
        yield "link", link.start(), link.end()
