"""An embedding with low-rank updates beside its frozen table.

    y = E[i] + s B A[:, i]        E [V, D], A [r, V], B [D, r]

It is a linear layer on one-hot rows whose weight is E^T, so DoRA's g is of E^T's rows: one for
each of the D features. A base that scales what it looks up scales the update alike. There is no
dropout: a token has one embedding.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from lekalo.models.adapters._linear import LowRank
from lekalo.models.adapters._mix import Adapted


class LoraEmbedding(Adapted):
    """Stands in for an embedding; x is token ids [B, T]."""

    base: nn.Embedding
    row_dims = 2

    @property
    def weight(self) -> Tensor:
        """The base's table, for code that looks at it."""
        return self.base.weight

    @property
    def num_embeddings(self) -> int:
        """The base's, for code that looks at it."""
        return self.base.num_embeddings

    @property
    def embedding_dim(self) -> int:
        """The base's, for code that looks at it."""
        return self.base.embedding_dim

    @property
    def padding_idx(self) -> int | None:
        """The base's, for code that looks at it."""
        return self.base.padding_idx

    def change(self, update: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        """What the update adds to the embeddings y [B, T, D] of the ids x."""
        assert isinstance(update, LowRank)
        low = F.embedding(x, update.a.T.to(y.dtype)) @ update.b.T.to(y.dtype) * update.scale
        factor = getattr(self.base, "embed_scale", None)
        if factor is not None:
            low = low * factor.to(low.dtype)
        gain = update.gain(self.base.weight.T)
        if gain is None:
            return low
        gain = gain.to(y.dtype)
        return (gain - 1) * y + gain * low
