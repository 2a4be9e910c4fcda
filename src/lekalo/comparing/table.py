"""From trials to the table: means, intervals and differences to the first recipe, by pairs.

A measure is a suite (the share of its items that pass) or the held-out loss. A suite's item counts
once, as its mean over the seeds; a loss is taken by parts of the held-out rows and by seed. Both
pair up between recipes, so that what is hard for all cancels out. The intervals speak of other
items like these, not of other seeds: how far seeds lie apart stands beside them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lekalo.comparing.contest import Entrant
from lekalo.comparing.trial import Trial
from lekalo.core.records import Interval, SuiteResult
from lekalo.evaluation.statistics import bootstrap_mean, mean_interval, paired_difference

LOSS = "held-out loss"


@dataclass(frozen=True)
class Measure:
    """One recipe's figure with its interval, its difference to the first recipe's (None for the
    first), and the lowest and highest of the seeds."""

    value: Interval
    difference: Interval | None
    seeds: tuple[float, float]


@dataclass(frozen=True)
class Row:
    """One recipe in the table. `seconds`, `size` and `share` are means over seeds, `peak` is the
    highest; `rank` is the adapter's, where it has one."""

    label: str
    adapter: str
    rank: int | None
    quantise: str
    measures: Mapping[str, Measure]
    seconds: float
    peak: int
    size: int
    share: float
    trials: tuple[Trial, ...]


def rows_of(entrants: Sequence[Entrant], done: Mapping[str, Sequence[Trial]]) -> tuple[Row, ...]:
    """The rows in the order of the entrants, the first being what the others are measured by."""
    first = tuple(done[entrants[0].label])
    return tuple(_row(entrant, tuple(done[entrant.label]), first) for entrant in entrants)


def _row(entrant: Entrant, trials: tuple[Trial, ...], first: tuple[Trial, ...]) -> Row:
    recipe = entrant.project.recipe
    against = None if trials == first else first
    return Row(
        label=entrant.label,
        adapter=recipe.adapter.name,
        rank=recipe.adapter.rank if recipe.adapter.name == "lora" else None,
        quantise=recipe.quantise,
        measures=_measures(trials, against),
        seconds=_mean([trial.seconds for trial in trials]),
        peak=max(trial.peak for trial in trials),
        size=round(_mean([trial.size for trial in trials])),
        share=_mean([trial.share for trial in trials]),
        trials=trials,
    )


def _measures(trials: Sequence[Trial], against: Sequence[Trial] | None) -> dict[str, Measure]:
    """Every suite in its order, then the loss where rows were held out."""
    found: dict[str, Measure] = {}
    for suite in (result.suite for result in trials[0].suites):
        apart = None if against is None else suite_difference(trials, against, suite)
        shares = [_result(trial, suite).interval.value for trial in trials]
        interval = mean_interval(_items(trials, suite))
        found[suite] = Measure(interval, apart, (min(shares), max(shares)))
    losses = parts(trials)
    if losses:
        apart = None if against is None else difference(trials, against)
        means = [trial.loss for trial in trials if trial.loss is not None]
        found[LOSS] = Measure(bootstrap_mean(losses), apart, (min(means), max(means)))
    return found


def suite_difference(trials: Sequence[Trial], against: Sequence[Trial], suite: str) -> Interval:
    """How much higher the suite's share is than that of `against`, item by item."""
    return paired_difference(_items(against, suite), _items(trials, suite))


def parts(trials: Sequence[Trial]) -> list[float]:
    """The held-out loss of each part of the rows with each seed."""
    return [value for trial in trials for value in trial.groups]


def difference(trials: Sequence[Trial], against: Sequence[Trial]) -> Interval | None:
    """How much higher the held-out loss is than that of `against`, part by part; None where it
    was not measured on both."""
    return _paired(parts(against), parts(trials))


def train_difference(trials: Sequence[Trial], against: Sequence[Trial]) -> Interval | None:
    """How much higher the loss on the trained rows is at the end than that of `against`."""
    before = [value for trial in against for value in trial.train_groups]
    return _paired(before, [value for trial in trials for value in trial.train_groups])


def _paired(before: Sequence[float], after: Sequence[float]) -> Interval | None:
    if not before or len(before) != len(after):
        return None
    return bootstrap_mean(np.subtract(after, before).tolist())


def _items(trials: Sequence[Trial], suite: str) -> list[float]:
    """Each item's mean value over the seeds."""
    results = [_result(trial, suite) for trial in trials]
    columns = zip(*([item.value for item in result.items] for result in results), strict=True)
    return [_mean(column) for column in columns]


def _result(trial: Trial, suite: str) -> SuiteResult:
    return next(result for result in trial.suites if result.suite == suite)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
