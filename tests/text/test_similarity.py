"""Near texts against sets compared by hand; rewordings with decoys that differ by one word."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekalo.text.likeness import mistyped, nearly_same
from lekalo.text.neutral import Names, neutral_key
from lekalo.text.pairs import Near
from lekalo.text.similarity import clusters, near_between, near_pairs, reworded_pairs
from lekalo.text.synonyms import concept, opposites


def jaccard(one: str, other: str) -> float:
    """The measure written plainly: shared 4-grams of the padded words over all of them."""

    def grams(text: str) -> set[str]:
        plain = f" {' '.join(re.findall('[a-z0-9]+', text.lower()))}   "
        return {plain[at : at + 4] for at in range(len(plain) - 3)}

    ours, theirs = grams(one), grams(other)
    return len(ours & theirs) / len(ours | theirs)


def made_up(count: int, seed: int = 1, words: int = 8) -> list[str]:
    draw = random.Random(seed)
    stock = ["".join(draw.choices(string.ascii_lowercase, k=6)) for _ in range(3000)]
    return [" ".join(draw.choices(stock, k=words)) for _ in range(count)]


def pairs(near: Near) -> set[tuple[int, int]]:
    return set(zip(near.left.tolist(), near.right.tolist(), strict=True))


def test_near_texts_are_found_with_their_likeness() -> None:
    texts = made_up(2000)
    draw = random.Random(2)
    changed = []
    for text in texts[:300]:
        at = draw.randrange(len(text))
        changed.append(text[:at] + "zq" + text[at:])
    near = near_pairs([*texts, *changed], 0.7)
    found = dict(
        zip(zip(near.left.tolist(), near.right.tolist(), strict=True), near.score, strict=True)
    )
    for (left, right), score in found.items():
        every = [*texts, *changed]
        assert left < right and score >= 0.7
        assert score == pytest.approx(jaccard(every[left], every[right]), abs=1e-5)
    expected = {(n, 2000 + n) for n in range(300) if jaccard(texts[n], changed[n]) >= 0.7}
    assert len(expected) > 250
    assert len(expected - set(found)) <= 0.01 * len(expected)
    assert set(found) <= expected


def test_long_texts_are_estimated_by_their_lowest_hashes() -> None:
    long = made_up(2, words=400)
    half = " ".join([*long[0].split()[:360], *long[1].split()[:40]])
    near = near_pairs([long[0], half, long[1]], 0.5)
    assert pairs(near) == {(0, 1)}
    assert near.score[0] == pytest.approx(jaccard(long[0], half), abs=0.12)


def test_a_crowd_comes_out_as_a_chain_and_not_as_all_its_pairs() -> None:
    same = ["Where is my order?"] * 30_000
    near = near_pairs([*same, "Other words here", "where is my  ORDER"], 0.8)
    assert len(near) == 30_000
    labels = clusters(near, 30_002)
    assert set(labels.tolist()) == {0, 30_000} and labels[30_001] == 0
    alike = [f"where is my order number {n:05}" for n in range(5000)]
    assert len(near_pairs(alike, 0.6)) < 5000 * 3 * 20


def test_near_between_names_the_right_sides() -> None:
    left = ["How do I cancel my order", "Сколько стоит доставка в Омск", "nothing like it"]
    right = ["weather tomorrow", "сколько стоит  доставка в ОМСК?", "How do I cancel my orders"]
    near = near_between(left, right, 0.7)
    assert pairs(near) == {(0, 2), (1, 1)}
    assert near.score[list(near.left).index(1)] == 1
    assert len(near_between([], right)) == len(near_between(left, [])) == 0
    twice = near_between(["a b c d", "a b c d"], ["a b c d", "a b c d"])
    assert pairs(twice) == {(0, 0), (1, 0)}


def test_nothing_and_texts_without_words() -> None:
    assert len(near_pairs([])) == 0 and len(reworded_pairs([])) == 0
    assert pairs(near_pairs(["👍", "👎", "👍"])) == {(0, 2)}
    assert len(reworded_pairs(["👍", "", "как?", "how do I?"])) == 0


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_clusters_are_the_connected_parts(ties: list[tuple[int, int]]) -> None:
    parts = [{n} for n in range(31)]
    for one, two in ties:
        first = next(part for part in parts if one in part)
        second = next(part for part in parts if two in part)
        if first is not second:
            first |= second
            parts.remove(second)
    expected = [min(next(part for part in parts if n in part)) for n in range(31)]
    left = np.array([tie[0] for tie in ties], np.int64)
    right = np.array([tie[1] for tie in ties], np.int64)
    labels = clusters(Near(left, right, np.ones(len(ties), np.float32)), 31)
    assert labels.tolist() == expected


SLIPS = [
    ("How do I cancel my order?", "How do I cancwl my order?"),
    ("How do I cancel my order?", "How do I cancel my order please"),
    ("Top up my card", "Topup my card"),
    ("I cannot find my phone", "I cannvot find my phone"),
    ("Как отменить заказ?", "Как отминить заказ"),
    ("Где мой заказ номер 5?", "номер 5: где мой заказ"),
]
NO_SLIPS = [
    ("How do I cancel my order?", "How do I change my order?"),
    ("How do I enable it?", "How do I disable it?"),
    ("What is the minimum transfer?", "What is the maximum transfer?"),
    ("Where is order 1543?", "Where is order 1544?"),
    ("I can log in", "I can't log in"),
    ("Convert miles to kilometres", "Convert kilometres to miles"),
    ("What causes hypothyroidism?", "What causes hyperthyroidism?"),
    ("Where is my kettle?", "Where is my lamp?"),
    ("Не могу войти", "Могу войти"),
    ("Как включить звук?", "Как выключить звук?"),
    ("Что делать до оплаты?", "Что делать после оплаты?"),
    ("Доставка в Тулу", "Доставка в Тверь"),
]


@pytest.mark.parametrize(("one", "other"), SLIPS)
def test_a_slip_leaves_a_text_the_same(one: str, other: str) -> None:
    assert nearly_same(one, other) and nearly_same(other, one)


@pytest.mark.parametrize(("one", "other"), NO_SLIPS)
def test_one_word_may_make_another_text(one: str, other: str) -> None:
    assert not nearly_same(one, other) and not nearly_same(other, one)


def test_words_of_the_dictionary_are_not_each_others_typos() -> None:
    assert mistyped("заказ", "закзаз") and mistyped("delivery", "delivrey")
    assert not mistyped("лампа", "рампа") and not mistyped("import", "export")


REWORDED = [
    ("How do I return my order?", "What is the way to send back a purchase?"),
    ("Where is my parcel?", "Could you tell me where my package is?"),
    ("How can I cancel my order?", "I'd like to call off my purchase, please."),
    ("How do I get my money back?", "I want a refund"),
    ("I can't log into my account", "Why am I unable to sign in to my profile?"),
    ("The blender arrived broken", "My blender came damaged"),
    ("My promo code does not work", "The coupon is not accepted"),
    ("Do you ship abroad?", "Is international delivery possible?"),
    ("How do I enable notifications?", "How can I turn on notifications?"),
    ("Как отменить заказ?", "Хочу отказаться от заказа, что делать?"),
    ("Сколько стоит доставка в Казань?", "Какова цена доставки до Казани?"),
    ("Как вернуть деньги?", "Хочу получить возврат средств"),
    ("Не могу войти в личный кабинет", "Не получается зайти в аккаунт"),
    ("Как связаться с оператором?", "Хочу поговорить с сотрудником поддержки"),
    ("Товар пришёл сломанным", "Получил повреждённый товар"),
    ("Как удалить аккаунт?", "Удалите, пожалуйста, мою учётную запись"),
    ("Как подключить уведомления?", "Как включить уведомления?"),
]
OTHER = [
    ("How do I cancel my order?", "How do I change my order?"),
    ("How do I enable notifications?", "How do I disable notifications?"),
    ("What should I do before paying?", "What should I do after paying?"),
    ("I can log in", "I can't log in"),
    ("Where is order 1543?", "Where is order 1544?"),
    ("Does it fit the Galaxy S10?", "Does it fit the Galaxy S20?"),
    ("Do you deliver to Moscow?", "Do you deliver to Kazan?"),
    ("Can I return the kettle?", "Can I return the lamp?"),
    ("What are the symptoms of diabetes?", "What are the treatments for diabetes?"),
    ("Why was my payment declined?", "Why is my payment pending?"),
    ("How do I turn the lamp on?", "How do I turn the lamp off?"),
    ("Write a poem about autumn", "Write a story about autumn"),
    ("Как отменить заказ?", "Как изменить заказ?"),
    ("Не могу войти", "Могу войти"),
    ("Как включить уведомления?", "Как отключить уведомления?"),
    ("Что делать до оплаты?", "Что делать после оплаты?"),
    ("Доставляете ли вы в Москву?", "Доставляете ли вы в Казань?"),
    ("Подойдёт ли чехол для Redmi 9?", "Подойдёт ли чехол для Redmi 10?"),
    ("Как открыть счёт?", "Как закрыть счёт?"),
    ("Сколько стоит доставка с подъёмом?", "Сколько стоит доставка без подъёма?"),
    ("Вы работаете в субботу?", "Вы работаете в воскресенье?"),
]


@pytest.mark.parametrize(("one", "other"), REWORDED)
def test_the_same_question_in_other_words(one: str, other: str) -> None:
    assert pairs(reworded_pairs([one, other])) == {(0, 1)}
    assert pairs(reworded_pairs([other], [one])) == {(0, 0)}


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_question_in_nearly_the_same_words(one: str, other: str) -> None:
    assert len(reworded_pairs([one, other])) == 0


def test_rewordings_are_found_among_many_and_the_decoys_are_not() -> None:
    left, right = zip(*REWORDED, *OTHER, strict=True)
    found = pairs(reworded_pairs(left, right))
    wanted = {(n, n) for n in range(len(REWORDED))}
    assert len(found & wanted) >= 0.9 * len(wanted)
    assert {(n, n) for n in range(len(REWORDED), len(left))} & found == set()


def embed(texts: Sequence[str]) -> np.ndarray:
    """Stands for a model that knows what the tables do not: `cop` and `police` are one."""
    axes = ["police", "cop", "kettle", "not", "7", "8"]
    made = np.full((len(texts), 8), 0.05, np.float32)
    for row, text in enumerate(texts):
        for axis, word in enumerate(axes):
            if word in text.lower().split():
                made[row, {1: 0}.get(axis, axis)] += 3
    return made


def test_an_embedder_finds_more_and_what_parts_two_questions_still_does() -> None:
    one = ["summon police 7", "boil kettle", "boil kettle"]
    other = ["fetch a cop 7", "fetch a cop 8", "kettle not"]
    assert len(reworded_pairs(one, other)) == 0
    assert pairs(reworded_pairs(one, other, embed)) == {(0, 0)}
    assert (0, 3) in pairs(reworded_pairs([*one, *other], None, embed))


def test_names_and_numbers_neutralised() -> None:
    texts = [
        "Did Anna from Leeds pay twice for order 12?",
        "Did Oleg from York pay twice for order 7?",
        "Did Oleg from York cancel twice order 7?",
        "Мария дважды оплатила заказ 12 в Казани?",
        "Олег дважды оплатил заказ 7 в Туле?",
    ]
    names = Names(texts)
    keys = [neutral_key(text, names) for text in texts]
    assert keys[0] == keys[1] != keys[2] and keys[0]
    assert keys[3] == keys[4] and keys[3]
    assert neutral_key("Where is Anna?", names) == ()


def test_the_tables_are_sound() -> None:
    assert concept("отменяли") == concept("cancelled") == "cancel"
    assert concept("kettle") != concept("lamp")
    assert all(one != two for one, two in opposites())
