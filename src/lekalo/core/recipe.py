"""The recipe: one frozen, typed, hashed description of a run, read from YAML.

`core.settings` has the groups of keys, with their meanings, units and defaults. Unknown keys are
refused with the nearest name. Paths in a recipe are relative to the recipe's own folder.

    recipe = load_recipe(Path("recipe.yaml"), ["train.epochs=2"])
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from lekalo.core.errors import RecipeError, nearest
from lekalo.core.hashing import hash_json
from lekalo.core.settings import (
    AdapterSettings,
    CheckSettings,
    DataSettings,
    GateSettings,
    GenerationSettings,
    MethodSettings,
    NewBase,
    PromptSettings,
    Quantise,
    StageSettings,
    SuiteSettings,
)
from lekalo.core.strict import Settings
from lekalo.core.train_settings import TrainSettings


class Recipe(Settings):
    """One run: what is fitted, on what, how, and by what it is judged."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$", description="the assistant's name")
    base: str | NewBase = Field("nano", description="nano, a folder, a hub id, or a new base")
    quantise: Quantise = Field(
        "none", description="linear layers of the base in int8 or nf4: QLoRA; needs bitsandbytes"
    )
    language: Literal["en", "ru"] = "en"
    seed: int = Field(7, ge=0)
    stages: list[StageSettings] = Field(
        default=[],
        description="trainings before this recipe's own, in this order; each goes on with the "
        "weights that the one before it left",
    )
    data: DataSettings
    checks: CheckSettings = CheckSettings()
    prompt: PromptSettings = PromptSettings()
    policy: str | None = Field(None, description="a file of rules, kept with the version")
    knowledge: list[str] = Field(default=[], description="documents, kept with the version")
    method: MethodSettings = MethodSettings()
    adapter: AdapterSettings = AdapterSettings()
    train: TrainSettings = TrainSettings()
    suites: list[SuiteSettings] = Field(default=[], description="what measures the outcome")
    gate: GateSettings = GateSettings()
    generation: GenerationSettings = GenerationSettings()

    @model_validator(mode="after")
    def _best_by_is_known(self) -> Recipe:
        names = ["eval_loss", *(suite.name for suite in self.suites)]
        if self.train.best_by not in names:
            raise ValueError(
                f"train.best_by is '{self.train.best_by}', and no suite is called so"
                f"{nearest(self.train.best_by, names) or '.'} There are: {', '.join(names)}"
            )
        return self

    @model_validator(mode="after")
    def _only_a_frozen_base_is_compressed(self) -> Recipe:
        if self.quantise != "none" and self.adapter.name == "full":
            raise ValueError(
                f"quantise: {self.quantise} holds the base frozen, and adapter full trains it; "
                "take an adapter such as lora, or quantise none"
            )
        if self.quantise != "none" and isinstance(self.base, NewBase):
            raise ValueError(
                f"quantise: {self.quantise} compresses a trained base, and this one is new; "
                "set quantise none"
            )
        return self

    @field_validator("stages")
    @classmethod
    def _named_apart(cls, stages: list[StageSettings]) -> list[StageSettings]:
        names = [stage.name for stage in stages]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"each stage needs a name of its own; {min(twice)} is there twice")
        return stages

    def stage(self, settings: StageSettings) -> Recipe:
        """The recipe of one stage alone: its data, method and training, with no suites."""
        own = {"data": settings.data, "method": settings.method, "train": settings.train}
        return self.model_copy(update={**own, "stages": [], "suites": []})

    @property
    def hash(self) -> str:
        """The content hash of every value, defaults included."""
        return hash_json(self.model_dump(mode="json"))


def load_recipe(path: Path, overrides: list[str] | None = None) -> Recipe:
    """Reads `path`, applies `a.b=value` overrides (values are YAML), and checks every key."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError(f"there is no recipe at {path}. Make one with: lekalo new NAME") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} cannot be read: {error}.") from error
    except yaml.YAMLError as error:
        raise RecipeError(f"{path} is not valid YAML: {_yaml_place(error)}.") from error
    if not isinstance(raw, dict):
        raise RecipeError(f"{path} holds no keys; a recipe starts with `name:` and `data:`.")
    for override in overrides or []:
        _apply(raw, override)
    return parse_recipe(raw, str(path))


def parse_recipe(raw: dict[str, Any], source: str = "recipe") -> Recipe:
    """A checked recipe from plain values; `RecipeError` names every wrong key at once."""
    try:
        return Recipe.model_validate(raw)
    except ValidationError as error:
        lines = "\n".join(f"  {_explain(item)}" for item in error.errors())
        raise RecipeError(f"{source} is not a valid recipe:\n{lines}") from None


def recipe_schema() -> dict[str, Any]:
    """The JSON schema of a recipe, for editors."""
    return Recipe.model_json_schema()


def _apply(raw: dict[str, Any], override: str) -> None:
    key, separator, text = override.partition("=")
    if not separator or not key.strip():
        raise RecipeError(f"'{override}' is not of the form key=value, as in train.epochs=2.")
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RecipeError(f"the value of '{override}' is not valid YAML.") from error
    *parents, last = key.strip().split(".")
    for parent in parents:
        raw = raw.setdefault(parent, {})
        if not isinstance(raw, dict):
            raise RecipeError(f"'{key}' leads through '{parent}', which is not a group of keys.")
    raw[last] = value


def _yaml_place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    return f"{problem}, line {mark.line + 1}" if mark else str(problem)


def _explain(item: Any) -> str:
    path = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        allowed = _keys_at(item["loc"][:-1])
        return f"{path}: unknown key{nearest(str(item['loc'][-1]), allowed)}"
    if item["type"] == "missing":
        return f"{path}: this key is required"
    if isinstance(item.get("input"), dict):  # a group whose keys do not go together
        return f"{path}: {item['msg'].removeprefix('Value error, ')}".removeprefix(": ")
    if item["type"] == "value_error":  # a sentence of our own; the group it is of says no more
        item["msg"] = str(item["ctx"]["error"])
        if isinstance(item.get("input"), dict):
            return f"{path}: {item['msg']}" if path else item["msg"]
    given = json.dumps(item.get("input"), ensure_ascii=False, default=str)
    return f"{path}: {item['msg'][:1].lower()}{item['msg'][1:]}, but it is {given[:80]}"


def _keys_at(location: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = Recipe
    for part in location:
        field = model.model_fields.get(str(part))
        inner = _model_of(field.annotation) if field else (NewBase if part == "NewBase" else None)
        if inner is None:
            continue
        model = inner
    return list(model.model_fields)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
