"""What trials of learning rates show: a walk over the rates, the edge where half of what can be
learned is lost, and the rate for a run that follows from it (the rule stands in `range_test`).
Pure functions over {power of APART: change of the loss}; trains nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

APART, LOWEST, HIGHEST = 4.0, -6, 6
"""The factor between rates, and how many such factors a walk may go."""
LEAST, HALVINGS = 0.02, 2


@dataclass(frozen=True)
class RangeTest:
    """The curve and what follows from it. `rates` rise and are those of the trials; `changes` in
    nats a token, below 0 where the loss fell; `work` is the share of the run's. `low` to `high`
    is the safe interval, `pick` the rate to train at. Where no rate is recommended they are None,
    and `why` says what is missing: length, fall, turn or number."""

    rates: tuple[float, ...]
    changes: tuple[float, ...]
    rows: int
    low: float | None = None
    high: float | None = None
    pick: float | None = None
    why: str = ""
    work: float = 0.0


@dataclass(frozen=True)
class Size:
    """Of a run or a trial: `steps` steps of `rows` rows each."""

    steps: int
    rows: float

    @property
    def passes(self) -> float:
        """Rows that go forward and back."""
        return self.steps * self.rows


@dataclass(frozen=True)
class Kind:
    """Of what is trained: the first rate tried, the power above which none is, and how fast the
    best rate falls with the length of a run."""

    start: float
    highest: int
    trend: float


WEIGHTS = Kind(start=4e-3, highest=HIGHEST, trend=0.4)
POSITIONS = Kind(start=0.4, highest=1, trend=0.25)
"""Rows of keys, values or embeddings that stand before every row of the data."""


def walk(change: Callable[[float], float | None]) -> dict[float, float]:
    """The change at each power of APART tried, from 0 on until the best one has a worse neighbour
    below and, above, one that lost half of its fall; or an end of the range, or until there is no
    more to be had (None). It goes up first where anything was learned."""
    tried: dict[float, float] = {}
    wanted = [0.0]
    while wanted:
        found = change(wanted[0])
        if found is None:
            break
        tried[wanted[0]] = found
        best = _best(tried)
        ways = (_beyond(tried), best - 1)
        wanted = [
            p
            for p in (ways if tried[best] < 0 else ways[::-1])
            if p not in tried and LOWEST <= p <= HIGHEST
        ]
    return tried


def halve(change: Callable[[float], float | None], tried: dict[float, float]) -> None:
    """Tries halfway between the last rate that keeps half of the best fall and the first that does
    not, HALVINGS times."""
    for _ in range(HALVINGS):
        lost = _beyond(tried)
        power = (lost + max(p for p in tried if p < lost)) / 2
        if (found := change(power)) is None:
            break
        tried[power] = found


def why_none(tried: Mapping[float, float]) -> str:
    """What a walk lacks; empty where it shows an edge."""
    if not tried:
        return "length"
    best = _best(tried)
    if not math.isfinite(tried[best]):
        return "number"
    if best == LOWEST or _beyond(tried) > HIGHEST:
        return "turn" if tried[best] <= -LEAST else "fall"
    if min(tried) == best or _beyond(tried) not in tried:
        return "length"
    return "fall" if tried[best] > -LEAST else ""


def read_curve(tried: Mapping[float, float], size: Size, run: Size, kind: Kind) -> RangeTest:
    """What follows from the trials, by the rule above."""
    powers = sorted(power for power in tried if math.isfinite(tried[power]))
    rates = tuple(kind.start * APART**power for power in powers)
    curve = rates, tuple(tried[power] for power in powers), 0
    if why := why_none(tried):
        return RangeTest(*curve, why=why)
    low, edge = (kind.start * APART ** _half(tried, way) for way in (-1, 1))
    low *= min(1.0, size.steps / run.steps)
    return RangeTest(*curve, low, edge, float(edge * run.steps**-kind.trend))


def _beyond(tried: Mapping[float, float]) -> float:
    """The first power above the best that lost half of its fall; where none did, the next one to
    try."""
    best = _best(tried)
    half = min(0.0, tried[best]) / 2
    lost = [p for p in tried if p > best and min(0.0, tried[p]) >= half]
    return min(lost, default=math.floor(max(tried)) + 1)


def _half(tried: Mapping[float, float], way: int) -> float:
    """The power below or above the best where half of its fall is left, on straight lines
    between those tried; the last one tried where there still is more."""
    here = _best(tried)
    half = tried[here] / 2
    for beyond in sorted((p for p in tried if way * (p - here) > 0), reverse=way < 0):
        change = min(0.0, tried[beyond])
        if change > half:
            return here + (beyond - here) * (half - tried[here]) / (change - tried[here])
        here = beyond
    return here


def _best(tried: Mapping[float, float]) -> float:
    """The power with the greatest fall; the lowest one where there is none."""
    return min(tried, key=lambda power: (min(0.0, tried[power]), power))
