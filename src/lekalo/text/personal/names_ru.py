"""Russian names in any case: Иванову Ивану Ивановичу, Пушкин А. С., Анна Петрова.

pymorphy3 tells what a capitalised word may be (given name, patronymic, surname); the words beside
it decide. A given name alone is sure only where the text introduces or addresses a person: Вера
and Роза are words too. Leaves out nicknames, and surnames alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import permutations

import pymorphy3

from lekalo.text.personal.spans import ALONE, CHECKED, NAMED, SHAPED, Span, before

_WORD = re.compile(r"[А-ЯЁ](?:[а-яё]+(?:-[А-ЯЁ][а-яё]+)?|\.(?= ?[А-ЯЁ])|\.(?![а-яё]))")
_GAP = re.compile(r"[ \u00a0]?")
_INTRODUCED = re.compile(
    r"(?:зовут|зовите|имя(?: [а-яё]+)?|это|с уважением|уважаем(?:ый|ая)|дорог(?:ой|ая)|фио|"
    r"привет|здравствуйте|добрый (?:день|вечер)|доброе утро|клиент(?:ка)?|сотрудни(?:к|ца)|"
    r"менеджер|получатель|отправитель|господин|госпожа|мастер|оператор|администратор|"
    r"директор|врач)[:,—–-]? $|(?:с уважением|фио|имя|получатель|отправитель|клиент)[:,]?\s{1,3}$",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"(?:улиц\w{1,2}|\bул\.?|проспект\w{0,2}|\bпр-т|площад\w{1,2}|\bпл\.|переул\w{2,4}|"
    r"бульвар\w{0,2}|набережн\w{2}|имени|\bим\.)[ \"«“]{0,2}$",
    re.IGNORECASE,
)
_SURNAME_END = re.compile(
    r"(?:ов|ев|ёв|ин|ын|ский|ской|цкий|цкой|енко|ук|юк|чук|ян|дзе|швили|их|ых)"
    r"(?:а|у|ым|ом|е|ой|ого|ому|им|ая|ую)?$|(?:ская|скую|ской|ского|скому|ским|ском)$"
)
_PATRONYMIC_END = re.compile(r"(?:вич|ьич|мич|вн|ичн|шн)(?:[аеуы]|ой|ем|ом|ам|и|ей)?$")
# names of companies and things that are made of names
_BRAND_WORDS = """
леруа мерлен хьюго босс коко шанель джонсон харли дэвидсон мерседес бенц роллс ройс тиффани луи
виттон армани версаче гуччи прада марс форд порше феррари адидас пума диор кельвин кляйн
макдоналдс бентли ямаха хонда сузуки максвелл вольт ньютон цельсий
"""
_BRANDS = frozenset(_BRAND_WORDS.split())
_GIVEN, _PATRONYMIC, _SURNAME, _PLACE, _COMMON, _WORD_TOO, _UNKNOWN = 1, 2, 4, 8, 16, 32, 64
_KNOWN_GIVEN = 0.25


def find(text: str) -> Iterator[Span]:
    """Names of people; the caller has seen Russian letters."""
    for chain in _chains(text):
        yield from _in_chain(text, chain)


def lemmas(word: str) -> frozenset[str]:
    """What the word's first form as a name may be: one person's name in two cases shares one."""
    return _lemmas(word.lower())


Chain = list[tuple[str, int, int, int]]
"""Words that stand side by side: each with its place and what it may be."""


def _chains(text: str) -> Iterator[Chain]:
    """Capitalised words with at most a space between them."""
    chain: Chain = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start and (text[start - 1].isalnum() or text[start - 1] in "_@/"):
            continue
        if end < len(text) and text[end].isalnum() and match[0][-1] != ".":
            continue
        if chain and not _GAP.fullmatch(text, chain[-1][2], start):
            yield chain
            chain = []
        chain.append((match[0], start, end, _may_be(match[0])))
    if chain:
        yield chain


def _in_chain(text: str, chain: Chain) -> Iterator[Span]:
    at = 0
    while at < len(chain):
        length, certainty = _longest(text, chain, at)
        if length:
            start, end = chain[at][1], chain[at + length - 1][2]
            yield Span(start, end, "name", text[start:end], certainty)
        at += length or 1


def _longest(text: str, chain: Chain, at: int) -> tuple[int, float]:
    """How many words from `at` on are one person's name, and how sure that is."""
    for size in (3, 2):
        part = chain[at : at + size]
        if len(part) == size and not before(text, part[0][1], _STREET, 16):
            certainty = _as_name(part)
            if certainty:
                return size, certainty
    word, start, _, may = chain[at]
    if not may & _GIVEN or len(chain) > 1 or word.lower() in _BRANDS:
        return 0, 0.0
    if before(text, start, _INTRODUCED, 30):
        return 1, SHAPED
    return (0, 0.0) if may & (_WORD_TOO | _PLACE) else (1, ALONE)


