"""The recipe: one frozen, typed, hashed description of a run, read from YAML.

Every key is here, with its meaning, unit and default; `lekalo` has no other
settings of training. Unknown keys are refused with the nearest name. Paths in a recipe are
relative to the recipe's own folder.

    recipe = load_recipe(Path("recipe.yaml"), ["train.epochs=2"])
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from lekalo.core.errors import RecipeError, nearest
from lekalo.core.hashing import hash_json


class Settings(BaseModel):
    """Frozen, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class NewBase(Settings):
    """A base made from nothing, for pretraining."""

    architecture: str = Field(description="a transformers model type, such as llama")
    tokenizer: str = Field(description="folder of a tokenizer.json with a chat template")
    config: dict[str, Any] = Field(description="the architecture's own configuration keys")


class ReplaySettings(Settings):
    """General examples mixed in so that the base's skills stay."""

    file: str
    share: float = Field(0.2, ge=0, lt=1, description="of the training rows that are replayed ones")


class DataSettings(Settings):
    """What is learned from, and what is held out."""

    train: list[str] = Field(min_length=1, description="files or folders of examples")
    eval: list[str] = Field(default=[], description="held-out files; never trained on")
    eval_share: float = Field(
        0.1, ge=0, lt=1, description="split off the training data when `eval` is empty"
    )
    replay: ReplaySettings | None = None
    max_length: int | None = Field(
        None, ge=2, description="tokens a row may have; default and limit: the base's context"
    )
    long_rows: Literal["refuse", "drop"] = Field(
        "refuse", description="rows over max_length: stop, or leave out (said and counted)"
    )
    bad_rows: Literal["refuse", "drop"] = Field(
        "refuse", description="rows that cannot be read: stop, or leave out (said and counted)"
    )

    @field_validator("train", "eval", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class MethodSettings(Settings):
    """How the rows become a loss."""

    name: str = Field("sft", description="a file of lekalo/methods")
    train_on: Literal["answers", "last_answer", "all"] = Field(
        "answers", description="where the loss falls in a chat"
    )


class AdapterSettings(Settings):
    """What is trained above the base."""

    name: str = Field("lora", description="a file of lekalo/models/adapters; `full` trains all")
    rank: int = Field(16, ge=1)
    alpha: float = Field(32.0, gt=0, description="the update is scaled by alpha / rank")
    dropout: float = Field(0.0, ge=0, lt=1)
    targets: Literal["all-linear"] | list[str] = Field(
        "all-linear", description="names of linear layers, such as q_proj; the head aside"
    )


class OptimizerSettings(Settings):
    """The update rule; learning rate and schedule stand in `train`."""

    name: Literal["adamw", "muon"] = "adamw"
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = Field(1e-8, gt=0)
    weight_decay: float = Field(0.0, ge=0)


class TrainSettings(Settings):
    """How long, how fast and how often."""

    epochs: float = Field(3.0, gt=0, description="passes over the rows; fractions allowed")
    steps: int | None = Field(None, ge=1, description="optimizer steps; overrides epochs")
    learning_rate: float = Field(2e-4, gt=0)
    schedule: Literal["constant", "linear", "cosine"] = "cosine"
    warmup: float = Field(0.03, ge=0, lt=1, description="share of the steps")
    final_share: float = Field(0.0, ge=0, le=1, description="of learning_rate at the last step")
    batch_rows: int | None = Field(8, ge=1, description="rows an optimizer step")
    batch_tokens: int | None = Field(
        None, ge=16, description="tokens an optimizer step; overrides batch_rows"
    )
    micro_tokens: int = Field(
        4096,
        ge=16,
        description="tokens laid end to end in one forward pass; changes speed and "
        "memory, never the result",
    )
    clip: float = Field(1.0, ge=0, description="global gradient norm; 0 leaves it alone")
    dtype: Literal["float32", "bfloat16"] = "float32"
    checkpointing: bool = Field(False, description="recompute activations to save memory")
    optimizer: OptimizerSettings = OptimizerSettings()
    eval_every: int | None = Field(None, ge=1, description="steps; default: four times a run")
    keep: int = Field(4, ge=1, description="checkpoints kept beside the best and the last")
    early_stopping: int | None = Field(
        None, ge=1, description="evaluations without a better eval loss before stopping"
    )


class PromptSettings(Settings):
    """What is said to the model before every chat."""

    system: str = Field("", description="the system message of every chat, or a file: path")


class GenerationSettings(Settings):
    """How answers are written, in evaluation and while serving."""

    max_tokens: int = Field(256, ge=1)
    temperature: float = Field(0.0, ge=0, le=2, description="0 is greedy")
    top_p: float = Field(1.0, gt=0, le=1)
    top_k: int = Field(0, ge=0, description="0 keeps all")
    stop: list[str] = []
    seed: int = 0


class SuiteSettings(Settings):
    """One evaluation suite and what it is for."""

    name: str
    file: str
    kind: Literal["target", "golden", "baseline"]


class GateSettings(Settings):
    """What a candidate must reach before it may go live."""

    target_at_least: float = Field(0.9, ge=0, le=1, description="each target suite's share")
    baseline_drop: float = Field(0.03, ge=0, le=1, description="allowed fall of a baseline suite")
    level: float = Field(0.95, gt=0.5, lt=1, description="confidence of intervals and tests")


class Recipe(Settings):
    """One run: what is fitted, on what, how, and by what it is judged."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$", description="the assistant's name")
    base: str | NewBase = Field("nano", description="nano, a folder, a hub id, or a new base")
    language: Literal["en", "ru"] = "en"
    seed: int = Field(7, ge=0)
    data: DataSettings
    prompt: PromptSettings = PromptSettings()
    policy: str | None = Field(None, description="a file of rules, kept with the version")
    knowledge: list[str] = Field(default=[], description="documents, kept with the version")
    method: MethodSettings = MethodSettings()
    adapter: AdapterSettings = AdapterSettings()
    train: TrainSettings = TrainSettings()
    suites: list[SuiteSettings] = []
    gate: GateSettings = GateSettings()
    generation: GenerationSettings = GenerationSettings()

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
    given = json.dumps(item.get("input"), ensure_ascii=False, default=str)
    return f"{path}: {item['msg'].lower()}, but it is {given[:80]}"


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
