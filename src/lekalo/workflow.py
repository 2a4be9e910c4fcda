"""The story of a version in readable calls, from a recipe to what is live.

    project = open_project(Path("recipe.yaml"))
    outcome = train(project)               # run, checkpoints, suites, gate, candidate
    Registry(project.home).promote("support", outcome.version.number, why="better tone")

Each step raises `UserError` for wrong input and `HeldError` where a guard refuses. How it is
shown is the caller's: progress goes to `report(stage, done, total, note)`. What stands before
the first step is in `project`, serving in `serving`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lekalo import project_words as words
from lekalo.core.errors import HeldError
from lekalo.core.files import write_json
from lekalo.core.records import Finding, SuiteResult, Verdict
from lekalo.core.settings import NewBase
from lekalo.data.prepare import system_prompt
from lekalo.evaluation import closed_book
from lekalo.evaluation.closed_book import ClosedBook
from lekalo.evaluation.closed_book_words import told
from lekalo.evaluation.compression import Loss
from lekalo.evaluation.gates import judge
from lekalo.evaluation.subject import Subject, measure
from lekalo.evaluation.suites import Suite
from lekalo.models.base import Base
from lekalo.project import (
    Planned,
    Project,
    Report,
    base_place,
    kept_files,
    open_base,
    quiet,
)
from lekalo.references import open_version, sampling_of
from lekalo.staging import Stage, dataset_of, findings_of, fit_stages, plan_stages
from lekalo.training.loop import FitResult
from lekalo.training.runs import Run, new_run, open_run
from lekalo.versions.manifest import (
    Acceptance,
    BasePart,
    ManifestDraft,
    Metric,
    PromptPart,
    RecipePart,
)
from lekalo.versions.registry import Registry
from lekalo.versions.stages import Version, whoami


@dataclass(frozen=True)
class Outcome:
    """What a training run came to."""

    run: Run
    fit: FitResult
    version: Version
    before: tuple[SuiteResult, ...]
    after: tuple[SuiteResult, ...]
    verdict: Verdict
    findings: tuple[Finding, ...]
    books: tuple[ClosedBook, ...] = ()
    compression: Loss | None = None
    """What compressing the base costs, where that was measured."""


def train(
    project: Project,
    *,
    resume: str = "",
    accept: Mapping[str, str] | None = None,
    why: str = "",
    report: Report = quiet,
) -> Outcome:
    """Trains, measures the best checkpoint beside what is live (or the base), asks the gate,
    and registers the candidate. `accept` gives a reason for each hold that is let pass."""
    stages = plan_stages(project, report)
    planned, found = stages[-1].planned, findings_of(stages)
    accepted = let_pass(found, accept or {})
    new = not resume
    run = (
        new_run(project.home, project.recipe, project.root)
        if new
        else open_run(project.home, resume)
    )
    fitted = fit_stages(stages, run.folder, resume=not new, report=report)
    against, candidate = _sides(project, planned, run, fitted)
    before, after = (
        evaluate(project.home, subject, planned.suites, report) for subject in (against, candidate)
    )
    verdict = judge(
        after,
        before,
        project.recipe.gate,
        candidate_ref=candidate.label,
        against_ref=against.label,
        language=project.recipe.language,
    )
    books = _closed_books(project, stages, candidate, run, report)
    findings = told((*found, *fitted.findings), books, project.recipe.language)
    verdict = _with_holds(verdict, fitted.findings, accept or {})
    draft = ManifestDraft(
        name=project.recipe.name,
        why=why,
        base=_base_part(project, planned.base),
        dataset=dataset_of(stages),
        prompt=PromptPart.of(candidate.system),
        recipe=RecipePart.of(project.recipe),
        metrics=tuple(Metric.of(result) for result in after),
        findings=findings,
        accepted=accepted,
        verdict=verdict,
        run=run.id,
        step=fitted.best,
    )
    version = _register(project, draft, run.checkpoint(fitted.best))
    cost = stages[-1].compression
    return Outcome(run, fitted, version, before, after, verdict, findings, books, cost)


def _closed_books(
    project: Project, stages: Sequence[Stage], candidate: Subject, run: Run, report: Report
) -> tuple[ClosedBook, ...]:
    """What the candidate knows by heart of the facts that the checks found to be trained in,
    beside what it and the untrained base read; kept in the run's folder."""
    recipe = project.recipe
    taught = [
        closed_book.Taught(s.planned.findings, s.planned.documents, s.planned.examples)
        for s in stages
    ]
    base = replace(candidate, label="base", weights=None)
    untrained = None if isinstance(recipe.base, NewBase) else base

    def tell(suite: str, done: int, total: int) -> None:
        report("asking", done, total, suite)

    books = closed_book.closed_books(
        taught,
        candidate,
        untrained,
        recipe.seed,
        project.home / "cache" / "suites",
        tell,
        recipe.checks.facts,
    )
    if books:
        write_json(run.folder / closed_book.FILE, [closed_book.book_json(book) for book in books])
    return books


