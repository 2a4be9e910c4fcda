"""A recipe's data checked without training: `lekalo check recipe.yaml`.

    checked = check_run(open_project(Path("recipe.yaml")))

Reads the same data as `project.plan_run`, but bad rows do not stop it: they stand among the
findings. `checking` does the same for files without a recipe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from time import perf_counter

from lekalo import project_words as words
from lekalo.checking import check_files, files_of, worst_first
from lekalo.core.records import Finding
from lekalo.data.audit import Audit, audit
from lekalo.data.checked import Checked
from lekalo.data.inspection import records
from lekalo.data.prepare import prepare
from lekalo.data.shelf import shelved
from lekalo.data.sources import BadRowsError
from lekalo.data.streaming import streams
from lekalo.models.base import Base
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
    """The recipe's data, its stages' first, with all that is found in it. Rows that would stop a
    run stand among the findings; where there are such, what needs whole rows of tokens is not
    looked at."""
    kept_files(project)
    base = open_base(project)
    recipe = project.recipe
    before = [replace(project, recipe=recipe.stage(settings)) for settings in recipe.stages]
    return _together([_check_one(one, base, report) for one in (*before, project)])


def _together(checked: Sequence[Checked]) -> Checked:
    """What was found in the data of every training, each finding once; else the last one's."""
    own = checked[-1]
    if len(checked) == 1:
        return own
    found = {(f.code, f.message, f.where): f for one in checked for f in one.findings}
    materials = [one.material for one in checked]
    material = replace(
        own.material,
        train=shelved(chain.from_iterable(one.train for one in materials)),
        documents=shelved(chain.from_iterable(one.documents for one in materials)),
    )
    return replace(
        own,
        files=tuple(dict.fromkeys(chain.from_iterable(one.files for one in checked))),
        material=material,
        findings=worst_first(found.values()),
        audit=_audits([one.audit for one in checked]),
        seconds=sum(one.seconds for one in checked),
    )


def _audits(audits: Sequence[Audit]) -> Audit:
    """What passed passed everywhere, and what did not run did so nowhere."""
    ran = {name for one in audits for name in (*one.passed, *one.found)}
    found = sum((Counter(one.found) for one in audits), Counter[str]())
    passed = dict.fromkeys(name for one in audits for name in one.passed if name not in found)
    missed = {item.check: item for one in audits for item in one.not_run}
    return Audit(
        findings=tuple(chain.from_iterable(one.findings for one in audits)),
        not_run=tuple(i for n, i in missed.items() if i.failed or n not in ran),
        passed=tuple(passed),
        found=found,
        seconds=sum((Counter(one.seconds) for one in audits), Counter[str]()),
    )


def _check_one(project: Project, base: Base, report: Report) -> Checked:
    started = perf_counter()
    report("reading", 0, 0, words.READING_ROWS.say(project.recipe.language))
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
