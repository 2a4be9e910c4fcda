"""How people change a text: each function returns the changed text, or None where it can't.

Seeded by the `random.Random` it is given. Leaves out whatever needs a model: rewordings of whole
sentences were written by hand and stand in `labels/`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from string import punctuation

from lekalo.core.records import Language

Change = Callable[[str, random.Random, Language], str | None]

_ALIKE = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
_BACK = str.maketrans("асеорхуАВСЕНКМОРТХ", "aceopxyABCEHKMOPTX")
_KEYS = {
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "ru": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
}
_WORD = re.compile(r"[^\W\d_]{4,}")

_KEPT = re.compile(r"'[^'\n]+'|\"[^\"\n]+\"|«[^»\n]+»|“[^”\n]+”|\n.*", re.S)


def _free(text: str, start: int, end: int) -> bool:
    """Whether a person rewording a question would touch this: not what it quotes, nor the text
    it is about, which stands under it."""
    return not any(m.start() < end and start < m.end() for m in _KEPT.finditer(text))


_POLITE = {
    "en": ("Hello! {}", "Hi, {}", "{} Thanks in advance!", "Good afternoon. {} Please help.",
           "Could you tell me please: {}", "Hi there! {} Thank you."),
    "ru": ("Здравствуйте! {}", "Добрый день, {}", "{} Заранее спасибо!",
           "Добрый вечер. {} Помогите, пожалуйста.", "Подскажите, пожалуйста: {}",
           "Приветствую! {} Спасибо."),
}  # fmt: skip

SYNONYMS = {
    "en": (
        "big large|show display|begin start|buy purchase|help assist|write compose|make create|"
        "describe portray|explain clarify|list enumerate|quick fast|sentence phrase|main chief|"
        "famous well-known|need require|tell inform|important significant|way method|"
        "find locate|choose pick|give provide|generate produce|suggest propose|"
        "difference distinction|"
        "illness disease|doctor physician|symptoms signs|treatments therapies|causes triggers|"
        "happen occur|happened occurred|many numerous|following next|rewrite rephrase|article text|"
        "company firm|job work|children kids|car automobile|story tale|wrong incorrect|"
        "convert transform|identify determine|use employ|word term|example instance|"
        "house home|area region|team squad|city town|called named|each every"
    ),
    "ru": (
        "большой крупный|покажи продемонстрируй|напиши составь|напишите составьте|"
        "объясни растолкуй|"
        "объясните растолкуйте|расскажи поведай|сделай создай|быстро скоро|главный основной|"
        "лучший наилучший|важный значимый|способ метод|нужно требуется|можно разрешается|"
        "перечисли назови|предложи посоветуй|предложение фраза|рассказ история|пример образец|"
        "какой каков|почему отчего|сколько насколько|помоги подскажи|помогите подскажите|"
        "команда группа|называется именуется|слово термин|текст отрывок|"
        "была являлась|был являлся|найди отыщи|определи установи|ошибка неточность|"
        "дай предоставь|дайте предоставьте|придумай изобрети|опиши обрисуй|опишите обрисуйте|"
        "список перечень|следующий нижеприведённый|работа труд|"
        "произошло случилось|создан сделан|часть доля|область район|компания фирма"
    ),
}  # fmt: skip


def _table(language: Language) -> dict[str, str]:
    pairs = [pair.replace("_", " ").split(" ", 1) for pair in SYNONYMS[language].split("|")]
    return dict(pairs) | {b: a for a, b in pairs}


_SYNONYMS = {"en": _table("en"), "ru": _table("ru")}


def case(text: str, rng: random.Random, language: Language) -> str | None:
    """All small, all capital, or the first letter turned."""
    made = rng.choice((text.lower(), text.upper(), text[:1].swapcase() + text[1:]))
    return made if made != text else None


def spaces(text: str, rng: random.Random, language: Language) -> str | None:
    """Doubled, hard or hanging spaces, as pasting from a page or a table leaves them."""
    how = rng.randrange(4)
    if how == 0:
        return text.replace(" ", "  ", 2) if " " in text else text + " "
    if how == 1:
        return text.replace(" ", "\u00a0", 3) if " " in text else " " + text
    return ("  " + text + "\n", text.replace(" ", "\u200b ", 1))[how - 2] if " " in text else None


def marks(text: str, rng: random.Random, language: Language) -> str | None:
    """The last mark dropped or multiplied, a comma lost, quotes of another kind."""
    bare = text.rstrip(" .!?…")
    options = [
        bare,
        bare + "...",
        bare + (text.rstrip()[-1:] or "!") * 3 if bare != text else bare + "!!",
    ]
    if ", " in text:
        options.append(text.replace(", ", " ", 1))
    if '"' in text:
        options.append(re.sub(r'"([^"]*)"', r"«\1»", text))
    made = rng.choice(options)
    return made if made != text else None


def yo(text: str, rng: random.Random, language: Language) -> str | None:
    """ё written as е."""
    made = text.replace("ё", "е").replace("Ё", "Е")
    return made if made != text else None


def alike(text: str, rng: random.Random, language: Language) -> str | None:
    """One or two letters of the other alphabet that look the same."""
    table = _ALIKE if language == "en" else _BACK
    places = [n for n, c in enumerate(text) if ord(c) in table]
    if not places:
        return None
    letters = list(text)
    for place in rng.sample(places, min(2, len(places))):
        letters[place] = letters[place].translate(table)
    return "".join(letters)


EXACT: tuple[Change, ...] = (case, spaces, marks, alike)
"""What leaves a text the same to any reader; Russian has `yo` besides."""


def typo(text: str, rng: random.Random, language: Language) -> str | None:
    """A letter lost, doubled, swapped with the next, or the neighbour on the keyboard."""
    words = [m for m in _WORD.finditer(text) if _free(text, *m.span())]
    if not words:
        return None
    word = rng.choice(words)
    n = rng.randrange(word.start() + 1, word.end() - 1)
    rows = [row for row in _KEYS[language] if text[n].lower() in row]
    beside = text[n]
    if rows:
        near = rows[0].index(text[n].lower())
        beside = rows[0][near - 1 if near else 1]
    return rng.choice(
        (
            text[:n] + text[n + 1 :],
            text[:n] + text[n] + text[n:],
            text[:n] + text[n + 1] + text[n] + text[n + 2 :],
            text[:n] + beside + text[n + 1 :],
        )
    )


def word(text: str, rng: random.Random, language: Language) -> str | None:
    """One word for another of the same meaning."""
    return _swap(text, rng, language, most=1)


def words(text: str, rng: random.Random, language: Language) -> str | None:
    """Every word that has another of the same meaning, up to four; at least two."""
    return _swap(text, rng, language, most=4, least=2)


def _swap(
    text: str, rng: random.Random, language: Language, most: int, least: int = 1
) -> str | None:
    table = _SYNONYMS[language]
    found = [
        m
        for m in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)?", text)
        if m[0].lower() in table and _free(text, *m.span())
    ]
    if len(found) < least:
        return None
    for match in sorted(rng.sample(found, min(most, len(found))), key=lambda m: -m.start()):
        new = table[match[0].lower()]
        new = new.capitalize() if match[0][0].isupper() else new
        text = text[: match.start()] + new + text[match.end() :]
    return text


def polite(text: str, rng: random.Random, language: Language) -> str | None:
    """A greeting or thanks around the question."""
    return rng.choice(_POLITE[language]).format(text)


def filler(text: str, rng: random.Random, language: Language) -> str | None:
    """A small word put in or one dropped."""
    pieces = text.split(" ")
    if len(pieces) < 5 or _KEPT.search(text):
        return None
    n = rng.randrange(1, len(pieces))
    extra = {
        "en": ("just", "actually", "also", "really"),
        "ru": ("же", "всё-таки", "просто", "ещё"),
    }
    small = [i for i, p in enumerate(pieces) if p in ("the", "a", "an", "of", "и", "же", "ли", "в")]
    if small and rng.random() < 0.5:
        pieces.pop(rng.choice(small))
    else:
        pieces.insert(n, rng.choice(extra[language]))
    return " ".join(pieces)


def order(text: str, rng: random.Random, language: Language) -> str | None:
    """Clauses or ends of the sentence in another order, all the words kept."""
    body = text.rstrip(punctuation + " ")
    tail = text[len(body) :]
    if len(body) > 300 or "\n" in body:
        return None
    for mark in (". ", "? ", "! ", ": ", ", "):
        head, found, rest = body.partition(mark)
        if found and min(len(head), len(rest)) > 12:
            return f"{rest}{mark}{head}{tail}"
    pieces = body.split(" ")
    if len(pieces) < 5:
        return None
    cut = rng.choice((len(pieces) // 2, len(pieces) - 2, 2))
    turned = [*pieces[cut:], *pieces[:cut]]
    turned[0] = turned[0][:1].upper() + turned[0][1:]
    return " ".join(turned) + tail


_FORMS = {
    "en": (
        (r"^(?:what|who) (?:is|are|was|were) (.+)\?$", "Tell me about this: {}"),
        (r"^how (?:do|can|should) (?:i|we|you) (.+)\?$", "What is the way to {}?"),
        (r"^when (?:was|did|were) (.+)\?$", "I'd like to know the time when {}"),
        (r"^(?:why|where|which|how) (.+)\?$", "I wonder about the following: {}"),
        (
            r"^(?:describe|explain|identify|find|name|list|give) (.+?)\.?$",
            "What can you say of {}?",
        ),
        (r"^(?:write|generate|create|compose|suggest) (.+?)\.?$", "I need you to come up with {}"),
    ),
    "ru": (
        (r"^что такое (.+)\?$", "Дай определение: {}"),
        (r"^кто (.+)\?$", "Назови, кто именно {}"),
        (r"^(?:как|каким образом) (.+)\?$", "Интересует, каким способом {}"),
        (r"^(?:когда|в каком году) (.+)\?$", "Нужна дата: {}"),
        (r"^(?:почему|где|сколько|какой|какая|какие|какое) (.+)\?$", "Хочу узнать вот что: {}"),
        (r"^(?:напиши|напишите|составь|придумай|создай|сделай) (.+?)\.?$", "Мне нужно вот что: {}"),
        (r"^(?:объясни|объясните|расскажи|расскажите|опиши|опишите) (.+?)\.?$", "Хочу понять {}"),
    ),
}


def form(text: str, rng: random.Random, language: Language) -> str | None:
    """Asked in another form (a question for a request and back), with synonyms where there are."""
    for pattern, made in _FORMS[language]:
        if found := re.match(pattern, text.strip(), re.I | re.S):
            asked = made.format(found[1])
            return _swap(asked, rng, language, most=2) or asked
    return None


def number(text: str, rng: random.Random, language: Language) -> str | None:
    """One number for another, of as many digits; years stay years."""
    found = list(re.finditer(r"(?<![\w.,])\d+(?![\w])(?![.,]\d)", text))
    if not found:
        return None
    match = rng.choice(found)
    old = int(match[0])
    if len(match[0]) == 4 and 1000 <= old <= 2100:
        new = str(old + rng.choice((-12, -7, -3, 2, 5, 9)))
    else:
        low = 10 ** (len(match[0]) - 1) if len(match[0]) > 1 else 2
        new = str(rng.randrange(low, 10 ** len(match[0])))
    return text[: match.start()] + new + text[match.end() :] if int(new) != old else None


def one_of(changes: tuple[Change, ...], text: str, rng: random.Random, language: Language) -> str:
    """The text changed by one of `changes` that can change it; the text itself where none can."""
    for change in rng.sample(changes, len(changes)):
        made = change(text, rng, language)
        if made is not None and made != text:
            return made
    return text
