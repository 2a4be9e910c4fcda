"""Repeating given words: the plainest use of what stands in the question."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, exact
from lekalo.demo.world_people import PEOPLE
from lekalo.demo.world_words import COLOURS, DAYS, JOBS, KINDS, THINGS, TOWNS

_ASKS = {
    "en": (
        "Repeat: {w}",
        "Repeat after me: {w}",
        "Say it again: {w}",
        "Copy these words: {w}",
        "Write this down: {w}",
    ),
    "ru": (
        "Повторите: {w}",
        "Повторите за мной: {w}",
        "Скажите ещё раз: {w}",
        "Перепишите слова: {w}",
        "Запишите: {w}",
    ),
}


def _words(side: int) -> tuple[str, ...]:
    pairs = [(thing.en, thing.ru) for thing in THINGS]
    pairs += [*TOWNS, *((each[0], each[1]) for each in (*COLOURS, *DAYS, *JOBS))]
    members = [kind.ru_members if side else kind.en_members for kind in KINDS]
    names = [person.n for person in PEOPLE["ru" if side else "en"]]
    words = [pair[side] for pair in pairs] + names + [word for kind in members for word in kind]
    return tuple(dict.fromkeys(words))


_WORDS = {"en": _words(0), "ru": _words(1)}


@SKILLS.register("repeat")
class Repeat(Skill):
    """From two to six words or numbers in any order."""

    name = "repeat"
    weight = 3

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One list of words; the answer is the same list."""
        words = rng.sample(_WORDS[language], rng.randint(1, 5))
        if rng.random() < 0.3:
            words.insert(rng.randint(0, len(words)), str(rng.randint(1, 9999)))
        text = rng.choice((", ", " ")).join(words)
        ask = rng.choice(_ASKS[language])
        return (Turn(ask.format(w=text), text, (ask, text), (exact(text),)),)
