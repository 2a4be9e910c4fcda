"""`preference-noise` with planted defects and decoys in two languages; Krippendorff's own examples.

Decoys are choices that look like the mistake and are not: a criterion that asks for brevity, two
prompts with opposite right answers, words added that the criterion asks for.
"""

from __future__ import annotations

import gzip
import json
import re
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Finding, Language, Message, Pair, Rated, Where
from lekalo.data.agreement import alpha
from lekalo.data.checks._biases import rank_bias, sign_bias
from lekalo.data.sources import load
from support.real import need_data

TEXTS = {
    "en": ("Ask for the order number first.", "It will come tomorrow, I promise."),
    "ru": ("Сначала спросите номер заказа.", "Обещаю, всё придёт завтра."),
}


def pair(
    chosen: str,
    rejected: str,
    prompt: str = "Where is my order?",
    line: int = 0,
    criterion: str = "promises nothing",
    **meta: str,
) -> Pair:
    asked = (Message("user", prompt),)
    return Pair(asked, chosen, rejected, Where("pairs.jsonl", line), criterion, meta=meta)


def rated(answer: str, good: bool, prompt: str = "Hello?", line: int = 0, **meta: str) -> Rated:
    meta = {"criterion": "polite", **meta}
    return Rated((Message("user", prompt),), answer, good, Where("rated.jsonl", line), meta=meta)


def balanced(count: int, criterion: str = "promises nothing") -> list[Pair]:
    """Sound pairs: each prompt of its own, the chosen answer as often longer as shorter."""
    rows = []
    for n in range(count):
        chosen = f"Please give me the number of order {n}." + " It helps to find it." * (n % 2)
        rejected = f"Parcel {n} will surely be there on Monday."
        rows.append(pair(chosen, rejected, f"Where is parcel {n}?", 1000 + n, criterion))
    return rows


def run(
    pairs: list[Pair] = [],  # noqa: B006 - read only
    ratings: list[Rated] = [],  # noqa: B006
    language: Language = "en",
    banned: tuple[str, ...] = (),
) -> list[Finding]:
    material = Material(pairs=pairs, rated=ratings, language=language, banned=banned)
    return list(CHECKS.get("preference-noise")().run(material))


def kinds(findings: list[Finding]) -> list[str]:
    return [finding.where[0].part.split()[0] for finding in findings]


def lines(finding: Finding) -> list[int | None]:
    return [where.line for where in finding.where]


# Agreement: worked out by hand from the source's own tables


def test_alpha_of_two_observers() -> None:
    """Section A: ten articles, two observers, 0 or 1. Four articles disagree, so o01 = 4; of the
    twenty values fourteen are 0 and six are 1: alpha = 1 - 19 * 4 / (14 * 6) = 8/84."""
    meg, owen = "0100000010", "1110010000"
    assert alpha(list(zip(meg, owen, strict=True))) == pytest.approx(8 / 84)


def test_alpha_with_missing_ratings() -> None:
    """Section C: four observers, twelve units, a dot where one is missing. The last unit has one
    value and is left out; 40 values pair: 9, 13, 10, 5, 3 of each. The matrix's diagonal is
    7 + 10 + 8 + 4 + 3 = 32: alpha = (39 * 32 - 344) / (40 * 39 - 344) = 904/1216 = 0.743, where
    344 = 9*8 + 13*12 + 10*9 + 5*4 + 3*2."""
    observers = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    units = [[v for v in unit if v != "."] for unit in zip(*observers, strict=True)]
    assert alpha(units) == pytest.approx(904 / 1216)


def test_alpha_where_nothing_tells() -> None:
    assert alpha([]) is None
    assert alpha([["a"], ["b"]]) is None
    assert alpha([["a", "a"], ["a", "a"]]) is None
    assert alpha([["a", "a"], ["b", "b"]]) == 1.0
    assert alpha([["a", "b"], ["b", "a"]]) == pytest.approx(-0.5)  # 1 - 3 * 2 / (2 * 2)


