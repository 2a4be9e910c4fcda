"""The trainings of one recipe in their order: its stages, then its own.

    stages:
      - {name: domain, method: {name: pretrain}, data: {train: [docs]}, train: {epochs: 1}}

A stage trains the same adapter on the same base. It begins with the weights that the stage before
it left (those of its best checkpoint), and lies in the run's folder under `stages/`, so that a
run that was killed goes on in the stage where it was. Suites are measured after the last only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lekalo import project_words as words
from lekalo.core.hashing import hash_json
from lekalo.core.records import Finding
from lekalo.data.prepare import system_prompt
from lekalo.evaluation.compression import Loss
from lekalo.project import Planned, Project, Report, open_base, plan_run, quiet
from lekalo.references import sampling_of
from lekalo.training.chain import STAGES, fit_chain
from lekalo.training.job import FitResult, Job, Progress
from lekalo.training.quantisation_loss import quantisation_loss
from lekalo.versions.manifest import DatasetPart

FOLDER = STAGES


@dataclass(frozen=True)
class Stage:
    """One training, ready for its first step; `name` is empty for the recipe's own."""

    name: str
    project: Project
    planned: Planned
    compression: Loss | None = None
    """What compressing its base costs, where that was measured."""


def plan_stages(project: Project, report: Report = quiet) -> tuple[Stage, ...]:
    """Every training of the recipe, the recipe's own last, on one base in memory. What is wrong
    with a stage's data is said before the first stage begins."""
    own = _weighed(Stage("", project, plan_run(project, report)), report)
    before = []
    for settings in project.recipe.stages:
        alone = replace(project, recipe=project.recipe.stage(settings))
        before.append(Stage(settings.name, alone, plan_run(alone, report, own.planned.base)))
    return (*before, own)


def _weighed(stage: Stage, report: Report) -> Stage:
    """The training with what its compression of the base costs, also among its findings."""
    project, planned = stage.project, stage.planned
    recipe = project.recipe
    whole = recipe.model_copy(update={"quantise": "none"})
    found = quantisation_loss(
        recipe,
        planned.base,
        lambda: open_base(replace(project, recipe=whole)),
        planned.suites,
        planned.held_out,
        planned.train.lengths,
        (system_prompt(recipe, project.root), sampling_of(recipe.generation)),
        project.home / "cache" / "compression",
        lambda done, total, note: report("comparing", done, total, note),
    )
    if found is None:
        return stage
    planned = replace(planned, findings=(*planned.findings, found.finding))
    return replace(stage, planned=planned, compression=found.loss)


def findings_of(stages: Sequence[Stage]) -> tuple[Finding, ...]:
    """What was found in the data of all trainings."""
    return tuple(finding for stage in stages for finding in stage.planned.findings)


def dataset_of(stages: Sequence[Stage]) -> DatasetPart:
    """All that was learned from; one training's own where there is but one."""
    parts = [stage.planned.dataset for stage in stages]
    if len(parts) == 1:
        return parts[0]
    files = tuple(dict.fromkeys(name for part in parts for name in part.files))
    whole = hash_json([part.hash for part in parts])
    return DatasetPart(hash=whole, rows=sum(part.rows for part in parts), files=files)


def fit_stages(
    stages: Sequence[Stage], folder: Path, *, resume: bool, report: Report = quiet
) -> FitResult:
    """Trains one after another in the run's `folder` and returns what the last came to, with
    the findings of all."""
    jobs = [_job(stage, folder) for stage in stages]

    def tell(number: int, progress: Progress) -> None:
        said = words.LOSS if progress.eval_loss is None else words.LOSSES
        losses = said(loss=progress.loss, held=progress.eval_loss)
        note = progress.note or losses.say(stages[number].project.recipe.language)
        name = stages[number].name
        report("training", progress.step, progress.steps, f"{name}: {note}" if name else note)

    return fit_chain(jobs, resume=resume, progress=tell)


def _job(stage: Stage, folder: Path) -> Job:
    project, planned = stage.project, stage.planned
    return Job(
        project.recipe,
        planned.base,
        planned.train,
        planned.held_out,
        folder / STAGES / stage.name if stage.name else folder,
        planned.suites,
        system_prompt(project.recipe, project.root),
        sampling_of(project.recipe.generation),
        cache=project.home / "cache",
        examples=planned.examples,
    )
