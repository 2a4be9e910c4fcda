"""Matrix products of training by the library that is fastest for them, and the one way to the
weight of a base's layer, however it is held.

On a CPU, PyTorch hands fp32 products to MKL, which on AMD processors uses half of the vector
width. oneDNN uses all of it, and is slow for small matrices and for any that is not dense; NumPy's
OpenBLAS is neither, and writes where it is told to, on one core. So large products go to oneDNN,
attention's many small ones to NumPy where a core works alone (`training.lines`). oneDNN stands
behind one of PyTorch's inner operators only, so its absence is provided for.
"""

from __future__ import annotations

import os
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers.pytorch_utils import Conv1D

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


Linear: TypeAlias = nn.Linear | Conv1D
"""A base's layer that multiplies by a matrix. GPT-2 and its kin hold the matrix as [in, out]."""


class Compressed(nn.Linear):
    """A frozen linear layer whose weight is held in fewer bits than it is computed in: see
    `quantise`. Its `weight` is made anew at each look, so writing into it changes nothing."""

    def expand(self, dtype: torch.dtype) -> Tensor:
        """The weight [out, in] in `dtype`."""
        raise NotImplementedError


def sides(layer: Linear | nn.Embedding) -> tuple[int, int]:
    """(out, in): an embedding is a linear layer on one-hot rows."""
    if isinstance(layer, nn.Embedding):
        return layer.embedding_dim, layer.num_embeddings
    if isinstance(layer, Conv1D):
        return layer.nf, layer.nx
    return layer.out_features, layer.in_features


def full_weight(layer: Linear, dtype: torch.dtype) -> Tensor:
    """The weight [out, in] of a base's layer, to multiply with or to look at: its own where it
    is held whole, else one expanded into `dtype`. Don't keep it: a gradient asks again."""
    return layer.expand(dtype) if isinstance(layer, Compressed) else own_weight(layer)


def own_weight(layer: Linear) -> Tensor:
    """The weight [out, in] that a base's layer holds (or a view of it), to write into;
    `ModelError` where it holds only codes of it: what is added to 4 bits is mostly lost in them."""
    if isinstance(layer, Compressed):
        raise ModelError(words.NOT_WHOLE)
    return layer.weight.T if isinstance(layer, Conv1D) else layer.weight


def batched(x_BMK: Tensor, y_BNK: Tensor, out_BMN: Tensor | None = None) -> Tensor:
    """x y^T of each pair, [B, M, N], into `out_BMN` where it is given. But `by_numpy`, each matrix
    must be dense, transposed or not: other strides take oneDNN to a path that is a thousand times
    slower. Autograd may not see inside."""
    if by_numpy(x_BMK):
        batch, rows, _ = x_BMK.shape
        out = x_BMK.new_empty(batch, rows, y_BNK.shape[1]) if out_BMN is None else out_BMN
        x, y = x_BMK.detach().numpy(), y_BNK.detach().mT.numpy()
        np.matmul(x, y, out=out.numpy())
        return out
    product = linear(x_BMK[0], y_BNK[0])[None] if len(x_BMK) == 1 else torch.bmm(x_BMK, y_BNK.mT)
    return product if out_BMN is None else out_BMN.copy_(product)


def by_numpy(x: Tensor) -> bool:
    """Whether a batch of products of `x` is NumPy's, which takes one core and any strides."""
    plain = x.device.type == "cpu" and x.dtype in (torch.float32, torch.float64)
    return plain and torch.get_num_threads() == 1


def one_by_one(x: Tensor, products: int) -> bool:
    """Whether a pair of matrices with so many multiplications is better taken alone: oneDNN
    then beats MKL's batches in spite of the calls."""
    fits = callable(_ONEDNN) and x.device.type == "cpu" and x.dtype == torch.float32
    return fits and not by_numpy(x) and products >= _WORTH_A_CALL
