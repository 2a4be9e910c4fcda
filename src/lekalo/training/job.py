"""What a training run is given, what it tells while it goes on, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lekalo.core.recipe import Recipe
from lekalo.core.records import Example, Finding
from lekalo.data.batches import Rows
from lekalo.evaluation.suites import Suite
from lekalo.models.base import Base
from lekalo.models.sampling import Sampling
from lekalo.training.checkpoint import CheckpointInfo


@dataclass
class Job:
    """What `fit` needs: the recipe, the loaded base, tokenised rows, and the run's folder; and
    for a suite that picks the best, the suites with what they are asked under."""

    recipe: Recipe
    base: Base
    train: Rows
    held_out: Rows
    folder: Path
    suites: tuple[Suite, ...] = ()
    system: str = ""
    sampling: Sampling | None = None
    start: Path | None = None
    """A checkpoint whose weights the run begins with, in place of fresh ones."""
    cache: Path | None = None
    """Where results that other runs may use are kept, by content."""
    examples: Sequence[Example] = ()
    """The trained chats, for the probe that puts their questions in other words."""


@dataclass(frozen=True)
class Progress:
    """One step done. `loss` in nats a trained token; `tokens_per_second` since the last step;
    `eval_loss` only after an evaluation; `note` where something happened that a person wants
    to see."""

    step: int
    steps: int
    loss: float
    tokens_per_second: float
    eval_loss: float | None = None
    note: str = ""


@dataclass(frozen=True)
class FitResult:
    """The checkpoints that stand; `best` and `last` are steps; `tokens` went through the model.
    `stopped` says why the run ended before its last step; empty where it did not."""

    checkpoints: tuple[CheckpointInfo, ...]
    best: int
    last: int
    tokens: int
    seconds: float
    stopped: str = ""
    findings: tuple[Finding, ...] = ()
