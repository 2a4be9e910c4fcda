"""Recipes: strict keys, overrides, a hash of every value, and errors that help."""

from pathlib import Path

import pytest

from lekalo.core.errors import RecipeError
from lekalo.core.interfaces import ADAPTERS
from lekalo.core.recipe import Recipe, load_recipe, parse_recipe, recipe_schema
from lekalo.core.settings import ADAPTER_KEYS, AdapterSettings

MINIMAL = "name: support\ndata: {train: data.jsonl}\n"


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "recipe.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_fill_a_minimal_recipe(tmp_path: Path) -> None:
    recipe = load_recipe(_write(tmp_path, MINIMAL))
    assert recipe.data.train == ["data.jsonl"]
    assert recipe.base == "nano"
    assert recipe.method.name == "sft"


def test_overrides_are_yaml_values_at_dotted_keys(tmp_path: Path) -> None:
    sets = ["train.epochs=2", "adapter.targets=[q_proj, v_proj]", "data.replay.file=r.jsonl"]
    recipe = load_recipe(_write(tmp_path, MINIMAL), sets)
    assert recipe.train.epochs == 2
    assert recipe.adapter.targets == ["q_proj", "v_proj"]
    assert [source.file for source in recipe.data.replay] == ["r.jsonl"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (MINIMAL + "tarin: {}\n", r"tarin: unknown key; did you mean 'train'\?"),
        (MINIMAL + "train: {epoch: 2}\n", r"train\.epoch: unknown key; did you mean 'epochs'\?"),
        (MINIMAL + "train: {optimizer: {lr: 1}}\n", r"train\.optimizer\.lr: unknown key"),
        (MINIMAL + "train: {epochs: many}\n", r'train\.epochs: .*but it is "many"'),
        (MINIMAL + "train: {epochs: -1}\n", r"train\.epochs: .*greater than 0, but it is -1"),
        (
            MINIMAL + "adapter: {name: full, dora: true}\n",
            r"  adapter: dora is for lora; full takes no other key$",
        ),
        ("name: support\n", r"data: this key is required"),
        ("name: My Bot\ndata: {train: a}\n", r"name: .*but it is \"My Bot\""),
        ("name: [\n", r"not valid YAML: .*line 2"),
        ("- a\n", "holds no keys"),
        ("", "holds no keys"),
    ],
)
def test_a_mistake_is_named_with_the_remedy(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        load_recipe(_write(tmp_path, text))


def test_every_mistake_is_listed_at_once(tmp_path: Path) -> None:
    with pytest.raises(RecipeError) as caught:
        load_recipe(_write(tmp_path, MINIMAL + "seed: -1\nlanguage: fr\n"))
    assert "seed" in str(caught.value) and "language" in str(caught.value)


@pytest.mark.parametrize("override", ["train.epochs", "=2", "name.first=2", "seed=[1"])
def test_a_malformed_override_is_refused(tmp_path: Path, override: str) -> None:
    with pytest.raises(RecipeError):
        load_recipe(_write(tmp_path, MINIMAL), [override])


def test_a_missing_recipe_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="lekalo new"):
        load_recipe(tmp_path / "recipe.yaml")


def test_a_recipe_that_is_not_utf8_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_bytes("name: тест".encode("cp1251"))
    with pytest.raises(RecipeError, match="cannot be read"):
        load_recipe(path)


def test_yaml_tags_run_nothing(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="not valid YAML"):
        load_recipe(_write(tmp_path, "name: !!python/object/apply:os.getcwd []\n"))


def test_the_hash_changes_with_any_value_and_not_with_spelling() -> None:
    one = parse_recipe({"name": "a", "data": {"train": "x"}})
    same = parse_recipe({"data": {"train": ["x"]}, "name": "a", "seed": 7})
    other = parse_recipe({"name": "a", "data": {"train": "x"}, "seed": 8})
    assert one.hash == same.hash != other.hash


def test_a_recipe_is_frozen() -> None:
    recipe = parse_recipe({"name": "a", "data": {"train": "x"}})
    with pytest.raises(ValueError, match="frozen"):
        recipe.name = "b"  # type: ignore[misc]


def test_the_schema_names_every_key() -> None:
    assert set(recipe_schema()["properties"]) == set(Recipe.model_fields)


def test_a_key_at_its_default_is_no_mistake_of_another_adapter() -> None:
    """run.json holds every default, so only another value is refused."""
    full = AdapterSettings(name="full")
    assert AdapterSettings.model_validate(full.model_dump(mode="json")) == full


def test_every_adapter_says_which_keys_it_reads() -> None:
    assert sorted(ADAPTER_KEYS) == ADAPTERS.names()
    keys = {key for keys in ADAPTER_KEYS.values() for key in keys}
    assert keys | {"name"} == set(AdapterSettings.model_fields)


@pytest.mark.parametrize(
    ("adapter", "rate"),
    [
        ({"name": "prompt"}, 0.05),
        ({"name": "prefix"}, 0.01),
        ({"name": "prefix", "projection": True}, 1e-3),
        ({"name": "ptuning"}, 1e-3),
        ({"name": "lora"}, 2e-4),
    ],
)
def test_a_soft_prompt_takes_larger_steps_unless_the_recipe_names_a_rate(adapter, rate) -> None:
    values = {"name": "a", "data": {"train": "x"}, "adapter": adapter, "train": {"epochs": 2}}
    values["stages"] = [
        {"name": "first", "data": {"train": "y"}},
        {"name": "second", "data": {"train": "z"}, "train": {"learning_rate": 0.3}},
    ]
    recipe = parse_recipe(values)
    assert recipe.train.learning_rate == recipe.stages[0].train.learning_rate == rate
    assert recipe.stages[1].train.learning_rate == 0.3 and recipe.train.epochs == 2
    assert parse_recipe(recipe.model_dump(mode="json")) == recipe
    named = parse_recipe(values | {"train": {"learning_rate": 2e-4}})
    assert named.train.learning_rate == 2e-4
