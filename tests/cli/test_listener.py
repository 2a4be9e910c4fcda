"""The language that the command line speaks, by what is said first, and that it speaks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lekalo.cli.listener import spoken
from support.terminal import lekalo

RECIPE = "name: shop\nlanguage: {language}\ndata: {{train: rows.jsonl}}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and a system that says nothing."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LEKALO_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def rows(path: Path, question: str) -> Path:
    """A data file with one row."""
    row = {"question": question, "answer": question}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_nothing_said_is_english() -> None:
    assert spoken(["status"]) == "en"


@pytest.mark.parametrize(
    ("names", "language"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
    ],
)
def test_the_system_speaks_where_nobody_else_does(
    names: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert spoken(["status"]) == language


def test_an_option_comes_before_the_recipe_and_the_recipe_before_the_data(here: Path) -> None:
    rows(here / "rows.jsonl", "Где мой заказ, который я сделал вчера?")
    assert spoken(["data", "show", "rows.jsonl"]) == "ru"
    (here / "recipe.yaml").write_text(RECIPE.format(language="en"))
    assert spoken(["data", "show", "rows.jsonl"]) == "en"
    assert spoken(["data", "convert", "rows.jsonl", "x", "--lang", "ru"]) == "ru"
    assert spoken(["data", "convert", "rows.jsonl", "x", "--lang=ru"]) == "ru"
    assert spoken(["train", "--set", "language=ru"]) == "ru"


def test_a_recipe_is_found_by_name_by_folder_and_beside_its_home(here: Path) -> None:
    shop = here / "shop"
    shop.mkdir()
    (shop / "recipe.yaml").write_text(RECIPE.format(language="ru"))
    assert spoken(["train", "shop"]) == spoken(["train", "shop/recipe.yaml"]) == "ru"
    assert spoken(["status", "--home", "shop/.lekalo"]) == "ru"
    assert spoken(["status"]) == "en"


def test_a_recipe_that_is_no_yaml_still_says_its_language(here: Path) -> None:
    (here / "recipe.yaml").write_text("language: 'ru'\nname: [\n")
    assert spoken(["train"]) == "ru"
    (here / "recipe.yaml").write_bytes(b"\xff\xfe language")
    assert spoken(["train"]) == "en"


def test_the_data_is_asked_at_a_place_in_it_too(here: Path) -> None:
    rows(here / "rows.jsonl", "Where is the order that I made yesterday?")
    rows(here / "строки.jsonl", "Где мой заказ?")
    assert spoken(["data", "show", "rows.jsonl:1"]) == "en"
    assert spoken(["data", "show", "строки.jsonl:1"]) == "ru"
    (here / "torn.jsonl").write_text("{")
    assert spoken(["data", "show", "torn.jsonl"]) == "en"


def test_mistakes_are_said_in_russian_to_who_asks_so(here: Path) -> None:
    ran = lekalo("train", "--set", "tarin.epochs=2", "--json", cwd=here, LANG="ru_RU.UTF-8")
    assert ran.returncode == 2
    assert json.loads(ran.stdout)["error"].startswith("нет рецепта recipe.yaml")
    (here / "recipe.yaml").write_text(RECIPE.format(language="ru"))
    ran = lekalo("train", "--set", "train.epoch=2", "--set", "seed=-1", cwd=here)
    assert "train.epoch: неизвестный ключ; может быть, «epochs»?" in ran.stderr
    assert "seed: нужно не меньше 0, а задано -1" in ran.stderr
