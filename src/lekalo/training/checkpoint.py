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
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from lekalo.core.errors import DataError, UserError
from lekalo.core.files import outside, verify, write_folder

STATE_TENSORS, STATE = "state.safetensors", "state.json"


@dataclass(frozen=True)
class CheckpointInfo:
    """A checkpoint that stands on disk. `eval_loss` in nats a token, None when not measured."""

    step: int
    eval_loss: float | None
    folder: Path


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
    evals: tuple[tuple[int, float | None], ...]
    """(step, eval loss) of every evaluation so far, this one last."""

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
    return CheckpointInfo(state.step, state.evals[-1][1], target)


def read_state(folder: Path) -> State:
    """The state of one checkpoint; its files must have been verified."""
    values = json.loads((folder / STATE).read_text(encoding="utf-8"))
    values["evals"] = tuple((step, loss) for step, loss in values["evals"])
    return State(**values)


def read_tensors(folder: Path) -> dict[str, torch.Tensor]:
    """The optimizer's moments and masters of one checkpoint."""
    return dict(load_file(folder / STATE_TENSORS))


def list_checkpoints(folder: Path) -> list[CheckpointInfo]:
    """The run's checkpoints by step; damaged ones raise `DataError` that names the file."""
    found = []
    for path in _folders(folder):
        verify(path)
        state = read_state(path)
        found.append(CheckpointInfo(state.step, state.evals[-1][1], path))
    return found


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
            with outside(f"setting {path} aside"):
                path.rename(_free_name(path))
    return None


def prune(folder: Path, keep: int, best: int) -> None:
    """Removes all but the best, the last and the `keep` before it."""
    for path in _folders(folder)[: -(keep + 1)]:
        if path != checkpoint_path(folder, best):
            shutil.rmtree(path)


def refuse_used(folder: Path) -> None:
    """Raises `UserError` where the run's folder already has checkpoints."""
    if _folders(folder):
        raise UserError(
            f"{folder} already holds checkpoints of a run. Go on with it by --resume, "
            "or start a new run in another folder."
        )


def best_of(evals: tuple[tuple[int, float | None], ...]) -> int:
    """The step with the lowest eval loss (the first of equals); the last one if none is."""
    measured = [(loss, step) for step, loss in evals if loss is not None]
    return min(measured)[1] if measured else evals[-1][0]


def _folders(folder: Path) -> list[Path]:
    return sorted((folder / "checkpoints").glob("step-??????"))


def _free_name(path: Path) -> Path:
    names: Iterator[Path] = (path.with_name(f"damaged-{path.name}-{n}") for n in range(1000))
    return next(name for name in names if not name.exists())
