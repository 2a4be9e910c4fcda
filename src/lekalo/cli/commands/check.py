"""Check a recipe's data without training: every bad row, every mistake that is found."""

from __future__ import annotations

from lekalo.cli import console, pages
from lekalo.cli.options import DEFAULT_RECIPE, Home, Json, Overrides, RecipePath
from lekalo.core.errors import HeldError
from lekalo.core.findings import finding_json
from lekalo.project import open_project, plan_run


def command(
    recipe: RecipePath = DEFAULT_RECIPE,
    overrides: Overrides = [],  # noqa: B006 - typer reads it, nothing writes it
    home: Home = None,
    json: Json = False,
) -> None:
    """Exit code 1 where something holds; `train` would stop there too."""
    with console.stages() as report:
        planned = plan_run(open_project(recipe, overrides, home), report)
    held = [finding for finding in planned.findings if finding.severity == "hold"]
    if json:
        findings = [finding_json(finding) for finding in planned.findings]
        not_run = {item.check: item.reason for item in planned.not_run}
        console.print_json({"held": bool(held), "findings": findings, "not_run": not_run})
    else:
        pages.say_checks(planned)
    if held:
        raise SystemExit(HeldError.exit_code)