def test_the_interval_of_a_share_is_wilsons() -> None:
    """81 of 263: 25.5 % to 36.6 %, the worked example of Newcombe (1998), method 3."""
    signs = np.array([1] * 182 + [-1] * 81 + [0] * 7)
    bias = sign_bias(signs)
    assert (bias.count, bias.up) == (263, True)
    assert (1 - bias.high, 1 - bias.low) == pytest.approx((0.2553, 0.3662), abs=5e-4)


def test_ranks_of_lengths() -> None:
    """Good 3, 5, 9 against bad 1, 5: 3 is over 1 only; 5 is over 1 and ties 5; 9 is over both."""
    bias = rank_bias(np.array([3, 5, 9, 1, 5]), np.array([True, True, True, False, False]))
    assert bias.share == pytest.approx((1 + 1.5 + 2) / 6)


# Choices that contradict one another


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_choice_that_went_both_ways(language: Language) -> None:
    good, bad = TEXTS[language]
    rows = [
        pair(good, bad, line=1, author="Anna"),
        pair(bad.upper(), f"  {good} ", "where is  my order?", line=2, author="Boris"),
        *balanced(40),
    ]
    (finding,) = run(rows, language=language)
    assert (finding.code, finding.severity) == ("preference-noise", "hold")
    assert [str(w) for w in finding.where] == [
        "pairs.jsonl:1 reversed 1",
        "pairs.jsonl:2 reversed 1",
    ]
    assert "Anna, Boris" in finding.message
    assert finding.figure == pytest.approx(2 / 42)


def test_opposite_answers_to_different_prompts_are_no_contradiction() -> None:
    assert run([pair("Yes, you may.", "No, you may not.", "May I return it in 3 days?"),
                pair("No, you may not.", "Yes, you may.", "May I return it in 300 days?"),
                pair("Да, можно.", "Нет, нельзя.", "Можно вернуть через 3 дня?"),
                pair("Нет, нельзя.", "Да, можно.", "Можно вернуть через 300 дней?"),
                *balanced(40)]) == []  # fmt: skip


def test_a_system_text_makes_another_prompt() -> None:
    one = pair("Hi!", "Good day.", line=1)
    formal = (Message("system", "Be formal."), *one.prompt)
    other = Pair(formal, "Good day.", "Hi!", Where("pairs.jsonl", 2), "tone")
    assert run([one, other, *balanced(40)]) == []


def test_saying_the_same_twice_is_no_contradiction() -> None:
    good, bad = TEXTS["ru"]
    assert run([pair(good, bad, line=1), pair(good, bad, line=2), *balanced(40)]) == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_choices_in_a_circle(language: Language) -> None:
    a, b, c, d = "Wait a little.", "Подождите немного.", "Call us.", "Write to us."
    rows = [
        pair(a, b, line=1), pair(b, c, line=2), pair(c, a, line=3),
        pair(d, a, line=4), pair(d, c, line=5), *balanced(40),
    ]  # fmt: skip
    (finding,) = run(rows, language=language)
    assert kinds([finding]) == ["circle"] and lines(finding) == [1, 2, 3]
    # the same choices over three prompts, or in order, are no circle
    assert run([pair(a, b, "1?"), pair(b, c, "2?"), pair(c, a, "3?"), *balanced(40)]) == []
    assert run([pair(a, b), pair(b, c), pair(a, c), pair(b, d), *balanced(40)]) == []


@given(st.sets(st.sampled_from(list(permutations("ABCDEFG", 2))), max_size=16))
def test_circles_are_those_found_by_walking(choices: set[tuple[str, str]]) -> None:
    """Against a walk from every answer: a row is on a circle when its rejected answer leads back
    to its chosen one, choices made both ways aside."""
    forward = sorted(c for c in choices if c[::-1] not in choices)

    def reach(start: str) -> set[str]:
        seen, todo = {start}, [start]
        while todo:
            here = todo.pop()
            for better, worse in forward:
                if better == here and worse not in seen:
                    seen.add(worse)
                    todo.append(worse)
        return seen

    expected = {c for c in forward if c[0] in reach(c[1])}
    rows = [pair(f"answer {a}", f"answer {b}", line=n) for n, (a, b) in enumerate(sorted(choices))]
    found = [f for f in run(rows) if kinds([f]) == ["circle"]]
    named = {line for finding in found for line in lines(finding)}
    assert {c for n, c in enumerate(sorted(choices)) if n in named} == expected


