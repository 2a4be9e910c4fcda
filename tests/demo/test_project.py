"""What `lekalo new` writes: a recipe that is read, files that are there, nothing overwritten."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lekalo.core.errors import DataError
from lekalo.core.interfaces import Material
from lekalo.core.recipe import load_recipe
from lekalo.core.records import Completion, Example, Item
from lekalo.data.audit import audit
from lekalo.data.prepare import system_prompt
from lekalo.data.sources import load
from lekalo.demo import project
from lekalo.evaluation.suites import load_suite

RECIPES = Path(__file__).resolve().parents[2] / "recipes"
TEMPLATES = ("support", "cards", "letters", "blank")


# What is true of the samples and is said: tickets that differ by a greeting, cards of a few
# wordings, and letters that name the client they are written to.
WARNED = {
    "support": {"duplicates"},
    "cards": {"duplicates", "leakage"},
    "letters": {"duplicates", "personal-data"},
    "blank": {"duplicates"},
}


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_the_folder_is_ready_to_train(tmp_path, template, lang):
    folder = tmp_path / "my-bot"
    files = project.write(folder, "my-bot", template, lang)
    assert files[0] == folder / "recipe.yaml"
    assert sorted(files) == sorted(path for path in folder.rglob("*") if path.is_file())

    recipe = load_recipe(files[0])
    assert (recipe.name, recipe.base, recipe.language) == ("my-bot", "nano", lang)
    (replayed,) = recipe.data.replay
    assert system_prompt(recipe, folder)
    named = [*recipe.data.train, replayed.file, *recipe.knowledge]
    named += [recipe.policy] if recipe.policy else []
    assert all((folder / name).exists() for name in named)

    replay = (folder / replayed.file).read_text(encoding="utf-8")
    assert bool(re.search("[а-я]", replay)) == (lang == "ru")

    suites = [load_suite(settings, folder) for settings in recipe.suites]
    assert [suite.kind for suite in suites] == ["target", "golden", "baseline"]
    loaded = load([Path(name) for name in recipe.data.train], folder)
    assert loaded.bad == ()
    items = [item for suite in suites for item in suite.items]
    asked = [Example(item.messages, item.where) for item in items]
    found = audit(Material(loaded.examples, asked)).findings
    assert {finding.code for finding in found if finding.severity == "hold"} == set()
    assert {finding.code for finding in found} <= WARNED[template]


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_the_sample_answers_pass_the_target_suite_and_plain_text_does_not(tmp_path, template, lang):
    from lekalo.core.interfaces import SCORERS

    recipe = load_recipe(project.write(tmp_path / "bot", "bot", template, lang)[0])
    suite = load_suite(recipe.suites[0], tmp_path / "bot")
    examples = load([Path("data/train.jsonl")], tmp_path / "bot").examples
    [expects] = suite.items[0].expects
    scorer = SCORERS.get(expects.scorer)()

    def passes(text: str) -> bool:
        item: Item = suite.items[0]
        return scorer.score(item, Completion(text, (), "stop", 1), expects.options).value == 1

    answers = [example.messages[-1].content for example in examples]
    assert all(passes(text) for text in answers)
    assert not any(passes(text.replace("\n", " ")) for text in answers)


def test_every_key_of_the_recipe_is_commented_in_its_language(tmp_path):
    for lang, letters in (
        ("en", "abcdefghijklmnopqrstuvwxyz"),
        ("ru", "абвгдежзиклмнопрстуфхцчшщэюя"),
    ):
        text = project.write(tmp_path / lang, "bot", "support", lang)[0].read_text(encoding="utf-8")
        comments = [line.strip() for line in text.splitlines() if line.strip().startswith("# ")]
        comments = [comment for comment in comments if "{" not in comment]  # an example of a row
        assert all(set(comment.lower()) & set(letters) for comment in comments)
        for key in yaml.safe_load(text):
            before, after = text.split(f"\n{key}:", 1)
            own = before.splitlines()[-1].startswith("#")
            below = after.splitlines()[1:2]
            inside = any(line.strip().startswith(("#", "- name")) for line in below)
            assert own or inside, key


def test_a_folder_with_files_is_left_alone(tmp_path):
    kept = tmp_path / "note.txt"
    kept.write_text("mine")
    with pytest.raises(DataError, match="not an empty folder"):
        project.write(tmp_path, "bot", "blank", "en")
    with pytest.raises(DataError, match="not an empty folder"):
        project.write(kept, "bot", "blank", "en")
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert project.write(empty, "bot", "blank", "en")


@pytest.mark.parametrize("name", ["My Bot", "", "бот", "-bot", "a" * 64, "a/b"])
def test_a_wrong_name_is_refused_with_what_is_allowed(tmp_path, name):
    with pytest.raises(DataError, match="small Latin letters"):
        project.write(tmp_path / "x", name, "support", "en")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_support_recipes_name_the_files_that_the_module_writes(tmp_path, lang):
    path = RECIPES / f"support-{lang}.yaml"
    recipe = load_recipe(path)
    root = f"build/company-{lang}"
    assert f"python -m lekalo.demo.company {root} --lang {lang}" in path.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "lekalo.demo.company", root, "--lang", lang, "--tickets", "30"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "0 defects planted" in done.stdout
    recipes = tmp_path / "recipes"
    recipes.mkdir()
    (replayed,) = recipe.data.replay
    named = [*recipe.data.train, replayed.file, recipe.policy, *recipe.knowledge]
    named += [suite.file for suite in recipe.suites]
    assert all((recipes / str(name)).exists() for name in named)
    assert recipe.prompt.system == (tmp_path / root / "prompt.md").read_text("utf-8").strip()


def test_the_module_refuses_a_wrong_defect_in_a_sentence(tmp_path):
    command = [sys.executable, "-m", "lekalo.demo.company", str(tmp_path), "--defect", "rude=x"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "KIND=COUNT" in done.stderr
    assert "Traceback" not in done.stderr
