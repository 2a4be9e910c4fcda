"""Were a step's rows as hard for the weights that the run last kept?

A set of unlike rows (answers among long documents) has steps whose loss leaps and falls again, and
nothing is wrong with the run. So before a run goes back because of a loss, two steps are read once
more. The weights of its last checkpoint, or those that it began with, read the rows of this step:
what was easy for them has been unlearned. The present weights read the rows of the easiest step of
late: a run that has unlearned all that it learned finds no row harder than at first, and these
harder than they were. What passes both is a hard row.

Left out: weights of more than ROOM bytes, which are not held twice. There the loss alone decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from lekalo.data.batches import Row
from lekalo.training.lines import Losses
from lekalo.training.watch import NATS, Trouble

ROOM = 256 << 20
"""Bytes of trained weights that are held a second time."""

Live = Mapping[str, torch.Tensor]
"""The trained weights in the model, by name."""


@dataclass(frozen=True)
class Taken:
    """A step's rows, and the loss a trained token that they had in it."""

    rows: Sequence[Row]
    loss: float


class SecondLook:
    """The trained weights of the last checkpoint, in memory."""

    def __init__(self, losses: Losses, live: Live) -> None:
        self._losses = losses
        self.keep(live)

    def keep(self, live: Live) -> None:
        """Remembers the weights as they are now."""
        held = sum(weight.numel() * weight.element_size() for weight in live.values())
        self._kept = _copies(live) if held <= ROOM else {}

    def explains(self, trouble: Trouble, step: Taken, easiest: Taken, live: Live) -> bool:
        """Whether the step's rows were as hard for the remembered weights, and those of the
        easiest one are as easy as they were: to NATS. The weights are as before, to the bit."""
        if not self._kept or trouble.kind not in ("spike", "climb"):
            return False
        if self._loss(easiest.rows) > easiest.loss + NATS:
            return False
        now = _copies(live)
        try:
            _put(live, self._kept)
            return step.loss <= self._loss(step.rows) + NATS
        finally:
            _put(live, now)

    @torch.no_grad()
    def _loss(self, rows: Sequence[Row]) -> float:
        tokens = sum(int(row.trained.sum()) for row in rows)
        return sum(float(loss) for loss in self._losses(rows, 1)) / tokens


def _copies(live: Live) -> dict[str, torch.Tensor]:
    return {name: weight.detach().clone() for name, weight in live.items()}


@torch.no_grad()
def _put(live: Live, values: Live) -> None:
    for name, weight in live.items():
        weight.copy_(values[name])
