"""Whether the choice follows from length or place: a share with its interval, not a guess."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lekalo.core.records import Severity

HOLD_FROM = 0.75
"""Held where the share is surely above: three choices in four follow from this alone."""
WARN_FROM = 0.6
_Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Bias:
    """The share of choices that went one way, over `count`; `up` where it is the way asked for
    (the longer, the first), else the opposite. `low` and `high` are its 95 % interval."""

    share: float
    low: float
    high: float
    count: int
    up: bool

    @property
    def severity(self) -> Severity | None:
        """None where the share may well be chance, or is too small to spoil anything."""
        if self.low >= HOLD_FROM:
            return "hold"
        return "warning" if self.low > WARN_FROM else None


def sign_bias(signs: NDArray[np.int64]) -> Bias:
    """From one sign a choice, zeros aside. Wilson's interval (E. B. Wilson, 1927)."""
    plus, minus = int((signs > 0).sum()), int((signs < 0).sum())
    count = plus + minus
    if not count:
        return Bias(0.0, 0.0, 1.0, 0, True)
    share = max(plus, minus) / count
    scale = 1 + _Z**2 / count
    middle = (share + _Z**2 / (2 * count)) / scale
    half = _Z * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2)) / scale
    return Bias(share, middle - half, min(1.0, middle + half), count, plus >= minus)


def rank_bias(values: NDArray[np.int64], good: NDArray[np.bool_]) -> Bias:
    """How often a good answer's value is above a bad one's, over all their pairs, ties half.

    Mann and Whitney's statistic; its standard error after Hanley and McNeil (1982).
    """
    n, m = int(good.sum()), int((~good).sum())
    if not n or not m:
        return Bias(0.0, 0.0, 1.0, 0, True)
    ordered = np.sort(values[~good])
    below = np.searchsorted(ordered, values[good], "left")
    upto = np.searchsorted(ordered, values[good], "right")
    area = float((below + upto).sum()) / (2 * n * m)
    share = max(area, 1 - area)
    alike, both = share / (2 - share), 2 * share**2 / (1 + share)
    spread = share * (1 - share) + (n - 1) * (alike - share**2) + (m - 1) * (both - share**2)
    # with no overlap at all the formula gives no spread; a rank test needs some rows even then
    half = _Z * max(math.sqrt(max(spread, 0.0) / (n * m)), 0.5 / min(n, m))
    return Bias(share, share - half, min(1.0, share + half), n + m, area >= 0.5)
