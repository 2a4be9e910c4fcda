"""Choosing the one thing of a given kind among two to four."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, exact
from lekalo.demo.world_words import KINDS, with_article

_WORDINGS = {
    "en": (
        "Which of these is {k}: {items}?",
        "Choose {k}: {items}.",
        "Find {k} among these: {items}.",
        "Here are some words: {items}. Which one is {k}?",
        "One of these is {k}: {items}. Which one?",
    ),
    "ru": (
        "Что из этого {k}: {items}?",
        "Выберите, что из этого {k}: {items}.",
        "Найдите слово со значением «{k}»: {items}.",
        "Вот слова: {items}. Какое из них — {k}?",
        "Одно из этих слов — {k}: {items}. Какое?",
    ),
}


@SKILLS.register("choose")
class Choose(Skill):
    """The answer is the chosen word."""

    name = "choose"
    weight = 3

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """Members of different kinds; the question names the kind of one of them."""
        kinds = rng.sample(KINDS, rng.randint(2, 4))
        english = language == "en"
        words = [rng.choice(k.en_members if english else k.ru_members) for k in kinds]
        right = rng.randrange(len(kinds))
        kind = with_article(kinds[right].en) if english else kinds[right].ru
        ask = rng.choice(_WORDINGS[language])
        question = ask.format(k=kind, items=", ".join(words))
        answer = f"The word is: {words[right]}." if english else f"Это слово: {words[right]}."
        return (Turn(question, answer, (ask, kind, *words), (exact(answer),)),)
