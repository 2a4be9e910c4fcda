"""Choices and tools in every spelling give the same record; a method that cannot take choices
refuses them by file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lekalo.core.errors import DataError
from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Message, Pair, Rated, ToolCall, Where
from lekalo.data import sources
from lekalo.data.prepare import prepare
from lekalo.data.sources import BadRowsError, load, stream
from lekalo.models.chat import Renderer
from support.tiny import tiny_tokenizer

ASK, GOOD, BAD = "Где мой заказ?", "В пути, будет завтра.", "Не знаю."


def write(folder: Path, *rows: Any) -> Path:
    path = folder / "a.jsonl"
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


def turn(text: str, role: str = "assistant") -> dict[str, str]:
    return {"role": role, "content": text}


def said(text: str, who: str = "gpt") -> dict[str, str]:
    return {"from": who, "value": text}


USER = turn(ASK, "user")
PAIRS: dict[str, dict[str, Any]] = {
    "text": {"prompt": ASK, "chosen": GOOD, "rejected": BAD},
    "question": {"question": ASK, "chosen": GOOD, "rejected": BAD},
    "alpaca": {"instruction": ASK, "input": "", "output": "x", "chosen": GOOD, "rejected": BAD},
    "messages": {"prompt": [USER], "chosen": [turn(GOOD)], "rejected": [turn(BAD)]},
    "whole": {"chosen": [USER, turn(GOOD)], "rejected": [USER, turn(BAD)]},
    "whole-and-prompt": {
        "prompt": ASK, "chosen": [USER, turn(GOOD)], "rejected": [USER, turn(BAD)]},
    "sharegpt": {"conversations": [said(ASK, "human")], "chosen": said(GOOD),
                 "rejected": said(BAD)},
    "chosen-messages": {"chosen_messages": [USER, turn(GOOD)],
                        "rejected_messages": [USER, turn(BAD)]},
    "transcripts": {"chosen": f"\n\nHuman: {ASK}\n\nAssistant: {GOOD}",
                    "rejected": f"\n\nHuman: {ASK}\n\nAssistant: {BAD}"},
    "hosted": {"input": {"messages": [USER], "tools": [], "parallel_tool_calls": True},
               "preferred_output": [turn(GOOD)], "non_preferred_output": [turn(BAD)]},
}  # fmt: skip


@pytest.mark.parametrize("spelling", PAIRS)
def test_every_spelling_gives_the_same_pair(tmp_path: Path, spelling: str) -> None:
    write(tmp_path, {**PAIRS[spelling], "criterion": "точность", "author": "Анна"})
    loaded = load([Path("a.jsonl")], tmp_path)
    assert not loaded.bad, loaded.bad[0].message
    assert loaded.pairs == (
        Pair(
            (Message("user", ASK),),
            GOOD,
            BAD,
            Where("a.jsonl", 1),
            "точность",
            meta={"author": "Анна"},
        ),
    )


def test_a_ranking_is_a_pair_for_each_two_neighbours(tmp_path: Path) -> None:
    write(tmp_path, {"instruction": ASK, "output": ["a", "b", "c"]})
    pairs = load([Path("a.jsonl")], tmp_path).pairs
    assert [(pair.chosen, pair.rejected) for pair in pairs] == [("a", "b"), ("b", "c")]
    assert [str(pair.where) for pair in pairs] == [
        "a.jsonl:1 answers 1, 2",
        "a.jsonl:1 answers 2, 3",
    ]


def test_the_higher_grade_is_chosen(tmp_path: Path) -> None:
    row = {"instruction": ASK, "left_answer": BAD, "right_answer": GOOD}
    grades = [(3, 9.5), (9.5, 3), (5, 5), (None, 5)]
    write(tmp_path, *({**row, "left_grade": a, "right_grade": b} for a, b in grades))
    loaded = load([Path("a.jsonl")], tmp_path)
    assert [(pair.chosen, pair.meta["first"]) for pair in loaded.pairs] == [
        (GOOD, "rejected"),
        (BAD, "chosen"),
    ]
    assert [finding.where[0].line for finding in loaded.bad] == [3, 4]


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": ASK, "completion": GOOD, "label": True},
        {"messages": [USER, turn(GOOD)], "label": True},
        {"instruction": ASK, "output": GOOD, "kto_tag": 1},
        {"conversations": [said(ASK, "human"), said(GOOD)], "tag": "true"},
    ],
)
def test_a_mark_makes_a_rated_answer(tmp_path: Path, row: dict[str, Any]) -> None:
    write(tmp_path, row)
    (rated,) = load([Path("a.jsonl")], tmp_path).rated
    assert rated == Rated((Message("user", ASK),), GOOD, True, Where("a.jsonl", 1))


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": ASK, "completion": GOOD, "label": "billing"},
        {"prompt": ASK, "completion": GOOD, "label": 1},
        {"prompt": ASK, "completion": GOOD, "tag": "urgent"},
    ],
)
def test_a_label_of_another_kind_is_no_mark(tmp_path: Path, row: dict[str, Any]) -> None:
    write(tmp_path, row)
    loaded = load([Path("a.jsonl")], tmp_path)
    assert len(loaded.examples) == 1 and not loaded.rated


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"chosen": "a", "rejected": "b"}, "but no question"),
        ({"prompt": "q", "chosen": "a", "rejected": ["b"]}, "'rejected' is a list"),
        ({"prompt": "q", "chosen": " ", "rejected": "b"}, "The chosen answer is empty."),
        ({"prompt": "q", "chosen": [turn("a", "user")], "rejected": [turn("b")]}, "role 'user'"),
        ({"chosen": [USER, turn("a")], "rejected": [turn("x", "user"), turn("b")]}, "part at turn"),
        ({"chosen": "\n\nHuman: a", "rejected": "b"}, "'rejected' does not start with 'Human:'"),
        ({"input": {"messages": [USER], "tools": [{"name": "f"}]},
          "preferred_output": [turn("a")], "non_preferred_output": [turn("b")]}, "with tools"),
        ({"input": "q", "preferred_output": [turn("a")], "non_preferred_output": [turn("b")]},
         "'input' is not an object"),
    ],
)  # fmt: skip
def test_a_broken_choice_is_named(tmp_path: Path, row: dict[str, Any], sentence: str) -> None:
    write(tmp_path, PAIRS["text"], row, PAIRS["text"])
    loaded = load([Path("a.jsonl")], tmp_path)
    assert [pair.where.line for pair in loaded.pairs] == [1, 3]
    (finding,) = loaded.bad
    assert finding.where == (Where("a.jsonl", 2),)
    assert sentence in finding.message


def test_a_method_that_learns_from_answers_refuses_choices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = {"prompt": ASK, "completion": GOOD}
    path = write(tmp_path, chat, PAIRS["text"], {**chat, "label": False}, PAIRS["text"])
    recipe = {"name": "t", "data": {"train": "a.jsonl", "eval_share": 0}}
    renderer = Renderer(tiny_tokenizer())
    with pytest.raises(BadRowsError) as caught:
        prepare(parse_recipe(recipe), tmp_path, renderer, 256)
    assert {str(f.where[0]): f.message for f in caught.value.findings} == {
        "a.jsonl:2": "The row has a preference shape (pairs of chosen and rejected answers), "
        "which this method does not learn from.",
        "a.jsonl:4": "The row has a preference shape (pairs of chosen and rejected answers), "
        "which this method does not learn from.",
        "a.jsonl:3": "The row has a preference shape (answers marked good or bad), "
        "which this method does not learn from.",
    }
    monkeypatch.setattr(sources, "MAX_BAD", 1)
    dropping = {**recipe, "data": {**recipe["data"], "bad_rows": "drop"}}  # type: ignore[dict-item]
    prepared = prepare(parse_recipe(dropping), tmp_path, renderer, 256)
    assert (prepared.counts.rows, prepared.counts.dropped_bad) == (1, 3)
    with pytest.raises(DataError, match=r"a\.jsonl:2: The row has a preference shape"):
        list(stream(path))


CALLING = (
    Message("user", ASK),
    Message("assistant", "", (ToolCall("status", '{"number": 17}'),)),
    Message("tool", "в пути"),
    Message("assistant", GOOD),
)
SCHEMA = {"name": "status", "parameters": {}}


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [USER,
                      {"role": "assistant", "content": None, "tool_calls": [
                          {"type": "function",
                           "function": {"name": "status", "arguments": '{"number": 17}'}}]},
                      turn("в пути", "tool"), turn(GOOD)],
         "tools": [{"type": "function", "function": SCHEMA}]},
        {"messages": [USER,
                      {"role": "assistant", "content": "",
                       "function_call": {"name": "status", "arguments": {"number": 17}}},
                      turn("в пути", "function"), turn(GOOD)],
         "functions": [SCHEMA]},
        {"conversations": [said(ASK, "human"),
                           said('{"name": "status", "arguments": {"number": 17}}',
                                "function_call"),
                           said("в пути", "observation"), said(GOOD)],
         "tools": json.dumps([SCHEMA])},
    ],
    ids=["openai", "openai-functions", "sharegpt"],
)  # fmt: skip
def test_every_spelling_of_a_call_gives_the_same_chat(tmp_path: Path, row: dict[str, Any]) -> None:
    write(tmp_path, row)
    loaded = load([Path("a.jsonl")], tmp_path)
    assert not loaded.bad, loaded.bad[0].message
    (example,) = loaded.examples
    assert example.messages == CALLING
    assert json.loads(example.tools) == [{"type": "function", "function": SCHEMA}]


def test_hidden_reasoning_is_left_out_and_said(tmp_path: Path) -> None:
    hidden = [{"type": "reasoning", "text": "hm"}, {"type": "text", "text": GOOD}]
    rows = [
        {"messages": [USER, {"role": "assistant", "content": hidden}]},
        {"messages": [USER, {**turn(GOOD), "reasoning_content": "hm"}]},
        {"messages": [USER, turn(GOOD)]},
    ]
    write(tmp_path, *rows)
    loaded = load([Path("a.jsonl")], tmp_path)
    assert {example.messages for example in loaded.examples} == {
        (Message("user", ASK), Message("assistant", GOOD))
    }
    (note,) = loaded.notes
    assert note.figure == 2 and [where.line for where in note.where] == [1, 2]
