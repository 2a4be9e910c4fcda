"""A recipe in its folder, and everything that stands before a run's first step.

    project = open_project(Path("recipe.yaml"))
    planned = plan_run(project)     # every row read, checked, rendered; nothing is trained

`lekalo train --dry-run` is just this, so what passes it trains. For `lekalo check`, which bad rows
do not stop, see `recipe_check`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from lekalo import project_words as words
from lekalo.core.errors import RecipeError
from lekalo.core.interfaces import Embedder, Judge, Material
from lekalo.core.recipe import Recipe, load_recipe
from lekalo.core.records import Document, Example, Finding, Language
from lekalo.core.settings import NewBase
from lekalo.data.audit import Audit, NotRun, Tell, audit
from lekalo.data.batches import Plan, Rows
from lekalo.data.policy import banned_phrases
from lekalo.data.prepare import Counts, Prepared, prepare
from lekalo.data.seals import changed
from lekalo.data.shelf import shelved
from lekalo.data.streaming import stream_rows, streams
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.models.base import Base, load_base
from lekalo.models.embedding import load_encoder
from lekalo.models.judge import load_judge
from lekalo.models.new_base import new_base
from lekalo.training.guards import blind_epochs, only_the_last
from lekalo.training.keeping import evaluation_count
from lekalo.training.memory import MemoryEstimate, estimate
from lekalo.training.runs import Run
from lekalo.versions.manifest import DatasetPart

RECIPE_FILE = "recipe.yaml"
_FAILED = {
    "en": (
        "The check {} did not run ({}), so what it looks for may be in the data.",
        "Run `lekalo check` again with more free memory; if it fails again, report it.",
    ),
    "ru": (
        "Проверка {} не сработала ({}): то, что она ищет, в данных может быть.",
        "Запустите `lekalo check` ещё раз, освободив память; если не поможет, сообщите нам.",
    ),
}
_STREAMED = {
    "en": (
        "The rows are streamed from disk, so the data was not checked.",
        "Run `lekalo check`: it reads them whole.",
    ),
    "ru": (
        "Строки читаются с диска по одной, поэтому данные не проверены.",
        "Запустите `lekalo check`: он прочитает их целиком.",
    ),
}


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
    examples: Sequence[Example] = ()
    """The trained chats before they became rows; empty where the rows are streamed."""
    documents: Sequence[Document] = ()
    """Likewise the trained documents."""


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
    return load_base(base_place(project.root, base), quantise=project.recipe.quantise)


def base_place(root: Path, base: str) -> str:
    """`base` as it is, or the folder of that name beside the recipe."""
    beside = root / base
    return str(beside) if base != "nano" and beside.is_dir() else base


def plan_run(project: Project, report: Report = quiet, base: Base | None = None) -> Planned:
    """Everything but the steps, on `base` where it is open already. What passes here trains."""
    kept_files(project)
    if base is None:
        report("reading", 0, 0, words.LOADING_BASE.say(project.recipe.language))
        base = open_base(project)
    report("reading", 0, 0, words.READING_ROWS.say(project.recipe.language))
    suites = suites_of(project)
    if streams(project.recipe):
        return _plan_streamed(project, base, suites)
    prepared = prepare(project.recipe, project.root, base.renderer, base.context)
    checked = audit(material_of(project, prepared, suites, base.context), telling(report))
    return _planned(project, base, suites, prepared, checked)


def suites_of(project: Project) -> tuple[Suite, ...]:
    """The suites that the recipe names."""
    return tuple(load_suite(settings, project.root) for settings in project.recipe.suites)


def telling(report: Report) -> Tell:
    """Tells `report` of every check that has run."""
    return lambda done, total, check: report("checking", done, total, check)


def asked(suites: Sequence[Suite]) -> list[Example]:
    """The suites' questions as chats without an answer."""
    return [Example(item.messages, item.where) for suite in suites for item in suite.items]


def material_of(
    project: Project, prepared: Prepared, suites: Sequence[Suite], context: int
) -> Material:
    """What the checks look at; `context` is the base's."""
    return Material(
        prepared.train,
        shelved(chain(prepared.held_out, asked(suites))),
        prepared.documents,
        language=project.recipe.language,
        context=context,
        knowledge=bool(project.recipe.knowledge),
        banned=banned_by(project),
        embed=open_encoder(project),
        judge=open_judge(project),
    )


