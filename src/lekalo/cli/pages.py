"""How a plan and the outcome of a run look, on the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lekalo.cli import console, counts, words
from lekalo.cli.listener import spoken
from lekalo.core.findings import finding_json
from lekalo.core.page import figure
from lekalo.evaluation.closed_book import book_json
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
        "notes": [note.say(spoken()) for note in planned.base.notes],
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
    console.say(words.TRAINS(name=about["name"], base=about["base"]["ref"]), "bold")
    rows = words.ROWS if about["trained_tokens"] is None else words.ROWS_TRAINED
    said = rows(
        rows=counts.rows(about["rows"]),
        tokens=counts.tokens(about["tokens"]),
        trained=about["trained_tokens"],
    )
    console.say(words.HELD_OUT(rows=said, held=counts.rows(about["held_out_rows"])))
    console.say(words.LONGEST(longest=about["longest_row"], context=planned.base.context))
    memory = about["memory_bytes"] // _MIB
    console.say(words.STEPS(steps=counts.steps(about["steps"]), memory=memory))
    if not stage.name:
        suites = ", ".join(f"{name} ({count})" for name, count in about["suites"].items())
        console.say(words.SUITES(suites=suites or words.NO_SUITES))
    for note in planned.base.notes:
        console.say(words.NOTE(text=note))
    say_checks(planned)


def say_checks(planned: Planned) -> None:
    """What the checks found, and which did not run."""
    console.say_findings(planned.findings)
    for item in planned.not_run:
        console.say(words.NOT_RUN(check=item.check, reason=item.reason), "yellow")
    if not planned.findings and not planned.not_run:
        console.say(words.ALL_FINE, "green")


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
        "closed_book": [book_json(book) for book in outcome.books],
    }


def show_outcome(outcome: Outcome, page: Path) -> None:
    """The run's end on one screen, with what to type next."""
    fitted, ref = outcome.fit, outcome.version.ref
    losses = {c.step: c.eval_loss for c in fitted.checkpoints}
    best = losses.get(fitted.best)
    head = words.BEST if best is None else words.BEST_LOSS
    loss = None if best is None else figure(round(best, 3), spoken())
    console.say(head(ref=ref, step=fitted.best, last=fitted.last, loss=loss), "bold")
    speed = fitted.tokens / fitted.seconds if fitted.seconds else 0
    tokens = counts.tokens(fitted.tokens)
    console.say(words.SPEED(tokens=tokens, seconds=f"{fitted.seconds:.0f}", speed=f"{speed:.0f}"))
    console.say_findings(outcome.findings)
    console.suites_table({outcome.verdict.against or "base": outcome.before, ref: outcome.after})
    console.say_verdict(outcome.verdict)
    console.say(words.REPORT(page=page))
    released = outcome.verdict.decision == "release"
    console.say((words.NEXT_PROMOTE if released else words.NEXT_ASK)(ref=ref), "bold")
