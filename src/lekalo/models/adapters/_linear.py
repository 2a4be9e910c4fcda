"""A linear layer with low-rank updates beside its frozen weight.

    y = x W^T + b + s (x A^T) B^T        W [out, in], A [r, in], B [out, r], s = alpha / r

The gradient is written by hand: nothing for W, nothing for x where nothing below is trained,
and only x and x A^T are kept for the backward pass. A and B are fp32 whatever the
base computes in, and are cast for the products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lekalo.models.adapters._mix import Adapted, Share
from lekalo.models.products import linear


class LowRank(nn.Module):
    """One update: A [r, in], B [out, r], its scale, and the dropout on its input."""

    def __init__(self, a_RI: Tensor, b_OR: Tensor, scale: float, dropout: float) -> None:
        super().__init__()
        self.a = nn.Parameter(a_RI)
        self.b = nn.Parameter(b_OR)
        self.scale = scale
        self.dropout = dropout

    def delta(self) -> Tensor:
        """s B A, [out, in], fp32."""
        return self.scale * (self.b.float() @ self.a.float())


class LoraLinear(Adapted):
    """A linear layer with low-rank updates: one over all rows by a gradient of its own, several
    together as one, whose rows of A and columns of B stand side by side."""

    base: nn.Linear

    def __init__(self, base: nn.Linear) -> None:
        super().__init__(base)
        self._stack: _Stack | None = None

    @property
    def weight(self) -> Tensor:
        """The base's weight, for code that looks at it."""
        return self.base.weight

    @property
    def bias(self) -> Tensor | None:
        """The base's bias, for code that looks at it."""
        return self.base.bias

    def share(self, mixture: Sequence[Share]) -> None:
        """Puts the shares of this layer's own slots in force."""
        super().share(mixture)
        self._stack = None

    def plain(self, x: Tensor) -> Tensor:
        """The base's own output."""
        return F.linear(x, self.base.weight, self.base.bias)

    def alone(self, update: nn.Module, x: Tensor) -> Tensor:
        """The output with one update over all rows."""
        assert isinstance(update, LowRank)
        if update.dropout and self.training:
            return self.plain(x) + self.change(update, x, x)
        y: Tensor = _LoraProduct.apply(  # type: ignore[no-untyped-call]
            x, self.base.weight, self.base.bias, update.a, update.b, update.scale
        )
        return y

    def mixed(self, x: Tensor) -> Tensor:
        """The output with every share's change; without a gradient, all of them at once."""
        if torch.is_grad_enabled():
            return super().mixed(x)
        if self._stack is None or not self._stack.fits(x):
            self._stack = _Stack.of(self, x)
        return self._stack.add(self.plain(x), x)

    def change(self, update: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        """s (x A^T) B^T, of the input after dropout."""
        assert isinstance(update, LowRank)
        wet = F.dropout(x, update.dropout, self.training)
        low = F.linear(F.linear(wet, update.a.to(x.dtype)), update.b.to(x.dtype))
        return update.scale * low


@dataclass(frozen=True, slots=True)
class _Stack:
    """The shares of a mixture side by side: y += ((x A^T) * g) B^T, where g [rows, 1, R] is
    each row's strength times scale for the ranks of its own adapters and 0 for others'. Two
    products in place of two for each share, which at one token a row is what costs."""

    a_RI: Tensor
    b_RO: Tensor
    gate: Tensor
    rows: int | None
    """How many rows the gate is for; None where every share is over all rows."""

    @classmethod
    def of(cls, layer: LoraLinear, x: Tensor) -> _Stack:
        mixture = layer.mixture
        slots = list(dict.fromkeys(share.slot for share in mixture))
        updates = [_low_rank(layer.updates[slot]) for slot in slots]
        by_row = any(share.rows is not None for share in mixture)
        gate_BS = torch.zeros(x.shape[0] if by_row else 1, len(slots))
        for share in mixture:
            place = slots.index(share.slot)
            on = slice(None) if share.rows is None else list(share.rows)
            gate_BS[on, place] += share.strength * updates[place].scale
        ranks = torch.tensor([update.a.shape[0] for update in updates])
        gate_BR = gate_BS.repeat_interleave(ranks, dim=1).to(x.device, x.dtype)
        return cls(
            torch.cat([update.a for update in updates]).to(x.dtype),
            torch.cat([update.b.T for update in updates]).to(x.dtype),
            gate_BR[:, None] if by_row else gate_BR[0],
            x.shape[0] if by_row else None,
        )

    def fits(self, x: Tensor) -> bool:
        return self.rows is None or self.rows == x.shape[0]

    def add(self, y: Tensor, x: Tensor) -> Tensor:
        return y + (F.linear(x, self.a_RI) * self.gate) @ self.b_RO


def _low_rank(module: nn.Module) -> LowRank:
    assert isinstance(module, LowRank)
    return module


class _LoraProduct(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, a: Tensor, b: Tensor, scale: float
    ) -> Tensor:
        flat = x.reshape(-1, x.shape[-1])
        low = linear(flat, a.to(x.dtype))  # [N, r]
        y = linear(flat, weight, bias)
        y.addmm_(low, b.to(x.dtype).T, alpha=scale)
        ctx.save_for_backward(flat, low, weight, a, b)
        ctx.scale, ctx.shape = scale, x.shape
        return y.view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        flat, low, weight, a, b = ctx.saved_tensors
        need_x, _, _, need_a, need_b, _ = ctx.needs_input_grad
        grad = grad.reshape(-1, grad.shape[-1])
        d_low = linear(grad, b.to(grad.dtype).T) * ctx.scale if need_x or need_a else None  # [N, r]
        d_x = d_a = d_b = None
        if need_x and d_low is not None:
            d_x = linear(grad, weight.T).addmm_(d_low, a.to(grad.dtype)).view(ctx.shape)
        if need_a and d_low is not None:
            d_a = (d_low.T @ flat).to(a.dtype)
        if need_b:
            d_b = (low.T @ grad).T.to(b.dtype) * ctx.scale  # twice as fast as grad.T @ low
        return d_x, None, None, d_a, d_b, None
