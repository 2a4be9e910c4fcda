"""Words of a text in their first form, so that "заказа" meets "заказы" and "orders" meets "order".

Russian words go through pymorphy3 (a stemmer joins only seven forms of ten), English ones
through Snowball's stemmer after a short table of irregular forms; the script of each word
decides, so mixed texts work. ё is е; a Latin letter inside a Cyrillic word (a person's slip,
or a copy that wants to look new) is read as the letter that it looks like. Numbers are kept
whole: "1 000", "1,000" and "1000" are one. Only distinct words are parsed; the rest is a cache.

Leaves out the choice among readings of one form ("стали"): the commonest is taken, the same
each time. Synonyms stand in `synonyms`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import pymorphy3
import Stemmer

from lekalo.text.stop_words import IRREGULAR, SHORTENED, STOP_WORDS

_LATIN = "aceopxyABCEHKMOPTXY"
_CYRILLIC = "асеорхуАВСЕНКМОРТХУ"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_CYRILLIC_LETTER = re.compile("[а-яёА-ЯЁ]")
_LATIN_LETTER = re.compile("[a-zA-Z]")
_OWN_CYRILLIC = re.compile(f"(?![{_CYRILLIC}])[а-яёА-ЯЁ]")
_OWN_LATIN = re.compile(f"(?![{_LATIN}])[a-zA-Z]")
_WORD = re.compile(r"[^\W\d_]+")
# a number with its inner signs; a word with its apostrophes; `e-mail` is one word
_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[a-zа-я]-(?=[^\W\d_]{3})[^\W\d_]+|[^\W\d_]+(?:'[^\W\d_]+)*")
_SPACED_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_NAMES = frozenset(("Name", "Surn", "Patr", "Geox"))
_CACHED = 1 << 18
_PLAINLY = 0.6  # share of a form's uses, from which its first reading is what is meant
_LONGEST = 64  # letters of a word that is parsed and kept


def unify(text: str) -> str:
    """The text with look-alike letters of the other script set right, word by word.

    A word with letters of both scripts goes to the one whose own letters it has more of; a word
    of look-alikes alone goes to the script whose own letters prevail in the text.
    """
    if text.isascii() or not (_LATIN_LETTER.search(text) and _CYRILLIC_LETTER.search(text)):
        return text
    lean = len(_OWN_CYRILLIC.findall(text)) - len(_OWN_LATIN.findall(text))
    lean = (lean > 0) - (lean < 0)
    return _WORD.sub(lambda match: _set_right(match[0], lean), text)


def words(text: str) -> list[str]:
    """The words and numbers as written, in small letters, look-alikes and ё unified."""
    plain = unify(unicodedata.normalize("NFKC", text) if not text.isascii() else text)
    plain = plain.casefold().replace("ё", "е").replace("’", "'")
    return _TOKEN.findall(_SPACED_THOUSANDS.sub("", plain))


def lemmas(text: str) -> list[str]:
    """The first forms of the text's words, in order, numbers among them."""
    found: list[str] = []
    for word in words(text):
        found.extend(first_forms(word))
    return found


def content_lemmas(text: str) -> list[str]:
    """`lemmas` without the words that say little: articles, pronouns, "please", "how", "можно".

    Negation, prepositions of time and "off", "out", "without" stay: they change the question.
    """
    empty = stop_lemmas()
    return [lemma for lemma in lemmas(text) if lemma not in empty]


@lru_cache(maxsize=_CACHED)
def known(word: str) -> bool:
    """Whether a Russian word stands in the dictionary; of an English one this is not known."""
    return bool(_CYRILLIC_LETTER.match(word)) and _russian().word_is_known(word)


@lru_cache(maxsize=_CACHED)
def is_name(word: str) -> bool:
    """Whether a Russian word is by its commonest reading the name of a person or a place."""
    if not _CYRILLIC_LETTER.match(word):
        return False
    return not _NAMES.isdisjoint(_russian().parse(word)[0].tag.grammemes)


@lru_cache(maxsize=_CACHED)
def is_counted(word: str) -> bool:
    """Whether a Russian word is what a number before it counts: рублей, года, больших."""
    if not _CYRILLIC_LETTER.match(word):
        return False
    tag = _russian().parse(word)[0].tag
    return "gent" in tag and ("NOUN" in tag or "ADJF" in tag)


