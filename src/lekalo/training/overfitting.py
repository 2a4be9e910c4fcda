"""When does a run learn its rows by heart? A rule on two evaluations, part by part.

Held-out and trained rows are each measured in up to GROUPS fixed parts (`keeping`). An evaluation
has risen where, beside the one with the lowest held-out loss,

    the held-out loss is higher by RISE of it, and surely so: the mean of the parts' differences
    lies above 0 by a one-sided t-test at 99 % (Student 1908; parts are pairs, so what is hard
    in both cancels out), and
    the trained rows' loss is lower: the gap between the two grows from both sides.

A run overfits where its last TWICE evaluations have both risen: one alone may be chance, and
evaluations are many. With fewer than LEAST parts, that is, held-out rows, nothing is said.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from lekalo.training.checkpoint import Evaluation

TWICE, LEAST, RISE = 2, 8, 0.02

_T99 = {8: 2.998, 9: 2.896, 10: 2.821, 11: 2.764, 12: 2.718, 13: 2.681, 14: 2.650, 15: 2.624}
_T99 |= {16: 2.602}
"""Student's t by the number of parts (one more than the degrees of freedom), one-sided 99 %."""


def overfits(evals: Sequence[Evaluation]) -> bool:
    """Whether the run has begun to learn by heart: its last evaluations have all risen."""
    return len(evals) > TWICE and all(has_risen(item, evals) for item in evals[-TWICE:])


def has_risen(item: Evaluation, evals: Sequence[Evaluation]) -> bool:
    """Whether the evaluation lies beyond the one with the lowest held-out loss."""
    measured = [e for e in evals if e.loss is not None]
    if item.loss is None or not measured:
        return False
    lowest = min(measured, key=lambda e: (e.loss, e.step))
    if lowest.loss is None or item.train_loss is None or lowest.train_loss is None:
        return False
    after = lowest.step < item.step and item.train_loss < lowest.train_loss
    return after and item.loss > (1 + RISE) * lowest.loss and _surely(lowest.groups, item.groups)


def _surely(before: Sequence[float], now: Sequence[float]) -> bool:
    count = len(before)
    if count < LEAST or count != len(now):
        return False
    rises = [b - a for a, b in zip(before, now, strict=True)]
    error = statistics.stdev(rises) / math.sqrt(count)
    return statistics.fmean(rises) > _T99[min(count, max(_T99))] * error