def test_a_long_chain_of_choices_is_walked_without_recursion() -> None:
    chain = [pair(f"answer {n}", f"answer {n + 1}", line=n) for n in range(20_000)]
    assert "circle" not in kinds(run(chain))
    closed = [*chain, pair("answer 20000", "answer 0", line=20_000)]
    (circle,) = (f for f in run(closed) if kinds([f]) == ["circle"])
    assert circle.figure == 1.0 and len(circle.where) == 100


def test_an_answer_rated_good_and_bad() -> None:
    sound = [rated(f"Answer {n % 7} of {n}.", n % 2 == 0, f"{n}?") for n in range(40)]
    clash = [rated("Ждите.", True, "Где?", 1, author="Анна"), rated("ждите", False, "где?", 2)]
    (finding,) = run(ratings=[*sound, *clash], language="ru")
    assert finding.severity == "hold" and lines(finding) == [1, 2]
    assert finding.where[0].part == "opposite 1" and "Анна" in finding.message
    other_prompt = rated("Ждите.", False, "Когда?", 3)
    assert run(ratings=[*sound, clash[0], other_prompt]) == []


# Pairs that say nothing


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Всё готово.", "Все готово", True),
        ("Say “yes”", 'Say  "yes".', True),
        ("Готово", "Готова", False),
        ("Please wait.", "PLEASE WAIT!", False),  # shouting may be what was rejected
        ("First. Second.", "First.\nSecond.", False),  # so may the layout
        ("Wait 3 days.", "Wait 5 days.", False),
    ],
)
def test_equal_pairs(one: str, other: str, equal: bool) -> None:
    found = run([pair(one, other, line=1), *balanced(10)])
    assert kinds(found) == (["equal"] if equal else [])


def test_few_equal_pairs_warn_and_many_hold() -> None:
    for sound, severity in ((98, "hold"), (99, "warning")):
        (finding,) = run([pair("Same.", "Same"), *balanced(sound)])
        assert finding.severity == severity


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_criterion(language: Language) -> None:
    (finding,) = run(balanced(30, criterion=" "), language=language)
    assert (finding.severity, kinds([finding])) == ("hold", ["no-criterion"])
    assert finding.figure == 1.0 and "30" in finding.message
    by_rule = [
        Pair(p.prompt, p.chosen, p.rejected, p.where, meta={"policy": "no promised dates"})
        for p in balanced(30)
    ]
    assert run(by_rule) == []
    (few,) = run([*balanced(1, criterion=""), *balanced(199)])
    assert few.severity == "warning" and few.figure == 1 / 200


# Length and place


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_longer_answer_always_chosen(language: Language) -> None:
    tail = {"en": " We are always glad to help you with it.", "ru": " Всегда рады вам помочь."}
    rows = [
        pair(f"Ждите {n}." + tail[language] * 2, f"Другой ответ {n}, покороче", f"{n}?", n)
        for n in range(20)
    ]
    (finding,) = run(rows, language=language)
    assert finding.severity == "hold" and finding.where == (Where(part="length"),)
    assert finding.figure == 1.0 and "100" in finding.message
    flipped = [pair(p.rejected, p.chosen, p.prompt[0].content, 0) for p in rows]
    (shorter,) = run(flipped, language=language)
    assert re.search("shorter|короткий", shorter.message)


@pytest.mark.parametrize("criterion", ["The shorter answer is better", "Чем короче, тем лучше",
                                       "Be concise", "Краткость"])  # fmt: skip
