"""Measure a version, checkpoint or base on suites, with intervals, beside another if asked.

Измерить версию, контрольную точку или базовую модель на наборах, с интервалами, рядом с другой.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lekalo.cli import console, mistakes
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import WHAT, Home, Json, home_folder
from lekalo.core.errors import NotFoundError, UserError
from lekalo.core.records import Language
from lekalo.core.settings import GateSettings, SuiteSettings
from lekalo.core.wording import nearest
from lekalo.evaluation.gates import judge
from lekalo.evaluation.results import suite_to_json, verdict_to_json
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.project import RECIPE_FILE, open_project
from lekalo.references import open_ref
from lekalo.workflow import evaluate


def command(
    ref: Annotated[str, typer.Argument(help=WHAT)],
    against: Annotated[
        str,
        typer.Option(
            help=both(
                "Compare with this one, and ask the gate.",
                "Сравнить с этой и решить, можно ли выпускать.",
            )
        ),
    ] = "",
    suite: Annotated[
        list[str] | None,
        typer.Option(
            help=both(
                "A suite's name in the recipe, or a JSONL file.",
                "Имя набора в рецепте или файл JSONL.",
            )
        ),
    ] = None,
    recipe: Annotated[
        Path,
        typer.Option(help=both("Where the suites are named.", "Рецепт, в котором названы наборы.")),
    ] = Path(RECIPE_FILE),
    home: Home = None,
    json: Json = False,
) -> None:
    """What was measured before on the same content is read, not measured again.

    Что уже измерено на том же самом, берётся готовым.
    """
    kept = home_folder(home)
    suites, gate, language = _suites(recipe, suite or [])
    with console.stages() as report:
        report("loading", 0, 0, ref)
        results = {ref: evaluate(kept, open_ref(kept, ref), suites, report)}
        if against:
            results[against] = evaluate(kept, open_ref(kept, against), suites, report)
    verdict = (
        judge(
            results[ref],
            results[against],
            gate,
            candidate_ref=ref,
            against_ref=against,
            language=language,
        )
        if against
        else None
    )
    if json:
        measured = {name: [suite_to_json(r) for r in found] for name, found in results.items()}
        said = verdict_to_json(verdict) if verdict else None
        console.print_json({"results": measured, "verdict": said})
        return
    console.suites_table(dict(reversed(results.items())))
    if verdict:
        console.say_verdict(verdict)


def _suites(recipe: Path, wanted: list[str]) -> tuple[list[Suite], GateSettings, Language]:
    """The suites asked for, by their name in the recipe or as files (by default all), with the
    gate's settings and language."""
    files = [name for name in wanted if name.endswith(".jsonl")]
    named = [name for name in wanted if name not in files]
    suites = [
        load_suite(SuiteSettings(name=Path(f).stem, file=f, kind="target"), Path()) for f in files
    ]
    if files and not named:
        return suites, GateSettings(), spoken()
    project = open_project(recipe)
    known = {settings.name: settings for settings in project.recipe.suites}
    for name in named or known:
        if name not in known:
            hint, there = nearest(name, known, "."), ", ".join(known)
            raise NotFoundError(mistakes.NO_SUITE(name=name, hint=hint, there=there))
        suites.append(load_suite(known[name], project.root))
    if not suites:
        raise UserError(mistakes.NO_SUITES(recipe=recipe))
    return suites, project.recipe.gate, project.recipe.language
