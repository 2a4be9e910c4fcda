"""From shape to shape and back: nothing changes, nothing is lost, and what does not fit is said."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lekalo.core.errors import DataError, UserError
from lekalo.core.records import Document, Example, Message, Pair, Rated, Record, ToolCall, Where
from lekalo.data.convert import convert
from lekalo.data.formats.lines import RowError
from lekalo.data.shaping import TARGETS, rows_of
from lekalo.data.sources import BadRowsError, load
from support.real import need_data

QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TEXT = ANY.filter(lambda text: text and not text.isspace())
NAME = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | ANY,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAME, inner, max_size=2),
    max_leaves=4,
)
ARGUMENTS = st.dictionaries(NAME, JSON, max_size=2).map(lambda v: json.dumps(v, ensure_ascii=False))
META = st.fixed_dictionaries(
    {}, optional={"author": TEXT, "label": TEXT, "date": st.dates().map(lambda d: d.isoformat())}
)
TOOLS = st.lists(NAME, max_size=2).map(
    lambda names: (
        json.dumps(
            [{"type": "function", "function": {"name": name}} for name in names], ensure_ascii=False
        )
        if names
        else ""
    )
)


@st.composite
def calls(draw: Any) -> list[Message]:
    """An assistant's turn that calls tools, and their results."""
    called = draw(st.lists(st.tuples(NAME, ARGUMENTS, st.just("") | NAME), min_size=1, max_size=2))
    turn = Message("assistant", draw(st.just("") | TEXT), tuple(ToolCall(*one) for one in called))
    named = draw(st.booleans())
    results = [
        Message("tool", draw(TEXT), name=name if named else "", call_id=key)
        for name, _, key in called
    ]
    return [turn, *results]


@st.composite
def chats(draw: Any, *, plain: bool = False) -> Example:
    messages = [Message("system", draw(TEXT))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 3))):
        messages.append(Message("user", draw(TEXT)))
        if not plain and draw(st.booleans()):
            messages += draw(calls())
        learn = plain or draw(st.booleans())
        messages.append(Message("assistant", draw(TEXT), learn=learn))
    assume(any(one.learn for one in messages if one.role == "assistant"))
    tools = "" if plain else draw(TOOLS)
    return Example(tuple(messages), Where(), draw(st.just("") | TEXT), draw(META), tools)


@st.composite
def prompts(draw: Any) -> tuple[Message, ...]:
    return draw(chats(plain=True)).messages[:-1]  # type: ignore[no-any-return]


PAIRS = st.builds(
    Pair, prompts(), TEXT, TEXT, st.just(Where()), st.just("") | TEXT, st.just("") | TEXT, META
)
RATED = st.builds(Rated, prompts(), TEXT, st.booleans(), st.just(Where()), st.just("") | TEXT, META)
DOCUMENTS = st.builds(Document, TEXT, st.just(Where()), st.just("") | TEXT)


def read_back(rows: list[Any]) -> list[Record]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        loaded = load([path], Path())
        assert not loaded.bad, loaded.bad[0].message
        kinds = (loaded.examples, loaded.documents, loaded.pairs, loaded.rated)
        return [replace(record, where=Where()) for kind in kinds for record in kind]


@QUICK
@given(chats())
def test_messages_hold_every_chat(chat: Example) -> None:
    assert read_back(rows_of(chat, "messages")) == [chat]


def without_ids(chat: Example) -> Example:
    bare = [
        replace(
            message,
            name="",
            call_id="",
            tool_calls=tuple(replace(call, id="") for call in message.tool_calls),
        )
        for message in chat.messages
    ]
    return replace(chat, messages=tuple(bare))


@QUICK
@given(chats())
def test_sharegpt_holds_a_chat_whole_or_refuses_it(chat: Example) -> None:
    beyond = any((one.content and one.tool_calls) or not one.learn for one in chat.messages)
    if beyond:
        with pytest.raises(RowError):
            rows_of(chat, "sharegpt")
    else:
        (back,) = read_back(rows_of(chat, "sharegpt"))
        assert isinstance(back, Example)
        # arguments are JSON: their spelling may change, their value may not
        assert as_values(back) == as_values(without_ids(chat))


def as_values(chat: Example) -> list[Any]:
    called = [(c.name, json.loads(c.arguments)) for m in chat.messages for c in m.tool_calls]
    bare = [replace(message, tool_calls=()) for message in chat.messages]
    return [called, bare, chat.tools, chat.group, dict(chat.meta)]


@pytest.mark.parametrize("target", ["messages", "sharegpt", "alpaca", "prompt-completion"])
@QUICK
@given(chat=chats(plain=True))
def test_plain_chats_pass_through_every_shape(target: str, chat: Example) -> None:
    assert read_back(rows_of(chat, target)) == [chat]


@pytest.mark.parametrize("target", ["alpaca", "prompt-completion"])
@QUICK
@given(chat=chats())
def test_what_is_not_plain_is_refused(target: str, chat: Example) -> None:
    plain = not chat.tools and all(
        one.learn and one.role != "tool" and not one.tool_calls for one in chat.messages
    )
    if plain:
        assert read_back(rows_of(chat, target)) == [chat]
    else:
        with pytest.raises(RowError, match=target):
            rows_of(chat, target)


@QUICK
@given(PAIRS)
def test_pairs_pass_through_dpo(pair: Pair) -> None:
    assert read_back(rows_of(pair, "dpo")) == [pair]


@QUICK
@given(RATED)
def test_rated_answers_pass_through_kto(rated: Rated) -> None:
    assert read_back(rows_of(rated, "kto")) == [rated]


