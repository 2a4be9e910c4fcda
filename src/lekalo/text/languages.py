"""Which language a text is in, without a model: by its script, its letters, its common words.

    language_of("Где мой заказ?")            ru
    language_of("print(x)")                  ""

Code, links and addresses are not counted. Where it can't be told, as in a name or a few words
that several languages share, the answer is "". Of a script that several languages have, other
than Latin and Cyrillic, the one most written in it is named (Persian counts as Arabic). Leaves
out languages that are not in the table below, and Russian in Latin letters. A table of common
words is enough here: it runs over every row of the data, and is right or silent on a sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from lekalo.text.language_words import (
    ENDS,
    MARKS,
    MARKS_CYRILLIC,
    SENTENCE_WORDS,
    STOP,
    WORDS,
    WORDS_CYRILLIC,
)

_LOOKED_AT = 700
_WORDS_AT = 80
MIN_LETTERS = 12

NAMES: Mapping[str, tuple[str, str]] = {
    "en": ("English", "английский"),
    "ru": ("Russian", "русский"),
    "uk": ("Ukrainian", "украинский"),
    "be": ("Belarusian", "белорусский"),
    "bg": ("Bulgarian", "болгарский"),
    "sr": ("Serbian", "сербский"),
    "kk": ("Kazakh", "казахский"),
    "de": ("German", "немецкий"),
    "fr": ("French", "французский"),
    "es": ("Spanish", "испанский"),
    "pt": ("Portuguese", "португальский"),
    "it": ("Italian", "итальянский"),
    "nl": ("Dutch", "нидерландский"),
    "pl": ("Polish", "польский"),
    "tr": ("Turkish", "турецкий"),
    "zh": ("Chinese", "китайский"),
    "ja": ("Japanese", "японский"),
    "ko": ("Korean", "корейский"),
    "ar": ("Arabic", "арабский"),
    "he": ("Hebrew", "иврит"),
    "el": ("Greek", "греческий"),
    "hi": ("Hindi", "хинди"),
    "th": ("Thai", "тайский"),
    "ka": ("Georgian", "грузинский"),
    "hy": ("Armenian", "армянский"),
}
"""What each code stands for, in English and in Russian."""

_NOISE = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]{1,200}`|https?://\S+|www\.\S+|\S+@\S+|<[^<>\n]{1,200}>|"
    r"\{\{?[^{}\n]{1,60}\}|\$\$.*?\$\$|\\[a-zA-Z]+",
    re.DOTALL,
)
_MAY_BE_NOISE = re.compile(r"[`@<\\{]|://|www|\$\$")
_SQL = re.compile(
    r"\s*(?:select\b.{1,400}\bfrom|insert into|create table|update\b.{1,60}\bset)\b", re.DOTALL
)
_PROGRAM = re.compile(
    r"(?m)^[ \t]*(?:def \w+\(|class \w+[:({]|import \w+$|from [\w.]+ import|for \w+ in \w+[(:\[]|"
    r"function \w*\(|(?:var|let|const) \w+ =|#include|public (?:static|class)|print\()"
)
_SIGNS = re.compile(r"[{}\[\];<>_\\]")
_LATIN = re.compile(r"[a-zà-öø-ÿāăąćčďđęěğıłńňőœřśşšťűůźżžșț]+")
_WORD = re.compile(r"\b[a-zà-öø-ÿāăąćčďđęěğıłńňőœřśşšťűůźżžșț]+(?:'[a-z]+)?\b")
_OTHER = re.compile(r"[\u0370-\u03ff\u0530-\u1fff\u2e80-\ud7ff]")
_CYRILLIC = re.compile(r"[а-яёіїєґўәғқңөұүһјљњћђџ]+")

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kana", re.compile(r"[\u3040-\u30ff]+")),
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]+")),
    ("ar", re.compile(r"[\u0600-\u06ff\u0750-\u077f]+")),
    ("he", re.compile(r"[\u0590-\u05ff]+")),
    ("el", re.compile(r"[\u0370-\u03ff]+")),
    ("hi", re.compile(r"[\u0900-\u097f]+")),
    ("th", re.compile(r"[\u0e00-\u0e7f]+")),
    ("ka", re.compile(r"[\u10a0-\u10ff]+")),
    ("hy", re.compile(r"[\u0530-\u058f]+")),
)

_PLAIN_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
_OWN_LETTERS = frozenset("їєґўқғңұөћђљњ")
"""Letters of other languages that no slip puts into a Russian word."""
_MARKED = re.compile(f"[{''.join(MARKS)}]")
_FOREIGN = re.compile(f"[{''.join(MARKS_CYRILLIC)}]")
_RUSSIAN_ONLY = re.compile("[ыэё]")
_CYRILLIC_ALL = frozenset(("ru", "uk", "be", "bg", "sr", "kk"))
_MOST = 0.7  # of the letters, for a text to be in one script
_BESIDE_BRANDS = 0.4  # of them in Cyrillic, where the Latin ones are names and no sentence
_CODE = 0.06  # brackets and the like to a letter, from which a text is code


def scripts(text: str) -> dict[str, int]:
    """Letters of each script; small letters are expected."""
    found: dict[str, int] = {"latin": sum(map(len, _LATIN.findall(text)))}
    if not text.isascii():
        found["cyrillic"] = sum(map(len, _CYRILLIC.findall(text)))
        if _OTHER.search(text):
            for name, pattern in _SCRIPTS:
                found[name] = sum(map(len, pattern.findall(text)))
    return {name: count for name, count in found.items() if count}


def prose(text: str) -> str:
    """The text's first 700 characters in small letters, without code, links and tags."""
    text = text[:_LOOKED_AT]
    if _MAY_BE_NOISE.search(text):
        text = _NOISE.sub(" ", text)
    return text.lower()


