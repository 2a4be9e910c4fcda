"""How a plan and the outcome of a run look, on the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lekalo.cli import console
from lekalo.core.findings import finding_json
from lekalo.evaluation.results import suite_to_json, verdict_to_json
from lekalo.project import Planned
from lekalo.staging import Stage
from lekalo.workflow import Outcome

_MIB = 1 << 20


def plan_json(stages: Sequence[Stage]) -> dict[str, Any]:
    """What `train --dry-run --json` prints: the recipe's own training, and those before it."""
    *before, own = stages
    return _planned_json(own) | {"stages": [_planned_json(stage) for stage in before]}


def _planned_json(stage: Stage) -> dict[str, Any]:
    planned = stage.planned
    return {
        "name": stage.name or stage.project.recipe.name,
        "base": {"ref": planned.base.ref, "hash": planned.base.hash},
        "notes": list(planned.base.notes),
        "rows": len(planned.train),
        "held_out_rows": len(planned.held_out),
        "tokens": int(planned.train.lengths.sum()),
        "trained_tokens": planned.counts.trained_tokens if planned.counts else None,
        "dropped": planned.counts.dropped_bad + planned.counts.dropped_long
        if planned.counts
        else None,
        "longest_row": int(planned.train.lengths.max()),
        "steps": planned.steps,
        "memory_bytes": planned.memory.total,
        "suites": {suite.name: len(suite.items) for suite in planned.suites},
        "findings": [finding_json(finding) for finding in planned.findings],
        "not_run": {item.check: item.reason for item in planned.not_run},
    }


def show_plan(stages: Sequence[Stage]) -> None:
    """The plan on one screen."""
    for stage in stages:
        _show_training(stage)


def _show_training(stage: Stage) -> None:
    planned, about = stage.planned, _planned_json(stage)
    console.say(f"{about['name']} on {about['base']['ref']}", "bold")
    rows = f"{about['rows']} rows, {about['tokens']} tokens"
    if about["trained_tokens"] is not None:
        rows += f", {about['trained_tokens']} of them trained"
    console.say(f"  {rows}; {about['held_out_rows']} rows held out")
    console.say(f"  the longest row has {about['longest_row']} of {planned.base.context} tokens")
    console.say(f"  {about['steps']} optimizer steps; about {about['memory_bytes'] // _MIB} MiB")
    if not stage.name:
        suites = ", ".join(f"{name} ({count})" for name, count in about["suites"].items())
        console.say(f"  suites: {suites or 'none, so nothing will be measured'}")
    for note in planned.base.notes:
        console.say(f"  note: {note}")
    say_checks(planned)


def say_checks(planned: Planned) -> None:
    """What the checks found, and which did not run."""
    console.say_findings(planned.findings)
    for item in planned.not_run:
        console.say(f"  not run {item.check}: {item.reason}", "yellow")
    if not planned.findings and not planned.not_run:
        console.say("  the checks found nothing wrong", "green")


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What `train --json` prints."""
    return {
        "run": outcome.run.id,
        "version": outcome.version.ref,
        "best_step": outcome.fit.best,
        "last_step": outcome.fit.last,
        "checkpoints": {c.step: c.eval_loss for c in outcome.fit.checkpoints},
        "tokens": outcome.fit.tokens,
        "seconds": outcome.fit.seconds,
        "before": [suite_to_json(result) for result in outcome.before],
        "after": [suite_to_json(result) for result in outcome.after],
        "verdict": verdict_to_json(outcome.verdict),
        "findings": [finding_json(finding) for finding in outcome.findings],
    }


def show_outcome(outcome: Outcome, page: Path) -> None:
    """The run's end on one screen, with what to type next."""
    fitted, ref = outcome.fit, outcome.version.ref
    losses = {c.step: c.eval_loss for c in fitted.checkpoints}
    best = losses.get(fitted.best)
    at = f" (eval loss {best:.3f} nats a token)" if best is not None else ""
    console.say(f"{ref}: the checkpoint at step {fitted.best} of {fitted.last}{at}", "bold")
    speed = fitted.tokens / fitted.seconds if fitted.seconds else 0
    console.say(f"  {fitted.tokens} tokens in {fitted.seconds:.0f} s, {speed:.0f} a second")
    console.say_findings(outcome.findings)
    console.suites_table({outcome.verdict.against or "base": outcome.before, ref: outcome.after})
    console.say_verdict(outcome.verdict)
    console.say(f"Report: {page}")
    following = (
        f"lekalo promote {ref}"
        if outcome.verdict.decision == "release"
        else f'lekalo ask {ref} "..." to see its answers'
    )
    console.say(f"Next: {following}", "bold")
