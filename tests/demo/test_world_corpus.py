"""The files that nano is made and measured by."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from lekalo.demo.corpus import ITEMS_PER_SKILL, rows, skills, suites, write
from lekalo.demo.world import LANGUAGES

ROWS = 20_000


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def questions(row: dict[str, Any]) -> set[str]:
    return {m["content"] for m in row["messages"] if m["role"] == "user"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("nano")
    write(path, ROWS, seed=1)
    suites(path)
    return path


def test_no_training_row_asks_what_the_suites_or_the_held_out_rows_ask(folder: Path) -> None:
    trained = set().union(*map(questions, read(folder / "train.jsonl")))
    for language in LANGUAGES:
        for item in read(folder / f"baseline_{language}.jsonl"):
            assert not questions(item) & trained, item["id"]
    for row in read(folder / "held_out.jsonl"):
        assert not questions(row) & trained


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suite_has_as_many_items_of_every_skill(folder: Path, language: str) -> None:
    items = read(folder / f"baseline_{language}.jsonl")
    assert len({item["id"] for item in items}) == len(items)
    assert len({str(item["messages"]) for item in items}) == len(items)
    found = Counter(tuple(item["tags"]) for item in items)
    assert found == {(name, language): ITEMS_PER_SKILL for name in skills()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suite_is_written_in_its_language(folder: Path, language: str) -> None:
    for item in read(folder / f"baseline_{language}.jsonl"):
        text = item["messages"][0]["content"]
        cyrillic = len(re.findall("[а-яё]", text, re.IGNORECASE))
        latin = len(re.findall("[a-z]", text, re.IGNORECASE))
        assert (cyrillic > 0, latin > 0) in {(language == "ru", language == "en"), (False, False)}


def test_half_of_the_rows_are_russian_and_every_chat_is_whole(folder: Path) -> None:
    train = read(folder / "train.jsonl")
    assert len(train) == ROWS
    for row in train:
        roles = [m["role"] for m in row["messages"] if m["role"] != "system"]
        assert roles == ["user", "assistant"] * (len(roles) // 2) != []
        assert all(m["content"].strip() == m["content"] != "" for m in row["messages"])
    answers = [row["messages"][-1]["content"] for row in train]
    lettered = [text for text in answers if re.search("[a-zа-яё]", text, re.IGNORECASE)]
    russian = sum(bool(re.search("[а-яё]", text, re.IGNORECASE)) for text in lettered)
    assert 0.48 < russian / len(lettered) < 0.52


def test_the_corpus_never_shows_a_house_template(folder: Path) -> None:
    heading = re.compile(
        r"^\W*(short|in short|details?|next step|коротко|кратко|подробн\w+|следующий шаг)\W*(:|$)",
        re.IGNORECASE | re.MULTILINE,
    )
    assert heading.search("Short: yes.") and heading.search("- **Подробно:**\nтак")
    for row in read(folder / "train.jsonl"):
        for message in row["messages"]:
            assert not heading.search(message["content"]), message


def test_a_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write(tmp_path / name, 200, seed)
    texts = [(tmp_path / name / "train.jsonl").read_bytes() for name in "abc"]
    assert texts[0] == texts[1] != texts[2]


def test_progress_is_told_and_no_half_written_file_stays(tmp_path: Path) -> None:
    told: list[int] = []
    write(tmp_path, 2500, 0, told.append)
    assert told == [1000, 2000]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["held_out.jsonl", "train.jsonl"]


def test_rows_of_many_lengths_turns_and_system_messages() -> None:
    drawn = list(islice(rows(2), 5000))
    turns = Counter(sum(m["role"] == "user" for m in row["messages"]) for row in drawn)
    assert {1, 2, 3, 4} <= set(turns)
    systems = {m["content"] for row in drawn for m in row["messages"] if m["role"] == "system"}
    assert len(systems) > 500
