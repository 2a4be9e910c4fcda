"""Runs as folders: where each one keeps its recipe, its log, its checkpoints and its report.

    <home>/runs/support-20261123-125501-3f/
        run.json        the recipe's values and the folder that its paths are relative to
        log.jsonl       every step, evaluation and checkpoint
        checkpoints/    one folder an evaluation
        report.html     the figures and curves, once it has ended

Nothing here computes; a run is read while another process trains it.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lekalo.core.errors import NotFoundError
from lekalo.core.files import write_json
from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.core.runlog import RunLog
from lekalo.core.wording import nearest
from lekalo.training import words

ABOUT, LOG, CHECKPOINTS = "run.json", "log.jsonl", "checkpoints"


@dataclass(frozen=True)
class Run:
    """A run's folder; its name is the run's id."""

    folder: Path

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def log(self) -> RunLog:
        """The run's events."""
        return RunLog(self.folder / LOG)

    def about(self) -> tuple[Recipe, Path]:
        """The recipe it was begun with, and the folder that the recipe's paths start from."""
        about = json.loads((self.folder / ABOUT).read_text(encoding="utf-8"))
        return parse_recipe(about["recipe"], self.id), Path(about["root"])

    def checkpoint(self, step: int) -> Path:
        """The folder of the checkpoint at `step`; `NotFoundError` names those that stand."""
        folder = self.folder / CHECKPOINTS / f"step-{step:06d}"
        if not folder.is_dir():
            steps = sorted(int(p.name[5:]) for p in self._checkpoints())
            raise NotFoundError(words.NO_STEP(id=self.id, step=step, steps=steps))
        return folder

    def state(self) -> dict[str, Any]:
        """Where it stands: the last step of how many, its losses, and whether it ended."""
        found: dict[str, Any] = {"step": 0, "steps": 0, "loss": None, "eval_loss": None}
        for event in self.log.read():
            kind = event["event"]
            if kind == "start":
                found |= {"steps": event["steps"], "ended": False}
            elif kind == "step":
                found |= {"step": event["step"], "loss": event["loss"]}
            elif kind == "eval":
                found["eval_loss"] = event["loss"]
            elif kind == "end":
                found["ended"] = True
        return found

    def history(self, event: str) -> list[dict[str, Any]]:
        """The events of this kind that the run's end came from, by step: what it took again
        after a kill, or went back behind, is left out."""
        taken: dict[int, dict[str, Any]] = {}
        for told in self.log.read():
            kind = told["event"]
            if kind in ("start", "rollback"):
                back = told["step" if kind == "start" else "to"]
                taken = {step: old for step, old in taken.items() if step <= back}
            elif kind == event:
                taken[told["step"]] = told
        return list(taken.values())

    def _checkpoints(self) -> list[Path]:
        return sorted((self.folder / CHECKPOINTS).glob("step-??????"))


def new_run(home: Path, recipe: Recipe, root: Path) -> Run:
    """Makes a run's folder with a name that no other has."""
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    run = Run(home / "runs" / f"{recipe.name}-{moment}-{secrets.token_hex(2)}")
    about = {"recipe": recipe.model_dump(mode="json"), "root": str(root)}
    write_json(run.folder / ABOUT, about)
    return run


def open_run(home: Path, run_id: str) -> Run:
    """The run called `run_id`; `NotFoundError` with the nearest name."""
    known = {run.id: run for run in list_runs(home)}
    if run_id not in known:
        hint = nearest(run_id, known, ".")
        raise NotFoundError(words.NO_RUN(run_id=run_id, hint=hint))
    return known[run_id]


def list_runs(home: Path) -> list[Run]:
    """Every run under `home`, the oldest first."""
    folders = (path.parent for path in (home / "runs").glob(f"*/{ABOUT}"))
    return [Run(folder) for folder in sorted(folders, key=lambda f: f.stat().st_mtime)]
