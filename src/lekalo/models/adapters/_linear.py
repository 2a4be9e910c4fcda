"""A linear layer with low-rank updates beside its frozen weight, plain or with DoRA's magnitudes.

    LoRA    y = x W^T + s (x A^T) B^T + b               W [out, in], A [r, in], B [out, r]
    DoRA    y = g * (x W^T + s (x A^T) B^T) + b         g = m / ||W + s B A||, [out]

s is alpha / r, or alpha / sqrt(r) for rsLoRA. DoRA (Liu et al. 2024, arXiv 2402.09353) trains
each output's size m apart from its direction; the norm counts as a constant in the gradient
(section 4.3) and is taken without forming B A. The gradient is written by hand: nothing for W,
nothing for x where nothing below is trained, and only x, x A^T (and for DoRA y before g) are
kept. A, B and m are fp32 whatever the base computes in, and are cast for the products.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lekalo.models.adapters._mix import Adapted, Share
from lekalo.models.adapters._stack import Stack
from lekalo.models.products import Linear, full_weight, linear, sides


class LowRank(nn.Module):
    """One update: A [r, in], B [out, r], its scale, the dropout on its input, and with DoRA the
    magnitudes [out]."""

    magnitude: nn.Parameter | None

    def __init__(
        self,
        a_RI: Tensor,
        b_OR: Tensor,
        scale: float,
        dropout: float = 0.0,
        magnitude_O: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.a = nn.Parameter(a_RI)
        self.b = nn.Parameter(b_OR)
        self.scale = scale
        self.dropout = dropout
        self.register_parameter(
            "magnitude", None if magnitude_O is None else nn.Parameter(magnitude_O)
        )

    def gain(self, weight_OI: Tensor) -> Tensor | None:
        """DoRA's g [out], fp32, its norm a constant; None for a plain LoRA."""
        return None if self.magnitude is None else self.magnitude / self.norm(weight_OI)

    @torch.no_grad()
    def norm(self, weight_OI: Tensor) -> Tensor:
        """||W + s B A|| of each row, [out], fp32: ||w||^2 + 2 s b (A w) + s^2 b (A A^T) b."""
        a, b = self.a.float(), self.b.float()
        own = torch.linalg.vector_norm(weight_OI, dim=1, dtype=torch.float32).square()
        across = (b * linear(a.to(weight_OI.dtype), weight_OI).float().T).sum(1)
        square = ((b @ (a @ a.T)) * b).sum(1)
        total: Tensor = own + 2 * self.scale * across + self.scale**2 * square
        return total.clamp_(min=torch.finfo(torch.float32).tiny).sqrt_()

    @torch.no_grad()
    def merged(self, weight_OI: Tensor) -> Tensor:
        """g (W + s B A), [out, in], fp32."""
        whole = weight_OI.float() + self.scale * (self.b.float() @ self.a.float())
        gain = self.gain(weight_OI)
        return whole if gain is None else gain[:, None] * whole

    def tensors(self) -> list[Tensor]:
        """The trained weights."""
        return list(self.parameters())


