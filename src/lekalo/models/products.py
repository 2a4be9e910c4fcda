"""Matrix products of training by the library that is fastest for them, and the one way to the
weight of a base's layer, however it is held.

On a CPU, PyTorch hands fp32 products to MKL, which on AMD processors reaches 94 of the 110
GFLOP/s that oneDNN reaches on one core (1,500 tokens, 384 to 1,024 features). oneDNN stands
behind one of PyTorch's inner operators only, so its absence is provided for.
"""

from __future__ import annotations

import os

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lekalo.core.errors import ModelError
from lekalo.models import base_words as words


def _found() -> object | None:
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return None
    return getattr(torch.ops.mkldnn, "_linear_pointwise", None)


_SHAPES_KEPT = 128
"""Shapes whose compiled products oneDNN keeps. Every number of tokens is a shape of its own, worth
0.6 MB; at its own 1,024 a run on rows of many lengths grows by hundreds of MB for nothing:
a step has a few dozen shapes, and the next step others."""
for _setting in ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"):
    os.environ.setdefault(_setting, str(_SHAPES_KEPT))  # read at the first product

_ONEDNN = _found()
_WORTH_A_CALL = 3 << 19
"""Multiplications from which a call of its own pays: rows of 160 tokens with heads of 64."""


def has_onednn() -> bool:
    """Whether oneDNN's fp32 products can be called."""
    return callable(_ONEDNN)


def linear(x_ND: Tensor, weight_OD: Tensor, bias_O: Tensor | None = None) -> Tensor:
    """x W^T + b, [N, O]. For code that writes its own gradient: autograd may not see inside."""
    if callable(_ONEDNN) and x_ND.device.type == "cpu" and x_ND.dtype == torch.float32:
        product: Tensor = _ONEDNN(x_ND, weight_OD, bias_O, "none", [], "")
        return product
    return F.linear(x_ND, weight_OD, bias_O)


class Compressed(nn.Linear):
    """A frozen linear layer whose weight is held in fewer bits than it is computed in: see
    `quantise`. Its `weight` is made anew at each look, so writing into it changes nothing."""

    def expand(self, dtype: torch.dtype) -> Tensor:
        """The weight [out, in] in `dtype`."""
        raise NotImplementedError


def full_weight(layer: nn.Linear, dtype: torch.dtype) -> Tensor:
    """The weight [out, in] of a base's layer, to multiply with or to look at: its own where it
    is held whole, else one expanded into `dtype`. Don't keep it: a gradient asks again."""
    return layer.expand(dtype) if isinstance(layer, Compressed) else layer.weight


def own_weight(layer: nn.Linear) -> Tensor:
    """The weight [out, in] that a base's layer holds, to write into; `ModelError` where it holds
    only codes of it: what is added to 4 bits is mostly lost in them."""
    if isinstance(layer, Compressed):
        raise ModelError(words.NOT_WHOLE)
    return layer.weight


def batched(x_BMK: Tensor, y_BNK: Tensor) -> Tensor:
    """x y^T of each pair, [B, M, N]. Each matrix must be dense, transposed or not: other strides
    take oneDNN to a path that is a thousand times slower. Autograd may not see inside."""
    if len(x_BMK) == 1:
        return linear(x_BMK[0], y_BNK[0])[None]
    return torch.bmm(x_BMK, y_BNK.mT)


def one_by_one(x: Tensor, products: int) -> bool:
    """Whether a pair of matrices with so many multiplications is better taken alone: oneDNN
    then beats MKL's batches in spite of the calls."""
    fits = callable(_ONEDNN) and x.device.type == "cpu" and x.dtype == torch.float32
    return fits and products >= _WORTH_A_CALL
