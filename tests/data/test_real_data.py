"""Public data sets in their own formats: every row of them is read or named."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from lekalo.core.interfaces import Material
from lekalo.core.records import Example
from lekalo.data.checks.small_uniform_data import SmallUniformData
from lekalo.data.sources import load

DATA = (Path(__file__).resolve().parents[2] / "../shared/data").resolve()

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")


def rows_of(name: str) -> list[dict[str, Any]]:
    """The file's rows, read by Python's own modules."""
    path = DATA / name
    data = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    text = data.decode()
    if ".csv" in name:
        return list(csv.DictReader(text.splitlines(keepends=True)))
    if ".jsonl" in name:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return json.loads(text)  # type: ignore[no-any-return]


def no_answer(row: dict[str, Any]) -> bool:
    return not row["output"].strip()


def never(row: dict[str, Any]) -> bool:
    return False


# name, rows by its SOURCE.md, which rows cannot be learned from, the answer of a row
SETS: list[tuple[str, int, Callable[[Any], bool], Callable[[Any], str]]] = [
    ("bitext_support/bitext_customer_support_v1.csv", 6480, never, lambda r: r["response"]),
    ("stanford_alpaca/alpaca_5000.json", 5000, no_answer, lambda r: r["output"]),
    ("stanford_alpaca/seed_tasks.jsonl", 175, never, lambda r: r["instances"][0]["output"]),
    ("rulm/gen100.jsonl", 103, never, lambda r: r["output"]),
    ("rulm/ru_alpaca_seed_tasks.jsonl", 137, never, lambda r: r["instances"][0]["output"]),
    ("rasbt_llms/instruction-data.json", 1100, never, lambda r: r["output"]),
    ("fastchat/alpaca_data_cleaned_1000.json", 1000, never, lambda r: r["output"]),
    ("fastchat/dummy_conversation.json", 500, never, lambda r: r["conversations"][-1]["value"]),
    ("llamafactory/alpaca_en_demo.json", 999, never, lambda r: r["output"]),
    ("llamafactory/identity.json", 91, never, lambda r: r["output"]),
    ("llamafactory/lima.json.gz", 1029, never, lambda r: r["output"]),
    ("llamafactory/v1_sft_demo.jsonl", 500, never,
     lambda r: r["messages"][-1]["content"][0]["value"]),
    ("llamafactory/glaive_toolcall_en_demo.json", 300, never,
     lambda r: r["conversations"][-1]["value"]),
    ("gsm8k/train.jsonl.gz", 7473, never, lambda r: r["answer"]),
    ("medquad/medquad_qa.jsonl.gz", 2790, never, lambda r: r["answer"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "count", "bad", "answer"), SETS, ids=[one[0].split("/")[1] for one in SETS]
)
def test_every_row_is_read_or_named(
    name: str, count: int, bad: Callable[[Any], bool], answer: Callable[[Any], str]
) -> None:
    rows = rows_of(name)
    loaded = load([Path(name)], DATA)
    assert len(rows) == len(loaded.examples) + len(loaded.bad) == count
    assert len(loaded.bad) == sum(bad(row) for row in rows)
    answers = [example.messages[-1].content for example in loaded.examples]
    assert answers == [answer(row) for row in rows if not bad(row)]


# name, rows, records by what the file itself says: (pairs, rated, bad)
CHOICES: list[tuple[str, int, tuple[int, int, int]]] = [
    ("rasbt_llms/instruction-data-with-preference.json", 1100, (1100, 0, 0)),
    ("llamafactory/dpo_en_demo.json", 300, (300, 0, 0)),
    ("llamafactory/v1_dpo_demo.jsonl", 10, (10, 0, 0)),
    ("llamafactory/kto_en_demo.json", 300, (0, 300, 0)),
    ("llamafactory/kto-mix-test.json", 1092, (0, 1092, 0)),
    ("hh_rlhf/harmless-base_test.jsonl.gz", 2312, (2299, 0, 13)),
]


@pytest.mark.parametrize(("name", "count", "kinds"), CHOICES, ids=[one[0] for one in CHOICES])
def test_rows_of_choices_become_pairs_and_marks(
    name: str, count: int, kinds: tuple[int, int, int]
) -> None:
    loaded = load([Path(name)], DATA)
    assert not loaded.examples and not loaded.documents
    assert len(rows_of(name)) == sum(kinds) == count
    assert (len(loaded.pairs), len(loaded.rated), len(loaded.bad)) == kinds


def test_ranked_outputs_become_a_pair_for_each_two_neighbours() -> None:
    name = "llamafactory/oaast_rm_zh.json"
    loaded = load([Path(name)], DATA)
    wanted = [pair for row in rows_of(name) for pair in pairwise(row["output"])]
    assert len(rows_of(name)) == 775 and not loaded.bad
    assert [(pair.chosen, pair.rejected) for pair in loaded.pairs] == wanted


def test_a_transcript_is_its_last_answer_after_its_turns() -> None:
    """Of HH-RLHF's rows, those are refused whose last answer is empty, whose talks part before
    it, or in which the assistant speaks twice running."""
    name = "hh_rlhf/harmless-base_test.jsonl.gz"
    loaded = load([Path(name)], DATA)
    pairs = {pair.where.line: pair for pair in loaded.pairs}
    for number, row in enumerate(rows_of(name), start=1):
        answers = [row[key].rpartition("\n\nAssistant:")[2].strip() for key in
                   ("chosen", "rejected")]  # fmt: skip
        if number in pairs:
            assert answers == [pairs[number].chosen, pairs[number].rejected]
        else:
            before = {row[key].rpartition("\n\nAssistant:")[0] for key in ("chosen", "rejected")}
            speakers = re.findall("\n\n(Human|Assistant):", row["chosen"])
            twice = any(one == two for one, two in pairwise(speakers))
            assert not all(answers) or len(before) == 2 or twice


def test_calls_of_tools_are_read_with_their_tools() -> None:
    name = "llamafactory/glaive_toolcall_en_demo.json"
    for example, row in zip(load([Path(name)], DATA).examples, rows_of(name), strict=True):
        called = [json.loads(t["value"]) for t in row["conversations"]
                  if t["from"] == "function_call"]  # fmt: skip
        read = [call for message in example.messages for call in message.tool_calls]
        assert [(c.name, json.loads(c.arguments)) for c in read] == [
            (c["name"], c["arguments"]) for c in called
        ]
        declared = json.loads(example.tools or "[]")
        assert [one["function"] for one in declared] == json.loads(row["tools"])


def test_lines_of_an_array_are_those_of_an_editor() -> None:
    name = "llamafactory/identity.json"
    text = (DATA / name).read_text(encoding="utf-8").split("\n")
    for example in load([Path(name)], DATA).examples:
        assert example.where.line is not None
        assert text[example.where.line - 1] == "  {"


def test_the_folder_with_one_cp1251_file_is_read_whole() -> None:
    loaded = load([Path("ruslit")], DATA)
    (note,) = loaded.notes
    assert "cp1251" in note.message and "Руслан и Людмила" in str(note.where[0])
    texts = {document.title: document.text for document in loaded.documents}
    (ruslan,) = [text for title, text in texts.items() if "Руслан и Людмила" in title]
    assert "У лукоморья дуб зеленый" in ruslan.replace("ё", "е")
    assert not loaded.bad


def test_27_answers_of_6480_rows_are_named_and_natural_data_is_not() -> None:
    def findings(name: str) -> list[str]:
        examples: Sequence[Example] = load([Path(name)], DATA).examples
        return [finding.message for finding in SmallUniformData().run(Material(examples))]

    (said,) = findings("bitext_support/bitext_customer_support_v1.csv")
    assert "6480 training rows have only 27 distinct answers" in said
    assert findings("stanford_alpaca/alpaca_5000.json") == []
    assert findings("rulm/gen100.jsonl") == []
