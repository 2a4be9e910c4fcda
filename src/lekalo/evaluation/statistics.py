"""How sure a figure is: intervals, paired tests, and how many items would tell.

    wilson(passes, n, level)            share of passes, with its score interval
    mean_interval(values, level)        mean of item values: Wilson for 0/1, else bootstrap
    mcnemar(before, after)              did passes change, item by item: exact p-value
    paired_difference(before, after)    by how much, with the interval of the difference
    items_for_share, items_for_pair     sample sizes for `undecided: N more items`

Values are in [0, 1], one an item, in the same order on both sides of a pair. Leaves out
corrections for looking at many suites: the gate releases only when every suite agrees,
which needs none (Berger 1982, intersection-union tests).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from lekalo.core.records import Interval

POWER = 0.8
"""Planned chance that the items asked for will tell."""

_RESAMPLES = 10_000
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class PairedChange:
    """Pass/fail changes: items gained, items lost, and the two-sided exact p-value."""

    gained: int
    lost: int
    p_value: float


def two_sided_z(level: float) -> float:
    """The normal quantile that leaves (1 - level) / 2 on each side; 1.96 at 0.95."""
    return _NORMAL.inv_cdf((1 + level) / 2)


def wilson(passes: float, n: int, level: float = 0.95) -> Interval:
    """The score interval of a share, `passes` of `n` items (Wilson 1927, JASA 22, 209-212).

    It does not shrink to a point at 0 or 100 %: 60 of 60 gives [0.940, 1]. `passes` may be a
    sum of values in [0, 1]; their variance is at most a share's, so the interval is then
    wider than it need be.
    """
    assert n > 0 and 0 <= passes <= n, (passes, n)
    share, z2 = passes / n, two_sided_z(level) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    # At the ends the bound is exactly the share; rounding must not move it.
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return Interval(share, low, high, n, level)


def bootstrap_mean(values: Sequence[float], level: float = 0.95, seed: int = 0) -> Interval:
    """The percentile bootstrap interval of a mean (Efron & Tibshirani 1993, chapter 13), from
    10,000 resamples. The same values and seed give the same interval."""
    data = np.asarray(values, dtype=np.float64)
    tail = (1 - level) / 2
    low, high = np.quantile(_resampled_means(data, seed), [tail, 1 - tail])
    return Interval(float(data.mean()), float(low), float(high), len(data), level)


def bootstrap_ratio(
    tops: Sequence[float], bottoms: Sequence[float], level: float = 0.95, seed: int = 0
) -> Interval:
    """The percentile bootstrap interval of sum(tops) / sum(bottoms), pairs resampled together."""
    pairs = np.stack([np.asarray(tops, np.float64), np.asarray(bottoms, np.float64)], axis=1)
    assert len(pairs) and pairs[:, 1].sum() > 0
    means = _resampled_means(pairs, seed)
    tail = (1 - level) / 2
    low, high = np.quantile(means[:, 0] / np.maximum(means[:, 1], 1e-12), [tail, 1 - tail])
    whole = pairs.sum(axis=0)
    return Interval(float(whole[0] / whole[1]), float(low), float(high), len(pairs), level)


def mean_interval(values: Sequence[float], level: float = 0.95, seed: int = 0) -> Interval:
    """The interval of a suite's mean value.

    Pass/fail values get Wilson's. Graded ones get the bootstrap's, unless they are all the
    same: resampling would then claim certainty, and Wilson's over their sum does not.
    """
    if is_pass_fail(values) or len(set(values)) == 1:
        return wilson(math.fsum(values), len(values), level)
    return bootstrap_mean(values, level, seed)


def is_pass_fail(values: Sequence[float]) -> bool:
    """Whether every value is 0 or 1."""
    return all(value in (0, 1) for value in values)


def mcnemar(before: Sequence[float], after: Sequence[float]) -> PairedChange:
    """The exact test on paired pass/fail values (McNemar 1947; exact form: the discordant
    pairs are Binomial(gained + lost, 1/2) when nothing changed)."""
    assert len(before) == len(after) and is_pass_fail([*before, *after])
    gained = sum(b < a for b, a in zip(before, after, strict=True))
    lost = sum(b > a for b, a in zip(before, after, strict=True))
    total, fewer = gained + lost, min(gained, lost)
    tail = sum(math.comb(total, k) for k in range(fewer + 1)) / 2**total
    return PairedChange(gained, lost, min(1.0, 2 * tail))


def paired_difference(
    before: Sequence[float], after: Sequence[float], level: float = 0.95, seed: int = 0
) -> Interval:
    """Mean of `after - before` with its two-sided interval: Tango's score interval for
    pass/fail values, else the paired bootstrap."""
    assert len(before) == len(after) > 0
    if is_pass_fail([*before, *after]):
        change = mcnemar(before, after)
        return tango(change.gained, change.lost, len(before), level)
    return paired_bootstrap(before, after, seed, level)


def paired_bootstrap(
    before: Sequence[float], after: Sequence[float], seed: int = 0, level: float = 0.95
) -> Interval:
    """The percentile bootstrap interval of the mean of `after - before`, items resampled as
    pairs, so that what is hard for both sides cancels out."""
    return bootstrap_mean(np.subtract(after, before).tolist(), level, seed)


def tango(gained: int, lost: int, n: int, level: float = 0.95) -> Interval:
    """The score interval of a difference of paired shares, `(gained - lost) / n`.

    Tango 1998, Statistics in Medicine 17, 891-908: the differences that a score test at
    `1 - level` would not refuse. It holds its level in small samples and, unlike Wald's, does
    not shrink to a point without discordant pairs: 0 of n gives z^2 / (n + z^2).
    """
    assert n > 0 and gained >= 0 and lost >= 0 and gained + lost <= n
    z, difference = two_sided_z(level), (gained - lost) / n

    def refused(bound: float) -> bool:
        return abs(_tango_score(gained, lost, n, bound)) > z

    low = _boundary(refused, difference, -1.0)
    high = _boundary(refused, difference, 1.0)
    return Interval(difference, low, high, n, level)


def items_for_share(share: float, bar: float, level: float, power: float = POWER) -> int:
    """Items that tell a true `share` from another, `bar`, with `power`, at a two-sided `level`:
    the one-sample test of a share (Fleiss 2003, section 2.4)."""
    assert share != bar, "no number of items tells a share from itself"
    spread_at_bar = two_sided_z(level) * math.sqrt(bar * (1 - bar))
    spread_at_share = _NORMAL.inv_cdf(power) * math.sqrt(share * (1 - share))
    return math.ceil(((spread_at_bar + spread_at_share) / (share - bar)) ** 2)


def items_for_pair(
    difference: float, variance: float, bar: float, level: float, power: float = POWER
) -> int:
    """Items that tell a mean paired `difference` from another, `bar`, with `power`, at a
    two-sided `level`. `variance` is that of one item's difference: the large-sample count for
    a paired comparison, never less than what the bar needs when no item changes."""
    assert difference != bar, "no number of items tells a difference from itself"
    at_bar = max(variance, abs(bar) * (1 - abs(bar)))
    spread = two_sided_z(level) * math.sqrt(at_bar) + _NORMAL.inv_cdf(power) * math.sqrt(variance)
    return math.ceil((spread / (difference - bar)) ** 2)


def _resampled_means(data: np.ndarray, seed: int) -> np.ndarray:
    """Means of resamples with replacement, [R] or [R, columns]; a thousand at a time, to bound
    memory."""
    random = np.random.default_rng(seed)
    pieces = [
        data[random.integers(0, len(data), (1_000, len(data)))].mean(axis=1)
        for _ in range(_RESAMPLES // 1_000)
    ]
    return np.concatenate(pieces)


def _tango_score(gained: int, lost: int, n: int, bound: float) -> float:
    """Tango's statistic for `H0: difference = bound`; its variance is the one of the most
    likely shares under H0 (the paper's equation 13)."""
    b = -gained - lost + (2 * n - gained + lost) * bound
    root = math.sqrt(max(0.0, b * b + 8 * n * lost * bound * (1 - bound)))
    lost_share = (root - b) / (4 * n)
    variance = n * (2 * lost_share + bound * (1 - bound))
    distance = gained - lost - n * bound
    if variance <= 0:
        return 0.0 if abs(distance) < 1e-12 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def _boundary(refused: Callable[[float], bool], inside: float, end: float) -> float:
    """Between `inside`, which is kept, and `end`: where `refused` begins, by halving."""
    if inside == end or not refused(end):
        return end
    outside = end
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if refused(middle) else (middle, outside)
    return inside
