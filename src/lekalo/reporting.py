"""Runs told on one HTML page: curves, suites with intervals, verdicts, answers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lekalo.core.records import SuiteResult
from lekalo.evaluation.report import (
    Curve,
    Measured,
    ReportData,
    Sample,
    VersionCard,
    side_by_side,
    write_report,
)
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.project import Project
from lekalo.workflow import Outcome

REPORT = "report.html"
_LEADS = {
    "en": "What was trained, how good it is, and whether it may go live.",
    "ru": "Что обучено, насколько это хорошо и можно ли это выпускать.",
}


def report_runs(path: Path, project: Project, outcomes: Sequence[Outcome], lead: str = "") -> None:
    """Writes the page of these outcomes of one project to `path`; the first outcome's `before`
    is the starting point that all are shown beside."""
    recipe = project.recipe
    first = outcomes[0]
    measured = (
        Measured(first.verdict.against or "base", first.before),
        *(Measured(outcome.version.ref, outcome.after) for outcome in outcomes),
    )
    data = ReportData(
        title=recipe.name,
        language=recipe.language,
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        lead=lead or _LEADS[recipe.language],
        gate=recipe.gate,
        verdicts=tuple(outcome.verdict for outcome in outcomes),
        measured=measured,
        curves=tuple(_curve(outcome) for outcome in outcomes),
        samples=_samples(project, measured),
        findings=tuple(f for outcome in outcomes for f in outcome.findings),
        versions=tuple(_card(outcome) for outcome in outcomes),
        timings=tuple((outcome.version.ref, outcome.fit.seconds) for outcome in outcomes),
    )
    write_report(path, data)


def _curve(outcome: Outcome) -> Curve:
    steps = [(e["step"], e["loss"]) for e in outcome.run.history("step")]
    measured = outcome.run.history("eval")
    held_out = [(e["step"], e["loss"]) for e in measured if e["loss"] is not None]
    return Curve(outcome.version.ref, tuple(steps), tuple(held_out), outcome.fit.best)


def _samples(project: Project, measured: Sequence[Measured]) -> tuple[Sample, ...]:
    suites = [load_suite(settings, project.root) for settings in project.recipe.suites]
    return tuple(
        sample
        for suite in suites
        if suite.kind != "baseline"
        for sample in side_by_side(_asked(suite, measured[0].results).items, measured, suite.name)
    )


def _asked(suite: Suite, results: Sequence[SuiteResult]) -> Suite:
    """The suite as it stands; a suite changed since it was measured shows no answers."""
    hashes = {result.suite: result.suite_hash for result in results}
    same = hashes.get(suite.name) == suite.hash
    return suite if same else Suite(suite.name, suite.kind, (), suite.hash)


def _card(outcome: Outcome) -> VersionCard:
    manifest = outcome.version.manifest
    parts = [("base", f"{manifest.base.ref} {_short(manifest.base.hash)}")]
    if manifest.adapter:
        parts.append(("adapter", f"{manifest.adapter.kind} {_short(manifest.adapter.hash)}"))
    if manifest.dataset:
        files = ", ".join(manifest.dataset.files)
        parts.append(("data", f"{manifest.dataset.rows} rows of {files}"))
    parts.append(("recipe", _short(manifest.recipe.hash)))
    parts.append(("step", f"{outcome.fit.best} of {outcome.fit.last}"))
    return VersionCard(
        outcome.version.ref, outcome.version.stage, manifest.created, manifest.why, tuple(parts)
    )


def _short(content_hash: str) -> str:
    return content_hash[: len("sha256:") + 12]