@QUICK
@given(DOCUMENTS)
def test_documents_pass_through_text(document: Document) -> None:
    assert read_back(rows_of(document, "text")) == [document]


def test_a_pair_is_a_good_and_a_bad_answer() -> None:
    pair = Pair((Message("user", "Где заказ?"),), "В пути.", "Не знаю.", meta={"first": "chosen"})
    assert read_back(rows_of(pair, "kto")) == [
        Rated(pair.prompt, "В пути.", True),
        Rated(pair.prompt, "Не знаю.", False),
    ]


RECORDS: list[Record] = [
    Example((Message("user", "a"), Message("assistant", "b"))),
    Document("a"),
    Pair((Message("user", "a"),), "b", "c", criterion="brevity"),
    Rated((Message("user", "a"),), "b", True),
]


@pytest.mark.parametrize("target", TARGETS)
def test_a_record_goes_only_where_nothing_of_it_is_lost(target: str) -> None:
    fitting = {"messages": 0, "sharegpt": 0, "alpaca": 0, "prompt-completion": 0, "text": 1,
               "dpo": 2, "kto": 3}[target]  # fmt: skip
    for number, record in enumerate(RECORDS):
        if number == fitting:
            assert rows_of(record, target)
        else:
            with pytest.raises(RowError):
                rows_of(record, target)


def test_results_out_of_the_order_of_their_calls_need_ids() -> None:
    turns = (
        Message("user", "a"),
        Message("assistant", "", (ToolCall("f", "{}", "1"), ToolCall("g", "{}", "2"))),
        Message("tool", "of g", call_id="2"),
        Message("tool", "of f", call_id="1"),
        Message("assistant", "b"),
    )
    with pytest.raises(RowError, match="out of turn"):
        rows_of(Example(turns), "sharegpt")
    ordered = (*turns[:2], turns[3], turns[2], turns[4])
    assert rows_of(Example(ordered), "sharegpt")


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_rows_that_do_not_fit_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    good = {"prompt": "a", "completion": "b"}
    write(tmp_path / "a.jsonl", good, {"text": "c"}, good, {"text": "d"})
    out = tmp_path / "out.jsonl"
    with pytest.raises(BadRowsError) as caught:
        convert([Path("a.jsonl")], out, "messages", tmp_path)
    assert [str(finding.where[0]) for finding in caught.value.findings] == [
        "a.jsonl:2",
        "a.jsonl:4",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl"]
    converted = convert([Path("a.jsonl")], out, "messages", tmp_path, drop=True)
    assert (converted.rows, converted.dropped, len(converted.left_out)) == (2, 2, 2)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


def test_bad_rows_of_the_source_are_named_or_dropped(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", {"prompt": "a", "completion": "b"}, {"prompt": "a"})
    with pytest.raises(BadRowsError, match=r"a\.jsonl:2"):
        convert([Path("a.jsonl")], tmp_path / "out.jsonl", "messages", tmp_path)
    converted = convert([Path("a.jsonl")], tmp_path / "out.jsonl", "messages", tmp_path, drop=True)
    assert (converted.rows, converted.dropped) == (1, 1)
    with pytest.raises(BadRowsError, match="no such file"):
        convert([Path("b.jsonl")], tmp_path / "b2.jsonl", "messages", tmp_path, drop=True)


def test_nothing_that_stands_is_written_over(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", {"prompt": "a", "completion": "b"})
    before = source.read_bytes()
    (tmp_path / "link.jsonl").symlink_to(source)
    for out in (source, tmp_path / "link.jsonl", tmp_path / "." / "a.jsonl"):
        with pytest.raises(UserError, match="already there"):
            convert([Path("a.jsonl")], out, "messages", tmp_path)
    assert source.read_bytes() == before
    with pytest.raises(UserError, match=r"ends in \.jsonl"):
        convert([Path("a.jsonl")], tmp_path / "out.csv", "messages", tmp_path)
    with pytest.raises(UserError, match="did you mean 'messages'"):
        convert([Path("a.jsonl")], tmp_path / "out.jsonl", "message", tmp_path)
    write(tmp_path / "c.jsonl", {"text": "c"})
    with pytest.raises(DataError, match="no rows are left"):
        convert([Path("c.jsonl")], tmp_path / "out.jsonl", "messages", tmp_path, drop=True)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("name", "target", "count"),
    [
        ("glaive_toolcall_en_demo.json", "messages", 300),
        ("glaive_toolcall_en_demo.json", "sharegpt", 300),
        ("identity.json", "sharegpt", 91),
        ("lima.json.gz", "alpaca", 1029),
        ("dpo_en_demo.json", "dpo", 300),
        ("dpo_en_demo.json", "kto", 600),
        ("kto_en_demo.json", "kto", 300),
        ("c4_demo.jsonl", "text", 300),
    ],
)
def test_real_sets_come_back_the_same(tmp_path: Path, name: str, target: str, count: int) -> None:
    folder = need_data("llamafactory")
    out = tmp_path / "out.jsonl"
    assert convert([Path(name)], out, target, folder).rows == count
    first, again = load([Path(name)], folder), load([out], Path())
    assert not again.bad
    if target == "kto" and first.pairs:
        assert [one.answer for one in again.rated[::2]] == [pair.chosen for pair in first.pairs]
        return
    for one, other in (
        (first.examples, again.examples),
        (first.documents, again.documents),
        (first.pairs, again.pairs),
        (first.rated, again.rated),
    ):
        bare = [[replace(record, where=Where()) for record in records] for records in (one, other)]
        assert bare[0] == bare[1]
