"""Courtesy is taken off both ends of a question, and nothing else is."""

from __future__ import annotations

import pytest

from lekalo.text.courtesy import without_courtesy


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Hi there! Where is my order? Thanks in advance.", "Where is my order?"),
        ("Could you tell me please: where is it?", "where is it?"),
        ("Good afternoon. Where is it? Please help.", "Where is it?"),
        ("Dear support team! Where is it? Have a nice day!", "Where is it?"),
        ("Подскажите, пожалуйста: где заказ?", "где заказ?"),
        ("Добрый вечер. Где заказ? Помогите, пожалуйста.", "Где заказ?"),
        ("Приветствую! Где заказ? Спасибо.", "Где заказ?"),
        ("Уважаемая поддержка! Где заказ? Жду ответа.", "Где заказ?"),
    ],
)
def test_greetings_and_thanks_go(said: str, left: str) -> None:
    assert without_courtesy(said) == left


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order?",
        "How do I say hello in French?",
        "Write a card that says thank you",
        "Translate 'good evening' into Italian.",
        "hidden files are shown",
        "Hello!",
        "Спасибо!",
        "Как сказать «спасибо» по-немецки?",
        "Приветливый ли у вас кот?",
        "",
    ],
)
def test_what_only_looks_like_courtesy_stays(text: str) -> None:
    assert without_courtesy(text) == text


def test_hostile_text_takes_no_time() -> None:
    for text in ("hi, " * 50_000, "thanks " * 50_000, "dear " + "a " * 100_000, " " * 200_000):
        without_courtesy(text)
