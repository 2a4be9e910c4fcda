"""A corpus streamed into rows on disk: any source, its notes kept, a second run reads the rows."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lekalo.core.errors import DataError
from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.data import streaming
from lekalo.data.streaming import Streamed, stream_rows
from support.tiny import tiny_base

BASE = tiny_base("llama")
TEXT = "The shop on the corner sells bread, and its door is blue. "


def recipe(train: str, language: str = "en") -> Recipe:
    values = {
        "name": "t",
        "language": language,
        "method": {"name": "pretrain"},
        "adapter": {"name": "full"},
        "data": {"train": train, "eval": "held.jsonl"},
    }
    return parse_recipe(values)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "held.jsonl").write_text(json.dumps({"text": "Nobody came."}) + "\n", "utf-8")
    return tmp_path


def made(root: Path, settings: Recipe) -> Streamed:
    return stream_rows(settings, root, BASE, root / "cache")


def texts(streamed: Streamed) -> list[str]:
    rows = [streamed.train[number].tokens for number in range(len(streamed.train))]
    return [BASE.renderer.decode(int(token) for token in row) for row in rows]


def hub(monkeypatch: pytest.MonkeyPatch, commit: str, rows: list[dict[str, Any]]) -> list[str]:
    """A hub that serves `rows` at `commit`; gives the list of what is asked of it."""
    asked: list[str] = []

    def load_dataset(name: str, **_: Any) -> dict[str, list[dict[str, Any]]]:
        asked.append(name)
        return {"train": rows}

    def dataset_info(_: Any, name: str) -> SimpleNamespace:
        return SimpleNamespace(sha=commit)

    fake = SimpleNamespace(load_dataset=load_dataset)
    monkeypatch.setitem(sys.modules, "datasets", fake)
    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", dataset_info)
    return asked


def test_a_hub_id_is_streamed_and_known_by_its_commit(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = hub(monkeypatch, "a1", [{"text": TEXT}, {"text": "It rains."}])
    first = made(root, recipe("hf:someone/corpus"))
    assert len(first.train) == 2 and texts(first)[0].strip() == TEXT.strip()
    again = made(root, recipe("someone/corpus"))
    assert asked == ["someone/corpus"]  # the second time the rows were found
    assert again.train.fingerprint == first.train.fingerprint
    hub(monkeypatch, "b2", [{"text": "Other."}])
    assert texts(made(root, recipe("hf:someone/corpus"))) == ["Other."]


def test_a_hub_that_does_not_answer_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise ConnectionError("no network")

    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", fails)
    with pytest.raises(DataError, match="hf:someone/corpus: It cannot be read: no network"):
        made(root, recipe("hf:someone/corpus"))
    with pytest.raises(DataError, match="Набор данных не читается: no network"):
        made(root, recipe("hf:someone/corpus", "ru"))


def test_a_folder_is_streamed_and_its_notes_are_kept_with_the_rows(root: Path) -> None:
    folder = root / "books"
    folder.mkdir()
    (folder / "one.txt").write_bytes("Лавка на углу продаёт хлеб и соль.".encode("cp1251"))
    (folder / "two.md").write_text("# Two\n\nIt rains.", "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    first = made(root, recipe("books"))
    assert len(first.train) == 2
    assert [(note.code, note.where[0].file) for note in first.notes] == [
        ("not-utf-8", "books/one.txt"),
        ("left-out", "books/picture.png"),
    ]
    assert "cp1251" in first.notes[0].message
    again = made(root, recipe("books", "ru"))  # found, and told in the language of the recipe
    assert again.train.fingerprint == first.train.fingerprint
    assert again.notes[0].message == ("Файл не в UTF-8, а в cp1251; при чтении он преобразован.")


def test_hidden_reasoning_left_out_is_said(root: Path) -> None:
    turns = [
        {"role": "user", "content": "2 + 2?"},
        {"role": "assistant", "content": "4", "reasoning_content": "Two and two."},
    ]
    (root / "a.jsonl").write_text(json.dumps({"messages": turns}) + "\n", "utf-8")
    (note,) = made(root, recipe("a.jsonl")).notes
    assert note.figure == 1 and str(note.where[0]) == "a.jsonl:1"


def test_a_file_that_went_away_is_not_passed_over(root: Path) -> None:
    (root / "a.jsonl").write_text(json.dumps({"text": TEXT}) + "\n", "utf-8")
    made(root, recipe("a.jsonl"))
    both = recipe("a.jsonl").model_dump(mode="json")
    both["data"]["train"] = ["a.jsonl", "b.jsonl"]
    with pytest.raises(DataError, match=r"b\.jsonl: There is no such file"):
        made(root, parse_recipe(both))


def test_a_plain_files_key_is_the_one_that_runs_were_begun_with(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run finds its rows by this key when it is resumed by a later version."""
    (root / "a.jsonl").write_text(json.dumps({"text": TEXT}) + "\n", "utf-8")
    keys: list[str] = []
    known = streaming.cached_rows

    def cached_rows(cache: Path, key: str, make: Any) -> Any:
        keys.append(key)
        return known(cache, key, make)

    monkeypatch.setattr(streaming, "cached_rows", cached_rows)
    settings = recipe("a.jsonl")
    made(root, settings)
    hashed = [[streaming.hash_file(root / "a.jsonl")], streaming.tokenizer_hash(BASE)]
    rest = [BASE.context, settings.method.model_dump(mode="json")]
    assert keys[0] == streaming.hash_json([*hashed, *rest])
