"""List the versions of every assistant, with their stages and figures.

Перечислить версии помощников с их состоянием и оценками.
"""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Home, Json, home_folder
from lekalo.versions.manifest import Metric
from lekalo.versions.registry import Registry


def command(
    name: Annotated[
        str | None,
        typer.Argument(
            help=both("Only this assistant's versions.", "Версии только этого помощника.")
        ),
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """One line a version, the newest last.

    По строке на версию, новые внизу.
    """
    versions = Registry(home_folder(home)).versions(name)
    if json:
        rows = [{"stage": v.stage, **v.manifest.model_dump(mode="json")} for v in versions]
        console.print_json({"versions": rows})
        return
    if not versions:
        console.say(words.FIRST_VERSION)
        return
    table = console.table(*words.VERSION_COLUMNS.say(spoken()).split(","))
    for version in versions:
        made = version.manifest.created[:16].replace("T", " ")
        figures = ", ".join(_figure(metric) for metric in version.manifest.metrics)
        stage = words.VERSION_STAGES[version.stage].say(spoken())
        figures = figures or words.NOT_MEASURED.say(spoken())
        table.add_row(version.ref, stage, made, version.manifest.who, figures)
    console.out.print(table)


def _figure(metric: Metric) -> str:
    return f"{metric.suite} {metric.interval.value:.0%}"
