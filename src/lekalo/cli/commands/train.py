"""Train a recipe into a candidate version: data checked, best checkpoint measured, gate asked.

Обучить по рецепту версию-кандидата: данные проверены, лучшая точка измерена, решение принято.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lekalo.cli import console, mistakes, pages
from lekalo.cli.help import both
from lekalo.cli.options import (
    DEFAULT_RECIPE,
    Accept,
    Because,
    Home,
    Json,
    Overrides,
    RecipePath,
    reasons,
)
from lekalo.core.errors import UserError
from lekalo.project import Project, default_home, open_project, open_run_project
from lekalo.reporting import REPORT, report_runs
from lekalo.staging import plan_stages
from lekalo.training.runs import open_run
from lekalo.workflow import train


def command(
    recipe: RecipePath = DEFAULT_RECIPE,
    overrides: Overrides = [],
    dry_run: Annotated[
        bool,
        typer.Option(
            help=both("Do everything but the steps.", "Сделать всё, кроме самого обучения.")
        ),
    ] = False,
    resume: Annotated[
        str, typer.Option(help=both("Go on with this run.", "Продолжить этот запуск."))
    ] = "",
    accept: Accept = [],
    because: Because = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """Reads, checks, trains, measures and registers. Nothing goes live without `promote`.

    Читает, проверяет, обучает, измеряет и записывает версию. Рабочей её делает только `promote`.
    """
    accepted = reasons(accept, because)
    project = _project(recipe, overrides, resume, home)
    if dry_run:
        with console.stages() as report:
            stages = plan_stages(project, report)
        if json:
            console.print_json(pages.plan_json(stages))
        else:
            pages.show_plan(stages)
        return
    with console.stages() as report:
        outcome = train(project, resume=resume, accept=accepted, why=because, report=report)
    page = outcome.run.folder / REPORT
    report_runs(page, project, [outcome])
    if json:
        console.print_json(pages.outcome_json(outcome))
    else:
        pages.show_outcome(outcome, page)


def _project(recipe: Path, overrides: list[str], resume: str, home: Path | None) -> Project:
    if not resume:
        return open_project(recipe, overrides, home)
    if overrides:
        raise UserError(mistakes.RESUME_OR_SET)
    kept = home or default_home(recipe if recipe.is_dir() else recipe.parent)
    return open_run_project(kept, open_run(kept, resume))
