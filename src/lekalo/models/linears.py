"""Linear layers through the library that is fastest for them, with the gradient written by hand.

    y = x W^T + b,   dx = g W,   dW = g^T x,   db = sum of g

PyTorch hands the fp32 products of a plain layer to MKL, which on AMD processors reaches half of
what oneDNN does (`models.products`). Inside `fast_linears` the model's own layers call oneDNN;
those that an adapter stands in for do so already. Without oneDNN nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from transformers.pytorch_utils import Conv1D

from lekalo.models.products import Linear, has_onednn, linear, own_weight


@contextmanager
def fast_linears(model: nn.Module) -> Iterator[None]:
    """Inside, the model's plain fp32 layers on a CPU multiply by oneDNN; after, as before."""
    replaced = [m for m in model.modules() if isinstance(m, Linear) and _fits(m)]
    for module in replaced:
        module.forward = partial(_forward, module)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for module in replaced:
            del module.forward


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        flat = x.reshape(-1, x.shape[-1])
        ctx.save_for_backward(flat, weight)
        ctx.shape = x.shape
        return linear(flat, weight, bias).view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        flat, weight = ctx.saved_tensors
        need_x, need_weight, need_bias = ctx.needs_input_grad
        grad = grad.reshape(-1, grad.shape[-1])
        d_x = linear(grad, weight.T).view(ctx.shape) if need_x else None
        d_weight = linear(grad.T, flat.T) if need_weight else None
        return d_x, d_weight, grad.sum(0) if need_bias else None


def _forward(layer: Linear, x: Tensor) -> Tensor:
    y: Tensor = _Linear.apply(x, own_weight(layer), layer.bias)  # type: ignore[no-untyped-call]
    return y


def _fits(module: Linear) -> bool:
    """Only plain layers: a compressed one expands its weight in its own way."""
    if type(module) not in (nn.Linear, Conv1D) or not has_onednn():
        return False
    return module.weight.device.type == "cpu" and module.weight.dtype == torch.float32
