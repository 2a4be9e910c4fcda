"""Trainings one after another on one base, each from the best weights of the one before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from lekalo.core.records import Finding
from lekalo.training.checkpoint import checkpoint_path
from lekalo.training.job import FitResult, Job, Progress
from lekalo.training.loop import fit

STAGES = "stages"
"""The folder, in a run's own, that holds a folder for each training but the last."""


def fit_chain(
    jobs: Sequence[Job],
    *,
    resume: bool = False,
    progress: Callable[[int, Progress], None] = lambda number, seen: None,
) -> FitResult:
    """What the last training came to, with the tokens, seconds and findings of all. `progress`
    hears the training's number, from 0, and the step done. With `resume` those that were done
    are not done again."""
    found: list[Finding] = []
    done: list[FitResult] = []
    for number, job in enumerate(jobs):
        start = checkpoint_path(jobs[number - 1].folder, done[-1].best) if done else job.start
        tell = partial(progress, number)
        done.append(fit(replace(job, start=start), resume=resume, progress=tell))
        name = job.folder.name if number < len(jobs) - 1 else ""
        found += [_placed(finding, name) for finding in done[-1].findings]
    tokens, seconds = sum(one.tokens for one in done), sum(one.seconds for one in done)
    return replace(done[-1], tokens=tokens, seconds=seconds, findings=tuple(found))


def _placed(finding: Finding, training: str) -> Finding:
    """The finding with the name of the training in its places: steps are counted in each anew."""
    if not training:
        return finding
    where = (replace(place, part=f"{training} {place.part}".strip()) for place in finding.where)
    return replace(finding, where=tuple(where))