class LoraLinear(Adapted):
    """A linear layer with low-rank updates: one over all rows by a gradient of its own, several
    together by a `Stack`."""

    base: Linear

    def __init__(self, base: Linear) -> None:
        super().__init__(base)
        self._stack: Stack | None = None

    @property
    def weight(self) -> Tensor:
        """The base's weight as it is held, for code that looks at it."""
        return self.base.weight

    @property
    def bias(self) -> Tensor | None:
        """The base's bias, for code that looks at it."""
        return self.base.bias

    @property
    def in_features(self) -> int:
        """The base's, for code that looks at it."""
        return sides(self.base)[1]

    @property
    def out_features(self) -> int:
        """The base's, for code that looks at it."""
        return sides(self.base)[0]

    def share(self, mixture: Sequence[Share]) -> None:
        """Puts the shares of this layer's own slots in force."""
        super().share(mixture)
        self._stack = None

    def update(self, slot: str) -> LowRank:
        """The update in `slot`."""
        update = self.updates[slot]
        assert isinstance(update, LowRank)
        return update

    def alone(self, update: nn.Module, x: Tensor) -> Tensor:
        """The output with one update over all rows."""
        assert isinstance(update, LowRank)
        if update.dropout and self.training:
            return super().alone(update, x)
        if update.magnitude is not None and not torch.is_grad_enabled():
            return self.mixed(x)  # there the norm is taken once, not at every token
        gain = self._gain(update, x)
        y: Tensor = _Product.apply(  # type: ignore[no-untyped-call]
            x, self.base, update.a, update.b, gain, update.scale
        )
        return y

    def mixed(self, x: Tensor) -> Tensor:
        """The output with every share's change; without a gradient, all of them at once."""
        if torch.is_grad_enabled():
            return super().mixed(x)
        if self._stack is None or not self._stack.fits(x):
            updates = {share.slot: self.update(share.slot) for share in self.mixture}
            gains = {slot: self._gain(update, x) for slot, update in updates.items()}
            self._stack = Stack.of(self.mixture, updates, gains, x)
        return self._stack.add(self.plain(x), x, self.base.bias)

    def _gain(self, update: LowRank, x: Tensor) -> Tensor | None:
        """DoRA's; the weight is asked for only then, as it may have to be expanded."""
        if update.magnitude is None:
            return None
        return update.gain(full_weight(self.base, x.dtype))

    def change(self, update: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        """s (x A^T) B^T of the input after dropout; with DoRA, g of it and g - 1 of x W^T. There
        PEFT gives x W^T, too, the input after dropout, and so it is here: the paper has dropout
        in the low-rank path alone, and the mean of both is the same."""
        assert isinstance(update, LowRank)
        wet = F.dropout(x, update.dropout, self.training)
        low = F.linear(F.linear(wet, update.a.to(x.dtype)), update.b.to(x.dtype)) * update.scale
        gain = self._gain(update, x)
        if gain is None:
            return low
        gain = gain.to(x.dtype)
        if update.dropout and self.training:
            y = self.plain(wet)
        raw = y if self.base.bias is None else y - self.base.bias
        return (gain - 1) * raw + gain * low


class _Product(torch.autograd.Function):
    """One update over all rows; the base's weight is asked for again in the backward pass."""

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        base: Linear,
        a: Tensor,
        b: Tensor,
        gain: Tensor | None,
        scale: float,
    ) -> Tensor:
        flat = x.reshape(-1, x.shape[-1])
        low = linear(flat, a.to(x.dtype))  # [N, r]
        y = linear(flat, full_weight(base, x.dtype), base.bias if gain is None else None)
        y.addmm_(low, b.to(x.dtype).T, alpha=scale)
        ctx.save_for_backward(flat, low, a, b, gain, None if gain is None else y)
        ctx.base, ctx.scale, ctx.shape = base, scale, x.shape
        if gain is not None:
            y = y * gain.to(y.dtype)
            y = y if base.bias is None else y.add_(base.bias)
        return y.view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        flat, low, a, b, gain, raw = ctx.saved_tensors
        need_x, _, need_a, need_b, need_gain, _ = ctx.needs_input_grad
        grad = grad.reshape(-1, grad.shape[-1])
        d_x = d_a = d_b = d_gain = None
        if gain is not None:
            d_gain = (grad * raw).sum(0, dtype=gain.dtype) if need_gain else None
            grad = grad * gain.to(grad.dtype)
        d_low = linear(grad, b.to(grad.dtype).T) * ctx.scale if need_x or need_a else None  # [N, r]
        if need_x and d_low is not None:
            d_x = linear(grad, full_weight(ctx.base, grad.dtype).T)
            d_x = d_x.addmm_(d_low, a.to(grad.dtype)).view(ctx.shape)
        if need_a and d_low is not None:
            d_a = linear(d_low.T, flat.T).to(a.dtype)
        if need_b:
            # the narrow one first: three times as fast as grad.T @ low
            d_b = linear(low.T, grad.T).T.to(b.dtype) * ctx.scale
        return d_x, None, d_a, d_b, d_gain, None
