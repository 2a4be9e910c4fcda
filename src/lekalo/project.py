"""A recipe in its folder, and everything that stands before a run's first step.

    project = open_project(Path("recipe.yaml"))
    planned = plan_run(project)     # every row read, checked, rendered; nothing is trained

`lekalo train --dry-run` is just this, so what passes it trains.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lekalo.core.errors import RecipeError
from lekalo.core.interfaces import Material
from lekalo.core.recipe import NewBase, Recipe, load_recipe
from lekalo.core.records import Example, Finding
from lekalo.data.audit import NotRun, audit
from lekalo.data.batches import Plan, Rows
from lekalo.data.prepare import Counts, prepare
from lekalo.data.rows import RowList
from lekalo.data.streaming import stream_rows, streams
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.models.base import Base, load_base, new_base
from lekalo.training.guards import blind_epochs
from lekalo.training.memory import MemoryEstimate, estimate
from lekalo.training.runs import Run
from lekalo.versions.manifest import DatasetPart

RECIPE_FILE = "recipe.yaml"


class Report(Protocol):
    """Hears how far a stage has come; `total` is 0 where it is not known."""

    def __call__(self, stage: str, done: int, total: int, note: str = "") -> None:
        """`stage` is one word; `note` is what a person may want to see beside the bar."""


def quiet(stage: str, done: int, total: int, note: str = "") -> None:
    """Reports nothing."""


@dataclass(frozen=True)
class Project:
    """A recipe, the folder that its paths are relative to, and where results are kept."""

    recipe: Recipe
    root: Path
    home: Path


@dataclass(frozen=True)
class Planned:
    """All that stands before the first step: the base, the rows, the suites, what was found."""

    base: Base
    train: Rows
    held_out: Rows
    suites: tuple[Suite, ...]
    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    steps: int
    memory: MemoryEstimate
    dataset: DatasetPart
    counts: Counts | None
    """None where the rows are streamed."""


def open_project(path: Path, overrides: Sequence[str] = (), home: Path | None = None) -> Project:
    """Reads the recipe at `path` (a file, or the folder that holds recipe.yaml)."""
    file = path / RECIPE_FILE if path.is_dir() else path
    recipe = load_recipe(file, list(overrides))
    root = file.parent.resolve()
    return Project(recipe, root, home or default_home(root))


def open_run_project(home: Path, run: Run) -> Project:
    """The project that a run was begun with."""
    recipe, root = run.about()
    return Project(recipe, root, home)


def default_home(root: Path) -> Path:
    """LEKALO_HOME, else `.lekalo` in `root`."""
    return Path(os.environ.get("LEKALO_HOME") or root / ".lekalo")


def open_base(project: Project) -> Base:
    """The recipe's base; a folder is looked for beside the recipe first."""
    base = project.recipe.base
    if isinstance(base, NewBase):
        tokenizer = str((project.root / base.tokenizer).resolve())
        return new_base(base.model_copy(update={"tokenizer": tokenizer}), project.recipe.seed)
    return load_base(base_place(project.root, base))


def base_place(root: Path, base: str) -> str:
    """`base` as it is, or the folder of that name beside the recipe."""
    beside = root / base
    return str(beside) if base != "nano" and beside.is_dir() else base


def plan_run(project: Project, report: Report = quiet) -> Planned:
    """Everything but the steps. What passes here trains."""
    recipe = project.recipe
    kept_files(project)
    report("reading", 0, 0, "loading the base")
    base = open_base(project)
    report("reading", 0, 0, "reading the rows")
    suites = tuple(load_suite(settings, project.root) for settings in recipe.suites)
    if streams(recipe):
        return _plan_streamed(project, base, suites)
    prepared = prepare(recipe, project.root, base.renderer, base.context)
    report("reading", 0, 0, "checking the data")
    asked = [Example(item.messages, item.where) for suite in suites for item in suite.items]
    material = Material(
        prepared.train,
        [*prepared.held_out, *asked],
        prepared.documents,
        language=recipe.language,
        context=base.context,
        knowledge=bool(recipe.knowledge),
    )
    checked = audit(material)
    rows = RowList(prepared.rows)
    blind = blind_epochs(recipe.train, len(prepared.held_out_rows), recipe.language)
    findings = (*([blind] if blind else []), *prepared.findings, *checked.findings)
    return Planned(
        base,
        rows,
        RowList(prepared.held_out_rows),
        suites,
        findings,
        checked.not_run,
        _steps(recipe, rows),
        estimate(base.model, recipe, rows.lengths),
        _dataset(rows, prepared.files, project.root),
        prepared.counts,
    )


def _plan_streamed(project: Project, base: Base, suites: tuple[Suite, ...]) -> Planned:
    recipe = project.recipe
    rows, held_out = stream_rows(recipe, project.root, base, project.home / "cache" / "rows")
    unchecked = NotRun("all", "the rows are streamed from disk; `lekalo check` reads them whole")
    files = [project.root / name for name in recipe.data.train]
    dataset = _dataset(rows, files, project.root)
    steps, memory = _steps(recipe, rows), estimate(base.model, recipe, rows.lengths)
    return Planned(base, rows, held_out, suites, (), (unchecked,), steps, memory, dataset, None)


def kept_files(project: Project) -> tuple[Path | None, tuple[Path, ...]]:
    """The policy and the knowledge files to keep with the version, folders opened; `RecipeError`
    names one that is missing, before anything is trained."""
    recipe, root = project.recipe, project.root
    named = ([("policy", recipe.policy)] if recipe.policy else []) + [
        ("knowledge", name) for name in recipe.knowledge
    ]
    for key, name in named:
        if not (root / name).exists():
            raise RecipeError(f"{key} names '{name}', and there is no such file in {root}.")
    folders = [root / name for name in recipe.knowledge]
    files = [f for path in folders for f in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    return root / recipe.policy if recipe.policy else None, tuple(f for f in files if f.is_file())


def _steps(recipe: Recipe, rows: Rows) -> int:
    settings = recipe.train
    plan = Plan(rows.lengths, recipe.seed, settings.batch_rows, settings.batch_tokens)
    return settings.steps or plan.steps_for(settings.epochs)


def _dataset(rows: Rows, files: Iterable[Path], root: Path) -> DatasetPart:
    names = tuple(os.path.relpath(file, root) for file in files)
    return DatasetPart(hash=rows.fingerprint, rows=len(rows), files=names)
