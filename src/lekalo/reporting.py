"""Runs told on one HTML page: verdicts, suites with intervals, answers side by side, trainings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lekalo.core.records import Finding, Language, SuiteResult
from lekalo.core.wording import Phrase, Word
from lekalo.evaluation.course import Course
from lekalo.evaluation.report import (
    Measured,
    ReportData,
    Sample,
    VersionCard,
    side_by_side,
    write_report,
)
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.project import Project
from lekalo.staging import FOLDER as STAGES
from lekalo.text.plural import number_of
from lekalo.training.quantisation_loss import CODE
from lekalo.training.telling import costs_of, course_of
from lekalo.workflow import Outcome

REPORT = "report.html"
FACTS_SHOWN = 4
"""Of those asked after training, a version."""
_LEAD = Phrase(
    "What was trained, how good it is, and whether it may go live.",
    "Что обучено, насколько это хорошо и можно ли это выпускать.",
)
_BASE = Word("base", "база")
_ADAPTER = Word("adapter", "адаптер")
_DATA = Word("data", "данные")
_RECIPE = Word("recipe", "рецепт")
_STEP = Word("step", "шаг")
_ROWS_OF = Phrase("{rows} of {files}", "{rows}, файлы: {files}")
_FROM_MEMORY = Phrase("{ref}, from memory", "{ref}, по памяти")
_WITH_PASSAGE = Phrase("{ref}, with the passage", "{ref}, с документом")
_STEP_OF = Phrase("{best} of {last}", "{best} из {last}")


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
        lead=lead or _LEAD.say(recipe.language),
        gate=recipe.gate,
        verdicts=tuple(outcome.verdict for outcome in outcomes),
        measured=measured,
        courses=tuple(course for one in outcomes for course in _courses(one)),
        samples=(*_samples(project, measured), *_facts(outcomes, recipe.language)),
        findings=tuple(f for one in outcomes for f in one.findings if f not in _own(one)),
        versions=tuple(_card(one, recipe.language) for one in outcomes),
        timings=tuple((outcome.version.ref, outcome.fit.seconds) for outcome in outcomes),
    )
    write_report(path, data)


def _own(outcome: Outcome) -> tuple[Finding, ...]:
    """What the training says of itself, and of its base; the other findings are of the data."""
    weighed = (finding for finding in outcome.findings if finding.code == CODE)
    return (*weighed, *outcome.fit.findings)


def _courses(outcome: Outcome) -> list[Course]:
    """The run's trainings in their order, its stages, then its own, each with what it says; of
    the base, the last."""
    recipe, _ = outcome.run.about()
    folder, ref = outcome.run.folder, outcome.version.ref
    said = tuple(finding for finding in outcome.findings if finding.code == CODE)
    weighed = bool(said)
    stages = [
        (folder / STAGES / s.name, recipe.stage(s), f"{ref} · {s.name}") for s in recipe.stages
    ]
    before = [course_of(*stage, {}, weighed=weighed) for stage in stages]
    own = course_of(folder, recipe, ref, {outcome.fit.best: ref}, said, weighed=weighed)
    return [*before, replace(own, costs=costs_of(outcome.compression))]


def _samples(project: Project, measured: Sequence[Measured]) -> tuple[Sample, ...]:
    suites = [load_suite(settings, project.root) for settings in project.recipe.suites]
    return tuple(
        sample
        for suite in suites
        if suite.kind != "baseline"
        for sample in side_by_side(_asked(suite, measured[0].results).items, measured, suite.name)
    )


def _facts(outcomes: Sequence[Outcome], language: Language) -> Iterator[Sample]:
    """Some of the trained-in facts, as each version answers from memory and from the passage."""
    for outcome in outcomes:
        for book in outcome.books:
            if book.closed is not None and book.open is not None:
                read = replace(book.open, suite=book.closed.suite)
                sides = [
                    Measured(_FROM_MEMORY(ref=outcome.version.ref).say(language), (book.closed,)),
                    Measured(_WITH_PASSAGE(ref=outcome.version.ref).say(language), (read,)),
                ]
                yield from side_by_side(book.items, sides, book.closed.suite, FACTS_SHOWN)


def _asked(suite: Suite, results: Sequence[SuiteResult]) -> Suite:
    """The suite as it stands; a suite changed since it was measured shows no answers."""
    hashes = {result.suite: result.suite_hash for result in results}
    same = hashes.get(suite.name) == suite.hash
    return suite if same else Suite(suite.name, suite.kind, (), suite.hash)


def _card(outcome: Outcome, language: Language) -> VersionCard:
    version, manifest = outcome.version, outcome.version.manifest
    parts: list[tuple[Word, str]] = [(_BASE, f"{manifest.base.ref} {_short(manifest.base.hash)}")]
    if manifest.adapter:
        parts.append((_ADAPTER, f"{manifest.adapter.kind} {_short(manifest.adapter.hash)}"))
    if manifest.dataset:
        rows = number_of(manifest.dataset.rows, "row", ("строка", "строки", "строк"))
        said = _ROWS_OF(rows=rows, files=", ".join(manifest.dataset.files))
        parts.append((_DATA, said.say(language)))
    parts.append((_RECIPE, _short(manifest.recipe.hash)))
    parts.append((_STEP, _STEP_OF(best=outcome.fit.best, last=outcome.fit.last).say(language)))
    named = tuple((name.say(language), value) for name, value in parts)
    return VersionCard(version.ref, version.stage, manifest.created, manifest.why, named)


def _short(content_hash: str) -> str:
    return content_hash[: len("sha256:") + 12]
