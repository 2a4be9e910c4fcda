"""A recipe's data checked without training: `lekalo check recipe.yaml`.

    checked = check_run(open_project(Path("recipe.yaml")))

Reads the same data as `project.plan_run`, but bad rows do not stop it: they stand among the
findings. `checking` does the same for files without a recipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from lekalo.checking import check_files, files_of, worst_first
from lekalo.core.records import Finding
from lekalo.data.audit import audit
from lekalo.data.checked import Checked
from lekalo.data.inspection import records
from lekalo.data.prepare import prepare
from lekalo.data.sources import BadRowsError
from lekalo.data.streaming import streams
from lekalo.project import (
    Project,
    Report,
    asked,
    banned_by,
    found_in,
    kept_files,
    material_of,
    open_base,
    open_encoder,
    open_judge,
    quiet,
    suites_of,
    telling,
)


def check_run(project: Project, report: Report = quiet) -> Checked:
    """The recipe's data with all that is found in it. Rows that would stop a run stand among the
    findings; where there are such, what needs whole rows of tokens is not looked at."""
    started = perf_counter()
    kept_files(project)
    base = open_base(project)
    report("reading", 0, 0, "reading the rows")
    suites = suites_of(project)
    if streams(project.recipe):
        return _check_files(project, report)
    try:
        prepared = prepare(project.recipe, project.root, base.renderer, base.context)
    except BadRowsError as error:
        return _check_files(project, report, error.findings)
    material = material_of(project, prepared, suites, base.context)
    checked = audit(material, telling(report))
    files = [
        *files_of(records(material), "", "train"),
        *files_of(prepared.held_out, "", "eval"),
        *files_of(asked(suites), "", "suite"),
    ]
    found = found_in(project, prepared, checked)
    seconds = perf_counter() - started
    title, ordered = project.recipe.name, worst_first(found)
    return Checked(title, tuple(files), material, ordered, checked, seconds, project.root)


def _check_files(project: Project, report: Report, refused: Sequence[Finding] = ()) -> Checked:
    recipe = project.recipe
    checked = check_files(
        [Path(name) for name in recipe.data.train],
        [Path(name) for name in (*recipe.data.eval, *(suite.file for suite in recipe.suites))],
        language=recipe.language,
        knowledge=bool(recipe.knowledge),
        banned=banned_by(project),
        embed=open_encoder(project),
        judge=open_judge(project),
        root=project.root,
        tell=telling(report),
    )
    known = {(finding.code, finding.where) for finding in checked.findings}
    more = [finding for finding in refused if (finding.code, finding.where) not in known]
    return replace(checked, title=recipe.name, findings=worst_first((*checked.findings, *more)))
