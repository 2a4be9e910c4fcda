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

import numpy as np
import torch
from transformers import PreTrainedModel

from lekalo.core.every import Every, read_every
from lekalo.core.interfaces import Method
from lekalo.core.settings import TrainSettings
from lekalo.data.batches import Plan, Row, Rows, micro_batches
from lekalo.evaluation.runner import run_suite
from lekalo.evaluation.suites import Suite
from lekalo.models.base import Base
from lekalo.models.sampling import Sampling
from lekalo.training.checkpoint import Evaluation

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


def sample_of(rows: Rows, count: int, seed: int) -> list[int]:
    """The numbers of up to `count` rows, drawn by the seed."""
    random = np.random.default_rng([seed, len(rows)])
    return sorted(random.choice(len(rows), min(count, len(rows)), replace=False).tolist())


class Evaluator:
    """Measures one run's model; `suite` is what picks the best, where a suite does."""

    def __init__(
        self,
        base: Base,
        method: Method,
        micro_tokens: int,
        suite: Suite | None = None,
        system: str = "",
        sampling: Sampling | None = None,
    ) -> None:
        self._base, self._method, self._micro_tokens = base, method, micro_tokens
        self._suite, self._system, self._sampling = suite, system, sampling or Sampling()
        self._attention = base.model.config._attn_implementation

    def measure(self, step: int, held_out: Rows, trained: Sequence[Row]) -> Evaluation:
        """What the model is worth after `step` steps."""
        model = self._base.model
        model.eval()
        loss, groups = self.losses([held_out[index] for index in range(len(held_out))])
        train_loss, train_groups = self.losses(trained)
        score = self._score() if self._suite else None
        model.train()
        return Evaluation(step, loss, train_loss, score, groups, train_groups)

    @torch.no_grad()
    def losses(self, rows: Sequence[Row]) -> tuple[float | None, tuple[float, ...]]:
        """The mean loss over the rows' trained tokens in nats, and each part's; None and empty
        without rows."""
        parts = [part for n in range(min(GROUPS, len(rows))) if (part := rows[n::GROUPS])]
        sums = [self._summed(part) for part in parts]
        if not sums:
            return None, ()
        total = math.fsum(loss for loss, _ in sums) / sum(count for _, count in sums)
        return total, tuple(loss / count for loss, count in sums)

    def _summed(self, rows: Sequence[Row]) -> tuple[float, int]:
        total, count = 0.0, 0
        for batch in micro_batches(rows, self._micro_tokens):
            total += float(self._method.loss(self._base.model, batch))
            count += batch.trained_tokens
        return total, count

    def _score(self) -> float:
        assert self._suite is not None
        with _own_attention(self._base.model, self._attention):
            result = run_suite(
                self._base, self._suite, system=self._system, sampling=self._sampling
            )
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
