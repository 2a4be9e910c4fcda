"""The low-rank updates of a mixture side by side, for computing without a gradient.

    y += ((x A^T) * G) B^T        A [R, in], B^T [R, out]: the updates' ranks one below another

G [rows, 1, R] holds each row's strength times scale at the ranks of its own adapters and 0 at the
others', so that any number of adapters costs two products; at one token a row, the number of
products is what costs. DoRA's g scales the columns of B^T, and g - 1 what the base gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from lekalo.models.adapters._mix import Share


class Update(Protocol):
    """What a stack needs of a low-rank update: A [r, in], B [out, r] and their scale."""

    @property
    def a(self) -> Tensor:
        """[r, in]"""

    @property
    def b(self) -> Tensor:
        """[out, r]"""

    @property
    def scale(self) -> float:
        """The factor of B A."""

    def tensors(self) -> list[Tensor]:
        """All its trained weights."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One mixture, ready for batches like the one it was made for."""

    a_RI: Tensor
    b_RO: Tensor
    gate: Tensor
    """[rows, 1, R], or [R] where every share is over all rows."""
    gain: Tensor | None
    """[rows, 1, out] or [out]: the sum of strength times g - 1, where a share is a DoRA's."""
    rows: int | None
    made_of: tuple[tuple[Tensor, int], ...]

    @classmethod
    @torch.no_grad()
    def of(
        cls,
        mixture: Sequence[Share],
        updates: Mapping[str, Update],
        gains: Mapping[str, Tensor | None],
        x: Tensor,
    ) -> Stack:
        """For the rows of `x` [B, T, in]; `gains` holds g [out] of the slots with DoRA."""
        slots = list(updates)
        by_row = any(share.rows is not None for share in mixture)
        strength_BS = torch.zeros(x.shape[0] if by_row else 1, len(slots), device=x.device)
        for share in mixture:
            on = slice(None) if share.rows is None else list(share.rows)
            strength_BS[on, slots.index(share.slot)] += share.strength
        held = list(updates.values())
        scales = strength_BS.new_tensor([update.scale for update in held])
        ranks = torch.tensor([update.a.shape[0] for update in held], device=x.device)
        gate = (strength_BS * scales).repeat_interleave(ranks, dim=1).to(x.dtype)
        gain = _extra(strength_BS, [gains[slot] for slot in slots], x)
        return cls(
            torch.cat([update.a for update in held]).to(x.dtype),
            torch.cat([_columns(u, gains[slot]) for slot, u in updates.items()]).to(x.dtype),
            gate[:, None] if by_row else gate[0],
            gain if gain is None or by_row else gain[0, 0],
            x.shape[0] if by_row else None,
            tuple((t, t._version) for update in held for t in update.tensors()),
        )

    def fits(self, x: Tensor) -> bool:
        """Whether it was made for as many rows, and no weight has changed since."""
        return (self.rows is None or self.rows == x.shape[0]) and all(
            tensor._version == version for tensor, version in self.made_of
        )

    def add(self, y: Tensor, x: Tensor, bias: Tensor | None) -> Tensor:
        """What the mixture makes of the base's output `y` of `x`."""
        low = (F.linear(x, self.a_RI) * self.gate) @ self.b_RO
        if self.gain is not None:
            low = low + self.gain * (y if bias is None else y - bias)
        return y + low


def _columns(update: Update, gain: Tensor | None) -> Tensor:
    columns = update.b.T.float()
    return columns if gain is None else columns * gain


def _extra(strength_BS: Tensor, gains: Sequence[Tensor | None], x: Tensor) -> Tensor | None:
    """[B, 1, out]: the sum of strength times g - 1."""
    parts = [
        strength_BS[:, place, None] * (gain - 1)
        for place, gain in enumerate(gains)
        if gain is not None
    ]
    return sum(parts[1:], parts[0]).to(x.dtype)[:, None] if parts else None