def language_of(text: str) -> str:
    """The code of the language that the text is in, or "" where it can't be told: too short,
    code, or several languages at once."""
    return _language(prose(text))


def brief_language(text: str) -> str:
    """The language of some words too short for `language_of`: of Cyrillic letters alone; English,
    where words in Latin letters alone are a sentence and no name, as one of them is a pronoun, a
    verb of being or a yes, and not all have a capital. "" for any other text."""
    small = prose(text)
    counts = scripts(small)
    if list(counts) == ["cyrillic"] and " " in small.strip():
        return _cyrillic(small, counts["cyrillic"])
    words = _PLAIN_WORD.findall(text[:_LOOKED_AT])
    if len(words) < 2 or not text.isascii() or _SIGNS.search(text) or _MAY_BE_NOISE.search(text):
        return ""
    if _PROGRAM.search(text) or _SQL.match(small):
        return ""
    telling = {word.lower() for word in words} & SENTENCE_WORDS
    return "en" if telling and any(word.islower() for word in words[1:]) else ""


def languages_in(text: str) -> frozenset[str]:
    """Every language that a line of the text is in, with every script (`latin`, `cyrillic` or
    a language's code) that has a tenth of its letters: a Russian task about an English
    sentence has several."""
    small = prose(text)
    counts = scripts(small)
    total = sum(counts.values())
    found = {name for name, count in counts.items() if count >= 0.1 * total and count >= 4}
    found |= {_language(line) for line in small.split("\n") if line}
    return frozenset(found | {_language(small)} - {""}) - {""}


def script_of(language: str) -> str:
    """What `languages_in` calls the script that a language is written in."""
    if language in STOP:
        return "latin"
    return "cyrillic" if language in _CYRILLIC_ALL else language


def _language(small: str) -> str:
    counts = scripts(small)
    if not counts:
        return ""
    total = sum(counts.values())
    script, letters = max(counts.items(), key=lambda item: item[1])
    kana = counts.get("kana", 0)
    if kana and script in ("kana", "zh"):
        return "ja" if kana + counts.get("zh", 0) > _MOST * total else ""
    cyrillic = counts.get("cyrillic", 0)
    if MIN_LETTERS <= cyrillic < _MOST * total and cyrillic >= _BESIDE_BRANDS * total:
        return "" if _latin(small) else _cyrillic(small, cyrillic)
    if letters < _MOST * total or len(_SIGNS.findall(small)) > _CODE * letters:
        return ""
    if script not in ("latin", "cyrillic"):
        return script if letters >= 4 else ""
    if letters < MIN_LETTERS:
        return ""
    if script == "cyrillic":
        return _cyrillic(small, letters)
    return "" if _SQL.match(small) or _PROGRAM.search(small) else _latin(small)


def _latin(small: str) -> str:
    """The language whose common words, letters and endings the text has, if it has several of
    them and clearly more than of any other."""
    words = _WORD.findall(small.replace("\u2019", "'"))[:_WORDS_AT]
    score, hits = _scored(words, WORDS)
    if not small.isascii():
        for letter in _MARKED.findall(small):
            hits[letter] = MARKS[letter]
            for language in MARKS[letter]:
                score[language] += 1 / len(MARKS[letter])
    best, value, other = _ranked(score)
    different = sum(best in languages for languages in hits.values())
    enough = value >= max(2, 0.25 * len(words)) and different >= (2 if best == "en" else 3)
    return best if enough and value >= 1.5 * other else ""


def _cyrillic(small: str, letters: int) -> str:
    """Russian, unless the text has letters that Russian lacks or reads as Bulgarian."""
    foreign = _FOREIGN.findall(small)
    telling = not _RUSSIAN_ONLY.search(small) and not _OWN_LETTERS.isdisjoint(foreign)
    if len(foreign) >= max(1 if telling else 2, 0.01 * letters):
        marks = [language for letter in foreign for language in MARKS_CYRILLIC[letter]]
        return Counter(marks).most_common(1)[0][0]
    if _RUSSIAN_ONLY.search(small):
        return "ru"
    words = _CYRILLIC.findall(small)[:_WORDS_AT]
    score, hits = _scored(words, WORDS_CYRILLIC)
    bulgarian = sum(languages == ("bg",) for languages in hits.values())
    enough = bulgarian >= 3 and score["bg"] >= 0.25 * len(words)
    return "bg" if enough and score["bg"] > 1.5 * score["ru"] else "ru"


def _scored(
    words: list[str], table: Mapping[str, tuple[str, ...]]
) -> tuple[defaultdict[str, float], dict[str, tuple[str, ...]]]:
    """Points of each language for common words (2) and endings (a half), and the common words
    found, with their languages."""
    score: defaultdict[str, float] = defaultdict(float)
    hits: dict[str, tuple[str, ...]] = {}
    for word in words:
        known = table.get(word)
        if known is not None:
            hits[word] = known
            for language in known:
                score[language] += 2 / len(known)
        elif len(word) > 4:
            for language in ENDS.get(word[-4:], ()) or ENDS.get(word[-3:], ()):
                score[language] += 0.5
    return score, hits


def _ranked(score: Mapping[str, float]) -> tuple[str, float, float]:
    """The first language with its points, and the points of the second."""
    if not score:
        return "", 0.0, 0.0
    ranked = sorted(score, key=lambda language: score[language], reverse=True)
    return ranked[0], score[ranked[0]], score[ranked[1]] if len(ranked) > 1 else 0.0
