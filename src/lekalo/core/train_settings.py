"""The keys of a recipe's `train`: how long, how fast, by what rule, and what is kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from lekalo.core.every import read_every
from lekalo.core.sizes import read_size
from lekalo.core.strict import Settings


class OptimizerSettings(Settings):
    """The update rule; learning rate and schedule stand in `train`."""

    name: Literal["adamw", "adamw8bit", "adafactor", "muon", "sgd"] = "adamw"
    betas: tuple[float, float] = Field((0.9, 0.999), description="the first is sgd's momentum")
    eps: float = Field(1e-8, gt=0)
    weight_decay: float = Field(0.0, ge=0, description="on matrices; norms and biases have none")
    decay_embeddings: bool = Field(True, description="whether embeddings and the head decay too")


class KeepSettings(Settings):
    """Which of a run's checkpoints stay on disk; there is one an evaluation."""

    best: int = Field(1, ge=0, description="those that `best_by` puts first")
    last: int = Field(5, ge=1, description="the newest, from which a run is gone on with")
    every: int | None = Field(None, ge=1, description="and the first one of every so many steps")


class TrainSettings(Settings):
    """How long, how fast and how often."""

    epochs: float = Field(3.0, gt=0, description="passes over the rows; fractions allowed")
    steps: int | None = Field(None, ge=1, description="optimizer steps; overrides epochs")
    learning_rate: Annotated[float, Field(gt=0)] | Literal["auto"] = Field(
        2e-4,
        description="auto: found by a range test on the run's own rows; default of prompt 0.05, of "
        "prefix 0.01, and 0.001 where a network makes the places",
    )
    fallback_rate: float | None = Field(
        None, gt=0, description="where `auto` finds none; by default the run is then refused"
    )
    check_rate: bool = Field(
        False, description="runs the range test before a fixed rate, too, and warns above it"
    )
    schedule: Literal["constant", "linear", "cosine", "wsd"] = Field(
        "cosine", description="wsd: warm-up, stable, and a fall over the last `decay`"
    )
    warmup: float = Field(0.03, ge=0, lt=1, description="share of the steps")
    decay: float = Field(0.2, gt=0, le=1, description="share of the steps that wsd falls over")
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
    memory_limit: int | None = Field(
        None, description="what the run may take, such as 6GB; advice is given within it"
    )
    optimizer: OptimizerSettings = OptimizerSettings()
    eval_every: str | None = Field(
        None, description="200 (steps), 0.5 epochs, 100k tokens; default: four times a run"
    )
    best_by: str = Field(
        "eval_loss", description="what picks the checkpoint: eval_loss, or a suite's name"
    )
    best_items: int = Field(
        50, ge=1, description="items of the suite in `best_by` that each evaluation asks"
    )
    keep: KeepSettings = Field(
        KeepSettings(), description="a number N stands for the best, the last and N before it"
    )
    early_stopping: int | None = Field(
        None, ge=1, description="evaluations in a row without a better one before stopping"
    )

    @field_validator("memory_limit", mode="before")
    @classmethod
    def _as_bytes(cls, value: Any) -> Any:
        return value if value is None else read_size(value)

    overfitting: Literal["stop", "report"] = Field(
        "stop", description="where the gap to the held-out rows grows: stop, or say so at the end"
    )
    probes: bool = Field(
        True, description="at each evaluation, look with a few rows at what was learned by heart"
    )

    @field_validator("eval_every", mode="before")
    @classmethod
    def _as_interval(cls, value: Any) -> Any:
        return value if value is None else str(read_every(value))

    @field_validator("keep", mode="before")
    @classmethod
    def _as_policy(cls, value: Any) -> Any:
        return {"last": value + 1} if type(value) is int else value
