"""Show what changed from one version to another, and if it was too much at once.

Показать, что изменилось между версиями и не слишком ли много сразу.
"""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Home, Json, home_folder
from lekalo.core.findings import finding_json
from lekalo.versions.diff import diff
from lekalo.versions.registry import Registry

_SHOWN = 40


def command(
    before: Annotated[
        str,
        typer.Argument(
            help=both(
                "The older version, such as support@2.", "Прежняя версия, например support@2."
            )
        ),
    ],
    after: Annotated[
        str,
        typer.Argument(
            help=both("The newer version, such as support@3.", "Новая версия, например support@3.")
        ),
    ],
    home: Home = None,
    json: Json = False,
) -> None:
    """Part by part: data, base, recipe, prompt, policy, knowledge, adapter, figures.

    По частям: данные, базовая модель, рецепт, промпт, правила, знания, адаптер, оценки.
    """
    registry = Registry(home_folder(home))
    found = diff(registry.resolve(before).manifest, registry.resolve(after).manifest)
    if json:
        changes = [
            {"part": c.part, "what": c.what, "before": c.before, "after": c.after}
            for c in found.changes
        ]
        findings = [finding_json(finding) for finding in found.findings]
        both = {"before": found.before, "after": found.after}
        console.print_json({**both, "changes": changes, "findings": findings})
        return
    if not found.changes:
        console.say(words.SAME_PARTS(before=found.before, after=found.after))
        return
    columns = words.DIFF_COLUMNS.say(spoken()).split(",")
    table = console.table(*columns, found.before, found.after)
    for c in found.changes:
        table.add_row(words.PARTS[c.part].say(spoken()), c.what, _short(c.before), _short(c.after))
    console.out.print(table)
    console.say_findings(found.findings)


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
