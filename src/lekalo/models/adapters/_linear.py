"""A linear layer with named low-rank updates beside its frozen weight, one of them active.

    y = x W^T + b + s (x A^T) B^T        W [out, in], A [r, in], B [out, r], s = alpha / r

The gradient is written by hand: nothing for W, nothing for x where nothing below is trained,
and only x and x A^T are kept for the backward pass. A and B are fp32 whatever the
base computes in, and are cast for the products.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

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


class LoraLinear(nn.Module):
    """Stands in for `base` in the model; `active` names the update in force, or none."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.updates = nn.ModuleDict()
        self.active: str | None = None

    @property
    def weight(self) -> Tensor:
        """The base's weight, for code that looks at it."""
        return self.base.weight

    @property
    def bias(self) -> Tensor | None:
        """The base's bias, for code that looks at it."""
        return self.base.bias

    def forward(self, x: Tensor) -> Tensor:
        """x [..., in] to [..., out]; bit for bit the base where no update is active."""
        if self.active is None:
            return F.linear(x, self.base.weight, self.base.bias)
        update = self.updates[self.active]
        assert isinstance(update, LowRank)
        if update.dropout and self.training:
            wet = F.dropout(x, update.dropout)
            low = F.linear(F.linear(wet, update.a.to(x.dtype)), update.b.to(x.dtype))
            return F.linear(x, self.base.weight, self.base.bias) + update.scale * low
        y: Tensor = _LoraProduct.apply(  # type: ignore[no-untyped-call]
            x, self.base.weight, self.base.bias, update.a, update.b, update.scale
        )
        return y


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


def wrap(model: nn.Module, path: str) -> LoraLinear:
    """The `LoraLinear` at `path`, put there if a plain linear layer stands there."""
    module = model.get_submodule(path)
    if isinstance(module, LoraLinear):
        return module
    assert isinstance(module, nn.Linear), f"{path} is not a linear layer"
    wrapped = LoraLinear(module)
    wrapped.train(module.training)
    model.set_submodule(path, wrapped)
    return wrapped


def drop(model: nn.Module, name: str) -> None:
    """Takes the update `name` out everywhere; a layer with no update left is plain again."""
    for path, layer in layers(model).items():
        if name in layer.updates:
            del layer.updates[name]
        if layer.active == name:
            layer.active = None
        if not layer.updates:
            model.set_submodule(path, layer.base)


def use(model: nn.Module, name: str | None) -> None:
    """Makes `name` the active update of every layer that has it, and none of the others."""
    for layer in layers(model).values():
        layer.active = name if name is not None and name in layer.updates else None


def layers(model: nn.Module) -> dict[str, LoraLinear]:
    """Every wrapped layer by its path in the model."""
    return {path: m for path, m in model.named_modules() if isinstance(m, LoraLinear)}
