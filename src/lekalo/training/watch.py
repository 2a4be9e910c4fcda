"""Is this run going wrong? The watch over the losses and gradient norms of its steps.

A step is stopped before its update where

    nan        its loss or its gradient norm is no number, or infinite
    spike      its loss stands SIGMAS of the steps' own noise and NATS above the median of the
               last WINDOW losses
    climb      the median of the last LEVEL losses has risen by NATS, and by SIGMAS / 2 of the
               noise, above the lowest such median so far (at first: the first step's loss)
    gradient   its norm is NORMS times the largest of the last WINDOW

Why so: the median and the noise do not move for one bad step, as a mean and a deviation would.
The noise is 1.4826 / sqrt(2) times the median distance of neighbouring losses (for a normal
noise, its deviation), which neither a falling loss nor a level that has shifted blows up. NATS
keeps a run whose loss is nearly 0, so that its noise is too, from being stopped for a hard row:
one nat a token is e times less likely an answer. `climb` sees what goes wrong slowly, and what
went wrong in the warm-up. A norm is compared with the largest, since norms have long tails.

Rows unlike the others spike, too: what `second_look` explains by the rows themselves is no trouble.
`benchmarks/learning_rate.py` counts the alarms that it gives on healthy runs.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WINDOW, LEVEL, SIGMAS, NATS, NORMS = 64, 8, 8.0, 1.0, 30.0
_NORMS_LEAST = 16
_TO_DEVIATION = 1.4826 / math.sqrt(2)


@dataclass(frozen=True)
class Trouble:
    """What went wrong: `figure` (a loss in nats a token, or a norm) beside what was `usual`."""

    kind: Literal["nan", "spike", "climb", "gradient"]
    figure: float | None = None
    usual: float | None = None


@dataclass(frozen=True)
class Seen:
    """The last losses and gradient norms, oldest first, and the lowest level so far."""

    losses: tuple[float, ...] = ()
    norms: tuple[float, ...] = ()
    lowest: float | None = None

    def judge(self, loss: float, norm: float) -> Trouble | None:
        """What is wrong with a step of this loss and gradient norm, before its update."""
        if not (math.isfinite(loss) and math.isfinite(norm)):
            return Trouble("nan")
        return self._spike(loss) or self._climb(loss) or self._gradient(norm)

    def after(self, loss: float, norm: float) -> Seen:
        """What is known when a step of this loss and norm was taken."""
        losses = (*self.losses, loss)[-WINDOW:]
        level = loss if self.lowest is None else self.lowest
        if len(losses) >= LEVEL:
            level = min(level, statistics.median(losses[-LEVEL:]))
        return Seen(losses, (*self.norms, norm)[-WINDOW:], level)

    def easiest(self) -> tuple[int, float]:
        """Of the last steps, the one with the lowest loss: how many steps ago it was, the last
        one being 1, and its loss."""
        lowest = min(self.losses)
        return len(self.losses) - self.losses.index(lowest), lowest

    def _spike(self, loss: float) -> Trouble | None:
        if len(self.losses) < LEVEL:
            return None
        usual = statistics.median(self.losses)
        far = max(NATS, SIGMAS * _noise(self.losses))
        return Trouble("spike", loss, usual) if loss > usual + far else None

    def _climb(self, loss: float) -> Trouble | None:
        losses = (*self.losses, loss)[-WINDOW:]
        if len(losses) < LEVEL or self.lowest is None:
            return None
        level = statistics.median(losses[-LEVEL:])
        far = max(NATS, SIGMAS / 2 * _noise(losses))
        return Trouble("climb", level, self.lowest) if level > self.lowest + far else None

    def _gradient(self, norm: float) -> Trouble | None:
        if len(self.norms) < _NORMS_LEAST:
            return None
        usual = max(self.norms)
        return Trouble("gradient", norm, usual) if usual and norm > NORMS * usual else None


def doubt(loss: float | None, train_loss: float | None, earlier: Sequence[float]) -> Trouble | None:
    """What is wrong with an evaluation of these losses, before it is kept; `earlier` are the
    losses of the same trained rows at earlier ones. The loss of held-out rows may rise (that is
    overfitting, not divergence); that of trained ones has no reason to."""
    if any(value is not None and not math.isfinite(value) for value in (loss, train_loss)):
        return Trouble("nan")
    if train_loss is None or not earlier or train_loss <= min(earlier) + NATS:
        return None
    return Trouble("climb", train_loss, min(earlier))


def _noise(losses: tuple[float, ...]) -> float:
    """The deviation of one step's loss from its level, robust to trends and to outliers."""
    steps = [abs(b - a) for a, b in itertools.pairwise(losses)]
    return _TO_DEVIATION * statistics.median(steps)