def _as_name(part: Chain) -> float:
    words = [word for word, _, _, _ in part]
    if any(word.lower() in _BRANDS for word in words):
        return 0
    mays = [may for _, _, _, may in part]
    initials = [len(word) == 2 and word[1] == "." for word in words]
    if any(initials):
        return _with_initials(words, mays, initials)
    if len(part) == 3:
        if mays[2] & _PATRONYMIC and _beside(words[0], mays[0]):
            return NAMED
        if mays[1] & _PATRONYMIC and _can_be_given(mays[0]) and _beside(words[2], mays[2]):
            return NAMED
        both = mays[0] & mays[1] & _GIVEN  # Роберт Льюис Стивенсон
        return CHECKED if both and _is_surname(words[2], mays[2]) else 0
    if mays[1] & _PATRONYMIC and _can_be_given(mays[0]):
        return NAMED
    return max(_given_and_surname(*pair) for pair in permutations(zip(words, mays, strict=True)))


def _given_and_surname(given: tuple[str, int], surname: tuple[str, int]) -> float:
    """Surer with a name that the dictionary knows; rare ones stand beside a clear surname."""
    ends = _SURNAME_END.search(surname[0].lower()) and not surname[1] & (_PATRONYMIC | _GIVEN)
    if given[1] & _GIVEN and (ends or _is_surname(*surname)):
        return CHECKED
    clear = ends and surname[1] & _SURNAME and not surname[1] & _COMMON
    return SHAPED if clear and given[1] & _UNKNOWN and not given[1] & _SURNAME else 0


def _with_initials(words: list[str], mays: list[int], initials: list[bool]) -> float:
    """Иванов И. И., И. И. Иванов, Иванов И., И. Иванов."""
    surnames = [n for n, initial in enumerate(initials) if not initial]
    if len(surnames) != 1 or surnames[0] not in (0, len(words) - 1):
        return 0
    at = surnames[0]
    if len(words) == 3 and _SURNAME_END.search(words[at].lower()):
        return CHECKED
    if not _is_surname(words[at], mays[at]) or (len(words) == 2 and at == 0 and mays[0] & _COMMON):
        return 0
    return CHECKED


def _beside(word: str, may: int) -> bool:
    """Whether a word may be the surname beside a given name and a patronymic."""
    return bool(may & (_SURNAME | _UNKNOWN)) or _SURNAME_END.search(word.lower()) is not None


def _can_be_given(may: int) -> bool:
    """Before a patronymic any word that is a name, or that is no word of the language."""
    return bool(may & _GIVEN) or not may & (_COMMON | _PLACE)


def _is_surname(word: str, may: int) -> bool:
    """A surname that is not a word of every day as well, or looks like a surname only."""
    if may & _PATRONYMIC or not may & _SURNAME:
        return False
    return not may & _COMMON or _SURNAME_END.search(word.lower()) is not None


@lru_cache(maxsize=100_000)
def _may_be(word: str) -> int:
    """What pymorphy3 says of one word, as bits."""
    if len(word) == 2 and word[1] == ".":
        return 0
    may = 0
    for part in word.lower().split("-"):
        may |= _may_be_part(part)
    return may


def _may_be_part(word: str) -> int:
    known = _morph().word_is_known(word)
    may, common = 0, 0.0
    for parse in _morph().parse(word):
        tag = parse.tag
        if "plur" in tag and "Surn" not in tag:
            common += parse.score
        elif "Name" in tag:
            may |= _GIVEN if known and parse.score >= _KNOWN_GIVEN / 5 else 0
        elif "Patr" in tag:
            may |= _PATRONYMIC if known or _PATRONYMIC_END.search(word) else _SURNAME
        elif "Surn" in tag:
            may |= _SURNAME
        elif "Geox" in tag or "Orgn" in tag or "Trad" in tag:
            may |= _PLACE
        else:
            common += parse.score
    if not known:
        may |= _UNKNOWN | (_SURNAME if _SURNAME_END.search(word) else 0)
    if known and common >= 0.5:
        may |= _COMMON
    if known and common >= 0.1:
        may |= _WORD_TOO
    return may


@cache
def _morph() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=100_000)
def _lemmas(word: str) -> frozenset[str]:
    parses = _morph().parse(word)
    names = {str(p.normal_form) for p in parses if {"Name", "Patr", "Surn"} & p.tag.grammemes}
    return frozenset(names or {word})
