"""When a run is evaluated, and what is measured then.

An evaluation gives the mean loss over the held-out rows, the same over a fixed sample of the
trained ones, and, where a suite picks the best, the share of its items that pass. Rows are taken
in GROUPS parts, dealt out in turn, so that two evaluations can be compared part by part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from transformers import PreTrainedModel

from lekalo.core.every import Every, read_every
from lekalo.core.interfaces import Method
from lekalo.core.train_settings import TrainSettings
from lekalo.data.batches import Plan, Row, Rows, micro_batches, sample_of
from lekalo.evaluation.runner import run_suite
from lekalo.evaluation.suites import Suite
from lekalo.models.sampling import Sampling
from lekalo.training.checkpoint import Evaluation
from lekalo.training.job import Job
from lekalo.training.lines import Lines
from lekalo.training.probes import Probes

GROUPS = 16
SAMPLE = 64
"""Trained rows that each evaluation measures: enough for GROUPS of four."""

Due = Callable[[int, int, int], bool]
"""(steps done, tokens before the last of them, tokens now): is an evaluation due?"""


def evaluations(settings: TrainSettings, plan: Plan, steps: int) -> Due:
    """When `eval_every` asks for an evaluation; the end of the run always is."""
    every = _every(settings, steps)
    if every.unit == "tokens":
        size = int(every.amount)
        return lambda done, before, now: done == steps or before // size < now // size
    marks = _marks(every, plan, steps)
    return lambda done, before, now: done in marks


def evaluation_count(settings: TrainSettings, rows: Rows, seed: int) -> int:
    """How many evaluations a run over `rows` will have."""
    plan = Plan(rows.lengths, seed, settings.batch_rows, settings.batch_tokens)
    steps = settings.steps or plan.steps_for(settings.epochs)
    every = _every(settings, steps)
    if every.unit == "tokens":
        tokens = int(rows.lengths.sum()) * steps / plan.steps_in(0)
        return math.ceil(tokens / every.amount)
    return len(_marks(every, plan, steps))


def _every(settings: TrainSettings, steps: int) -> Every:
    return read_every(settings.eval_every or max(1, math.ceil(steps / 4)))


def _marks(every: Every, plan: Plan, steps: int) -> set[int]:
    if every.unit == "steps":
        return {*range(int(every.amount), steps, int(every.amount)), steps}
    marks, count = {steps}, 1
    while (mark := plan.steps_for(count * every.amount)) < steps:
        marks.add(mark)
        count += 1
    return marks


class Evaluator:
    """Measures one run's model: losses, the suite that picks the best, and the probes."""

    def __init__(self, job: Job, method: Method, micro_tokens: int, lines: Lines) -> None:
        settings, seed = job.recipe.train, job.recipe.seed
        self._job, self._method, self._lines = job, method, lines
        self._micro_tokens = max(1, micro_tokens // lines.count)
        # without held-out rows there is no gap to see, and the passes would cost for nothing
        drawn = sample_of(job.train, SAMPLE, seed) if len(job.held_out) else []
        self._trained = [job.train[index] for index in drawn]
        named = [suite for suite in job.suites if suite.name == settings.best_by]
        self._suite = part_of(named[0], settings.best_items, seed) if named else None
        self._probes = Probes(job, method) if settings.probes else None
        self._attention = job.base.model.config._attn_implementation

    def measure(self, step: int) -> Evaluation:
        """What the model is worth after `step` steps."""
        job, model = self._job, self._job.base.model
        model.eval()
        loss, groups = self.losses([job.held_out[index] for index in range(len(job.held_out))])
        train_loss, train_groups = self.losses(self._trained)
        score = self._score() if self._suite else None
        model.train()
        return Evaluation(step, loss, train_loss, score, groups, train_groups)

    def probe(self) -> dict[str, Any]:
        """What the probes say, for the log; nothing where they are off."""
        if self._probes is None:
            return {}
        model = self._job.base.model
        model.eval()
        original, other = (
            self.losses(rows)[0] for rows in (self._probes.original, self._probes.reworded)
        )
        with _own_attention(model, self._attention):
            copied = self._probes.copied()
        model.train()
        told: dict[str, Any] = {"original": original, "reworded": other}
        if copied is not None:
            told |= {"copied": copied.text, "words": copied.words, "share": copied.share}
            told["from"] = str(copied.where)
        return told

    def losses(self, rows: Sequence[Row]) -> tuple[float | None, tuple[float, ...]]:
        """The mean loss over the rows' trained tokens in nats, and each part's; None and empty
        without rows."""
        parts = [part for n in range(min(GROUPS, len(rows))) if (part := rows[n::GROUPS])]
        sums = self._lines.each(self._summed, parts)
        if not sums:
            return None, ()
        total = math.fsum(loss for loss, _ in sums) / sum(count for _, count in sums)
        return total, tuple(loss / count for loss, count in sums)

    def _summed(self, rows: Sequence[Row]) -> tuple[float, int]:
        total, count = 0.0, 0
        before = self._job.recipe.adapter.virtual
        for batch in micro_batches(rows, self._micro_tokens, before):
            total += float(self._method.loss(self._job.base.model, batch))
            count += batch.trained_tokens
        return total, count

    def _score(self) -> float:
        assert self._suite is not None
        job = self._job
        sampling = job.sampling or Sampling()
        with _own_attention(job.base.model, self._attention):
            result = run_suite(job.base, self._suite, system=job.system, sampling=sampling)
        return result.interval.value


def part_of(suite: Suite, count: int, seed: int) -> Suite:
    """`count` of the suite's items, drawn by the seed; all where there are no more."""
    if len(suite.items) <= count:
        return suite
    drawn = np.random.default_rng(seed).choice(len(suite.items), count, replace=False)
    return replace(suite, items=tuple(suite.items[index] for index in sorted(drawn)))


@contextmanager
def _own_attention(model: PreTrainedModel, own: str) -> Iterator[None]:
    """Inside, the model attends as it did before rows were packed: answers are written so."""
    now = model.config._attn_implementation
    model.set_attn_implementation(own)
    try:
        yield
    finally:
        model.set_attn_implementation(now)
