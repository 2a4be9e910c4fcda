"""Matrix products of training by the library that is fastest for them.

On a CPU, PyTorch hands fp32 products to MKL, which on AMD processors reaches 94 of the 110
GFLOP/s that oneDNN reaches on one core (1,500 tokens, 384 to 1,024 features). oneDNN stands
behind one of PyTorch's inner operators only, so its absence is provided for.
"""

from __future__ import annotations

import torch
from torch import Tensor
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