def open_encoder(project: Project) -> Embedder | None:
    """The embedding model that the recipe names for its checks, if it does; a folder is looked
    for beside the recipe first."""
    name = project.recipe.checks.embedding
    return load_encoder(base_place(project.root, name)) if name else None


def open_judge(project: Project) -> Judge | None:
    """The judge that the recipe names for its checks, if it does."""
    named = project.recipe.checks
    if not named.judge:
        return None
    if not named.embedding:
        raise RecipeError(words.JUDGE_ALONE)
    return load_judge(base_place(project.root, named.judge))


def banned_by(project: Project) -> tuple[str, ...]:
    """The phrases that the recipe's policy forbids."""
    policy = project.recipe.policy
    return banned_phrases(project.root / policy) if policy else ()


def found_in(project: Project, prepared: Prepared, checked: Audit) -> tuple[Finding, ...]:
    """What the recipe's own settings, seals, reading and checks have to say."""
    recipe = project.recipe
    evaluations = evaluation_count(recipe.train, prepared.rows, recipe.seed)
    found = (
        blind_epochs(recipe.train, len(prepared.held_out_rows), recipe.language),
        only_the_last(recipe.train, evaluations, recipe.language),
    )
    first = [finding for finding in found if finding]
    return (*first, *_broken_seals(project), *prepared.findings, *checked.findings)


def _broken_seals(project: Project) -> tuple[Finding, ...]:
    recipe = project.recipe
    files = [*recipe.data.eval, *(suite.file for suite in recipe.suites)]
    return tuple(changed([Path(name) for name in files], project.root, recipe.language))


def _planned(
    project: Project,
    base: Base,
    suites: tuple[Suite, ...],
    prepared: Prepared,
    checked: Audit,
) -> Planned:
    recipe, rows = project.recipe, prepared.rows
    return Planned(
        base,
        rows,
        prepared.held_out_rows,
        suites,
        (*found_in(project, prepared, checked), *_failures(checked, recipe.language)),
        checked.not_run,
        _steps(recipe, rows),
        estimate(base.model, recipe, rows.lengths),
        _dataset(rows, prepared.files, project.root),
        prepared.counts,
        prepared.train,
        prepared.documents,
    )


def _failures(checked: Audit, language: Language) -> list[Finding]:
    """A check that failed goes into the manifest, so that nobody takes its silence for a pass."""
    message, remedy = _FAILED[language]
    return [
        Finding("check-failed", "warning", message.format(item.check, item.reason), remedy)
        for item in checked.not_run
        if item.failed
    ]


def _plan_streamed(project: Project, base: Base, suites: tuple[Suite, ...]) -> Planned:
    recipe = project.recipe
    streamed = stream_rows(recipe, project.root, base, project.home / "cache" / "rows")
    rows, held_out = streamed.train, streamed.held_out
    message, remedy = _STREAMED[recipe.language]
    unchecked = NotRun("all", f"{message} {remedy}")
    files = [project.root / name for name in recipe.data.train]
    dataset = _dataset(rows, files, project.root)
    steps, memory = _steps(recipe, rows), estimate(base.model, recipe, rows.lengths)
    unseen = Finding("not-checked", "note", message, remedy)
    said = (*_broken_seals(project), *streamed.notes, unseen)
    return Planned(base, rows, held_out, suites, said, (unchecked,), steps, memory, dataset, None)


def kept_files(project: Project) -> tuple[Path | None, tuple[Path, ...]]:
    """The policy and the knowledge files to keep with the version, folders opened; `RecipeError`
    names one that is missing, before anything is trained."""
    recipe, root = project.recipe, project.root
    named = ([("policy", recipe.policy)] if recipe.policy else []) + [
        ("knowledge", name) for name in recipe.knowledge
    ]
    for key, name in named:
        if not (root / name).exists():
            raise RecipeError(words.NO_FILE(key=key, name=name, root=root))
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
