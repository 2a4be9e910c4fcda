"""Rows of one matter are found by what their questions and answers say together."""

from __future__ import annotations

import numpy as np
import pytest

from lekalo.core.records import Example, Message, Where
from lekalo.data.checks._asked_rows import read_answers
from lekalo.data.checks._disagreeing import disagreeing
from lekalo.data.checks._matters import Matters
from lekalo.text.disagreement import may_disagree

# other questions of the same house, so that words have a rarity
_OTHERS = (
    ("Где лежат бланки заявлений?", "Бланки лежат у секретаря."),
    ("Как вызвать лифтёра?", "Позвоните диспетчеру."),
    ("Можно ли красить стены?", "Да, стены красить можно."),
    ("Сколько стоит копия ключа?", "Копия ключа стоит 300 рублей."),
    ("Who waters the plants?", "The caretaker waters the plants."),
    ("What colour are the bins?", "The bins are green."),
)


def rows(*pairs: tuple[str, str]) -> list[Example]:
    """Each a question and its answer."""
    return [
        Example((Message("user", ask), Message("assistant", tell)), Where("rows", number))
        for number, (ask, tell) in enumerate(pairs, start=1)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Когда вывозят стекло?", "Стекло вывозят по средам."),
            ("В какие дни приезжает машина за бутылками?", "Стекло вывозят по субботам."),
        ),
        (
            ("Пускают ли в зал с коляской?", "Да, с коляской в зал пускают."),
            ("Приду с малышом, меня не остановят?", "Нет, с коляской в зал не пускают."),
        ),
        (
            ("How long is the guarantee on a kettle?", "A kettle has a guarantee of 24 months."),
            ("Till when will you mend it for nothing?", "A kettle has a guarantee of 6 months."),
        ),
    ],
)
def test_an_answer_that_repeats_the_other_question_ties_the_two(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    found = disagreeing(rows(one, *_OTHERS, other))
    assert [group.rows for group in found] == [(0, len(_OTHERS) + 1)]
    assert found[0].reworded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Когда вывозят стекло?", "Стекло вывозят по средам."),
            ("В какие дни забирают картон?", "Картон вывозят по субботам."),
        ),
        (
            ("Сколько листов печатает картридж К5?", "Картридж К5 печатает 900 листов."),
            ("На сколько хватает картриджа К7?", "Картридж К7 печатает 2000 листов."),
        ),
        (
            ("Пускают ли в зал с коляской?", "Да, с коляской в зал пускают."),
            ("Пускают ли в зал с собакой?", "Нет, с собакой в зал не пускают."),
        ),
        (
            ("С какого часа работает касса?", "Касса работает с 9:00."),
            ("До какого часа работает касса?", "Касса работает до 20:00."),
        ),
        (
            ("Сколько весит коробка без чая?", "Коробка весит 300 г."),
            ("Сколько весит коробка с чаем?", "Коробка весит 2 кг."),
        ),
        (
            ("Сколько стоит пропуск на месяц?", "Пропуск на месяц стоит 900 рублей."),
            ("Сколько стоит пропуск на год?", "Пропуск на год стоит 7000 рублей."),
        ),
    ],
)
def test_another_thing_is_another_question(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not disagreeing(rows(one, *_OTHERS, other))


def test_pairs_are_those_that_are_let_through() -> None:
    said = read_answers(
        rows(
            ("Когда вывозят стекло?", "Стекло вывозят по средам."),
            *_OTHERS,
            ("По каким дням вывоз стекла?", "Стекло вывозят по субботам."),
        )
    )
    matters = Matters(said.asked.asked(), said.told.asked())
    every = list(matters.pairs(lambda left, right: np.ones(len(left), bool)))
    none = list(matters.pairs(lambda left, right: np.zeros(len(left), bool)))
    assert {(0, len(_OTHERS) + 1)} <= {
        (int(a), int(b)) for left, right in every for a, b in zip(left, right, strict=True)
    }
    assert not any(len(left) for left, _ in none)


def test_a_long_answer_is_set_beside_its_copy_only() -> None:
    text = " ".join(f"word{number}" for number in range(200))
    assert may_disagree(text, text.replace("word7 ", "word8 "))
    assert not may_disagree(text, " ".join(reversed(text.split())))
    assert not may_disagree(text, "Yes.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (  # little is shared but the rare word
            ("Сколько дней шьют кафтан?", "Кафтан шьют 14 дней."),
            ("Когда заберу свой кафтан?", "Кафтан отдадим через 5 дней."),
        ),
        (  # a need is asked after, and doing without
            ("Нужен ли жетон для прачечной?", "Да, жетон обязателен."),
            ("Стирать в прачечной можно без жетона?", "Да, стирайте и без жетона."),
        ),
        (  # what I may do is what you do
            ("Продаёте ли вы трафареты?", "Да, трафареты продаём."),
            ("Можно у вас купить трафарет?", "Нет, трафаретов не продаём."),
        ),
    ],
)
def test_rows_more_alike_than_any_others_ask_the_same(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    found = disagreeing(rows(one, *_OTHERS, other))
    assert [group.rows for group in found] == [(0, len(_OTHERS) + 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (  # how often is not how long
            ("Как часто моют фонтан?", "Фонтан моют раз в 2 недели."),
            ("Сколько времени уходит на мытьё фонтана?", "Фонтан моют 3 часа."),
        ),
        (  # a yes or no is no answer to how much
            ("Есть ли билеты на каток?", "Билеты на каток есть."),
            ("Сколько стоит билет на каток?", "Билет на каток стоит 400 рублей."),
        ),
        (  # from when is not until when
            ("С какого числа открыт каток?", "Каток работает с 5 ноября."),
            ("До какого числа открыт каток?", "Каток работает до 20 марта."),
        ),
        (  # another place
            ("May I paint in the hall?", "Yes, painting is allowed there."),
            ("Is painting on the terrace all right?", "No, painting is forbidden there."),
        ),
        (  # in the town, out of it
            ("Почём провоз по городу?", "Провоз стоит 200 рублей."),
            ("Сколько берёте за провоз за город?", "За провоз за город берём 900 рублей."),
        ),
    ],
)
def test_another_thing_asked_of_one_matter_is_another_question(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert disagreeing(rows(one, *_OTHERS, other)) == []
