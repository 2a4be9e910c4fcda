"""The range test behind `learning_rate: auto`: how large a step this training stands.

Trials are the run in small: its own adapter, on its own first rows (its masks and template with
them), under its own optimizer and schedule, each from the weights that the run begins with. What
a trial is worth is how far the loss fell on JUDGED rows that no trial trains on, the same for all.
Rates are APART from each other, and a walk over them goes on until the best has a worse one below
and one above that loses half of the best one's fall; the place of that loss, the edge, is then
halved into. The run's `S` steps are taken at

    pick = edge * S^-trend

Why the edge and not the best trial: the rate that is best for a handful of steps is the one that
goes farthest in them, and says little of the best one for many, while the edge hardly moves with
a trial's length. Longer training wants smaller steps. For weights the trend is 0.4, between what
was measured elsewhere (0.32 in Bjorck et al., arXiv 2409.19913) and what follows for `S` steps of a
convex problem (a half, Schaipp et al., arXiv 2501.18965). Trained positions (prefixes, prompts)
tell less: few steps move them little, and no rate breaks them. They are tried up to a rate of a few
units, the size of what is trained. How near the pick comes to the best rate is measured by
`benchmarks/learning_rate.py`, on other data than the rule was chosen on.

    high        the edge: above it even a trial loses half of what it can learn
    low         where a trial keeps half of the best one's fall, over how much longer the run is:
                such steps come no farther than that

All trials together take at most SHARE of the run's work, a row forward and back counting as 1,
and forward alone as a third. Room goes into rows a step first, up to the run's own, then into
steps. No rate is recommended where the run is too short for TRIALS trials of LEAST_STEPS with one
LEAST_PART-th of its rows a step, or for a whole walk; where the loss never fell by LEAST nats a
token; or where no edge lies in the range.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch

from lekalo.core.files import write_json
from lekalo.core.train_settings import TrainSettings
from lekalo.data.batches import Plan, Row, Rows
from lekalo.training.lines import Lines, Losses, share_out
from lekalo.training.range_curve import (
    APART,
    POSITIONS,
    WEIGHTS,
    Kind,
    RangeTest,
    Size,
    halve,
    read_curve,
    walk,
    why_none,
)
from lekalo.training.schedule import learning_rate
from lekalo.training.trained import Trained

SHARE, LEAST_STEPS, MOST_STEPS, LEAST_PART, TRIALS = 0.08, 3, 8, 2, 5
JUDGED = 6
BROKEN = 1.5
"""A trial is broken off where its loss is so many times the one that it began with."""
_FORWARD = 1 / 3
FILE = "range.json"


def size_of_trials(run: Size, distinct: int) -> Size | None:
    """What a run of this size has room for TRIALS times; None where it has none. Room goes into
    rows a step first, up to the run's own: then only the length is carried over."""
    judging = (TRIALS + 1) * JUDGED * _FORWARD
    room = min(int((SHARE * run.passes - judging) / TRIALS), distinct - JUDGED)
    rows = min(round(run.rows), room // LEAST_STEPS)
    if rows < max(1.0, run.rows / LEAST_PART):
        return None
    return Size(min(MOST_STEPS, room // rows), rows)


class Trials:
    """Trains the copy again and again, each time from where the run begins."""

    def __init__(
        self,
        trained: Trained,
        model: torch.nn.Module,
        lines: Lines,
        losses: Losses,
        settings: TrainSettings,
        seed: int,
    ) -> None:
        self._trained, self._model = trained, model
        self._lines, self._losses = lines, losses
        self._settings, self._seed = settings, seed
        self.passes = 0.0

    @property
    def kind(self) -> Kind:
        """What is trained."""
        return POSITIONS if self._trained.adapter.virtual else WEIGHTS

    def change(self, rows: Sequence[Row], size: Size, rate: float, before: float) -> float:
        """By how much a trial changes the loss on the judged rows, the last ones of `rows`;
        infinite where a loss was no number. A trial whose loss leaps is broken off there."""
        self._trained.open(None)
        each = int(size.rows)
        for n in range(size.steps):
            loss = self._step(n, rows[n * each : (n + 1) * each], size, rate)
            if not loss < BROKEN * before:
                return loss - before if math.isfinite(loss) else math.inf
        after = self.judge(rows[-JUDGED:])
        return after - before if math.isfinite(after) else math.inf

    def judge(self, rows: Sequence[Row]) -> float:
        """The mean loss of rows in nats a trained token."""
        self._model.eval()
        self.passes += _FORWARD * len(rows)
        parts = share_out(rows, self._lines.count)

        def summed(own: Sequence[Row]) -> float:
            return sum(float(loss) for loss in self._losses(own, len(parts)))

        return sum(self._lines.each(summed, parts)) / _count(rows)

    def _step(self, n: int, rows: Sequence[Row], size: Size, rate: float) -> float:
        """Trains on rows; their loss before that, infinite where it or a gradient is no number."""
        self._model.train()
        torch.manual_seed(self._seed * 1_000_003 + n)  # dropout, as in the run itself
        loss = self._lines.gradients(rows, self._losses, self._trained.weights)
        self.passes += len(rows)
        if not math.isfinite(self._trained.optimizer.clip(self._settings.clip)):
            return math.inf
        # the step left out is the last one of a schedule, which has next to no rate
        self._trained.update(learning_rate(n, size.steps + 1, self._settings, rate))
        return loss


def range_test(trials: Trials, plan: Plan, rows: Rows, steps: int) -> RangeTest:
    """The trials, and what follows."""
    run = Size(steps, len(rows) / plan.steps_in(0))
    size = size_of_trials(run, len(rows))
    if size is None:
        return RangeTest((), (), 0, why="length")
    taken = list(_first(plan, rows, int(size.passes) + JUDGED))
    before = trials.judge(taken[-JUDGED:])

    kind = trials.kind

    def change(power: float) -> float | None:
        if power > kind.highest:
            return math.inf
        if trials.passes + size.passes + _FORWARD * JUDGED > SHARE * run.passes:
            return None
        return trials.change(taken, size, kind.start * APART**power, before)

    tried = walk(change)
    if why_none(tried) == "":
        halve(change, tried)
    result = read_curve(tried, size, run, kind)
    return replace(result, rows=len(taken), work=trials.passes / run.passes)


def _count(rows: Sequence[Row]) -> int:
    return sum(int(row.trained.sum()) for row in rows)


def _first(plan: Plan, rows: Rows, count: int) -> Iterator[Row]:
    """The first rows that the run takes."""
    step = 0
    while count > 0:
        for index in plan.rows_of(step)[:count]:
            yield rows[int(index)]
        count -= len(plan.rows_of(step))
        step += 1


def write_range(path: Path, result: RangeTest) -> None:
    """Keeps the result at `path`, atomically."""
    write_json(path, asdict(result))


def read_range(path: Path) -> RangeTest | None:
    """The result kept at `path`; None where there is none."""
    if not path.is_file():
        return None
    values = json.loads(path.read_text(encoding="utf-8"))
    lists = {key: tuple(values[key]) for key in ("rates", "changes")}
    return RangeTest(**(values | lists))
