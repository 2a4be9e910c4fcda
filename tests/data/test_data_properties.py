"""Any bytes give records and findings, never a traceback; any split is a fair partition."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekalo.core.errors import LekaloError
from lekalo.core.records import Example, Message
from lekalo.data.normalise import question
from lekalo.data.sources import load, stream
from lekalo.data.splits import split

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

WORDS = st.sampled_from(
    ["messages", "conversations", "role", "content", "from", "value", "user", "assistant",
     "system", "human", "gpt", "instruction", "input", "output", "instances", "history", "prompt",
     "completion", "question", "answer", "text", "type", "group", "author", "tools", "label",
     "chosen", "weight", "tool_calls", "title"]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=12,
)
FILES = ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a.md", "a.jsonl.gz"]


def read_both_ways(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        loaded = load([Path(name)], Path(folder))
        for example in loaded.examples:
            assert example.messages[-1].role == "assistant"
            for message in example.messages:
                assert message.content.strip() or message.tool_calls
                assert message.content.encode()
        for finding in loaded.bad:
            assert finding.message and finding.remedy and finding.where[0].file == name
        read = (loaded.examples, loaded.documents, loaded.pairs, loaded.rated, loaded.bad)
        assert any(read)
        try:
            list(stream(path))
        except LekaloError as error:
            assert name in str(error)


@QUICK
@given(name=st.sampled_from(FILES), data=st.binary(max_size=300))
def test_any_bytes_are_read(name: str, data: bytes) -> None:
    read_both_ways(name, data)


@QUICK
@given(
    name=st.sampled_from(["a.jsonl", "a.json"]),
    rows=st.lists(VALUES, min_size=1, max_size=4),
    indent=st.sampled_from([None, 1]),
    cut=st.integers(0, 40),
)
def test_any_json_is_read_whole_or_torn(name: str, rows: list[Any], indent: Any, cut: int) -> None:
    array = json.dumps(rows, indent=indent)
    lines = "\n".join(json.dumps(row) for row in rows)
    for text in (array, lines):
        read_both_ways(name, text.encode())
        read_both_ways(name, text[: max(1, len(text) - cut)].encode())


@QUICK
@given(text=st.text(alphabet='question,answer;\t\n\r "аб', max_size=60))
def test_any_table_is_read(text: str) -> None:
    read_both_ways("a.csv", ("question,answer\n" + text).encode())


ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(["", "", "a", "b", "c", "d"])), max_size=60
)


def example(number: int, group: str) -> Example:
    return Example((Message("user", f"Question {number}?"), Message("assistant", "x")), group=group)


def ties(examples: list[Example]) -> set[str]:
    questions = {"question " + question(one.messages) for one in examples}
    return questions | {"group " + one.group for one in examples if one.group}


@QUICK
@given(rows=ROWS, share=st.floats(0, 0.99), seed=st.integers(0, 5))
def test_a_split_is_a_partition_that_tears_nothing_apart(
    rows: list[tuple[int, str]], share: float, seed: int
) -> None:
    examples = [example(*row) for row in rows]
    train, held_out = split(examples, share, seed)
    assert sorted(map(id, [*train, *held_out])) == sorted(map(id, examples))
    assert not ties(train) & ties(held_out)
    if share == 0:
        assert not held_out
    elif len(rows) > 1 and all(not group for _, group in rows) and len(set(rows)) > 1:
        assert train and held_out


@QUICK
@given(rows=ROWS, share=st.floats(0.01, 0.99), seed=st.integers(0, 5), data=st.randoms())
def test_a_split_does_not_depend_on_the_order(
    rows: list[tuple[int, str]], share: float, seed: int, data: random.Random
) -> None:
    examples = [example(*row) for row in rows]
    mixed = examples[:]
    data.shuffle(mixed)
    sides = [{id(one) for one in split(order, share, seed)[1]} for order in (examples, mixed)]
    contents = [
        sorted((one.messages[0].content, one.group) for one in split(order, share, seed)[1])
        for order in (examples, mixed)
    ]
    assert sides[0] == sides[1] and contents[0] == contents[1]


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_single_rows_are_held_out_to_the_very_share(share: float) -> None:
    examples = [example(number, "") for number in range(200)]
    assert len(split(examples, share, 7)[1]) == round(share * 200)
