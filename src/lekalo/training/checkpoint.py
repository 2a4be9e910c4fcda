"""Checkpoints: a folder per evaluation, atomic and checksummed, enough to go on bit for bit.

    step-000120/
      adapter_config.json, adapter_model.safetensors   an adapter (PEFT's layout), or
      config.json, model.safetensors, tokenizer files  a fully trained model
      state.safetensors   optimizer moments, fp32 masters
      state.json          step, what it was trained on, evaluations so far
      checksums.json

There is no random state to keep: data order and dropout follow from the recipe's seed and the
step number. Nothing is pickled.
"""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from lekalo.core import words
from lekalo.core.errors import DataError, UserError
from lekalo.core.files import outside, verify, write_folder
from lekalo.core.train_settings import KeepSettings
from lekalo.training import words as said_words
from lekalo.training.watch import Seen

STATE_TENSORS, STATE = "state.safetensors", "state.json"


@dataclass(frozen=True)
class Evaluation:
    """What was measured after `step` steps. Losses in nats a token: over the held-out rows, and
    over a fixed sample of the trained ones; `groups` are the same, by parts of the rows, so that
    two evaluations can be compared part by part. `score` in [0, 1] is the share of the items of
    `best_by` that pass. None and empty: not measured."""

    step: int
    loss: float | None = None
    train_loss: float | None = None
    score: float | None = None
    groups: tuple[float, ...] = ()
    train_groups: tuple[float, ...] = ()

    @property
    def rank(self) -> tuple[float, float]:
        """Lower is better: by score where there is one, and of equals by loss."""
        return -(self.score or 0.0), math.inf if self.loss is None else self.loss


@dataclass(frozen=True)
class RollBack:
    """The run went wrong at `step` and went on from `to` at half of `rate`. `kind`, `figure` and
    `usual` are the trouble's (`watch`)."""

    step: int
    to: int
    rate: float
    kind: str
    figure: float | None
    usual: float | None


@dataclass(frozen=True)
class CheckpointInfo:
    """A checkpoint that stands on disk. `eval_loss` in nats a token and `score` in [0, 1], None
    when not measured."""

    step: int
    eval_loss: float | None
    folder: Path
    score: float | None = None


@dataclass(frozen=True)
class State:
    """Where a run stands after `step` optimizer steps, and what it is a run of."""

    step: int
    steps: int
    tokens: int
    seconds: float
    recipe: str
    base: str
    data: str
    rate: float
    """The full learning rate, as found or given, and halved where the run was rolled back."""
    evals: tuple[Evaluation, ...] = ()
    """Every evaluation so far, this one last."""
    seen: Seen = field(default_factory=Seen)
    rolled_back: tuple[RollBack, ...] = ()

    def same_run(self, other: State) -> str:
        """The first of recipe, base, data and steps in which `other` differs; empty if none."""
        keys = ("recipe", "base", "data", "steps")
        return next((k for k in keys if getattr(self, k) != getattr(other, k)), "")


def checkpoint_path(folder: Path, step: int) -> Path:
    """Where the checkpoint of `step` stands in the run's folder."""
    return folder / "checkpoints" / f"step-{step:06d}"


def write_checkpoint(
    folder: Path,
    state: State,
    tensors: Mapping[str, torch.Tensor],
    save_weights: Callable[[Path], None],
) -> CheckpointInfo:
    """Writes the checkpoint of `state.step` under the run's `folder`. A full disk raises
    `OutsideError` and leaves the older checkpoints as they were."""
    target = checkpoint_path(folder, state.step)

    def fill(part: Path) -> None:
        try:
            save_weights(part)
            save_file(
                {k: v.detach().contiguous() for k, v in tensors.items()}, part / STATE_TENSORS
            )
        except Exception as error:  # safetensors reports a full disk by its own class
            if type(error).__name__ == "SafetensorError":
                raise OSError(str(error)) from error
            raise
        text = json.dumps(dataclasses.asdict(state), indent=2)
        (part / STATE).write_text(text + "\n", encoding="utf-8")

    write_folder(target, fill)
    return _info(state, target)


