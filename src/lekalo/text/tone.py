"""The tone of an answer: shouting, rudeness, ты or вы, emoji.

    shouting("YOU MUST READ THE MANUAL!")          "YOU MUST READ THE MANUAL"
    rudeness("Научитесь читать!")                  "научитесь читать"
    address("Нажмите кнопку, и ваш заказ готов")   "вы"

Each takes text in either language and returns what it found, or "". Words inside quotation
marks and code are somebody else's. Leaves out irony, and every form of address but the Russian
one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from lekalo.text._tone_sayings import SAYING, TRIGGERS
from lekalo.text._tone_words import (
    ADDRESSING,
    ASKED_TY,
    ASKED_VY,
    LINKING,
    RUDE,
    SEVERAL,
    SPOKEN,
    TY,
    VY,
)
from lekalo.text.lemmas import order_to

Address = Literal["", "ты", "вы", "both"]

_LOOKED_AT = 1_500
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,200}`", re.DOTALL)
_QUOTED = re.compile(
    r"«[^«»]{0,600}»|“[^“”]{0,600}”|„[^„“”]{0,600}[“”]|\"[^\"\n]{0,300}\"|(?<!\w)'[^'\n]{1,200}'(?!\w)"
)
_SPEECH = re.compile(r"(?m)^[ \t]*(?:[—–-][ \t]?|>|[^\W\d_][^\n:.!?]{0,30}:[ \t]*[—«\"“-])[^\n]*$")
_CAPITAL = re.compile(r"[A-ZА-ЯЁ]{2}[A-ZА-ЯЁ'’]*[ ,]{1,3}[A-ZА-ЯЁ]{2}")
_CAPITALS = re.compile(
    r"(?:\b[A-ZА-ЯЁ][A-ZА-ЯЁ'’]*[ ,]{1,3}(?:[№#]?\d{1,9}[ ,]{1,3})?){2,40}[A-ZА-ЯЁ][A-ZА-ЯЁ'’]*\b"
)
_ORDER = re.compile(r"[А-ЯЁ]{2,}(?:ЙТЕ|ИТЕ|ЬТЕ)(?:СЬ)?")  # ЧИТАЙТЕ, ПИШИТЕ
_QUERY = re.compile(
    r"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)\b[^\n]{0,300}\b"
    r"(?:FROM|INTO|TABLE|SET|WHERE|VALUES)\b"
)
_WHOLE = (6, 0.9)  # words of a text that is all in capitals, and their share that is
_MARKS = re.compile(r"(?<=[^\W_])[!?]{0,4}!!!?[!?1]{0,40}|(?<=[^\W_])\?{4,40}")
_VERB_TY = re.compile(r"\b[а-яё]{3,}(?:[её]шь|ишь)(?:ся)?\b")
_NO_VERB = frozenset(("брешь", "плешь", "лишь", "тишь", "финишь"))
_ORDERING = re.compile(  # a verb that an order begins with
    r"(?:^|[.!?:;,(\n—–-]\s*|\b(?:и|или|а|просто|затем|потом|сначала|лучше|сразу|пожалуйста)\s)"
    r"([а-я]{2,20}(?:[ийь]|йся|ись|ься|[ийь]те|[иь]тесь|йтесь))(?![а-я-])"
)
_TO_ANY = """
смотри помни скажи представь начни давай давайте пусть будь спи говори гори лети живи
приди извини извините прости простите пойми пойди дай погоди глянь гляди слушай позволь
мой допустим считай
"""
_SAID_TO_ANY = frozenset(_TO_ANY.split())
"""Orders that are said to no one: see above, let us, imagine."""
_EMOJI = re.compile(
    "[\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
    "\u2614\u2615\u263a\u2639\u2665\u2728\u2764\u2b50\u26a1]"
)


def shouting(text: str) -> str:
    """A sentence in capitals, a text all in capitals, or three marks `!` together. A heading, a
    title, a list of acronyms, a query and code are no shouting."""
    text = text[:_LOOKED_AT]
    if "```" in text:
        text = _CODE.sub(" ", text)
    if in_capitals(text):
        return text
    for match in _CAPITALS.finditer(text) if _CAPITAL.search(text) else ():
        if not _QUERY.match(text, match.start()) and _is_speech(text, match):
            return match[0]
    if "!!" in text or "???" in text:
        for match in _MARKS.finditer(text):
            if len(match[0]) > 2:
                return text[max(0, match.start() - 20) : match.end()].rpartition("\n")[2]
    return ""


def in_capitals(text: str) -> bool:
    """Whether hardly anything in a text of some words is in small letters; a query, and a list
    of acronyms, is no text."""
    if not _CAPITAL.search(text[:_LOOKED_AT]) or _QUERY.match(text):
        return False
    words = [word for word in _WORD.findall(text[:_LOOKED_AT]) if len(word) > 1]
    loud = [word for word in words if word.isupper()]
    least, share = _WHOLE
    if len(loud) < least or len(loud) < share * len(words):
        return False
    return sum(len(word) > 3 for word in loud) > 2 and not LINKING.isdisjoint(loud)


def rudeness(text: str, question: str = "") -> str:
    """A rude word or saying, in small letters. A word that the question has as well is being
    spoken of; one with a capital inside a sentence is a title or a name."""
    text = text[:_LOOKED_AT]
    words = _words(text)
    told, rude = words & TRIGGERS, words & RUDE
    if not told and not rude:
        return ""
    bare = _unquoted(text)
    if told:
        saying = SAYING.search(_small(bare))
        if saying:
            return saying[0]
    asked = _words(question)
    for match in _WORD.finditer(bare) if rude else ():
        word = _small(match[0])
        if word in rude and word not in asked and not _is_name(bare, match):
            return word
    return ""


def address(text: str) -> Address:
    """How a Russian answer speaks to its reader: `ты`, `вы`, `both`, or "" where it does not
    tell. Quotations and speech are left out, and so is вы said to several people."""
    text = text[:_LOOKED_AT]
    if text.isascii():
        return ""
    if not (_words(text) & ADDRESSING or "шь" in text or _ORDERING.search(_small(text))):
        return ""
    bare = _small(_SPEECH.sub(" ", _unquoted(text)))
    words = frozenset(_WORD.findall(bare))
    formal = bool(words & VY or words & ASKED_VY) and not words & SEVERAL
    informal = bool(words & TY or words & ASKED_TY)
    if not (informal and formal):
        ordered = {order_to(word) for word in _ORDERING.findall(bare) if word not in _SAID_TO_ANY}
        informal |= "one" in ordered
        formal |= "several" in ordered and not words & SEVERAL
    if not informal and not formal and "шь" in bare and not words & VY:
        verbs = set(_VERB_TY.findall(bare)) - _NO_VERB
        informal = len(verbs) > 2
    if informal and formal:
        return "both"
    return "ты" if informal else "вы" if formal else ""


def emoji(text: str) -> str:
    """The first emoji, or ""."""
    if text.isascii():
        return ""
    found = _EMOJI.search(text)
    return found[0] if found else ""


@lru_cache(maxsize=4)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_small(text)))


def _small(text: str) -> str:
    small = text.lower()
    return small if small.isascii() else small.replace("ё", "е").replace("\u2019", "'")


def _is_speech(text: str, match: re.Match[str]) -> bool:
    """Whether capitals are said loudly: they end in `!`, or have several everyday words."""
    words = re.findall(r"[^\W\d_]+", match[0])
    spoken = len({word for word in words if word in SPOKEN or _ORDER.fullmatch(word)})
    after = text[match.end() : match.end() + 1]
    if after != "!" and _begins(text, match.start()) and after in ("", "\n", ":", "*"):
        return False  # a line of its own is a heading
    long = sum(len(word) > 3 for word in words)
    if after == "!":
        return long >= 1 and spoken >= (1 if long > 1 else 2)
    return long >= 2 and spoken >= 2 and len(words) >= 4


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here."""
    before = text[max(0, at - 6) : at].rstrip(" *_#\t-—")
    return not before or before[-1] in '.!?…\n:«"“'


def _is_name(text: str, match: re.Match[str]) -> bool:
    word = match[0]
    if "-" in (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]):
        return True  # idiot-proof
    return word[0].isupper() and not word.isupper() and not _begins(text, match.start())


def _unquoted(text: str) -> str:
    if "`" in text:
        text = _CODE.sub(" ", text)
    return _QUOTED.sub(" ", text)
