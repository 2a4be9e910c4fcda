"""`duplicates`: a word of the question may be another word, where the answer shows it to be one."""

from __future__ import annotations

import pytest

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Example, Message

TOLD = "It is made of oak from the north and weighs little."
TOLD_RU = "Он сделан из северного дуба и весит совсем немного."


def found(one: tuple[str, str], other: tuple[str, str]) -> bool:
    rows = [Example((Message("user", q), Message("assistant", a))) for q, a in (one, other)]
    return bool(list(CHECKS.get("duplicates")().run(Material(rows))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Describe the material of the table top", "Portray the material of the table top"),
        ("What is the table top made of?", "Good evening. What is the table top made of? Thanks!"),
        ("Опиши материал крышки стола", "Обрисуй материал крышки стола"),
        ("Из чего сделан стол?", "Подскажите, пожалуйста: из чего сделан стол? Заранее спасибо!"),
    ],
)
def test_another_word_or_a_greeting(one: str, other: str) -> None:
    answer = TOLD if one.isascii() else TOLD_RU
    assert found((one, answer), (other, answer))
    assert found((one, answer), (other, answer.rstrip(".")))


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("Is the small blue watch heavy?", "Is the small blue phone heavy?", "No."),
        ("What is sold in your shop in Leeds?", "What is sold in your shop in Dover?", TOLD),
        ("Describe the table 12 of the hall", "Describe the table 14 of the hall", TOLD),
        ("Что продаётся у вас в Твери на рынке?", "Что продаётся у вас в Омске на рынке?", TOLD_RU),
        ("Тяжёлые ли маленькие синие часы?", "Тяжёлый ли маленький синий телефон?", "Нет."),
    ],
)
def test_a_thing_a_name_or_a_number_is_another_question(one: str, other: str, answer: str) -> None:
    assert not found((one, answer), (other, answer))


def test_another_answer_is_another_row() -> None:
    one, other = "Describe the material of the table top", "Portray the material of the table top"
    assert not found((one, TOLD), (other, "It is glass, cut by hand, with a green edge all round."))
