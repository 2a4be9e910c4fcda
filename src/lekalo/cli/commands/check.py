"""Check data before training: what spoils it, where, and what to do first.

Проверить данные перед обучением: что их портит, где и что исправить сначала.
"""

from __future__ import annotations

import os
from dataclasses import replace
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lekalo.cli import check_screen, console, counts, mistakes, words
from lekalo.cli.help import both
from lekalo.cli.options import (
    Accept,
    Because,
    DataLanguage,
    DataOrRecipe,
    Home,
    Json,
    Overrides,
    home_folder,
    reasons,
    recipe_meant,
)
from lekalo.core.errors import HeldError, OutsideError, UserError
from lekalo.core.records import Language
from lekalo.data.checked import KINDS, Checked, accept_holds
from lekalo.data.drafts import write_drafts
from lekalo.data.fixing import fix_files
from lekalo.data.policy import banned_phrases
from lekalo.data.report.page import write_page

if TYPE_CHECKING:
    from lekalo.project import Report

PAGE = "check.html"


def command(
    data: DataOrRecipe = [],
    evals: Annotated[
        list[Path],
        typer.Option(
            "--eval",
            help=both(
                "Held-out rows, or a suite; may be repeated.",
                "Отложенные строки или набор вопросов; можно повторять.",
            ),
        ),
    ] = [],
    kind: Annotated[
        str,
        typer.Option(
            help=both(
                "sft, preference or documents; else guessed.",
                "Вид данных: sft, preference или documents; без него определяется сам.",
            )
        ),
    ] = "",
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help=both(
                "Write a cleaned copy beside it, exact repeats left out.",
                "Записать рядом исправленную копию без дословных повторов.",
            ),
        ),
    ] = False,
    near: Annotated[
        bool,
        typer.Option(
            "--fix-near",
            help=both(
                "Like --fix, with near repeats left out, too.",
                "То же, что --fix, но и без почти дословных повторов.",
            ),
        ),
    ] = False,
    mask: Annotated[
        bool,
        typer.Option(
            "--mask",
            help=both("With --fix: mask personal data.", "Вместе с --fix: скрыть личные данные."),
        ),
    ] = False,
    embedding: Annotated[
        str,
        typer.Option(
            help=both(
                "An embedding model, a folder or hub id, to find paraphrases by.",
                "Модель, которая находит сказанное другими словами: папка или имя на Hugging Face.",
            )
        ),
    ] = "",
    judge: Annotated[
        str,
        typer.Option(
            help=both(
                "With --embedding: who says which paraphrases contradict each other: a "
                "model, or an OpenAI-compatible address (http://host/v1#model).",
                "Вместе с --embedding: кто решает, противоречат ли друг другу близкие по смыслу "
                "ответы: модель или адрес, совместимый с OpenAI (http://host/v1#model).",
            )
        ),
    ] = "",
    policy: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "A policy file; its `banned` phrases are looked for.",
                "Файл правил; в данных ищутся фразы из его раздела `banned`.",
            )
        ),
    ] = None,
    drafts: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "Write drafts of knowledge-base documents into this folder.",
                "Записать в эту папку черновики документов для базы знаний.",
            )
        ),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help=both(
                "The page; by default .lekalo/check.html.",
                "Куда записать страницу; без него .lekalo/check.html.",
            ),
        ),
    ] = None,
    language: DataLanguage = None,
    accept: Accept = [],
    because: Because = "",
    overrides: Overrides = [],
    home: Home = None,
    json: Json = False,
) -> None:
    """Reads the data, runs every check and writes a page. Without data, ./recipe.yaml is checked.

    Exit code 1 where something holds, since `train` would stop there too; 2 where the input is
    wrong; 3 where nothing holds but a check could not run.

    Читает данные, проводит все проверки и пишет страницу. Без них проверяется ./recipe.yaml.

    Код выхода 1 — найдено то, что остановит и `train`; 2 — ошибка во входных данных; 3 —
    останавливать нечему, но какую-то проверку провести не удалось.
    """
    reasons(accept, because)
    fix = fix or near
    if mask and not fix:
        raise UserError(mistakes.MASK_NEEDS_FIX)
    _one_of("--kind", kind, KINDS)
    recipe = recipe_meant(data)
    if recipe is None and overrides:
        raise UserError(mistakes.SET_NEEDS_RECIPE)
    if recipe is not None and (evals or kind or policy):
        raise UserError(mistakes.RECIPE_SAYS)
    with console.stages() as report:
        checked = (
            _check_recipe(recipe, [*overrides, *_said(language, embedding, judge)], home, report)
            if recipe is not None
            else _check_data(data, evals, kind, language, _models(embedding, judge), policy, report)
        )
        checked = replace(checked, accepted=accept_holds(accept, because, checked.findings))
        fixed = fix_files(checked, mask=mask, near=near) if fix else None
        drafted = write_drafts(checked.material, drafts) if drafts else []
        report("reporting", 0, 0, "")
        written = page or _home(recipe, home) / PAGE
        write_page(written, checked)
    if json:
        about = check_screen.checked_json(checked, written, fixed or ())
        console.print_json(about | {"drafts": [str(path) for path in drafted]})
    else:
        check_screen.say_checked(checked, written, fixed)
        if drafts:
            said = words.DRAFTS(drafts=counts.drafts(len(drafted)), folder=drafts)
            console.say(said.say(checked.material.language))
    _leave(checked)


def _check_data(
    data: list[Path],
    evals: list[Path],
    kind: Any,
    language: Language | None,
    models: dict[str, Any],
    policy: Path | None,
    report: Report,
) -> Checked:
    from lekalo.checking import check_files

    report("reading", 0, 0, "")
    return check_files(
        data,
        evals,
        kind=kind or None,
        language=language,
        banned=banned_phrases(policy) if policy else (),
        **models,
        tell=lambda done, total, check: report("checking", done, total, check),
    )


def _check_recipe(recipe: Path, overrides: list[str], home: Path | None, report: Report) -> Checked:
    from lekalo.project import open_project  # brings torch, which files do without
    from lekalo.recipe_check import check_run

    return check_run(open_project(recipe, overrides, home), report)


def _models(embedding: str, judge: str) -> dict[str, Any]:
    """The embedding model and the judge that were named, loaded."""
    if judge and not embedding:
        raise UserError(mistakes.JUDGE_NEEDS_EMBEDDING)
    if not embedding:
        return {}
    from lekalo.models.embedding import load_encoder  # brings torch
    from lekalo.models.judge import load_judge

    return {"embed": load_encoder(embedding), "judge": load_judge(judge) if judge else None}


def _said(language: Language | None, embedding: str, judge: str) -> list[str]:
    """The options that stand for keys of a recipe."""
    keys = {"language": language, "checks.embedding": embedding, "checks.judge": judge}
    return [f"{key}={dumps(value)}" for key, value in keys.items() if value]


def _home(recipe: Path | None, home: Path | None) -> Path:
    """Where results are kept: for a recipe beside it, else in this folder."""
    if recipe is None or home is not None or os.environ.get("LEKALO_HOME"):
        return home_folder(home)
    return (recipe if recipe.is_dir() else recipe.parent) / home_folder(None)


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value and value not in allowed:
        said = {"option": option, "value": value, "allowed": ", ".join(allowed)}
        raise UserError(mistakes.ONE_OF(**said))


def _leave(checked: Checked) -> None:
    if checked.held:
        raise SystemExit(HeldError.exit_code)
    if any(item.failed for item in checked.audit.not_run):
        raise SystemExit(OutsideError.exit_code)
