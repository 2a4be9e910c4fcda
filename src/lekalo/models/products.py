"""Matrix products of training by the library that is fastest for them, and the one way to the
weight of a base's layer, however it is held.

On a CPU, PyTorch hands fp32 products to MKL, which on AMD processors reaches 94 of the 110
GFLOP/s that oneDNN reaches on one core (1,500 tokens, 384 to 1,024 features). oneDNN stands
behind one of PyTorch's inner operators only, so its absence is provided for.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def _found() -> object | None:
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return None
    return getattr(torch.ops.mkldnn, "_linear_pointwise", None)


_ONEDNN = _found()


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
