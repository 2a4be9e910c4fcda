"""The groups of keys that a recipe has, each with its meaning, unit and default.

Those of training stand in `core.train_settings`. A group is frozen and refuses a key it doesn't
know; `core.recipe` reads them from YAML.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, PositiveFloat, PositiveInt, field_validator, model_validator

from lekalo.core import recipe_words as words
from lekalo.core.errors import WrongValueError
from lekalo.core.strict import Settings
from lekalo.core.train_settings import TrainSettings

Quantise = Literal["none", "int8", "nf4"]
"""How the linear layers of a base are held in memory."""


class NewBase(Settings):
    """A base made from nothing, for pretraining."""

    architecture: str = Field(description="a transformers model type, such as llama")
    tokenizer: str = Field(description="folder of a tokenizer.json with a chat template")
    config: dict[str, Any] = Field(description="the architecture's own configuration keys")


class ReplaySettings(Settings):
    """What is mixed in so that it stays: general examples, or an earlier stage's documents."""

    file: str = Field(description="a file or folder; documents in it are replayed as running text")
    share: float = Field(0.2, ge=0, lt=1, description="of the training rows that are replayed ones")


class DataSettings(Settings):
    """What is learned from, and what is held out."""

    train: list[str] = Field(min_length=1, description="files or folders of examples")
    eval: list[str] = Field(default=[], description="held-out files; never trained on")
    eval_share: float = Field(
        0.1, ge=0, lt=1, description="split off the training data when `eval` is empty"
    )
    replay: list[ReplaySettings] = Field(
        [], description="one source, or a list of them; their shares add up to less than 1"
    )
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

    @field_validator("replay", mode="before")
    @classmethod
    def _one_source_or_many(cls, value: Any) -> Any:
        if value is None:  # as runs of earlier versions have it
            return []
        return [value] if isinstance(value, dict) else value

    @field_validator("replay")
    @classmethod
    def _leaves_room(cls, sources: list[ReplaySettings]) -> list[ReplaySettings]:
        if (total := sum(source.share for source in sources)) >= 1:
            raise WrongValueError(words.REPLAY_IS_ALL(total=f"{total:g}"))
        return sources


class CheckSettings(Settings):
    """What the checks of the data may use besides words, and what they lead to."""

    embedding: str | None = Field(
        None, description="an embedding model, a folder or a hub id, that finds paraphrases"
    )
    judge: str | None = Field(
        None,
        description="says whether rows near in meaning contradict each other: the address of an "
        "OpenAI-compatible endpoint (http://host/v1#model), or a model; needs `embedding`",
    )
    facts: int = Field(
        60,
        ge=0,
        description="where facts are found to be trained in: the most of them that are asked after "
        "training, each three times; 0 asks none",
    )


class MethodSettings(Settings):
    """How the rows become a loss."""

    name: str = Field("sft", description="a file of lekalo/methods")
    train_on: Literal["answers", "last_answer", "all"] = Field(
        "answers", description="where the loss falls in a chat"
    )


ADAPTER_KEYS: dict[str, tuple[str, ...]] = {
    "bottleneck": ("rank", "placement", "activation"),
    "full": (),
    "ia3": ("targets",),
    "layers": ("targets",),
    "lora": (
        "rank",
        "alpha",
        "dropout",
        "targets",
        "rslora",
        "dora",
        "rank_pattern",
        "alpha_pattern",
    ),
    "prefix": ("tokens", "init_text", "projection", "encoder_width"),
    "prompt": ("tokens", "init_text"),
    "ptuning": ("tokens", "encoder", "encoder_width"),
}
"""Which keys of `adapter` each adapter reads; another key may not be set."""


class AdapterSettings(Settings):
    """What is trained above the base."""

    name: str = Field("lora", description="a file of lekalo/models/adapters; `full` trains all")
    rank: int = Field(16, ge=1)
    alpha: float = Field(32.0, gt=0, description="the update is scaled by alpha / rank")
    dropout: float = Field(0.0, ge=0, lt=1)
    targets: Literal["all-linear"] | list[str] = Field(
        "all-linear",
        description="names of layers, such as q_proj; the head and the embeddings by name only",
    )
    rslora: bool = Field(False, description="scaled by alpha / sqrt(rank): for high ranks")
    dora: bool = Field(False, description="each weight's size trained apart from its direction")
    rank_pattern: dict[str, PositiveInt] = Field(
        {}, description="ranks of single layers, as in layers.0.self_attn.q_proj: 8"
    )
    alpha_pattern: dict[str, PositiveFloat] = Field({}, description="their alphas, likewise")
    placement: Literal["houlsby", "pfeiffer", "parallel"] = Field(
        "houlsby", description="after attention and MLP, after the MLP, or beside the MLP"
    )
    activation: Literal["relu", "gelu", "silu"] = "gelu"
    tokens: int = Field(20, ge=1, description="places before every row; the context counts them")
    init_text: str = Field(
        "", description="text that the places start from; default: tokens of the vocabulary"
    )
    projection: bool = Field(False, description="the prefix made by an MLP while it is trained")
    encoder: Literal["mlp", "lstm"] = Field("mlp", description="what makes the places")
    encoder_width: PositiveInt | None = Field(
        None, description="inner features of what makes the places; default: as many as it makes"
    )

    @property
    def virtual(self) -> int:
        """Places that the adapter puts before every row; the base's context counts them."""
        return self.tokens if "tokens" in ADAPTER_KEYS.get(self.name, ()) else 0

    @property
    def usual_rate(self) -> float | None:
        """The learning rate where a recipe names none, if it is another than for the rest: the few
        numbers of a soft prompt want far larger steps; a network that makes them, smaller ones."""
        if self.projection or self.name == "ptuning":
            return 1e-3
        return {"prompt": 0.05, "prefix": 0.01}.get(self.name)

    @model_validator(mode="after")
    def _only_what_is_read(self) -> AdapterSettings:
        read = ADAPTER_KEYS.get(self.name)  # an unknown name is refused where adapters are known
        for key, field in type(self).model_fields.items():
            if read is None or key in ("name", *read):
                continue
            if getattr(self, key) != field.get_default(call_default_factory=True):
                those = ", ".join(name for name, keys in ADAPTER_KEYS.items() if key in keys)
                said = {"key": key, "those": those, "name": self.name}
                raise WrongValueError(
                    words.NOT_READ(**said, allowed=", ".join(read) or words.NO_OTHER)
                )
        return self


class StageSettings(Settings):
    """One training before the recipe's own, on the same base and adapter."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,30}$", description="the stage's folder")
    data: DataSettings
    method: MethodSettings = MethodSettings(name="pretrain")
    train: TrainSettings = TrainSettings()


class PromptSettings(Settings):
    """What is said to the model before every chat."""

    system: str = Field("", description="the system message of every chat, or a file: path")


class GenerationSettings(Settings):
    """How answers are written, in evaluation and while serving."""

    max_tokens: int = Field(256, ge=1)
    temperature: float = Field(0.0, ge=0, le=2, description="0 is greedy")
    top_p: float = Field(1.0, gt=0, le=1)
    top_k: int = Field(0, ge=0, description="0 keeps all")
    stop: list[str] = Field(default=[])
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