def test_length_may_be_what_was_asked_for(criterion: str) -> None:
    rows = [
        pair(f"Ждите {n}.", f"Подождите {n} дней: вам непременно ответят", f"{n}?", n, criterion)
        for n in range(30)
    ]
    assert run(rows) == []


def test_an_even_mix_of_lengths_is_no_bias() -> None:
    assert run(balanced(200)) == []
    assert run([pair("A longer answer here.", "Short.", f"{n}?") for n in range(4)]) == []  # few


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_first_answer_always_chosen(language: Language) -> None:
    def shown(first: list[str]) -> list[Finding]:
        rows = [
            Pair(p.prompt, p.chosen, p.rejected, p.where, p.criterion, meta={"first": side})
            for p, side in zip(balanced(len(first)), first, strict=True)
        ]
        return run(rows, language=language)

    (always,) = shown(["chosen"] * 27 + ["rejected"])
    assert (always.severity, always.where) == ("hold", (Where(part="place"),))
    (second,) = shown(["rejected"] * 28)
    assert re.search("second|вторым", second.message)
    assert shown(["chosen", "rejected"] * 14) == []
    assert shown([""] * 28) == []


@pytest.mark.parametrize(
    ("short", "long", "padded"),
    [
        ("Your parcel is on its way.", "Your parcel is on its way. We love to help!", True),
        ("Посылка уже в пути к вам.", "Здравствуйте! Посылка уже в пути к вам.", True),
        ("The delivery takes three day", "The delivery takes three days", False),
        ("Yes.", "Yes, but only with a receipt and in the first month.", False),
        ("Посылка уже в пути к вам.", "Посылка ещё на складе у нас, ждём курьера.", False),
    ],
)
def test_words_added_and_nothing_else(short: str, long: str, padded: bool) -> None:
    bare = pair(long, short, line=1, criterion="")
    found = kinds(run([bare, *balanced(120)]))
    assert ("padded" in found) is padded
    # with a criterion the added words may be its point
    assert run([pair(long, short, criterion="asks for the number"), *balanced(120)]) == []


def test_a_set_of_padded_answers_is_named_with_a_criterion_too() -> None:
    rows = balanced(60)
    rows += [
        pair(f"Your parcel {n} is at the post office. We are happy to help!",
             f"Your parcel {n} is at the post office.", f"Post {n}?", n) for n in range(20)
    ]  # fmt: skip
    assert "padded" in kinds(run(rows))


def test_good_answers_that_are_longer() -> None:
    long = [rated("word " * (20 + n % 9), True, f"{n}?") for n in range(40)]
    short = [rated("word " * (3 + n % 5), False, f"bad {n}?") for n in range(40)]
    (finding,) = run(ratings=[*long, *short])
    assert finding.severity == "hold" and finding.where == (Where(part="length"),)
    even = [rated("word " * (3 + n % 10), n % 3 == 0, f"{n}?") for n in range(90)]
    assert run(ratings=even) == []


# People and policy


def votes(agreeing: int, disputed: int) -> list[Pair]:
    rows = []
    for n, p in enumerate(balanced(agreeing + disputed)):
        turned = n < disputed
        one, other = (p.rejected, p.chosen) if turned else (p.chosen, p.rejected)
        for author, (chosen, rejected) in {
            "Anna": (p.chosen, p.rejected),
            "Boris": (p.chosen, p.rejected),
            "Vera": (one, other),
        }.items():
            rows.append(Pair(p.prompt, chosen, rejected, p.where, "clear", meta={"author": author}))
    return rows


@pytest.mark.parametrize("language", ["en", "ru"])
def test_annotators_who_disagree(language: Language) -> None:
    (both, finding) = run(votes(8, 16), language=language)
    assert kinds([both, finding]) == ["reversed", "disagreement"]
    assert finding.severity == "hold" and "Vera" in finding.message
    assert finding.figure is not None and finding.figure < 0.4
    assert {w.part.split()[-1] for w in finding.where} == {"Anna", "Boris", "Vera"}
    (only,) = run(votes(38, 2), language=language)  # agreement is high: 76 of 80 pairs of votes
    assert kinds([only]) == ["reversed"]
    assert run(votes(20, 0), language=language) == []


