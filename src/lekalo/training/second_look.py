"""Were a step's rows as hard for the weights that the run last kept?

A set of unlike rows (answers among long documents) has steps whose loss leaps and falls again, and
nothing is wrong with the run. So before a run goes back because of a loss, the rows of that step
are read once more by the weights of its last checkpoint, or those that it began with: what
was as hard then is a hard row, and what was easy has been unlearned.

Left out: weights of more than ROOM bytes, which are not held twice. There the loss alone decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from lekalo.data.batches import Row
from lekalo.training.lines import Losses
from lekalo.training.watch import NATS, Trouble

ROOM = 256 << 20
"""Bytes of trained weights that are held a second time."""

Live = Mapping[str, torch.Tensor]
"""The trained weights in the model, by name."""


class SecondLook:
    """The trained weights of the last checkpoint, in memory."""

    def __init__(self, losses: Losses, live: Live) -> None:
        self._losses = losses
        self.keep(live)

    def keep(self, live: Live) -> None:
        """Remembers the weights as they are now."""
        held = sum(weight.numel() * weight.element_size() for weight in live.values())
        self._kept = _copies(live) if held <= ROOM else {}

    def explains(self, trouble: Trouble, rows: Sequence[Row], loss: float, live: Live) -> bool:
        """Whether the step's rows were as hard for the remembered weights: to NATS. The present
        ones are as before, to the bit."""
        if not self._kept or trouble.kind not in ("spike", "climb"):
            return False
        now = _copies(live)
        try:
            _put(live, self._kept)
            return loss <= self._loss(rows) + NATS
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
