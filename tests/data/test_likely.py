"""What is asked of two questions that little ties, in both languages."""

from __future__ import annotations

import pytest

from lekalo.data.checks._asked import Asked
from lekalo.data.checks._likely import plainly, rarer_things

Said = tuple[str, str]


def asked(one: Said, other: Said) -> tuple[Asked, Asked]:
    return Asked(0, 0, *one), Asked(1, 1, *other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (  # before, after
            ("Можно ли есть перед удалением зуба?", "Да, поешьте за два часа."),
            ("Можно ли есть после удаления зуба?", "Нет, два часа не ешьте."),
        ),
        (
            ("Can I drive right after the sedation?", "No, not on that day."),
            ("Can I drive before the sedation?", "Yes, you can."),
        ),
        (  # two deeds
            ("Сколько дней отменяют заказ?", "Отмена занимает 2 дня."),
            ("Сколько дней возвращают заказ?", "Возврат занимает 7 дней."),
        ),
        (  # two places
            ("May guests smoke in the lobby?", "No, nobody may smoke in the lobby."),
            ("May guests smoke on the balcony?", "Yes, on the balcony they may."),
        ),
    ],
)
def test_two_questions_of_one_matter_are_told_apart(one: Said, other: Said) -> None:
    first, second = asked(one, other)
    assert rarer_things(first, second, {})
    assert rarer_things(second, first, {})


def test_what_both_name_must_be_the_rarest_thing() -> None:
    """A warranty on crowns and one on fillings, or one warranty asked of twice: by rarity alone."""
    one = ("What warranty do crowns carry?", "Crowns carry a year of warranty.")
    other = ("Fillings: is there a warranty?", "Fillings have two years.")
    first, second = asked(one, other)
    names = ("guarantee", "crown", "fill")  # as the table of synonyms and the stems have them
    assert rarer_things(first, second, dict(zip(names, (1.0, 2.0, 2.0), strict=True)))
    assert not rarer_things(first, second, dict(zip(names, (3.0, 2.0, 2.0), strict=True)))


@pytest.mark.parametrize(
    ("one", "other", "beyond_doubt"),
    [
        (  # only one thing is shared
            ("Есть ли скидка на протезы?", "Да, десять процентов."),
            ("Ставите ли вы протезы частями?", "Нет, только за один приём."),
            False,
        ),
        (
            ("Пустят ли в бассейн без шапочки?", "Нет, шапочка для бассейна обязательна."),
            ("Можно ли в бассейне плавать с голой головой?", "Да, без шапочки можно."),
            True,
        ),
    ],
)
def test_yes_against_no_needs_two_things_shared(one: Said, other: Said, beyond_doubt: bool) -> None:
    assert plainly("yes-no", *asked(one, other), lambda _: False) is beyond_doubt


@pytest.mark.parametrize(
    ("second", "beyond_doubt"),
    [
        (("До скольки можно занять сауну?", "Сауна закрывается в 21:00."), True),
        (("До скольки можно занять корт?", "Корт закрывается в 21:00."), False),
        (("До скольки сауна?", "21:00"), False),  # a bare figure may be of anything
    ],
)
def test_a_number_is_of_what_both_questions_and_answers_name(
    second: Said, beyond_doubt: bool
) -> None:
    first = ("Во сколько закрывают сауну?", "Сауну закрывают в 22:00.")
    assert plainly("number", *asked(first, second), lambda _: False) is beyond_doubt
