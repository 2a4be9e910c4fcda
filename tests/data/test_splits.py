"""Splits by hand-made cases: groups, duplicates, seeds, the least there is."""

from __future__ import annotations

from lekalo.core.records import Document, Example, Message
from lekalo.data.splits import split


def example(text: str, group: str = "") -> Example:
    return Example((Message("user", text), Message("assistant", "Да.")), group=group)


def test_one_group_is_never_torn_and_holds_nothing_out() -> None:
    same = [example(f"{number}?", "customer 1") for number in range(20)]
    assert split(same, 0.5, 7) == (same, [])


def test_two_groups_give_at_least_one_to_each_side() -> None:
    rows = [example("a", "one"), example("b", "two"), example("c", "two"), example("d", "two")]
    train, held_out = split(rows, 0.01, 7)
    assert held_out == [rows[0]] and train == rows[1:]  # the smaller group is nearer the share


def test_the_same_question_otherwise_written_stays_on_one_side() -> None:
    for seed in range(20):
        twins = [example("Где мой заказ, ещё в пути?"), example("где мой ЗАКАЗ  еще в пути")]
        rows = [*twins, *(example(f"Другой вопрос {number}") for number in range(8))]
        held_out = split(rows, 0.3, seed)[1]
        assert (twins[0] in held_out) == (twins[1] in held_out)


def test_groups_and_questions_tie_in_a_chain() -> None:
    chain = [example("a", "1"), example("b", "1"), example("b", "2"), example("c", "2")]
    rows = [*chain, example("d"), example("e")]
    for seed in range(20):
        held_out = split(rows, 0.4, seed)[1]
        assert len([one for one in chain if one in held_out]) in (0, 4)


def test_seeds_choose_other_rows() -> None:
    rows = [example(f"{number}?") for number in range(40)]
    assert len({tuple(e.messages for e in split(rows, 0.2, seed)[1]) for seed in range(6)}) == 6


def test_new_rows_leave_most_of_the_others_where_they_were() -> None:
    rows = [example(f"{number}?") for number in range(400)]
    before = split(rows[:360], 0.2, 7)[1]
    after = split(rows, 0.2, 7)[1]
    stayed = sum(one in after for one in before)
    assert stayed >= 0.85 * len(before)


def test_documents_are_split_by_their_text() -> None:
    documents = [Document(f"text {number % 5}") for number in range(10)]
    train, held_out = split(documents, 0.2, 7)
    assert len(held_out) == 2 and {one.text for one in train}.isdisjoint(
        one.text for one in held_out
    )
