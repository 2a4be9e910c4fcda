"""Splits by hand-made cases and by any: groups, near duplicates, time, labels, seeds, files."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekalo.core.errors import DataError, UserError
from lekalo.core.records import Document, Example, Message
from lekalo.data import splits
from lekalo.data.checks.leakage import leaking
from lekalo.data.formats.lines import RowError
from lekalo.data.seals import read_seal
from lekalo.data.sources import load
from lekalo.data.split_files import Wanted, moment, split_files
from lekalo.data.splits import Cut, Key, hold_out, key_of, nearest_sum, parted, split
from lekalo.data.twins import apart


def example(text: str, group: str = "") -> Example:
    return Example((Message("user", text), Message("assistant", "Да.")), group=group)


def test_one_group_is_never_torn_and_holds_nothing_out() -> None:
    same = [example(f"{number}?", "customer 1") for number in range(20)]
    assert split(same, 0.5, 7) == (tuple(same), ())


def test_two_groups_give_at_least_one_to_each_side() -> None:
    rows = [example("a", "one"), example("b", "two"), example("c", "two"), example("d", "two")]
    train, held_out = split(rows, 0.01, 7)
    assert held_out == (rows[0],) and train == tuple(
        rows[1:]
    )  # the smaller group is nearer the share


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


# By time, by label, by nearly the same words


def test_nearly_the_same_question_stays_on_one_side() -> None:
    twins = [
        "Когда приедет курьер с моим заказом, подскажите?",
        "Подскажите, когда приедет курьер с моими заказами?",
        "When will the courier bring the order that I paid for?",
        "When will the couriers bring the orders that I paid for?",
        "Why was Anna's parcel 512 sent to the wrong warehouse?",
        "Why was Oleg's parcel 77 sent to the wrong warehouse?",
    ]
    others = [
        "Как вернуть чайник?", "Is the lamp in stock?", "Где ваш магазин?", "Do you repair irons?",
        "Есть ли скидка пенсионерам?", "May I pay by card?", "Почему не работает сайт?", "Hello!",
    ]  # fmt: skip
    for seed in range(20):
        held_out = {e.messages[0].content for e in split(rows_of([*twins, *others]), 0.4, seed)[1]}
        assert (twins[0] in held_out) == (twins[1] in held_out)
        assert (twins[2] in held_out) == (twins[3] in held_out)
        assert (twins[4] in held_out) == (twins[5] in held_out)


def rows_of(questions: list[str]) -> list[Example]:
    return [example(question) for question in questions]


def copies() -> list[list[str]]:
    """Questions, each with its copies: slips, other case, other order numbers, other order of
    words."""
    draw = random.Random(3)
    made = []
    for _ in range(150):
        thing, place = ("".join(draw.choices("бвгдклмнпрст" * 2 + "аоиу", k=7)) for _ in "12")
        toy, town = ("".join(draw.choices("bdfgklmnprst" * 2 + "aiou", k=7)) for _ in "12")
        order, other = draw.sample(range(10_000, 99_999), 2)
        made.append([
            f"Почему заказ {order} с товаром {thing} ушёл в город {place}?",
            f"почему ЗАКАЗ {order} с товаром {thing} ушел в город {place}",
            f"Почему закза {order} с товаром {thing} ушёл в город {place}?",
            f"Почему заказ {other} с товаром {thing} ушёл в город {place}?",
        ])  # fmt: skip
        made.append([
            f"Will the courier bring {toy} with order {order} to {town}?",
            f"Will the couriers bring {toy} with order {order} to {town}, please?",
            f"Will the courier bring {toy} with order {other} to {town}?",
            f"To {town} will the courier bring {toy} with order {other}?",
        ])  # fmt: skip
    return made


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_copies_are_never_on_both_sides(seed: int) -> None:
    families = copies()
    asked = [(number, text) for number, family in enumerate(families) for text in family]
    random.Random(seed).shuffle(asked)
    cut = hold_out((Key(text) for _, text in asked), 0.1, seed)
    held = {asked[n][0] for n in cut.held_out}
    assert held.isdisjoint(asked[n][0] for n in cut.kept)
    assert len(held) == len(families) // 10  # every family has four rows
    again = hold_out([Key(text) for _, text in sorted(asked)], 0.1, seed)
    assert {sorted(asked)[n] for n in again.held_out} == {asked[n] for n in cut.held_out}


WORDINGS = (
    ("Where is my parcel now?", "When will the delivery get here, could I track it?"),
    ("Can I change the address?", "Is it possible to send the order to another address?"),
    ("Как вернуть деньги за покупку?", "Хочу оформить возврат денег, что для этого нужно?"),
    ("Во сколько открывается магазин?", "Подскажите часы работы магазина в выходные дни"),
)


def told(asked: str, answer: str) -> Example:
    return Example((Message("user", asked), Message("assistant", answer)))


def reworded() -> list[Example]:
    """Sixty chats of their own, and four questions asked twice in other words."""
    draw = random.Random(8)

    def toy() -> str:
        return "".join(draw.choices("bdfgklmnprst" * 2 + "aiou", k=7))

    alone = [
        told(f"Tell me of the {toy()} {toy()} and {toy()}", f"The {toy()} is {toy()} {toy()}.")
        for _ in range(60)
    ]
    twice = []
    for questions in WORDINGS:
        answer = f"The answer to it is {toy()} {toy()} and {toy()}."
        twice += [told(question, answer) for question in questions]
    return [*alone, *twice]


@pytest.mark.parametrize("seed", range(12))
def test_the_check_holds_no_cut_that_was_made_by_asking_it(seed: int) -> None:
    rows = reworded()
    cut = hold_out(map(key_of, rows), 0.2, seed, apart(rows))
    kept, held_out = parted(rows, cut)
    assert not leaking(kept, held_out)
    assert len(held_out) == cut.wanted
    assert sorted([*cut.kept, *cut.held_out]) == list(range(len(rows)))


def test_a_cut_by_questions_alone_is_held() -> None:
    """What the test above would not see if no seed parted a question from its twin."""
    rows = reworded()
    cuts = (split(rows, 0.2, seed) for seed in range(12))
    assert sum(bool(leaking(kept, held_out)) for kept, held_out in cuts) >= 6


def test_twins_of_all_rows_do_not_put_all_on_one_side() -> None:
    keys = [Key(f"{number}: {'abcdefgh'[number % 8] * 9}") for number in range(40)]
    cut = hold_out(keys, 0.25, 7, lambda cut: ([cut.kept[0]], [cut.held_out[0]]))
    assert len(cut.held_out) == 10 and cut.largest <= 10
    assert cut.leaking == 1


@pytest.mark.parametrize(("rows", "looks"), [(1 << 16, 4), (1 << 17, 2), ((1 << 18) + 1, 0)])
def test_many_rows_are_looked_at_a_few_times_or_never(
    monkeypatch: pytest.MonkeyPatch, rows: int, looks: int
) -> None:
    monkeypatch.setattr(splits, "_SHOWN", splits._SHOWN >> 10)
    shown: list[Cut] = []

    def twins(cut: Cut) -> tuple[list[int], list[int]]:
        shown.append(cut)
        return [cut.kept[0]], [cut.held_out[0]]

    keys = [Key(str(number) * 9) for number in range(-(-rows >> 10))]
    cut = hold_out(keys, 0.25, 7, twins)
    assert len(shown) == looks and cut.leaking is None


def test_a_file_is_split_so_that_the_check_passes(tmp_path: Path) -> None:
    source = tmp_path / "all.jsonl"
    lines = [
        json.dumps({"question": row.messages[0].content, "answer": row.messages[1].content})
        for row in reworded()
    ]
    source.write_text("\n".join([*lines, json.dumps({"text": "A document."})]) + "\n")
    for seed in range(6):
        done = split_files(source, tmp_path / str(seed), Wanted(0.2, seed))
        sides = [load([path], Path()).examples for path in (done.train, done.held_out)]
        assert not leaking(*sides)


def test_a_seed_gives_one_split_in_every_process() -> None:
    """Python hashes texts otherwise in each process; a split must not depend on it."""
    code = (
        "from lekalo.data.splits import Key, hold_out\n"
        "words = 'kettle lamp sofa mirror чайник лампа диван зеркало'.split()\n"
        "keys = [Key(f'{a} {b}', group=a) for a in words for b in words]\n"
        "print(list(hold_out(keys, 0.3, 5).held_out))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1 and "[" in told.pop()


def test_where_most_rows_are_alike_they_are_not_one_group() -> None:
    """Else nothing could be held out of data of one form; the exact repeats still stay together."""
    keys = [Key(f"where is order number {n % 30}") for n in range(60)]
    cut = hold_out(keys, 0.2, 7)
    assert cut.alike == 60 and len(cut.held_out) == 12
    assert {keys[n] for n in cut.held_out}.isdisjoint(keys[n] for n in cut.kept)
    assert hold_out([Key("one question")] * 9 + [Key("another thing")], 0.1, 7).alike == 0


def test_the_latest_are_held_out() -> None:
    times = [f"2024-03-{day:02}" for day in range(1, 21)]
    keys = [Key(WORDS[n], time=time) for n, time in enumerate(reversed(times))]
    cut = hold_out(keys, 0.2, 7)
    assert sorted(keys[n].time for n in cut.held_out) == times[-4:] and cut.since == times[-4]
    assert hold_out(keys, 0.2, 8) == cut  # nothing is drawn, so a seed changes nothing


def test_a_customer_who_came_back_goes_with_the_last_visit() -> None:
    keys = [Key(WORDS[n], time=f"2024-03-{n + 1:02}") for n in range(18)]
    keys += [Key("first visit", "ann", "2024-03-02"), Key("second visit", "ann", "2024-03-30")]
    cut = hold_out(keys, 0.15, 7)
    assert {18, 19} <= set(cut.held_out)
    assert max(keys[n].time for n in cut.kept) <= cut.since


def test_each_label_gives_its_share() -> None:
    kinds = ("red", "wooden", "broken", "cheap", "silver", "ancient", "tiny", "heavy")
    keys = [Key(f"{kinds[n // 25]} {WORDS[n % 25]}", label="ab"[n % 4 == 0]) for n in range(200)]
    for seed in range(5):
        held = Counter(keys[n].label for n in hold_out(keys, 0.1, seed).held_out)
        assert held == {"a": 15, "b": 5}
    alone = [*keys, Key("the only one of its kind", label="rare")]
    assert len(hold_out(alone, 0.1, 7).held_out) == 20


@pytest.mark.parametrize(
    ("sizes", "quota", "chosen"),
    [
        ([6, 7, 9], 10, [9]),  # one below: 6 first, and then nothing fits
        ([6, 4, 5, 5], 10, [6, 4]),  # the first in rank of those that fit to the row
        ([7, 3, 3, 4], 10, [7, 3]),
        ([40, 35, 25], 10, []),  # 25 is farther from 10 than none
        ([12, 40], 10, [12]),
        ([8, 12], 10, [8]),  # as near as 12, and lower
        ([5, 5], 0, []),
    ],
)
def test_groups_whose_sum_is_nearest(sizes: list[int], quota: int, chosen: list[int]) -> None:
    assert [sizes[place] for place in nearest_sum(sizes, quota)] == chosen


@given(sizes=st.lists(st.integers(1, 30), max_size=8), quota=st.integers(0, 60))
def test_no_choice_of_groups_comes_nearer(sizes: list[int], quota: int) -> None:
    found = sum(sizes[place] for place in nearest_sum(sizes, quota))
    sums = {sum(some) for n in range(len(sizes) + 1) for some in combinations(sizes, n)}
    assert abs(found - quota) == min(abs(one - quota) for one in sums)


def test_big_groups_meet_the_share_as_nearly_as_they_can() -> None:
    sizes = {"ann": 52, "boris": 24, "vera": 13, "gleb": 8, "dora": 3}
    questions = iter(f"{one} {two}" for one in WORDS for two in WORDS if one < two)
    keys = [Key(next(questions), name) for name, size in sizes.items() for _ in range(size)]
    for seed in range(8):  # gleb and dora are 11, gleb alone 8, vera 13
        cut = hold_out(keys, 0.11, seed)
        assert {keys[n].group for n in cut.held_out} == {"gleb", "dora"} and not cut.missed
    cut = hold_out(keys[:76], 0.1, 7)  # of ann and boris
    assert (cut.wanted, len(cut.held_out), cut.largest, cut.missed) == (8, 24, 52, True)


def test_of_many_groups_one_more_is_taken_where_that_is_nearer() -> None:
    nouns = [f"{one} {two}" for one in WORDS for two in WORDS if one < two][:290]
    keys = [Key(f"{kind} {noun}", str(n)) for n, noun in enumerate(nouns) for kind in "abcdefg"]
    for share, wanted, reached in ((0.1, 203, 203), (0.0986, 200, 203), (0.098, 199, 196)):
        cut = hold_out(keys, share, 7)
        assert (cut.wanted, len(cut.held_out)) == (wanted, reached)


WORDS = (  # noqa: SIM905
    "kettle lamp socket chair window carpet hammer violin garden mirror bottle candle pencil "
    "blanket ladder whistle compass umbrella lantern pillow cupboard scissors trumpet bucket quilt"
).split()
KEYS = st.lists(
    st.builds(
        Key,
        asked=st.sampled_from([*WORDS, "where is my order", "where are my orders"]),
        group=st.sampled_from(["", "", "", "ann", "boris", "vera"]),
        time=st.sampled_from(["2024-01-01", "2024-02-01", "2024-02-02", "2024-07-01"]),
        label=st.sampled_from(["a", "a", "b"]),
    ),
    max_size=40,
)


@settings(deadline=None)  # what is asked stands on disk meanwhile
@given(keys=KEYS, share=st.floats(0, 0.99), seed=st.integers(0, 3), plain=st.sampled_from("tl-"))
def test_any_split_is_a_partition_of_whole_groups(
    keys: list[Key], share: float, seed: int, plain: str
) -> None:
    if plain != "t":
        keys = [replace(key, time="") for key in keys]
    if plain != "l":
        keys = [replace(key, label="") for key in keys]
    cut = hold_out(keys, share, seed)
    assert sorted([*cut.kept, *cut.held_out]) == list(range(len(keys)))
    kept, held = ([keys[n] for n in side] for side in (cut.kept, cut.held_out))
    assert {k.group for k in kept if k.group}.isdisjoint(k.group for k in held)
    assert {k.asked for k in kept}.isdisjoint(k.asked for k in held)
    if share > 0 and held:
        assert kept
        assert max(key.time for key in kept) <= max(key.time for key in held)
        assert all(key.time <= cut.since for key in kept) or plain == "l" or not cut.since
    backwards = hold_out(keys[::-1], share, seed)
    assert [len(keys) - 1 - n for n in reversed(backwards.held_out)] == list(cut.held_out)


# Files


def table(path: Path, rows: int = 40) -> Path:
    lines = ["question,answer,customer,day,kind"]
    lines += [
        f"{WORDS[n % 25]} {WORDS[(n * 7 + n // 25) % 25]}?,In the shop.,c{n % 10},"
        f"{n % 28 + 1:02}.02.2024,{'ab'[n % 2]}"
        for n in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_table_is_split_row_by_row_as_it_stands(tmp_path: Path) -> None:
    source = table(tmp_path / "tickets.csv")
    before = source.read_bytes()
    done = split_files(source, tmp_path / "out", Wanted(0.2, group="customer"))
    train, held = read(done.train), read(done.held_out)
    with source.open(encoding="utf-8", newline="") as file:
        whole = list(csv.DictReader(file))
    assert sorted(map(str, [*train, *held])) == sorted(map(str, whole))
    assert len(held) == 8 and {r["customer"] for r in held}.isdisjoint(r["customer"] for r in train)
    assert source.read_bytes() == before
    assert read_seal(done.held_out) == done.seal and done.seal.rows == 8


def test_chats_keep_every_column_and_odd_values(tmp_path: Path) -> None:
    chats = [
        {"messages": [{"role": "user", "content": f"{WORDS[n]}?"},
                      {"role": "assistant", "content": "Да, ёж 👍"}],
         "odd": [1.5, None, {"a": 10**30}], "half": "\ud83d", "text id": n}
        for n in range(20)
    ]  # fmt: skip
    source = tmp_path / "chats.jsonl"
    source.write_text("".join(json.dumps(chat) + "\n" for chat in chats), encoding="utf-8")
    done = split_files(source, tmp_path / "out", Wanted(0.25))
    both = [*read(done.train), *read(done.held_out)]
    assert sorted(both, key=lambda row: row["text id"]) == chats
    assert [list(row) for row in both] == [list(chats[0])] * 20


def test_dates_are_read_one_way_or_refused(tmp_path: Path) -> None:
    done = split_files(table(tmp_path / "t.csv", 28), tmp_path / "out", Wanted(0.25, time="day"))
    assert {row["day"] for row in read(done.held_out)} == {f"{d}.02.2024" for d in range(22, 29)}
    same = ["2024-03-05T09:00:00+03:00", "2024-03-05T06:00:00Z", "05.03.2024 06:00", 1709618400,
            1709618400000, "2024-03-05 06:00"]  # fmt: skip
    assert len({moment(value, "day") for value in same}) == 1
    assert moment("2023-12-31", "day") < moment("01.02.2024", "day") < moment("2024-02-02", "day")
    for value in ("03/05/2024", "tomorrow", "", None, True, "2024-02-30", float("nan"), 1e300):
        with pytest.raises(RowError, match="read one way only"):
            moment(value, "day")


def test_a_date_that_cannot_be_read_is_named_by_line(tmp_path: Path) -> None:
    source = table(tmp_path / "t.csv", 12)
    source.write_text(source.read_text().replace("03.02.2024", "soon"))
    with pytest.raises(DataError, match=r"t\.csv:4: The column 'day' holds 'soon'"):
        split_files(source, tmp_path / "out", Wanted(0.25, time="day"))
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over_and_nothing_is_half_done(tmp_path: Path) -> None:
    source = table(tmp_path / "train.jsonl.csv")
    (tmp_path / "eval.jsonl").write_text("mine")
    with pytest.raises(UserError, match="nothing is written over"):
        split_files(source, tmp_path, Wanted())
    assert (tmp_path / "eval.jsonl").read_text() == "mine"
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"question": "a", "answer": "b"}\n{"question": \n{"x": 1}\n')
    with pytest.raises(DataError) as error:
        split_files(broken, tmp_path / "new", Wanted())
    assert "broken.jsonl:2" in str(error.value) and "broken.jsonl:3" in str(error.value)
    for wrong in (Wanted(0), Wanted(1), Wanted(group="custmer")):
        with pytest.raises(UserError):
            split_files(source, tmp_path / "new", wrong)
    one = tmp_path / "one.jsonl"
    one.write_text('{"question": "a", "answer": "b"}\n' * 5)
    with pytest.raises(DataError, match="belong together"):
        split_files(one, tmp_path / "new", Wanted())
    assert not (tmp_path / "new").exists()
