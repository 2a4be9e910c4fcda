"""The range test behind `learning_rate: auto`: how large a step this run can take.

The run's own adapter learns the run's own first rows (its masks and template with them), a few at
each small step, while the rate rises exponentially from LOWEST to HIGHEST (Smith, arXiv
1506.01186, section 3.3). Then the weights are put back as they were (`Trained.open`).

What is followed is not the loss, which swings from row to row, but its change: each step's loss
less what the same rows cost before anything was trained. Smoothed, it stays near 0 while the
rate is too small to matter, falls, and turns where the steps become too large. From it follow

    high    the turn: the last rate that brought a TENTH more of the fall, while none up to
            PATIENCE times it did; or from which the loss then rose by half of its fall
    low     where a TENTH of that fall has come: below it, little is learned
    pick    high / BELOW, and never under low

While a rate is safe, PATIENCE times it brings far more than a tenth more, as the steps add up in
proportion to their rates; a small adapter need not blow up beyond the turn, it just learns no more.
The turn comes late: the test takes each rate for a moment only, and a run stays at its peak for
long. BELOW was fitted by eye on three runs (two small Llamas trained whole, nano with a LoRA), and
is not checked yet; the check is `benchmarks/learning_rate.py`.

No rate is recommended where the loss never fell by LEAST nats a token, where the turn was not
reached, or where a step was no number before it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from lekalo.core.files import write_json
from lekalo.data.batches import Plan, Row, Rows
from lekalo.training.trained import Trained

LOWEST, HIGHEST, STEPS, LEAST_STEPS = 1e-6, 10.0, 80, 30
COST = 0.07
"""Share of the run's rows that the test may train on; looking at them before adds a third."""
PATIENCE, BELOW, LEAST = 4.0, 2.0, 0.02
FILE = "range.json"
_REACH = 0.9
"""Natural logarithm of the rise in rate over which the smoothing forgets 63 %."""
_TENTH = 0.1

SummedLoss = Callable[[Sequence[Row]], torch.Tensor]
"""The summed loss of some rows under the model as it is, with gradients where they are on."""


@dataclass(frozen=True)
class RangeTest:
    """The curve and what follows from it. `changes` in nats a token, smoothed, one a rate; `low`
    to `high` is the safe interval, `pick` the rate to train at. Where no rate is recommended
    they are None, and `why` says what the curve lacks: fall, turn or number."""

    rates: tuple[float, ...]
    changes: tuple[float, ...]
    rows: int
    low: float | None = None
    high: float | None = None
    pick: float | None = None
    why: str = ""


def small_steps(plan: Plan, rows: Rows, steps: int) -> list[list[Row]]:
    """The rows of each small step: the first ones that a run of `steps` takes, COST of all that
    it takes, in STEPS small steps; in fewer where the run is short, LEAST_STEPS at least."""
    spent = int(COST * len(plan.rows_of(0)) * steps)
    number = min(STEPS, max(LEAST_STEPS, spent))
    each = max(1, spent // number)
    wanted: list[int] = []
    step = 0
    while len(wanted) < number * each:
        wanted += plan.rows_of(step).tolist()
        step += 1
    return [[rows[i] for i in wanted[n * each : (n + 1) * each]] for n in range(number)]


def range_test(
    trained: Trained,
    model: torch.nn.Module,
    steps: Sequence[Sequence[Row]],
    loss_of: SummedLoss,
    *,
    clip: float,
    seed: int,
) -> RangeTest:
    """Measures the curve on `trained`, which is then to be opened anew, and reads it."""
    counts = [sum(int(row.trained.sum()) for row in rows) for rows in steps]
    model.eval()
    with torch.no_grad():
        before = [float(loss_of(rows)) for rows in steps]
    model.train()
    rates: list[float] = []
    changes: list[float] = []
    ratio = (HIGHEST / LOWEST) ** (1 / (len(steps) - 1))
    smooth = _Smooth(ratio)
    for n, rows in enumerate(steps):
        torch.manual_seed(seed * 1_000_003 + n)  # dropout, as in the run itself
        loss = loss_of(rows)
        (loss / counts[n]).backward()  # type: ignore[no-untyped-call]
        trained.weights.collect()
        norm = trained.optimizer.clip(clip)
        change = smooth.after((loss.item() - before[n]) / counts[n], counts[n])
        if not (math.isfinite(change) and math.isfinite(norm)):
            break
        rates.append(LOWEST * ratio**n)
        changes.append(change)
        if find_turn(rates, changes) is not None:
            break
        trained.update(rates[-1])
    return read_curve(rates, changes, sum(map(len, steps)))


class _Smooth:
    """An exponential mean by tokens; the first values are not pulled to 0. It reaches back over
    the same share of the rate's rise however many steps that takes (`ratio` a step), so that a
    short test sees the turn no later than a long one."""

    def __init__(self, ratio: float) -> None:
        self._kept = ratio ** -(1 / _REACH)
        self._sum = self._weight = 0.0

    def after(self, value: float, tokens: int) -> float:
        """The mean when `value` over `tokens` has come."""
        self._sum = self._kept * self._sum + tokens * value
        self._weight = self._kept * self._weight + tokens
        return self._sum / self._weight


def find_turn(rates: Sequence[float], changes: Sequence[float]) -> int | None:
    """Where the smoothed curve has turned, by the rule above; None where it has not, yet."""
    best = 0
    for n, change in enumerate(changes):
        lowest = changes[best]
        if change < lowest - _TENTH * abs(lowest):
            best = n
        elif lowest <= -LEAST and (
            rates[n] >= PATIENCE * rates[best] or change > lowest + max(0.5, -lowest / 2)
        ):
            return best
    return None


def read_curve(rates: Sequence[float], changes: Sequence[float], rows: int) -> RangeTest:
    """What follows from a smoothed curve, by the rule above."""
    curve = tuple(rates), tuple(changes), rows
    if min(changes, default=0.0) > -LEAST:
        return RangeTest(*curve, why="fall" if changes else "number")
    turn = find_turn(rates, changes)
    if turn is None:
        return RangeTest(*curve, why="turn" if rates[-1] >= HIGHEST else "number")
    least = _TENTH * changes[turn]
    low = next(r for r, c in zip(rates, changes, strict=True) if c <= least)
    return RangeTest(*curve, low, rates[turn], max(low, rates[turn] / BELOW))


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
