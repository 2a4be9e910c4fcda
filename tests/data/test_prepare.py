"""From a recipe to rows: what is said, counted, refused, mixed and held out."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lekalo.core.errors import DataError, RecipeError
from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.core.records import Language, Message
from lekalo.data import rows, shelf
from lekalo.data.prepare import Prepared, prepare, system_prompt
from lekalo.data.rows import RowList, RowStore
from lekalo.data.sources import BadRowsError
from lekalo.data.splits import asked as asked_of
from lekalo.models.chat import Renderer
from support.tiny import tiny_tokenizer

RENDERER = Renderer(tiny_tokenizer())
CONTEXT = 256


def chat(question: str, answer: str = "Yes.", **more: Any) -> dict[str, Any]:
    turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": turns, **more}


def write(path: Path, rows: list[Any]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def recipe(**values: Any) -> Recipe:
    data = {"train": "train.jsonl", "eval_share": 0, **values.pop("data", {})}
    return parse_recipe({"name": "test", "data": data, **values})


def made(root: Path, settings: Recipe) -> Prepared:
    return prepare(settings, root, RENDERER, CONTEXT)


def test_rows_are_the_renderers_and_are_counted(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat("Привет?"), chat("Hi?", "Hello to you.")])
    prepared = made(tmp_path, recipe())
    rendered = [RENDERER.row(example.messages) for example in prepared.train]
    found = [prepared.rows[index] for index in range(2)]
    assert [tuple(row.tokens) for row in found] == [row.tokens for row in rendered]
    assert [tuple(row.trained) for row in found] == [row.trained for row in rendered]
    counts = prepared.counts
    assert (counts.rows, counts.held_out_rows) == (2, 0)
    assert counts.tokens == sum(len(row.tokens) for row in rendered)
    # one token a byte, and one for the end of the turn
    assert counts.trained_tokens == len("Yes.") + len("Hello to you.") + 2
    assert prepared.files == ((tmp_path / "train.jsonl").resolve(),)


def test_the_system_text_stands_before_every_chat_that_has_none(tmp_path: Path) -> None:
    own = chat("a")
    own["messages"].insert(0, {"role": "system", "content": "Own."})
    write(tmp_path / "train.jsonl", [own, chat("b")])
    write(tmp_path / "held.jsonl", [chat("c")])
    write(tmp_path / "general.jsonl", [chat(f"{n}") for n in range(9)])
    (tmp_path / "prompt.md").write_text("Будь краток.\n", encoding="utf-8")
    data = {"eval": "held.jsonl", "replay": {"file": "general.jsonl", "share": 0.5}}
    prepared = made(tmp_path, recipe(data=data, prompt={"system": "file: prompt.md"}))
    said = [e.messages[0] for e in (*prepared.train, *prepared.held_out, *prepared.replay)]
    assert said[0] == Message("system", "Own.")
    assert set(said[1:]) == {Message("system", "Будь краток.")} and len(said) == 5


@pytest.mark.parametrize("name", ["absent.md", "../secret.md", "latin.md"])
def test_a_system_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (root / "latin.md").write_bytes(b"caf\xe9")
    with pytest.raises((RecipeError, DataError), match=name):
        system_prompt(recipe(prompt={"system": f"file:{name}"}), root)


def test_every_bad_row_of_every_kind_is_listed_at_once(tmp_path: Path) -> None:
    rows = [chat("a"), {"messages": []}, chat("b", "x" * 300), {"text": "A document."}, chat("c")]
    write(tmp_path / "train.jsonl", rows)
    write(tmp_path / "held.jsonl", [chat("d"), {"answer": "?"}])
    with pytest.raises(BadRowsError) as caught:
        made(tmp_path, recipe(data={"eval": "held.jsonl"}))
    places = {str(finding.where[0]): finding.message for finding in caught.value.findings}
    assert set(places) == {"train.jsonl:2", "train.jsonl:3", "train.jsonl:4", "held.jsonl:2"}
    length = len(RENDERER.row((Message("user", "b"), Message("assistant", "x" * 300))).tokens)
    assert f"has {length} tokens, but at most 256 fit" in places["train.jsonl:3"]
    assert places["train.jsonl:4"].startswith("is a document")
    assert all(place in str(caught.value) for place in places)


def test_dropped_rows_are_counted_and_named(tmp_path: Path) -> None:
    rows = [chat("a"), {"messages": []}, chat("b", "x" * 300), {"text": "A document."}]
    write(tmp_path / "train.jsonl", rows)
    prepared = made(tmp_path, recipe(data={"bad_rows": "drop", "long_rows": "drop"}))
    assert (prepared.counts.rows, prepared.counts.dropped_bad, prepared.counts.dropped_long) == (
        1,
        2,
        1,
    )
    said = {finding.message: [str(w) for w in finding.where] for finding in prepared.findings}
    assert said == {
        "2 rows could not be read and were left out.": ["train.jsonl:2", "train.jsonl:4"],
        "1 rows were longer than what fits and were left out.": ["train.jsonl:3"],
    }


def test_dropping_one_kind_does_not_drop_the_other_nor_a_missing_file(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat("a"), {"messages": []}, chat("b", "x" * 300)])
    with pytest.raises(BadRowsError, match=r"1 place.*\n  train.jsonl:3: The row has"):
        made(tmp_path, recipe(data={"bad_rows": "drop"}))
    with pytest.raises(BadRowsError, match=r"1 place.*\n  train.jsonl:2: The chat has no turns"):
        made(tmp_path, recipe(data={"long_rows": "drop"}))
    both = {"train": ["train.jsonl", "no.jsonl"], "bad_rows": "drop", "long_rows": "drop"}
    with pytest.raises(BadRowsError, match=r"no.jsonl: There is no such file"):
        made(tmp_path, recipe(data=both))


def test_a_row_of_the_very_length_fits(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat("a", "x" * 20)])
    length = len(RENDERER.row((Message("user", "a"), Message("assistant", "x" * 20))).tokens)
    assert made(tmp_path, recipe(data={"max_length": length})).counts.tokens == length
    with pytest.raises(BadRowsError, match="1 place"):
        made(tmp_path, recipe(data={"max_length": length - 1}))


def test_a_length_over_the_context_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat("a")])
    with pytest.raises(RecipeError, match="max_length is 257, but the base reads at most 256"):
        made(tmp_path, recipe(data={"max_length": 257}))
    prefixed = {"name": "prefix", "tokens": 6}  # the context counts them
    with pytest.raises(RecipeError, match="max_length is 251, but the base reads at most 250"):
        made(tmp_path, recipe(data={"max_length": 251}, adapter=prefixed))
    with pytest.raises(RecipeError, match=r"adapter\.tokens is 255, which leaves rows no room"):
        made(tmp_path, recipe(adapter=prefixed | {"tokens": 255}))


def test_a_share_is_held_out_and_never_trained_on(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat(f"{n}?", group=f"g{n % 10}") for n in range(40)])
    prepared = made(tmp_path, recipe(data={"eval_share": 0.2}))
    assert (len(prepared.rows), len(prepared.held_out_rows)) == (32, 8)
    assert not {e.group for e in prepared.train} & {e.group for e in prepared.held_out}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", r"10\.0.% were to be held out, and 40\.0.% are"),
        ("ru", r"отложить 10,0.%, а отложено 40,0"),
    ],
)
def test_a_share_that_is_missed_is_told(tmp_path: Path, language: str, told: str) -> None:
    """Of two customers with 12 and 8 rows, the smaller is held out, which is four times 10%."""
    write(tmp_path / "train.jsonl", [chat(f"{n}?", group="ab"[n < 8]) for n in range(20)])
    prepared = made(tmp_path, recipe(language=language, data={"eval_share": 0.1}))
    (note,) = prepared.findings
    assert (note.code, note.severity) == ("share-missed", "note")
    assert re.search(told, note.message)
    assert not made(tmp_path, recipe(data={"eval_share": 0.4})).findings


_ASKED = {
    "en": ("Where is my order {}?", "Is there {} on sale today?", "How is {} best cleaned?"),
    "ru": ("Где мой заказ {}?", "Продаётся ли {} сегодня?", "Чем лучше чистить {}?"),
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("count", [8, 20, 60, 300])
@pytest.mark.parametrize("orders", [0.2, 0.4, 0.8, 1.0])
def test_questions_of_other_orders_are_no_leak_of_the_own_split(
    tmp_path: Path, language: Language, count: int, orders: float
) -> None:
    """Support is asked of one order after another: such rows stay together while they are few,
    and where they are the rule they are told as such."""
    order, *others = _ASKED[language]
    same = round(count * orders)
    asked = [order.format(4471 + 37 * n) for n in range(same)]
    things = [f"{one}{two}{two}{one}" for one, two in product(_SYLLABLES, repeat=2)]
    asked += [others[n % 2].format(thing) for n, thing in enumerate(things[: count - same])]
    rows = [chat(question, f"{question[-9:-1]}: {n}") for n, question in enumerate(asked)]
    write(tmp_path / "train.jsonl", rows)
    values: dict[str, Any] = {"name": "test", "language": language}
    prepared = made(tmp_path, parse_recipe({**values, "data": {"train": "train.jsonl"}}))
    assert prepared.held_out
    material = Material(prepared.train, prepared.held_out, language=language)
    found = CHECKS.get("leakage")().run(material)
    assert not [finding.message for finding in found if finding.severity == "hold"]
    if orders <= 0.2:
        sides = [{order[:8] in asked_of(e) for e in s} for s in (prepared.train, prepared.held_out)]
        assert sides == [{True, False}, {False}]


_SYLLABLES = "ba ke li mo ru sta vurn zor plu gri den fox hok nim tul wex".split()  # noqa: SIM905


def test_nothing_is_split_off_when_eval_files_are_given(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat(f"{n}?") for n in range(10)])
    write(tmp_path / "held.jsonl", [chat("x?")])
    prepared = made(tmp_path, recipe(data={"eval": "held.jsonl", "eval_share": 0.5}))
    assert (prepared.counts.rows, prepared.counts.held_out_rows) == (10, 1)


def test_replay_is_a_seeded_share_of_all_training_rows(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat(f"{n}?") for n in range(30)])
    write(tmp_path / "general.jsonl", [chat(f"general {n}") for n in range(50)])
    data = {"replay": {"file": "general.jsonl", "share": 0.25}}
    first, again = (made(tmp_path, recipe(data=data)) for _ in range(2))
    assert first.replay == again.replay
    assert (first.counts.replayed, first.counts.rows) == (10, 40)  # 10 of 40 is a quarter
    rows = [first.rows[index].where for index in range(30, 40)]
    assert rows == [e.where for e in first.replay]
    assert made(tmp_path, recipe(data=data, seed=8)).replay != first.replay


def test_too_little_replay_is_said(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat(f"{n}?") for n in range(30)])
    write(tmp_path / "general.jsonl", [chat("general")])
    prepared = made(tmp_path, recipe(data={"replay": {"file": "general.jsonl", "share": 0.5}}))
    (note,) = prepared.findings
    assert (note.code, note.figure, note.threshold) == ("short-replay", 1 / 31, 0.5)
    assert prepared.counts.replayed == 1


def test_a_replayed_document_is_running_text_among_chats(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat(f"{n}?") for n in range(12)])
    write(tmp_path / "general.jsonl", [chat(f"general {n}") for n in range(9)])
    write(tmp_path / "domain.jsonl", [{"text": f"{n} " + "a" * 300} for n in range(9)])
    sources = [{"file": "general.jsonl", "share": 0.2}, {"file": "domain.jsonl", "share": 0.2}]
    prepared = made(tmp_path, recipe(data={"replay": sources}, prompt={"system": "Be brief."}))
    # 12 are the other six tenths of 20; each document is over one row of the context, within two
    assert (prepared.counts.replayed, prepared.counts.rows) == (8, 24)
    assert {e.messages[0] for e in prepared.replay[:4]} == {Message("system", "Be brief.")}  # type: ignore[union-attr]
    found = [prepared.rows[index] for index in range(16, 24)]
    targets = sum(int(row.trained.sum()) for row in found)
    texts = [RENDERER.text(document.text) for document in prepared.replay[4:]]  # type: ignore[union-attr]
    assert targets == sum(map(len, texts)) - len(texts)  # all but the first token of each
    assert int(prepared.rows.lengths.max()) == CONTEXT


def test_a_document_to_train_on_is_still_no_chat(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [chat("a"), {"text": "A document."}])
    with pytest.raises(BadRowsError, match="method sft learns from chats"):
        made(tmp_path, recipe())


def test_replay_that_leaves_nothing_to_the_rows_is_refused() -> None:
    sources = [{"file": "a", "share": 0.5}, {"file": "b", "share": 0.5}]
    with pytest.raises(RecipeError, match="add up to 1, which leaves the training rows nothing"):
        recipe(data={"replay": sources})


def test_pretraining_takes_documents_and_goes_on_in_the_next_row(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [{"text": "a" * 600}, chat("b")])
    prepared = made(tmp_path, recipe(method={"name": "pretrain"}))
    found = [prepared.rows[index] for index in range(len(prepared.rows))]
    targets = sum(int(row.trained.sum()) for row in found)
    whole = len(RENDERER.text("a" * 600)) + len(RENDERER.row(prepared.train[0].messages).tokens)
    assert targets == prepared.counts.trained_tokens == whole - 2  # every token but the two first
    assert int(prepared.rows.lengths.max()) == CONTEXT


def test_no_rows_left_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [{"messages": []}])
    with pytest.raises(DataError, match=r"no training rows are left of train\.jsonl"):
        made(tmp_path, recipe(data={"bad_rows": "drop"}))


def test_many_rows_stand_on_disk_and_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "train.jsonl", [chat(f"{n}?", group=f"g{n % 9}") for n in range(40)])
    write(tmp_path / "general.jsonl", [chat(f"general {n}") for n in range(60)])
    data = {"replay": {"file": "general.jsonl", "share": 0.4}, "eval_share": 0.3}
    settings = recipe(data=data, prompt={"system": "Be brief."})
    held = made(tmp_path, settings)
    monkeypatch.setattr(shelf, "IN_MEMORY", 5)
    monkeypatch.setattr(rows, "IN_MEMORY", 5)
    kept = made(tmp_path, settings)
    assert isinstance(held.rows, RowList) and isinstance(kept.rows, RowStore)
    for name in ("rows", "held_out_rows"):  # what a resumed run knows its data by
        assert getattr(held, name).fingerprint == getattr(kept, name).fingerprint
    for name in ("train", "replay", "held_out"):
        assert list(getattr(held, name)) == list(getattr(kept, name))
    assert held.counts == kept.counts and held.counts.held_out_rows > 5


def test_bad_rows_of_methods_past_the_bound_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lekalo.data.rendering.MAX_BAD", 3)
    write(tmp_path / "train.jsonl", [chat("a", "x" * 300) for _ in range(8)] + [chat("b")])
    with pytest.raises(BadRowsError, match=r"8 places.*\n.*\n.*\n.*\n  and 5 more") as caught:
        made(tmp_path, recipe())
    assert len(caught.value.findings) == 3
    prepared = made(tmp_path, recipe(data={"long_rows": "drop"}))
    assert (prepared.counts.dropped_long, prepared.counts.rows) == (8, 1)
    assert prepared.findings[0].figure == 8


def test_all_is_said_in_the_recipes_language(tmp_path: Path) -> None:
    rows = [chat("a"), {"messages": []}, chat("b", "x" * 300), {"text": "Документ."}]
    write(tmp_path / "train.jsonl", rows)
    with pytest.raises(BadRowsError) as caught:
        made(tmp_path, recipe(language="ru"))
    length = len(RENDERER.row((Message("user", "b"), Message("assistant", "x" * 300))).tokens)
    assert length == 323  # so the Russian noun is in its second form
    assert str(caught.value).split("\n") == [
        "В данных 3 ошибочных места:",
        "  train.jsonl:2: В диалоге нет реплик.",
        "  train.jsonl:4: это документ, а метод sft учится на диалогах. Задайте method.name: "
        "pretrain или дайте вопросы с ответами.",
        f"  train.jsonl:3: В строке {length} токена, а помещается не больше 256.",
    ]
    with pytest.raises(RecipeError, match="базовая модель читает не больше 256"):
        made(tmp_path, recipe(language="ru", data={"max_length": 257}))
    with pytest.raises(RecipeError, match=r"файл «нет\.md», но он не читается: такого файла нет"):
        system_prompt(recipe(language="ru", prompt={"system": "file:нет.md"}), tmp_path)
