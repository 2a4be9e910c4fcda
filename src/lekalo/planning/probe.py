"""How fast this machine trains this very recipe: a few real steps, told as FLOP/s.

The steps go through the one training loop, with the recipe's own adapter, batches, dtype and
attention, an evaluation and a checkpoint after them, into a folder that is thrown away. Only the
learning rate is made small, so that nothing diverges. A first, tiny run says how many steps fit
into the time; the second gives the rates. What other programs take of the machine meanwhile is
measured along with it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lekalo.core.recipe import Recipe
from lekalo.core.runlog import RunLog
from lekalo.data import batches
from lekalo.data.batches import Plan, Row, sample_of
from lekalo.data.rows import RowList
from lekalo.evaluation.suites import Suite
from lekalo.models.base import Base
from lekalo.models.chat import with_system
from lekalo.models.generate import generate
from lekalo.models.sampling import Sampling
from lekalo.planning.arithmetic import Arithmetic, Rows
from lekalo.training.job import Job, Progress
from lekalo.training.keeping import SAMPLE
from lekalo.training.loop import LOG, fit

LIMIT = 20.0
"""Seconds that a probe is given; a step or an evaluation under way is let end."""
_FIRST = 0.1  # share of the limit for the first run
_MOST_STEPS = 40
_QUIET_RATE = 1e-7
_HELD_OUT = 8  # rows
_ASKED, _LOOKED_AT = 8, 200  # items answered; rows whose answers' length is looked at
_WIDTH = 512  # of the matrices whose product gives a first guess


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured: FLOP/s of steps and of evaluations, seconds of one checkpoint with what
    is probed at it and of the start (the adapter put on, weights cast), and the steps that say so;
    seconds of an answer to a suite's item before training, and of one as long as trained ones."""

    training: float
    evaluating: float
    checkpoint: float
    start: float
    steps: int
    first_answer: float = 0.0
    answer: float = 0.0


@dataclass(frozen=True)
class Questions:
    """What a run is asked: its suites, under this system text, for answers of so many tokens."""

    suites: tuple[Suite, ...] = ()
    system: str = ""
    max_tokens: int = 0


def probe(
    base: Base,
    recipe: Recipe,
    rows: batches.Rows,
    cost: Arithmetic,
    limit: float = LIMIT,
    questions: Questions | None = None,
) -> Speed:
    """Trains a few steps of `recipe` on the first rows of its own plan, in about `limit` seconds.
    The base is used up: full training leaves it changed, and bfloat16 in its dtype."""
    began = time.perf_counter()
    asked = questions and questions.suites
    first, later = _answers(base, rows, questions) if questions and asked else (0.0, 0.0)
    speed = _trained(base, recipe, rows, cost, began + limit)
    return replace(speed, first_answer=first, answer=later)


def _answers(base: Base, rows: batches.Rows, asked: Questions) -> tuple[float, float]:
    """Seconds of an answer of the base's, and of one as long as a trained row's."""
    items = [item for suite in asked.suites for item in suite.items][:_ASKED]
    prompts = [base.renderer.prompt(with_system(item.messages, asked.system)) for item in items]
    fitting = [prompt for prompt in prompts if len(prompt) < base.context]
    if not fitting:
        return 0.0, 0.0
    began = time.perf_counter()
    written = generate(base, fitting, Sampling(asked.max_tokens))
    each = (time.perf_counter() - began) / len(fitting)
    length = sum(len(one.tokens) for one in written) / len(fitting)
    first = [rows[number] for number in range(min(len(rows), _LOOKED_AT))]
    wanted = sum(int(row.trained.sum()) for row in first) / len(first)
    return each, each * min(wanted, asked.max_tokens) / max(length, 1)


