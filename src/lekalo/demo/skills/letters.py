"""A short neutral letter to a person about a matter."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains
from lekalo.demo.world_people import PEOPLE
from lekalo.demo.world_words import THINGS, Thing

_ASKS = {
    "en": (
        "Write a letter to {n}. Subject: {m}, {t}. From: {by}.",
        "Write a short letter from {by} to {n} about this: {m}, {t}.",
        "Please write to {n}: {m}, {t}. Sign it {by}.",
        "I need a letter to {n}. It is about this: {m}, {t}. The name under it is {by}.",
    ),
    "ru": (
        "Напишите письмо. Кому: {n}. Тема: {m}, {t}. От кого: {by}.",
        "Составьте короткое письмо. Получатель: {n}. Тема: {m}, {t}. Подпись: {by}.",
        "Нужно письмо. Адресат — {n}, тема — {m}, {t}. Подпись — {by}.",
        "Тема письма: {m}, {t}. Получатель — {n}. Письмо подпишет {by}.",
    ),
}
_MATTERS = {
    "en": (
        ("delivery", "I am writing about the delivery of {the}. Please tell me the day."),
        ("payment", "I am writing about the payment for {the}. Please send me the invoice."),
        ("return", "I am writing about the return of {the}. Please tell me what to do."),
        ("repair", "I am writing about the repair of {the}. Please tell me when it is ready."),
        ("exchange", "I am writing about the exchange of {the}. Please send me another one."),
        ("warranty", "I am writing about the warranty for {the}. Please send me the card."),
        ("order", "I am writing about my order for {the}. Please confirm it."),
        ("complaint", "I am writing to complain about {the}. Please check it."),
    ),
    "ru": (
        ("доставка", "Пишу вам о доставке {gen}. Сообщите, пожалуйста, день."),
        ("оплата", "Пишу вам об оплате {gen}. Пришлите, пожалуйста, счёт."),
        ("возврат", "Пишу вам о возврате {gen}. Сообщите, пожалуйста, что нужно сделать."),
        ("ремонт", "Пишу вам о ремонте {gen}. Сообщите, пожалуйста, срок."),
        ("обмен", "Пишу вам об обмене {gen}. Пришлите, пожалуйста, другой товар."),
        ("гарантия", "Пишу вам о гарантии на {acc}. Пришлите, пожалуйста, талон."),
        ("заказ", "Пишу вам о заказе на {acc}. Подтвердите его, пожалуйста."),
        ("жалоба", "Пишу вам с жалобой на {acc}. Проверьте, пожалуйста, товар."),
    ),
}
_LETTER = {
    "en": "Dear {n},\n\n{body}\n\nKind regards,\n{by}",
    "ru": "Здравствуйте, {n}!\n\n{body}\n\nС уважением,\n{by}",
}


def _body(template: str, thing: Thing) -> str:
    return template.format(the="the " + thing.en, gen=thing.ru_gen, acc=thing.ru_acc)


@SKILLS.register("letters")
class Letters(Skill):
    """Greeting, two sentences on the matter, signature."""

    name = "letters"
    weight = 2

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One letter."""
        to, by = rng.sample(PEOPLE[language], 2)
        matter, template = rng.choice(_MATTERS[language])
        thing = rng.choice(THINGS)
        ask = rng.choice(_ASKS[language])
        name = thing.en if language == "en" else thing.ru
        question = ask.format(n=to.n, m=matter, t=name, by=by.n)
        body = _body(template, thing)
        answer = _LETTER[language].format(n=to.n, body=body, by=by.n)
        expects = (contains(body, f"{to.n}{',' if language == 'en' else '!'}"),)
        return (Turn(question, answer, (ask, matter, thing.en, to.n), expects),)
