"""Numbers that name a case are left out of a question, and numbers that matter stay."""

from __future__ import annotations

import pytest

from lekalo.text.identifiers import without_identifiers


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order 4471?",
        "Where is my order number 4471?",
        "My order is 4471, where is it?",
        "Order: 4471. When will it come?",
        "When will order 77123 reach me?",
        "Why did my invoice #A-1187 go up?",
        "Ticket no. 12 has no answer",
        "The tracking code is RB123456789CN",
        "Call me at +1 (202) 555-0147",
        "My client id 884412 is blocked",
        "Где мой заказ 4471?",
        "Отмените заказ № 7",
        "Под номером заказа 4471 пусто",
        "Статус заявки 88213",
        "Почему счёт А-1187 вырос?",
        "Перезвоните на +7 916 123-45-67",
        "Трек 80084512345678 не ищется",
        "Обращение №12-889 закрыли",
    ],
)
def test_the_number_of_a_case_is_left_out(text: str) -> None:
    assert not any(letter.isdigit() for letter in without_identifiers(text))


@pytest.mark.parametrize(
    "text",
    [
        "What happened in 1812?",
        "What changed in version 3.11?",
        "What does error code 0x80070005 mean?",
        "How do I fix error 404007?",
        "Is ISO 27001 needed?",
        "What does article 152 say?",
        "Can I order 500 flyers?",
        "I want to order 4471",
        "How much is an order of 200 cards?",
        "Is a transfer of 5000000 allowed?",
        "Which region has the postal code 101000?",
        "Are you open on 2024-05-17?",
        "Is $150000 too much?",
        "Does 100000 steps a day help?",
        "Is iPhone 15 supported?",
        "What is 12 plus 30?",
        "What is 123456 + 654321?",
        "Multiply 1234567 by 3",
        "Is 1234567 prime?",
        "Convert 1234567 to binary",
        "Сложи 123456 и 654321",
        "Является ли 1234567 простым числом?",
        "Что было в 1812 году?",
        "Сколько стоит заказ 500 визиток?",
        "Можно ли перевести 150000 рублей?",
        "Хватит ли 5 000 000 000 рублей?",
        "О чём закон № 152-ФЗ?",
        "Что говорит приказ № 12345?",
        "Как исправить ошибку 404?",
        "Где школа № 1514?",
        "Какой индекс 101000?",
        "Договор 2020 года ещё действует?",
        "Что отражают на счёте 60?",
    ],
)
def test_a_number_that_matters_stays(text: str) -> None:
    assert without_identifiers(text) == text