def _trained(
    base: Base, recipe: Recipe, rows: batches.Rows, cost: Arithmetic, until: float
) -> Speed:
    limit = until - time.perf_counter()
    began = time.perf_counter()
    settings = recipe.train
    plan = Plan(rows.lengths, recipe.seed, settings.batch_rows, settings.batch_tokens)
    step = [rows[int(number)] for number in plan.rows_of(0)]
    few = _within(step, cost, _product_rate() / 4 * limit * _FIRST)
    speed = _measured(base, _short(recipe, batch_rows=max(1, len(few) // 2)), few, cost)
    seconds = cost.training(sizes(step)) / speed.training
    left = (limit - (time.perf_counter() - began)) / (1.5 * seconds)  # half as long to evaluate
    steps = min(_MOST_STEPS, plan.steps_in(0), int(left))
    if steps < 2:
        return speed
    chosen = [rows[int(n)] for number in range(steps) for n in plan.rows_of(number)]
    return _measured(base, _short(recipe), chosen, cost)


def sizes(rows: Sequence[Row]) -> Rows:
    """The lengths and trained tokens of these rows."""
    lengths = np.array([len(row.tokens) for row in rows], np.int64)
    return Rows(lengths, sum(int(row.trained.sum()) for row in rows))


def _short(recipe: Recipe, **batching: Any) -> Recipe:
    """The recipe for one pass, evaluated at its end; `batching` in place of its own batches."""
    if batching:
        batching["batch_tokens"] = None
    changed = {
        "epochs": 1.0,
        "steps": None,
        "learning_rate": _QUIET_RATE,
        "schedule": "constant",
        "eval_every": "1 epochs",
        "best_by": "eval_loss",
        "early_stopping": None,
        **batching,
    }
    return recipe.model_copy(update={"train": recipe.train.model_copy(update=changed)})


def _measured(base: Base, recipe: Recipe, rows: list[Row], cost: Arithmetic) -> Speed:
    heard: list[tuple[float, Progress]] = []
    train, held_out = RowList(rows), RowList(rows[:_HELD_OUT])
    with tempfile.TemporaryDirectory() as place:
        job = Job(recipe, base, train, held_out, Path(place))
        began = time.perf_counter()
        fit(job, progress=lambda seen: heard.append((time.perf_counter(), seen)))
        events = list(RunLog(Path(place) / LOG).read())
    steps = [event for event in events if event["event"] == "step"]
    evaluation = next(event for event in events if event["event"] == "eval")
    drawn = [rows[index] for index in sample_of(train, SAMPLE, recipe.seed)]
    evaluated = cost.forward(sizes(drawn)) + cost.forward(sizes(rows[:_HELD_OUT]))
    counted = steps[1:] or steps  # the first warms up
    share = sum(e["tokens"] for e in counted) / sum(e["tokens"] for e in steps)
    spent = sum(event["seconds"] for event in counted)
    evaluating = evaluation["seconds"]
    last = heard[-1][0] - (heard[-2][0] if len(heard) > 1 else began)
    return Speed(
        training=share * cost.training(sizes(rows)) / spent,
        evaluating=evaluated / evaluating,
        checkpoint=max(0.0, last - steps[-1]["seconds"] - evaluating) if len(heard) > 1 else 0.0,
        start=max(0.0, heard[0][0] - began - spent / len(counted)) if len(heard) > 1 else 0.0,
        steps=len(counted),
    )


def _within(rows: list[Row], cost: Arithmetic, operations: float) -> list[Row]:
    """The first rows that take so many operations, two at least where there are two."""
    total, kept = 0.0, list[Row]()
    for row in rows:
        total += cost.training(sizes([row]))
        if len(kept) >= 2 and total > operations:
            break
        kept.append(row)
    return kept


def _product_rate() -> float:
    """FLOP/s of one matrix product here: what training stays under."""
    left = torch.ones(_WIDTH, _WIDTH)
    _ = left @ left  # warms up
    began = time.perf_counter()
    for _ in range(4):
        _ = left @ left
    return 4 * 2 * _WIDTH**3 / (time.perf_counter() - began)