def read_state(folder: Path) -> State:
    """The state of one checkpoint; its files must have been verified."""
    values = json.loads((folder / STATE).read_text(encoding="utf-8"))
    values["evals"] = tuple(Evaluation(**_tuples(item)) for item in values["evals"])
    values["rolled_back"] = tuple(RollBack(**item) for item in values["rolled_back"])
    values["seen"] = Seen(**_tuples(values["seen"]))
    return State(**values)


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}


def read_tensors(folder: Path) -> dict[str, torch.Tensor]:
    """The optimizer's moments and masters of one checkpoint."""
    return dict(load_file(folder / STATE_TENSORS))


def list_checkpoints(folder: Path) -> list[CheckpointInfo]:
    """The run's checkpoints by step; damaged ones raise `DataError` that names the file."""
    found = []
    for path in _folders(folder):
        verify(path)
        found.append(_info(read_state(path), path))
    return found


def _info(state: State, folder: Path) -> CheckpointInfo:
    return CheckpointInfo(state.step, state.evals[-1].loss, folder, state.evals[-1].score)


def newest_good(folder: Path, say: Callable[[str], None]) -> Path | None:
    """The newest checkpoint that is whole. Damaged ones are named through `say` and moved
    aside, and what a killed write left behind is removed."""
    for left in (folder / "checkpoints").glob(".step-*.part"):
        shutil.rmtree(left, ignore_errors=True)
    for path in reversed(_folders(folder)):
        try:
            verify(path)
            return path
        except DataError as error:
            say(f"{error} Going on from the one before it.")
            with outside(words.SETTING_ASIDE(path=path)):
                path.rename(_free_name(path))
    return None


def prune(folder: Path, policy: KeepSettings, evals: tuple[Evaluation, ...]) -> None:
    """Removes the checkpoints that the policy does not keep."""
    standing = {int(path.name.removeprefix("step-")): path for path in _folders(folder)}
    reasons = kept_for(policy, evals, tuple(standing))
    for step, path in standing.items():
        if not reasons[step]:
            shutil.rmtree(path)


def kept_for(
    policy: KeepSettings, evals: Sequence[Evaluation], standing: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Why the policy keeps each checkpoint of the steps `standing`, in order: among `best`,
    `last` and `every`; none where it does not."""
    best = {item.step for item in sorted(evals, key=lambda item: item.rank)[: policy.best]}
    every = policy.every
    marks = {item.step // every: item.step for item in reversed(evals)} if every else {}
    wanted = {
        "best": best,
        "last": set(standing[-policy.last :]),
        "every": {step for mark, step in marks.items() if mark},
    }
    return {step: tuple(why for why, of in wanted.items() if step in of) for step in standing}


def remove_after(folder: Path, step: int) -> None:
    """Removes the checkpoints of later steps than `step`, which a run has gone back behind."""
    for path in reversed(_folders(folder)):
        if path > checkpoint_path(folder, step):
            shutil.rmtree(path)


def refuse_used(folder: Path) -> None:
    """Raises `UserError` where the run's folder already has checkpoints."""
    if _folders(folder):
        raise UserError(said_words.USED_FOLDER(folder=folder))


def best_of(evals: tuple[Evaluation, ...]) -> int:
    """The step of the best evaluation (the first of equals); the last one if none measured."""
    measured = [item for item in evals if item.loss is not None or item.score is not None]
    return min(measured, key=lambda item: item.rank).step if measured else evals[-1].step


def _folders(folder: Path) -> list[Path]:
    return sorted((folder / "checkpoints").glob("step-??????"))


def _free_name(path: Path) -> Path:
    names: Iterator[Path] = (path.with_name(f"damaged-{path.name}-{n}") for n in range(1000))
    return next(name for name in names if not name.exists())
