"""Floating-point operations of training, counted from the base's shape and the rows' lengths.

A product of [N, in] by [in, out] takes 2 N in out operations (Kaplan et al. 2020, arXiv
2001.08361, section 2.1). With P weights in the linear layers below the head, V x D in the head,
L layers of H heads of size d, N tokens of which M are trained, and rows of T tokens each:

    forward    2 P N + 2 V D M + 2 L H d sum(T^2)

The v places of a soft prompt are tokens of each row; those of a prefix add 4 L H d v T to it. The
head meets only the trained tokens; half of the T x T scores lie in the future and are not
counted. The backward pass takes the forward's products once for the gradients of inputs and
once for those of weights:

    full        x 3: forward, inputs, weights; attention x 3
    adapter     x 2, as a frozen base has no gradients of weights; attention x 3
                + 6 A N for the A weights of the adapter itself
    + checkpointing of activations: the layers' forward once more

Left out: what is not a product (norms, activations, the optimizer: under a tenth for models of a
hundred million weights), dropout, and experts that a mixture leaves idle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from transformers import PreTrainedModel

from lekalo.core.recipe import Recipe
from lekalo.models.products import Linear, sides


@dataclass(frozen=True, slots=True)
class Rows:
    """How long the rows are and how much of them is trained; `scale` times as many stand behind
    those counted."""

    lengths: NDArray[np.int64]
    trained: int
    scale: float = 1.0

    @property
    def count(self) -> int:
        """Rows in all."""
        return round(len(self.lengths) * self.scale)

    @property
    def tokens(self) -> int:
        """Tokens in all."""
        return round(float(self.lengths.sum()) * self.scale)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What one pass over rows costs with this base and adapter."""

    body: int
    """Weights of the linear layers below the head."""
    head: int
    attention: int
    """L H d: attention's width over all layers."""
    adapter: int
    """Weights trained above a frozen base; 0 where all are trained."""
    full: bool
    recomputes: bool
    places: int = 0
    """Places that a soft prompt puts before each row."""
    keys: int = 0
    """Those that a prefix puts there: keys and values, and no queries."""

    def forward(self, rows: Rows) -> float:
        """Operations of one pass over the rows without gradients."""
        tokens, squares = self._sizes(rows)
        head = 2.0 * self.head * rows.trained * rows.scale
        return 2.0 * (self.body + self.adapter) * tokens + 2.0 * self.attention * squares + head

    def training(self, rows: Rows) -> float:
        """Operations of one pass over the rows with gradients."""
        tokens, squares = self._sizes(rows)
        times = 3 if self.full else 2
        body = 2.0 * self.body * tokens
        attention = 2.0 * self.attention * squares
        head = 2.0 * self.head * rows.trained * rows.scale
        again = body + attention if self.recomputes else 0.0
        return times * (body + head) + 3 * attention + 6.0 * self.adapter * tokens + again

    def _sizes(self, rows: Rows) -> tuple[float, float]:
        lengths = rows.lengths.astype(np.float64) + self.places
        squares = lengths**2 + 2 * self.keys * lengths  # none of the keys' scores is in the future
        return float(lengths.sum()) * rows.scale, float(squares.sum()) * rows.scale


def arithmetic(model: PreTrainedModel, recipe: Recipe, trained: int) -> Arithmetic:
    """The costs of `recipe` on `model` (no adapter on it yet; it may be on the meta device).
    `trained` is the number of weights that are trained."""
    config = model.config.get_text_config()
    heads = int(config.num_attention_heads)
    size = getattr(config, "head_dim", None) or int(config.hidden_size) // heads
    head = model.get_output_embeddings()
    full, prefix = (recipe.adapter.name == name for name in ("full", "prefix"))
    return Arithmetic(
        body=sum(_weights(m) for m in _linear(model) if m is not head),
        head=_weights(head) if isinstance(head, Linear) else 0,
        attention=int(config.num_hidden_layers) * heads * int(size),
        adapter=0 if full else trained,
        full=full,
        recomputes=recipe.train.checkpointing,
        places=0 if prefix else recipe.adapter.virtual,
        keys=recipe.adapter.virtual if prefix else 0,
    )


def _linear(model: PreTrainedModel) -> Iterable[Linear]:
    return (module for module in model.modules() if isinstance(module, Linear))


def _weights(layer: Linear) -> int:
    return math.prod(sides(layer))