@lru_cache(maxsize=_CACHED)
def order_to(word: str) -> str:
    """Whom a Russian verb in the imperative speaks to: `one` (нажми), `several` or politely one
    (нажмите); "" for any other word, and for one that is more often something else (мой, три)."""
    first = _russian().parse(word)[0]
    if "VERB" not in first.tag or "impr" not in first.tag or not first.is_known:
        return ""
    if first.score < _PLAINLY:
        return ""
    return "one" if "sing" in first.tag else "several"


def _set_right(word: str, lean: int) -> str:
    return _unified(word, lean) if len(word) <= _LONGEST else word


@lru_cache(maxsize=_CACHED)
def _unified(word: str, lean: int) -> str:
    """The word in one script; `lean` is the text's, 1 Cyrillic, -1 Latin, 0 neither."""
    latin = [letter for letter in word if _LATIN_LETTER.match(letter)]
    cyrillic = [letter for letter in word if _CYRILLIC_LETTER.match(letter)]
    own_latin = sum(letter not in _LATIN for letter in latin)
    own_cyrillic = sum(letter not in _CYRILLIC for letter in cyrillic)
    if own_latin == own_cyrillic == 0:
        return word.translate({1: _TO_CYRILLIC, -1: _TO_LATIN}.get(lean, {}))
    if not (latin and cyrillic):
        return word
    to_cyrillic = (own_cyrillic, len(cyrillic)) >= (own_latin, len(latin))
    return word.translate(_TO_CYRILLIC if to_cyrillic else _TO_LATIN)


def first_forms(word: str) -> tuple[str, ...]:
    """The lemma of a word of `words`, or two where it is two: `can't` is `can not`."""
    if word[0].isdigit():  # there is no end to numbers: they would fill the table
        return (word.replace(",", "") if _THOUSANDS.fullmatch(word) else word.replace(",", "."),)
    return _first_forms(word) if len(word) <= _LONGEST else (word,)


@lru_cache(maxsize=_CACHED)
def _first_forms(word: str) -> tuple[str, ...]:
    word = word.replace("-", "")
    if _CYRILLIC_LETTER.match(word):
        return (_likeliest(word).normal_form.replace("ё", "е"),)
    if word in SHORTENED:
        return SHORTENED[word]
    if "'" in word:
        before, _, after = word.partition("'")
        if after == "t" and before.endswith("n"):
            return (*(first_forms(before[:-1]) if len(before) > 1 else ()), "not")
        word = before
    return (_english().stemWord(IRREGULAR.get(word, word)),)


@cache
def stop_lemmas() -> frozenset[str]:
    """The stop words as lemmas: the English ones are stemmed, the Russian ones written so."""
    return frozenset(lemma for word in STOP_WORDS for lemma in _stop_forms(word))


def _stop_forms(word: str) -> tuple[str, ...]:
    return (word,) if _CYRILLIC_LETTER.match(word) else first_forms(word)


def _likeliest(word: str) -> Any:
    """The reading of a Russian word that people mean when they ask: "берете" is a verb and no
    beret, "клади" a noun and no order,
    "чаем" a noun and no participle."""
    readings = _russian().parse(word)
    first = readings[0]
    if len(readings) > 1:
        if word.endswith(("ете", "ите")) and "VERB" not in first.tag:
            return _reading(readings, ("VERB", "2per", "plur")) or first
        if "impr" in first.tag and "sing" in first.tag:
            return _reading(readings, ("NOUN",)) or first
        if "ADJS" in first.tag or "PRTS" in first.tag:
            noun = _reading(readings, ("NOUN",))
            return noun if noun is not None and noun.score >= first.score else first
    return first


def _reading(readings: Sequence[Any], grammemes: tuple[str, ...]) -> Any | None:
    """The first reading of a known word that has all of these grammemes."""
    fitting = (r for r in readings if all(g in r.tag for g in grammemes) and r.is_known)
    return next(fitting, None)


@lru_cache(maxsize=4096)
def gender_of(word: str) -> str:
    """What a Russian noun in the nominative is: `masc`, `femn`, `neut`, or `plur`; "" for any
    other word. The commonest reading that is such a noun decides."""
    for reading in _russian().parse(word.lower()):
        if {"NOUN", "nomn"} in reading.tag:
            return str("plur" if "plur" in reading.tag else reading.tag.gender or "")
    return ""


@cache
def _russian() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def _english() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english", 0)
