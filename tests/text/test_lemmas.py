"""First forms of words in both languages, look-alike letters, numbers, and words left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekalo.text.lemmas import content_lemmas, is_name, lemmas, unify


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("заказы", "заказа"),
        ("отменили", "отменить"),
        ("Ещё чайник", "еще чайника"),
        ("orders", "order"),
        ("cancelled", "cancelling"),
        ("I paid", "I pay"),
        ("can't", "cannot"),
        ("dont", "don’t"),
        ("e-mail", "email"),
        ("Wi-Fi", "wi fi"),
        ("1 000", "1,000"),
        ("1\u00a0000", "1000"),
        ("2,5", "2.5"),
        ("iPhone15", "iphone 15"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert lemmas(one) == lemmas(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("заказ", "отказ"),
        ("войти", "выйти"),
        ("order", "border"),
        ("can", "can't"),
        ("1.5", "15"),
        ("10 000", "1000"),
        ("enable", "disable"),
        ("12 30", "1230"),
    ],
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert lemmas(one) != lemmas(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("зaкaз", "заказ"),  # Latin a
        ("Kак вepнуть", "Как вернуть"),  # Latin K, e, p
        ("оrdеr", "order"),  # Cyrillic о, е
        ("C днём рождения", "С днём рождения"),  # a whole word of look-alikes
        ("pay in Москва", "pay in Москва"),
        ("кредит от ABC", "кредит от АВС"),  # alike to the last letter: read as Cyrillic
        ("купить iPhone", "купить iPhone"),
        ("plain", "plain"),
    ],
)
def test_look_alike_letters_are_read_as_what_they_look_like(typed: str, meant: str) -> None:
    assert unify(typed) == meant


def test_what_says_little_is_left_out_and_what_turns_a_question_is_not() -> None:
    assert content_lemmas("Could you please tell me how to cancel my order?") == ["cancel", "order"]
    assert content_lemmas("Подскажите, пожалуйста, как мне отменить заказ?") == [
        "отменить",
        "заказ",
    ]
    assert "not" in content_lemmas("I can't log in")
    assert "не" in content_lemmas("не могу войти")
    assert content_lemmas("what to do before paying") == lemmas("before paying")
    assert "без" in content_lemmas("доставка без подъёма")


def test_names_are_told_by_the_dictionary() -> None:
    assert is_name("мария") and is_name("казань")
    assert not is_name("заказ") and not is_name("maria")


@given(st.text(max_size=60))
def test_any_text_has_lemmas_and_unifying_twice_changes_nothing(text: str) -> None:
    assert all(lemmas(text))
    assert unify(unify(text)) == unify(text)
