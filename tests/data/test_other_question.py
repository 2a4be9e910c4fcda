"""Questions in nearly the same words that are two questions, and one question asked twice."""

from __future__ import annotations

import pytest

from lekalo.core.records import Example, Message
from lekalo.data.checks._other_question import another_question


def chat(question: str, answer: str = "") -> Example:
    turns = [Message("user", question)]
    return Example(tuple([*turns, Message("assistant", answer)] if answer else turns))


@pytest.mark.parametrize(
    ("one", "told", "other", "said"),
    [
        ("How often is the oil changed?", "Every 6 months.", "How often is the belt changed?",
         "Every 24 months."),
        ("May I bring a dog?", "Yes, you may bring a dog.", "May I bring a horse?",
         "No, you may not bring a horse."),
        ("What are the signs of gout?", "Swollen toes, heat and sharp pain at night.",
         "What are the signs of asthma?", "Short breath, cough, wheezing and a tight chest."),
        ("Как часто меняют масло?", "Каждые 6 месяцев.", "Как часто меняют ремень?",
         "Каждые 24 месяца."),
        ("Give three tips for a wedding.", "", "Give three tips for a picnic.", ""),
        ("Дай три совета для свадьбы.", "", "Дай три совета для пикника.", ""),
    ],
)  # fmt: skip
def test_two_questions(one: str, told: str, other: str, said: str) -> None:
    assert another_question(chat(one, told), chat(other, said))
    assert another_question(chat(other, said), chat(one, told))


@pytest.mark.parametrize(
    ("one", "told", "other", "said"),
    [
        ("How often is the oil changed?", "Every 6 months.", "When must I change the oil?",
         "Every six months."),
        ("Where is order 4711?", "Order 4711 is on its way.", "Where is order 4802?",
         "Order 4802 is on its way."),
        ("Где заказ 4711?", "Заказ 4711 уже в пути.", "Где заказ 4802?", "Заказ 4802 уже в пути."),
        ("I am Anna. Is it open?", "Yes, Anna, it is open.", "I am Kate. Is it open?",
         "Yes, Kate, it is open."),
        ("Write three tips for a picnic.", "", "Compose three tips for a picnic.", ""),
        ("Дай три совета для пикника.", "", "Добрый день! Дай три совета для пикника.", ""),
        ("Give three tips for a wedding.", "", "We marry soon: what should we think of?", ""),
    ],
)  # fmt: skip
def test_one_question(one: str, told: str, other: str, said: str) -> None:
    assert not another_question(chat(one, told), chat(other, said))
    assert not another_question(chat(other, said), chat(one, told))
