"""The made-up world: its skills answer right, and what is held out is never trained on."""

from __future__ import annotations

import random
import re
from itertools import islice, pairwise

import pytest

from lekalo.core.interfaces import SCORERS
from lekalo.core.records import Completion, Expectation, Item, Message
from lekalo.demo.corpus import rows, skills
from lekalo.demo.world import LANGUAGES, Language, Turn, counted, held_out

SKILLS = skills()
EVERY = [(name, language) for name in SKILLS for language in LANGUAGES]


def draws(name: str, language: Language, count: int) -> list[Turn]:
    rng = random.Random(11)
    return [turn for _ in range(count) for turn in SKILLS[name].draw(rng, language)]


def passes(turn: Turn, answer: str) -> bool:
    item = Item("x", (Message("user", turn.question),), ())
    done = Completion(answer, (), "stop", 0)
    expects = [Expectation(e.pop("scorer"), e) for e in map(dict, turn.expects)]
    for each in expects:
        SCORERS.get(each.scorer).validate(each.options)
    return all(SCORERS.get(e.scorer)().score(item, done, e.options).value == 1 for e in expects)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_skills_own_answer_passes_its_scorers_and_another_ones_fails(
    name: str, language: Language
) -> None:
    turns = draws(name, language, 60)
    assert all(passes(turn, turn.answer) for turn in turns)
    assert not any(passes(turn, "") for turn in turns)
    others = [(a, b) for a, b in pairwise(turns) if a.answer != b.answer]
    wrong = [pair for pair in others if not passes(pair[0], pair[1].answer)]
    assert len(wrong) >= 0.9 * len(others)  # some sums are equal: 3 + 4 and 5 + 2
    assert len(others) > 30 or name == "silent"  # which has one answer only


@pytest.mark.parametrize("language", LANGUAGES)
def test_arithmetic_is_right(language: Language) -> None:
    for turn in draws("arithmetic", language, 300):
        x, y = (int(number) for number in re.findall(r"\d+", turn.question))
        left, sign, right, result = re.fullmatch(
            r"(\d+) ([+-]) (\d+) = (\d+)\.", turn.answer
        ).groups()  # type: ignore[union-attr]
        assert sorted((x, y)) == sorted((int(left), int(right)))
        assert int(result) == {"+": int(left) + int(right), "-": int(left) - int(right)}[sign]


@pytest.mark.parametrize("language", LANGUAGES)
def test_comparisons_are_right(language: Language) -> None:
    smaller = re.compile("smaller|less|lower|меньше", re.IGNORECASE)
    for turn in draws("compare", language, 300):
        numbers = [int(number) for number in re.findall(r"\d+", turn.question)]
        wanted = min(numbers) if smaller.search(turn.question) else max(numbers)
        assert re.findall(r"\d+", turn.answer) == [str(wanted)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reading_answer_stands_in_the_passage_and_a_silent_one_does_not(
    language: Language,
) -> None:
    rng = random.Random(3)
    for _ in range(300):
        passage, *later = SKILLS["reading"].draw(rng, language)
        for turn in (passage, *later):
            assert turn.expects[0]["all"][0] in passage.question
    for turn in draws("silent", language, 100):
        asked, told = turn.key
        assert turn.question.count(asked) == 1
        assert told


def test_russian_numerals_take_the_right_form() -> None:
    forms = {1: "монета", 2: "монеты", 4: "монеты", 5: "монет", 11: "монет", 14: "монет"}
    forms |= {21: "монета", 22: "монеты", 25: "монет", 100: "монет", 112: "монет", 121: "монета"}
    for number, form in forms.items():
        assert counted(number, "монета", "монеты", "монет") == form


def test_held_out_instances_are_a_tenth() -> None:
    keys = {turn.key for turn in draws("support", "en", 5000)}
    share = sum(held_out("support", "en", key) for key in keys) / len(keys)
    error = (0.1 * 0.9 / len(keys)) ** 0.5
    assert share == pytest.approx(0.1, abs=4 * error)


def test_the_suites_of_every_year_hold_out_the_same() -> None:
    assert _crc32(b"123456789") == 0xCBF43926  # the published check value of CRC-32
    keys = [("wording", str(number)) for number in range(200)]
    found = [held_out("skill", "ru", key) for key in keys]
    texts = ["\x1f".join(("skill", "ru", *key)) for key in keys]
    assert found == [_crc32(text.encode()) % 10 == 0 for text in texts]
    assert 5 < sum(found) < 40


def _crc32(data: bytes) -> int:
    """Bit by bit, by the reflected polynomial of ISO 3309."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """What the users of 60,000 training rows write."""
    return {m["content"] for row in islice(rows(5), 60_000) for m in row["messages"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["lists", "calendar", "terms", "facts"])
def test_training_asks_what_is_open_and_nothing_held_out(
    name: str, language: Language, asked: set[str]
) -> None:
    instances = {turn.key: turn.question for turn in draws(name, language, 5000)}
    held = {text for key, text in instances.items() if held_out(name, language, key)}
    open_ = set(instances.values()) - held
    assert len(held) >= 10
    assert not held & asked
    assert len(open_ & asked) > 0.5 * len(open_)
