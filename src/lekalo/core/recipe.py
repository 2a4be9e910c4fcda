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

from lekalo.core import recipe_words as words
from lekalo.core.errors import RecipeError, WrongValueError
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
from lekalo.core.strict import Settings, wrong_value
from lekalo.core.train_settings import TrainSettings
from lekalo.core.wording import Joined, Sayable, Word, nearest
from lekalo.core.words import reason_of_system

_GIVEN = 80
"""Letters of a wrong value that are shown."""


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
            hint, allowed = nearest(self.train.best_by, names, "."), ", ".join(names)
            raise WrongValueError(
                words.BEST_BY(name=self.train.best_by, hint=hint, allowed=allowed)
            )
        return self

    @model_validator(mode="after")
    def _only_a_frozen_base_is_compressed(self) -> Recipe:
        if self.quantise != "none" and self.adapter.name == "full":
            raise WrongValueError(words.FULL_QUANTISED(held=self.quantise))
        if self.quantise != "none" and isinstance(self.base, NewBase):
            raise WrongValueError(words.NEW_QUANTISED(held=self.quantise))
        return self

    @model_validator(mode="after")
    def _soft_prompts_take_larger_steps(self) -> Recipe:
        rate = self.adapter.usual_rate
        if rate is None:
            return self
        stages = [s.model_copy(update={"train": _at(rate, s.train)}) for s in self.stages]
        return self.model_copy(update={"train": _at(rate, self.train), "stages": stages})

    @field_validator("stages")
    @classmethod
    def _named_apart(cls, stages: list[StageSettings]) -> list[StageSettings]:
        names = [stage.name for stage in stages]
        if twice := {name for name in names if names.count(name) > 1}:
            raise WrongValueError(words.STAGE_TWICE(name=min(twice)))
        return stages

    def stage(self, settings: StageSettings) -> Recipe:
        """The recipe of one stage alone: its data, method and training, with no suites."""
        own = {"data": settings.data, "method": settings.method, "train": settings.train}
        return self.model_copy(update={**own, "stages": [], "suites": []})

    @property
    def hash(self) -> str:
        """The content hash of every value, defaults included."""
        return hash_json(self.model_dump(mode="json"))


def _at(rate: float, train: TrainSettings) -> TrainSettings:
    """The settings with this rate where they name none."""
    named = "learning_rate" in train.model_fields_set
    return train if named else train.model_copy(update={"learning_rate": rate})


def load_recipe(path: Path, overrides: list[str] | None = None) -> Recipe:
    """Reads `path`, applies `a.b=value` overrides (values are YAML), and checks every key."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError(words.NO_RECIPE(path=path)) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of_system(error)
        raise RecipeError(words.UNREADABLE(path=path, reason=reason)) from error
    except yaml.YAMLError as error:
        raise RecipeError(words.NOT_YAML(path=path, problem=_yaml_place(error))) from error
    if not isinstance(raw, dict):
        raise RecipeError(words.NO_KEYS(path=path))
    for override in overrides or []:
        _apply(raw, override)
    return parse_recipe(raw, str(path))


def parse_recipe(raw: dict[str, Any], source: str = "recipe") -> Recipe:
    """A checked recipe from plain values; `RecipeError` names every wrong key at once."""
    try:
        return Recipe.model_validate(raw)
    except ValidationError as error:
        lines = (Joined(("  ", _explain(item)), by="") for item in error.errors())
        raise RecipeError(Joined((words.INVALID(source=source), *lines), by="\n")) from None


def recipe_schema() -> dict[str, Any]:
    """The JSON schema of a recipe, for editors."""
    return Recipe.model_json_schema()


def _apply(raw: dict[str, Any], override: str) -> None:
    key, separator, text = override.partition("=")
    if not separator or not key.strip():
        raise RecipeError(words.NOT_KEY_VALUE(override=override))
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RecipeError(words.VALUE_NOT_YAML(override=override)) from error
    *parents, last = key.strip().split(".")
    for parent in parents:
        raw = raw.setdefault(parent, {})
        if not isinstance(raw, dict):
            raise RecipeError(words.NOT_A_GROUP(key=key, parent=parent))
    raw[last] = value


def _yaml_place(error: yaml.YAMLError) -> Sayable:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None)  # the library's own, in English
    said = words.UNPARSED() if problem is None else Word(str(problem), str(problem))
    return words.AT_LINE(problem=said, line=mark.line + 1) if mark else said


def _explain(item: Any) -> Sayable:
    path = ".".join(str(part) for part in item["loc"])
    problem = _problem(item)
    group = isinstance(item.get("input"), dict)  # one that lacks a key, or whose keys do not agree
    if group or item["type"] in ("extra_forbidden", "missing"):
        return words.AT_KEY(path=path, problem=problem) if path else problem
    given = json.dumps(item.get("input"), ensure_ascii=False, default=str)[:_GIVEN]
    return words.AT_KEY(path=path, problem=words.BUT_IT_IS(problem=problem, given=given))


def _problem(item: Any) -> Sayable:
    if item["type"] == "extra_forbidden":
        return words.UNKNOWN(hint=nearest(str(item["loc"][-1]), _keys_at(item["loc"][:-1])))
    if item["type"] == "missing":
        return words.REQUIRED()
    return wrong_value(item)


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
