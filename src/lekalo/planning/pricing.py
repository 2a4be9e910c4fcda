"""What one way of training costs: steps, tokens, FLOPs, memory, time and money.

    seconds = start + (steps' FLOPs + the range test's) / the rate of steps
              + evaluations x (their FLOPs / their rate + one checkpoint with its probes
              + answers to the suite of `best_by`)
              + answers to all suites, before and after

Rates are measured by `probe` on the present machine, or a stated share of a card's peak, where
answers and checkpoints cannot be foreseen. Left out: reading and checking the data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from transformers import PreTrainedModel

from lekalo.core.every import read_every
from lekalo.core.recipe import Recipe
from lekalo.core.train_settings import TrainSettings
from lekalo.data.batches import Plan
from lekalo.evaluation.suites import Suite
from lekalo.planning.arithmetic import Arithmetic, Rows, arithmetic
from lekalo.planning.fitting import Fitted, fitted
from lekalo.planning.machines import REACHED, Machine
from lekalo.planning.probe import Speed
from lekalo.training.keeping import SAMPLE
from lekalo.training.memory import MemoryEstimate, trained_weights

RANGE_SHARE = 0.1
"""Of the steps' work: what a range test may take, which it uses up as a rule."""


@dataclass(frozen=True)
class Cost:
    """One way's costs. `tokens` go through the model in all its passes; `seconds` and `money` are
    None where nothing tells the speed or the price. `changes` to the recipe make it fit the
    memory; where `fits` is false nothing does."""

    steps: int
    tokens: int
    operations: float
    memory: MemoryEstimate
    seconds: float | None
    money: float | None
    changes: Mapping[str, str]
    fits: bool


@dataclass(frozen=True)
class Work:
    """One way's recipe as it fits the memory, its rows, and the operations of all its steps, of
    one evaluation and of a range test; `answers` are written at each evaluation, `asked` before
    and after the run."""

    fitted: Fitted
    arithmetic: Arithmetic
    rows: Rows
    steps: int
    passes: float
    evaluations: int
    training: float
    evaluating: float
    ranging: float = 0.0
    answers: int = 0
    asked: int = 0

    @property
    def operations(self) -> float:
        """All that the run computes, the answers aside."""
        return self.training + self.ranging + self.evaluations * self.evaluating


def work(
    model: PreTrainedModel,
    recipe: Recipe,
    rows: Rows,
    held_out: Rows,
    limit: int,
    beside: int,
    suites: Sequence[Suite] = (),
) -> Work:
    """What `recipe` would do on these rows. `limit` and `beside` are bytes (`fitting`)."""
    fit = fitted(model, recipe, rows.lengths, limit, beside)
    cost = arithmetic(model, fit.recipe, trained_weights(model, recipe))
    steps, one_pass = _steps(recipe, rows)
    passes = steps / one_pass
    operations = cost.training(rows) * passes
    sample = min(SAMPLE, rows.count) / max(rows.count, 1)
    evaluating = cost.forward(held_out) + cost.forward(rows) * sample
    count = _evaluations(recipe.train, steps, one_pass, round(rows.tokens * passes))
    best = [len(one.items) for one in suites if one.name == recipe.train.best_by]
    return Work(
        fit,
        cost,
        rows,
        steps,
        passes,
        count,
        operations,
        evaluating,
        ranging=RANGE_SHARE * operations if _ranges(recipe.train) else 0.0,
        answers=min(sum(best), recipe.train.best_items),
        asked=sum(len(suite.items) for suite in suites),
    )


def price(done: Work, machine: Machine, speed: Speed | None, hourly: float | None) -> Cost:
    """The costs of this work. `hourly` is the machine's price an hour, in any currency."""
    seconds = _seconds(done, machine, speed)
    return Cost(
        steps=done.steps,
        tokens=round(done.rows.tokens * done.passes),
        operations=done.operations,
        memory=done.fitted.memory,
        seconds=seconds,
        money=None if seconds is None or hourly is None else hourly * seconds / 3600,
        changes=done.fitted.changes,
        fits=done.fitted.fits,
    )


def _seconds(done: Work, machine: Machine, speed: Speed | None) -> float | None:
    if machine.peak:
        return done.operations / (REACHED * machine.peak)
    if speed is None:
        return None
    steps = (done.training + done.ranging) / speed.training
    evaluation = done.evaluating / speed.evaluating + speed.checkpoint
    evaluation += done.answers * speed.answer
    suites = done.asked * (speed.first_answer + speed.answer)
    return speed.start + steps + done.evaluations * evaluation + suites


def total(values: Iterable[float | None]) -> float | None:
    """The sum; None where one of them is not known."""
    known = list(values)
    return None if None in known else sum(value for value in known if value is not None)


def split(rows: Rows, share: float) -> tuple[Rows, Rows]:
    """The rows less a held-out `share`, and that share."""
    kept = replace(rows, scale=rows.scale * (1 - share))
    return kept, replace(rows, scale=rows.scale * share)


def _ranges(settings: TrainSettings) -> bool:
    """Whether the run begins with a range test."""
    return settings.learning_rate == "auto" or settings.check_rate


def _steps(recipe: Recipe, rows: Rows) -> tuple[int, float]:
    """Optimizer steps of the run, and of one pass over all rows."""
    settings = recipe.train
    plan = Plan(rows.lengths, recipe.seed, settings.batch_rows, settings.batch_tokens)
    one_pass = max(1.0, plan.steps_in(0) * rows.scale)
    if settings.steps:
        return settings.steps, one_pass
    if rows.scale == 1:
        return plan.steps_for(settings.epochs), one_pass
    return max(1, round(settings.epochs * one_pass)), one_pass


def _evaluations(settings: TrainSettings, steps: int, one_pass: float, tokens: int) -> int:
    every = read_every(settings.eval_every or max(1, math.ceil(steps / 4)))
    if every.unit == "steps":
        return math.ceil(steps / every.amount)
    if every.unit == "epochs":
        return math.ceil(steps / (every.amount * one_pass))
    return max(1, math.ceil(tokens / every.amount))