def test_one_person_is_no_agreement_and_few_tell_nothing() -> None:
    alone = [Pair(p.prompt, p.chosen, p.rejected, p.where, "c", meta={"author": "Anna"})
             for p in balanced(30)]  # fmt: skip
    assert run(alone) == []
    assert "disagreement" not in kinds(run(votes(0, 9)))


def test_chosen_answers_that_break_the_policy() -> None:
    rows = [
        pair("Обещаем доставить завтра, гарантируем!", "Назовите номер заказа.", "1?", 1),
        pair("Спросите номер заказа, пожалуйста, сразу.", "Гарантируем доставку.", "2?", 2),
        *balanced(40),
    ]
    (finding,) = run(rows, banned=("гарантируем", "не звоните"), language="ru")
    assert (finding.severity, lines(finding)) == ("hold", [1])
    assert "«гарантируем»" in finding.message and finding.where[0].part == "banned"
    ratings = [rated("Гарантируем.", True, "1?", 1), rated("Гарантируем!", False, "2?", 2)]
    (good,) = run(ratings=ratings, banned=("Гарантируем",))
    assert lines(good) == [1]
    assert run(rows) == []


def test_findings_are_in_the_language_asked_for() -> None:
    rows = [pair("Same.", "Same"), *votes(2, 20), *balanced(5, criterion="")]
    for finding in run(rows, language="ru"):
        assert re.search("[а-я]", finding.message) and re.search("[а-я]", finding.remedy)
    for finding in run(rows, language="en"):
        assert not re.search("[а-яА-Я]", finding.message + finding.remedy)


# From files


def test_a_criterion_is_read_from_pairs_and_from_ratings(tmp_path: Path) -> None:
    rows = [
        {
            "prompt": "a?",
            "chosen": "Ask first.",
            "rejected": "Tomorrow!",
            "criterion": "no promise",
        },
        {"prompt": "b?", "chosen": "Сначала.", "rejected": "Завтра!", "критерий": "не обещать"},
        {"prompt": "c?", "completion": "Ask first.", "label": True, "criterion": "no promise"},
        {"prompt": "d?", "completion": "Tomorrow!", "label": False, "policy": "no dates"},
        {"prompt": "e?", "completion": "Hm.", "label": False},
    ]
    path = tmp_path / "choices.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    loaded = load([path], tmp_path)
    (finding,) = run(list(loaded.pairs), list(loaded.rated))
    assert lines(finding) == [5] and finding.where[0].part == "no-criterion"


def test_ranked_answers_that_contradict_are_named_by_their_places(tmp_path: Path) -> None:
    rows = [
        {"instruction": "a?", "output": ["One answer.", "Two answer.", "Third."], "policy": "p"},
        {"instruction": "a?", "output": ["Third.", "One answer."], "policy": "p"},
    ]
    path = tmp_path / "ranked.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (finding,) = run(list(load([path], tmp_path).pairs))
    assert [where.part for where in finding.where] == [
        "answers 1, 2: circle 1", "answers 2, 3: circle 1", "answers 1, 2: circle 1",
    ]  # fmt: skip


# Real data


def test_harmless_base_has_no_criterion_and_nothing_worse() -> None:
    """People's choices between two answers: no criterion is written, some rows are equal, and
    length hardly matters."""
    path = need_data("hh_rlhf/harmless-base_test.jsonl.gz")
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line, text in enumerate(file, 1):
            value = json.loads(text)
            prompt, _, chosen = value["chosen"].rpartition("\n\nAssistant:")
            rejected = value["rejected"].rpartition("\n\nAssistant:")[2]
            rows.append(pair(chosen, rejected, prompt, line, criterion=""))
    found = run(rows)
    assert "no-criterion" in kinds(found)
    assert {"length", "circle", "disagreement", "place"}.isdisjoint(kinds(found))
