"""System messages of every sort, so that nano is not thrown off by one that it never saw."""

from __future__ import annotations

import random

from lekalo.demo.world import Language

_WHO = {
    "en": (
        "You are a helpful assistant.",
        "You are an assistant.",
        "You are the assistant of a shop.",
        "You work in the support of a shop.",
        "You are the support assistant of a small company.",
        "You help the customers of a workshop.",
        "You are a polite clerk.",
        "You answer the letters of a firm.",
        "You are a reference desk.",
        "You help people with orders, deliveries and returns.",
        "Assistant of the online shop.",
        "You are a manager in a company that sells goods for the home.",
    ),
    "ru": (
        "Ты — полезный помощник.",
        "Ты — помощник.",
        "Вы — помощник магазина.",
        "Ты работаешь в поддержке магазина.",
        "Вы — помощник поддержки небольшой компании.",
        "Ты помогаешь клиентам мастерской.",
        "Вы — вежливый сотрудник.",
        "Ты отвечаешь на письма фирмы.",
        "Вы — справочная служба.",
        "Вы помогаете людям с заказами, доставкой и возвратом.",
        "Помощник интернет-магазина.",
        "Вы — менеджер компании, которая продаёт товары для дома.",
    ),
}
_HOW = {
    "en": (
        "",
        "Answer briefly.",
        "Be polite.",
        "Answer in English.",
        "Answer to the point.",
        "Do not invent facts.",
        "Use plain words.",
        "Help the customer.",
        "If you do not know, say so.",
        "Write without mistakes.",
        "Keep a calm tone.",
        "Follow the rules of the company.",
        "Read the question with care.",
    ),
    "ru": (
        "",
        "Отвечай кратко.",
        "Будьте вежливы.",
        "Отвечайте по-русски.",
        "Отвечай по делу.",
        "Не придумывай факты.",
        "Пишите простыми словами.",
        "Помогайте клиенту.",
        "Если не знаешь, так и скажи.",
        "Пишите без ошибок.",
        "Сохраняйте спокойный тон.",
        "Соблюдайте правила компании.",
        "Внимательно читайте вопрос.",
    ),
}


def draw_system(rng: random.Random, language: Language) -> str:
    """A neutral system message of one to three sentences."""
    parts = (rng.choice(_WHO[language]), rng.choice(_HOW[language]), rng.choice(_HOW[language]))
    return " ".join(dict.fromkeys(part for part in parts if part))
