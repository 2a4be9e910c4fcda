"""Postal addresses, Russian and English: a street with a house, and what stands around it.

A street without a house, or a city alone, leads to nobody and is not reported. Leaves out the
forms of other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lekalo.text.personal.spans import CHECKED, CYRILLIC, NAMED, Span, before

_MARK = (
    r"(?:[Уу]л(?:\.|иц[аеуы]|(?= ))|[Пп]росп(?:ект[а-я]{0,2}|\.)|"
    r"[Пп]р-(?:к?т[а-я]{0,2}|д)\.?|[Пп]р\.|"
    r"[Пп]ер(?:\.|еул(?:ок|к[а-я]{1,2}))|[Пп]л(?:\.|ощад[ьи])|[Нн]аб(?:\.|ережн[а-я]{2})|"
    r"[Шш](?:\.|оссе)|[Бб]ул(?:\.|ьвар[а-я]{0,2})|[Бб]-р|[Пп]роезд[а-я]{0,2}|[Тт]уп(?:\.|ик[а-я]{0,2})|"
    r"[Мм]кр(?:\.|-н)?|[Мм]икрорайон[а-я]{0,2}|[Кк]в-л|[Аа]лле[яие]|[Лл]ини[яи])"
)
_STREET = (
    r"(?:\d{1,3}(?:-[а-я]{1,3})? )?(?:(?:реки|канала|им\.|имени|генерала|маршала|академика|"
    r"адмирала|"
    r"героев|братьев) )?[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)?(?: [А-ЯЁ][а-яё-]+){0,2}"
)
_HOUSE = (
    r"(?:,? ?[Дд](?:\.|ом[а-я]{0,2})? ?№? ?\d{1,4}|, ?№? ?\d{1,4}| №? ?\d{1,4}(?! [а-яё]{4}))"
    r"(?:[а-яА-Я](?=\d{1,3}(?!\d)|[^а-яё]|$)\d{0,3}| [А-Е](?![А-Яа-яё]))?"
    r"(?:[/-]\d{1,4}[а-яА-Я]?)?(?![\d%])"
)
_INSIDE = (
    r"(?:,? ?(?:[Кк](?:орп(?:ус[а-я]{0,2})?)?|[Сс]тр(?:оени[еяю])?|[Кк]в(?:артир[аеуы])?|"
    r"[Оо]ф(?:ис[а-я]{0,2})?|[Пп]од(?:ъезд[а-я]{0,2})?|[Ээ]т(?:аж[а-я]{0,2})?|[Пп]омещ(?:ени[ея])?|"
    r"[Кк]омн(?:ат[аеы])?)[. ]{0,2}\d{1,4}[а-яА-Я]?(?![а-яё\d])){0,4}"
)
_CITY = (
    r"(?:\d{6}, ?)?(?:(?:[А-ЯЁ][а-яё-]+ (?:обл(?:\.|асть|асти)|край|края|республика)|[Рр]еспублика "
    r"[А-ЯЁ][а-яё-]+), ?)?(?:(?:г(?:\.|ород[а-я]{0,2})?|пос\.|пгт\.?|с\.|дер\.|д\.|ст-ца) ?)?"
    r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+){0,3}(?: [А-ЯЁ][а-яё]+)?, ?"
)
_RU = re.compile(
    rf"(?:\b{_CITY})?(?<![А-Яа-яЁё])(?:{_MARK} ?{_STREET}|{_STREET} {_MARK}){_HOUSE}{_INSIDE}"
)
# without the word "street", a flat must be named: Москва, Ленина 5, кв. 7
_RU_FLAT = re.compile(
    rf"(?<![А-Яа-яЁё])(?:{_CITY})?{_STREET}{_HOUSE}(?:[,-] ?[Кк]в(?:\.|артира) ?\d{{1,4}})"
)
_NUMBER = re.compile(r"\d(?<!\d\d)\d{0,3}")
_RU_MARK = re.compile(rf"(?<![А-Яа-яЁё]){_MARK}(?![а-яё])|[Кк]в(?:\.|артира)[ \d]")
_BEFORE, _AFTER = 150, 70

_SUFFIX = (
    r"(?:(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Court|Ct|Square|Sq|Terrace|Ter|"
    r"Parkway|Pkwy|Circle|Cir|Highway|Hwy|Crescent|Cres|Gardens|Mews|Grove|Quay|Turnpike|Broadway)"
    r"\b\.?(?: (?:NW|NE|SW|SE|[NSEW])\b)?"
    # words that mean other things too: nothing but an end or a town may follow
    r"|(?:Drive|Dr|Way|Place|Pl|Close|Row|Alley|Trail|Hill|Walk|Loop)\b\.?"
    r"(?=[.,\n)]|$| (?:Apt|Apartment|Suite|Ste|Unit|#|and|in|at|for|to|is|NW|NE|SW|SE)\b))"
)
_UNIT = r"(?:,?\s{1,2}(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|#)\.? ?#?\w{1,6})?"
_TOWN = (
    r"(?:(?:,\s{0,2}|\n\s{0,4})(?:St\. )?[A-Z][a-z'-]{1,20}(?: [A-Z][a-z'-]{1,20}){0,3}"
    r"(?:,? (?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{2}(?:,? \d{5}(?:-\d{4})?)?|\d{5})\b)?"
    r"(?:,? (?:USA|UK|United States|United Kingdom|England|Canada))?)?"
)
_EN = re.compile(
    rf"\d(?<![\w#$.,/-]\d)\d{{0,4}}[A-Z]?(?:[/-]\d{{1,4}})?"
    rf"(?: \d{{1,5}})? (?:[NSEW]\.? |North |South |East |West )?"
    rf"(?:[A-Z][\w'’.-]{{0,24}} |\d{{1,3}}(?:st|nd|rd|th) ){{1,4}}?{_SUFFIX}{_UNIT}{_TOWN}"
)
_BOX = re.compile(
    r"\b(?:P\.? ?O\.? ?Box|PSC|Unit) \d{1,6}(?:,? Box \d{1,6})?"
    r"(?:,?\s{1,2}(?:APO|FPO|DPO) A[AEP] \d{5})?"
)
_BOX_TELLS = re.compile(r"Box|APO|FPO|DPO")


def find(text: str) -> Iterator[Span]:
    """Addresses; the caller has seen that digits are there."""
    if CYRILLIC.search(text):
        yield from _russian(text)
    yield from _spans(_EN, text, CHECKED)
    if "Box" in text or "APO" in text:
        yield from (s for s in _spans(_BOX, text, CHECKED) if _BOX_TELLS.search(s.text))


def _russian(text: str) -> Iterator[Span]:
    """Looks only around numbers that stand near a street's word: most words are no address."""
    done = 0
    for number in _NUMBER.finditer(text):
        at = number.start()
        if at < done or not before(text, at + 1, _RU_MARK, 60):
            continue
        for pattern in (_RU, _RU_FLAT):
            match = pattern.search(text, max(done, at - _BEFORE), at + _AFTER)
            if match:
                yield Span(match.start(), match.end(), "address", match[0], NAMED)
                done = match.end()
                break


def _spans(pattern: re.Pattern[str], text: str, certainty: float) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield Span(match.start(), match.end(), "address", match[0], certainty)
