"""The shape of an answer: headings however they are marked, greetings and closings."""

from __future__ import annotations

import pytest

from lekalo.text.shape import WEAK, closing_of, greeting_of, plain, shape_of


@pytest.mark.parametrize(
    ("text", "kinds", "names"),
    [
        ("Short: yes.\nDetails: it is.\nNext step: go.", ["label"] * 3,
         ["short", "details", "next step"]),
        ("Коротко: да.\nСледующий шаг: идите.", ["label"] * 2, ["коротко", "следующий шаг"]),
        ("## Ответ\nда\n\n### Шаги:\nидите", ["markdown"] * 2, ["ответ", "шаги"]),
        ("**Short:** yes\n**Next step**: go", ["bold"] * 2, ["short", "next step"]),
        ("1. **Open it**: press\n2. **Close it**: press", ["bold"] * 2, ["open it", "close it"]),
        ("<answer>\nyes\n</answer>", ["tag"], ["answer"]),
        ('{"City": "Omsk", "days": 3}', ["json"] * 2, ["city", "days"]),
        ("Short: yes. Details: it is.", ["label", "inline"], ["short", "details"]),
        ("Hello! Short: yes.", ["inline"], ["short"]),
        ("Подсчёт\n#### 42", ["markdown"], ["0"]),
        ("Ещё: да", ["label"], ["еще"]),
    ],
)  # fmt: skip
def test_headings(text: str, kinds: list[str], names: list[str]) -> None:
    headings = shape_of(text).headings
    assert [heading.kind for heading in headings] == kinds
    assert [heading.plain for heading in headings] == names


@pytest.mark.parametrize(
    "text",
    [
        "It opens at 10:30 and closes at 18:00.",
        "See https://example.com/a: it is all there",
        "```python\nResult: int = 3\n# Heading\n```",
        "Он сказал, что так: не надо, и ушёл",
        '{"city": "Omsk"',
        "a < b: no",
    ],
)
def test_what_looks_like_a_heading(text: str) -> None:
    assert shape_of(text).headings == ()


def test_an_unclosed_fence_hides_nothing() -> None:
    assert [h.plain for h in shape_of("Short: do\n```\ncode\nNext step: go").headings] == [
        "short",
        "next step",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello, Anna! Your parcel", "hello"),
        ("Dear Mr Stone,\nyour order", "dear"),
        ("Здравствуйте! Заказ в пути.", "здравствуйте"),
        ("Добрый день, Анна!", "добрый день"),
        ("Спасибо за обращение!", "спасибо за обращение"),
        ("Thank you for contacting us.", "thank you for contacting"),
        ("Dear customers are the best.", ""),
        ("Historic centre", ""),
        ("Приветливый курьер", ""),
        ("To say hello, press 1", ""),
    ],
)
def test_greetings(text: str, said: str) -> None:
    assert greeting_of(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is sent.\n\nBest regards,\nLamp & Kettle", "best regards"),
        ("Заказ отправлен.\nС уважением, служба поддержки", "с уважением"),
        ("Заказ отправлен. Всего доброго!", "всего доброго"),
        ("It is sent. Feel free to write again.", WEAK),
        ("Если остались вопросы, пишите.", WEAK),
        ("Details: Thank you for choosing us again.", ""),
        ("Thank you for choosing us.\nNext step: press it.", ""),
        ("Мы относимся к вам с уважением", ""),
        ("He has the best wishes of all.", ""),
    ],
)
def test_closings(text: str, said: str) -> None:
    assert closing_of(text) == said


def test_a_signature_is_a_short_last_line_of_several() -> None:
    assert shape_of("All is sent.\nThe Lamp & Kettle team").signature == "the lamp & kettle team"
    assert shape_of("positive").signature == ""
    assert shape_of("All is sent.\nNext step: wait").signature == ""


def test_numbers_in_headings_are_alike() -> None:
    assert plain("Step 12") == plain("Step 3") == "step 0"
    assert plain("1,000") == plain("-5") == "0"


@pytest.mark.parametrize("char", ["*", "#", ":", "<a>", "- ", "\n", "{", "```\n", "!", "a: "])
def test_a_hostile_answer_takes_no_time(char: str) -> None:
    shape_of(char * 200_000)
