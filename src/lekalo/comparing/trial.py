"""One recipe with one seed in a process of its own, so that its memory and time are its own.

    python -m lekalo.comparing.trial FOLDER

FOLDER holds `trial.json` (the recipe and where it stands); the outcome is written beside it as
`outcome.json` once everything is measured. Killed and started again, it goes on from the last
checkpoint. Progress goes to standard output, a JSON object a line; an error that a person can
mend, to `error.json`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lekalo.core.errors import LekaloError
from lekalo.core.files import write_json
from lekalo.core.recipe import parse_recipe
from lekalo.core.records import SuiteResult
from lekalo.core.runlog import RunLog
from lekalo.data.prepare import system_prompt
from lekalo.evaluation.results import suite_from_json, suite_to_json
from lekalo.evaluation.subject import WEIGHTS, Subject, measure
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.models.base import Base
from lekalo.models.quantise import weight_count
from lekalo.planning.trainings import Training, trainings
from lekalo.project import Project, open_base
from lekalo.references import sampling_of
from lekalo.training.chain import STAGES, fit_chain
from lekalo.training.checkpoint import checkpoint_path, read_state
from lekalo.training.heap import peak_resident
from lekalo.training.job import FitResult, Job
from lekalo.training.loop import LOG

TRIAL, OUTCOME, ERROR, RUN = "trial.json", "outcome.json", "error.json", "run"


@dataclass(frozen=True)
class Trial:
    """What one training came to. Losses in nats a trained token: `loss` over the held-out rows
    at the best checkpoint, `train_losses` over a sample of the trained ones at each evaluation;
    `groups` and `train_groups` are the same at the best and the last one by parts of the rows,
    which pair with another recipe's. `seconds` are of the steps, those of stages among them, `peak`
    bytes of the whole process, `size` bytes of what is kept, `share` that of the weights
    trained."""

    seed: int
    loss: float | None
    groups: tuple[float, ...]
    train_losses: tuple[float, ...]
    train_groups: tuple[float, ...]
    seconds: float
    peak: int
    size: int
    share: float
    best: int
    suites: tuple[SuiteResult, ...]


def trial_to_json(trial: Trial) -> dict[str, Any]:
    """The trial as plain JSON values."""
    return {**asdict(trial), "suites": [suite_to_json(result) for result in trial.suites]}


def trial_from_json(value: dict[str, Any]) -> Trial:
    """The trial that `trial_to_json` wrote."""
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
    told["suites"] = tuple(suite_from_json(one) for one in value["suites"])
    return Trial(**told)


def conduct(project: Project, folder: Path) -> Trial:
    """Trains and measures in this process."""
    recipe = project.recipe
    base = open_base(project)
    weights = weight_count(base.model)
    read = trainings(project, base)
    suites = tuple(load_suite(settings, project.root) for settings in recipe.suites)
    system, sampling = system_prompt(recipe, project.root), sampling_of(recipe.generation)
    jobs = [_job(one, base, folder / RUN, suites) for one in read]
    names = [one.name or "training" for one in read]
    result = fit_chain(
        jobs,
        resume=True,
        progress=lambda number, seen: _tell(seen.step, seen.steps, names[number]),
    )
    peak = peak_resident()
    del jobs, base
    kept = checkpoint_path(folder / RUN, result.best)
    subject = Subject(folder.name, open_base(project), system, sampling, kept)
    measured = measure(
        subject,
        suites,
        project.home / "cache" / "suites",
        lambda suite, done, total: _tell(done, total, suite),
    )
    return _trial(recipe.seed, folder / RUN, result, weights, peak, measured)


def _job(training: Training, base: Base, run: Path, suites: tuple[Suite, ...]) -> Job:
    project = training.project
    recipe = project.recipe
    return Job(
        recipe,
        base,
        training.rows,
        training.held_out,
        run / STAGES / training.name if training.name else run,
        () if training.name else suites,
        system_prompt(recipe, project.root),
        sampling_of(recipe.generation),
    )


def _trial(
    seed: int,
    run: Path,
    result: FitResult,
    weights: int,
    peak: int,
    measured: tuple[SuiteResult, ...],
) -> Trial:
    evals = read_state(checkpoint_path(run, result.last)).evals
    best = next(item for item in evals if item.step == result.best)
    trained = list(RunLog(run / LOG).read("start"))[-1]["trained_weights"]
    kept = checkpoint_path(run, result.best)
    return Trial(
        seed=seed,
        loss=best.loss,
        groups=best.groups,
        train_losses=tuple(e.train_loss for e in evals if e.train_loss is not None),
        train_groups=evals[-1].train_groups,
        seconds=result.seconds,
        peak=peak,
        size=sum(path.stat().st_size for name in WEIGHTS if (path := kept / name).is_file()),
        share=trained / weights,
        best=result.best,
        suites=measured,
    )


def _tell(done: int, total: int, note: str) -> None:
    print(json.dumps({"done": done, "total": total, "note": note}), flush=True)


def main(folder: Path) -> int:
    """Conducts the trial that `folder` describes; the exit code is an error's."""
    about = json.loads((folder / TRIAL).read_text(encoding="utf-8"))
    recipe = parse_recipe(about["recipe"], str(folder))
    try:
        trial = conduct(Project(recipe, Path(about["root"]), Path(about["home"])), folder)
    except LekaloError as error:
        write_json(
            folder / ERROR, {"error": error.say(recipe.language), "exit_code": error.exit_code}
        )
        return error.exit_code
    write_json(folder / OUTCOME, trial_to_json(trial))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