def _with_holds(
    verdict: Verdict, findings: Sequence[Finding], accept: Mapping[str, str]
) -> Verdict:
    """The gate's word, held where the training itself found what must not be released."""
    held = tuple(f for f in findings if f.severity == "hold" and f.code not in accept)
    if not held:
        return verdict
    return replace(verdict, decision="hold", reasons=(*held, *verdict.reasons), missing_items=0)


def let_pass(findings: Sequence[Finding], accept: Mapping[str, str]) -> tuple[Acceptance, ...]:
    """The acceptances to keep; `HeldError` with every hold that nobody accepted."""
    held = [f for f in findings if f.severity == "hold" and f.code not in accept]
    if held:
        codes = ", ".join(sorted({finding.code for finding in held}))
        raise HeldError(
            words.NOT_TRAINED(codes=codes, code=held[0].code),
            held,
        )
    found = {finding.code for finding in findings}
    return tuple(
        Acceptance(code=code, because=because, who=whoami())
        for code, because in accept.items()
        if code in found
    )


def _sides(
    project: Project, planned: Planned, run: Run, fitted: FitResult
) -> tuple[Subject, Subject]:
    """What is live now (the base where nothing is), and the run's best checkpoint."""
    recipe = project.recipe
    system = system_prompt(recipe, project.root)
    sampling = sampling_of(recipe.generation)
    weights = run.checkpoint(fitted.best)
    base = _untouched(project, planned.base)
    candidate = Subject(f"{run.id}:{fitted.best}", base, system, sampling, weights)
    live = _live(project)
    if live is not None:
        return open_version(project.home, live), candidate
    return Subject("base", base, system, sampling), candidate


def _untouched(project: Project, base: Base) -> Base:
    """The base as it was: full training changed the one in memory, and bfloat16 its dtype."""
    recipe = project.recipe
    changed = recipe.adapter.name == "full" or recipe.train.dtype != "float32"
    return open_base(project) if changed else base


def _live(project: Project) -> Version | None:
    states = Registry(project.home).status()
    return next((s.live for s in states if s.name == project.recipe.name), None)


def _base_part(project: Project, base: Base) -> BasePart:
    named = project.recipe.base
    ref = base.ref if isinstance(named, NewBase) else base_place(project.root, named)
    return BasePart(ref=ref, hash=base.hash, quantise=base.quantise)


def _register(project: Project, draft: ManifestDraft, checkpoint: Path) -> Version:
    policy, knowledge = kept_files(project)
    return Registry(project.home).create(
        draft,
        adapter_folder=checkpoint,
        adapter_kind=project.recipe.adapter.name,
        policy=policy,
        knowledge=knowledge,
    )


def evaluate(
    home: Path, subject: Subject, suites: Sequence[Suite], report: Report = quiet
) -> tuple[SuiteResult, ...]:
    """Every suite's result for the subject, read from the cache where it stands there."""

    def tell(suite: str, done: int, total: int) -> None:
        report("measuring", done, total, f"{suite}: {subject.label}")

    return measure(subject, suites, home / "cache" / "suites", tell)
