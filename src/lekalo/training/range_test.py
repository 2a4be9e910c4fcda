"""The range test behind `learning_rate: auto`: the rate at which this run learns most.

Trials are the run in small: its own adapter, on its own first rows (its masks and template with
them), under its own optimizer and schedule, each from the weights that the run begins with. What
a trial is worth is how far the loss fell on JUDGED rows that no trial trains on, the same for all.
Rates are APART from each other, and a walk over them goes on until the best has a worse one on
either side; the lowest point of the parabola through these three (over the logarithm of the rate)
is the trials' best rate. There are two walks: short trials find the place, long ones, SHORTER
times as long, the rate. What is right for trials of `n` steps of `b` rows becomes right for the
run's `S` steps of `B` rows by

    pick = best * (B / b)^0.5 * (S / n)^-trend

The root of the batch: Malladi et al., arXiv 2205.10287, for Adam. Longer training wants smaller
steps, but how much smaller differs: as its length's inverse where a model begins from nothing, and
hardly at all where it is fitted only (0.32 in Bjorck et al., arXiv 2409.19913; a half in Schaipp
et al., arXiv 2501.18965). So `trend` is what the two walks show, between 0 and 1. No
number in the formula is fitted, but the rule itself was chosen: four variants of it were tried on
three settings, and the best one kept, so that what these three show of it flatters it. A second
walk that runs out of room still has its best rate, without the parabola: the first one has shown
what lies around it.

    low, high   where a trial keeps half of the best one's fall, scaled in the same way

All trials together take at most SHARE of the run's work, a row forward and back counting as 1,
and forward alone as a third. Room goes into rows a step first, up to the run's own, then into
steps. No rate is recommended where the run is too short for trials of LEAST_STEPS with one
LEAST_PART-th of its rows a step, or for a whole walk; where the loss never fell by LEAST nats a
token; or where it fell most at an end of the rates.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from lekalo.core.files import write_json
from lekalo.core.train_settings import TrainSettings
from lekalo.data.batches import Plan, Row, Rows
from lekalo.training.lines import Lines, Losses, share_out
from lekalo.training.schedule import learning_rate
from lekalo.training.trained import Trained

START, APART, LOWEST, HIGHEST = 1e-3, 4.0, -6, 6
"""The first rate tried, the factor between rates, and how many such factors a walk may go."""
SHARE, LEAST_STEPS, MOST_STEPS, LEAST_PART, SHORTER = 0.1, 8, 32, 4, 4
JUDGED, LEAST = 8, 0.02
_FORWARD = 1 / 3
_WALKS = (5, 3.5)
"""Trials that the walks take as a rule: what the length of a trial is planned by."""
FILE = "range.json"


@dataclass(frozen=True)
class RangeTest:
    """The curve and what follows from it. `rates` rise and are those of the long trials, scaled to
    the run; `changes` in nats a token, below 0 where the loss fell; `work` is the share of the
    run's. `low` to `high` is the safe interval, `pick` the rate to train at. Where no rate is
    recommended they are None, and `why` says what is missing: length, fall, turn or number."""

    rates: tuple[float, ...]
    changes: tuple[float, ...]
    rows: int
    low: float | None = None
    high: float | None = None
    pick: float | None = None
    why: str = ""
    work: float = 0.0
    trend: float = 0.0


@dataclass(frozen=True)
class Size:
    """Of a run or a trial: `steps` steps of `rows` rows each."""

    steps: int
    rows: float

    @property
    def passes(self) -> float:
        """Rows that go forward and back."""
        return self.steps * self.rows


def sizes(run: Size, distinct: int) -> tuple[Size, Size] | None:
    """The short and the long trial that a run of this size has room for; None where it has not.
    Room goes into rows a step first, up to the run's own: then only the length is carried over.
    """
    judging = (sum(_WALKS) + 1) * JUDGED * _FORWARD
    passes = (SHARE * run.passes - judging) / (_WALKS[0] / SHORTER + _WALKS[1])
    room = min(int(passes), distinct - JUDGED)
    rows = min(round(run.rows), room // LEAST_STEPS)
    if rows < max(1.0, run.rows / LEAST_PART):
        return None
    steps = min(MOST_STEPS, room // rows)
    return Size(steps // SHORTER, rows), Size(steps, rows)


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

    def change(self, rows: Sequence[Row], size: Size, rate: float, before: float) -> float:
        """By how much a trial changes the loss on the judged rows, the last ones of `rows`;
        infinite where a loss was no number."""
        self._trained.open(None)
        each = int(size.rows)
        for n in range(size.steps):
            if not self._step(n, rows[n * each : (n + 1) * each], size, rate):
                return math.inf
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

    def _step(self, n: int, rows: Sequence[Row], size: Size, rate: float) -> bool:
        self._model.train()
        torch.manual_seed(self._seed * 1_000_003 + n)  # dropout, as in the run itself
        loss = self._lines.gradients(rows, self._losses, self._trained.weights)
        self.passes += len(rows)
        if not math.isfinite(self._trained.optimizer.clip(self._settings.clip)):
            return False
        self._trained.update(learning_rate(n, size.steps, self._settings, rate))
        return math.isfinite(loss)


def range_test(trials: Trials, plan: Plan, rows: Rows, steps: int) -> RangeTest:
    """Both walks, and what follows. The weights are then to be opened anew."""
    run = Size(steps, len(rows) / plan.steps_in(0))
    found = sizes(run, len(rows))
    if found is None:
        return RangeTest((), (), 0, why="length")
    short, long = found
    taken = list(_first(plan, rows, int(long.passes) + JUDGED))
    before = trials.judge(taken[-JUDGED:])

    def measure(size: Size) -> Callable[[int], float | None]:
        def change(power: int) -> float | None:
            if trials.passes + size.passes + _FORWARD * JUDGED > SHARE * run.passes:
                return None
            return trials.change(taken, size, START * APART**power, before)

        return change

    first = walk(measure(short), 0)
    best = min(first, key=first.__getitem__, default=0)
    second = walk(measure(long), best) if why_none(first) in ("", "fall") else {}
    result = read_curves(first, second, short, long, run)
    return RangeTest(**(vars(result) | {"rows": len(taken), "work": trials.passes / run.passes}))


def walk(change: Callable[[int], float | None], start: int) -> dict[int, float]:
    """The change at each power of APART tried, from `start` on until the best one has a worse
    neighbour on either side, an end of the range, or until there is no more to be had (None)."""
    tried: dict[int, float] = {}
    wanted = [start]
    while wanted:
        found = change(wanted[0])
        if found is None:
            break
        tried[wanted[0]] = found
        best = min(tried, key=tried.__getitem__)
        around = (best - 1, best + 1)
        wanted = [p for p in around if p not in tried and LOWEST <= p <= HIGHEST]
    return tried


def why_none(tried: Mapping[int, float]) -> str:
    """What a walk lacks; empty where it shows a best rate."""
    best = min(tried, key=tried.__getitem__, default=0)
    if not tried or not math.isfinite(tried[best]):
        return "number" if tried else "length"
    if best in (LOWEST, HIGHEST):
        return "turn"
    if tried[best] > -LEAST:
        return "fall"
    return "" if best - 1 in tried and best + 1 in tried else "length"


def lowest(tried: Mapping[int, float]) -> float:
    """The power at which the parabola through the best and its neighbours is lowest. A change
    above 0 counts as 0: nothing was learned, however much was broken."""
    best = min(tried, key=tried.__getitem__)
    if best - 1 not in tried or best + 1 not in tried:
        return float(best)
    left, here, right = (min(0.0, tried[best + n]) for n in (-1, 0, 1))
    curve = left - 2 * here + right
    return best + (0.5 * (left - right) / curve if curve > 0 else 0.0)


def read_curves(
    first: Mapping[int, float], second: Mapping[int, float], short: Size, long: Size, run: Size
) -> RangeTest:
    """What follows from the short and the long trials, by the rule above."""
    powers = sorted(power for power in second if math.isfinite(second[power]))
    why = why_none(second) if second else why_none(first) or "length"
    if why == "length" and len(second) > 1:
        why = ""
    trend = 0.0
    if not (why or why_none(first)):
        fall = (lowest(first) - lowest(second)) * math.log(APART)
        trend = min(1.0, max(0.0, fall / math.log(long.steps / short.steps)))
    scale = math.sqrt(run.rows / long.rows) * (run.steps / long.steps) ** -trend
    curve = tuple(_rate(p) * scale for p in powers), tuple(second[p] for p in powers), 0
    if why:
        return RangeTest(*curve, why=why, trend=trend)
    low, high = (_rate(edge) * scale for edge in _half(second))
    return RangeTest(*curve, low, high, _rate(lowest(second)) * scale, trend=trend)


def _half(tried: Mapping[int, float]) -> tuple[float, float]:
    """The powers below and above the best where half of its fall is left, on straight lines
    between those tried; the last one tried where there still is more."""
    best = min(tried, key=tried.__getitem__)
    half = tried[best] / 2
    return _edge(tried, best, -1, half), _edge(tried, best, 1, half)


def _edge(tried: Mapping[int, float], power: int, way: int, half: float) -> float:
    while power + way in tried:
        here, beyond = tried[power], min(0.0, tried[power + way])
        if beyond > half:
            return power + way * (half - here) / (beyond - here)
        power += way
    return float(power)


def _rate(power: float) -> float:
    return float(START * APART**power)


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
