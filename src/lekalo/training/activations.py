"""What a forward pass keeps for the backward one, counted from the base's parts and the adapter's.

A decoder layer of width D, inner width I, H heads and G key-value heads of size d keeps, a token,

    D                  the input of each norm
    H d + 2 G d        queries, keys and values as attention takes them (and, where they are
                       normed apart, once more before their norm)
    H K                the attention's weights over K places, of rows up to 384 places
    3 I                gate, its activation and up (of an MLP without a gate: I)
    D, H d, D, I       the inputs of its linear layers, where something keeps them: an adapter on
                       the layer, its trained weight, or a product made by oneDNN (fp32)

and what an adapter adds to a layer [out, in] that it stands at:

    LoRA               r; with DoRA out more; with dropout 2 in more
    IA3                out, or in where it scales inputs
    bottleneck         2 r, and D where it takes an output

Nothing is kept below the lowest trained weight. Above the layers stand the last norm's input and
the loss: the states, those at targets and their gradient, and two chunks of logits; a trained head
has its gradient there already. The backward pass of one layer holds 2 I + D beside what is kept.
With checkpointing each layer keeps its D inputs, and one at a time the rest.

Left out: what a mixture's router keeps, positions' tables (a few numbers a token), and what norms
of another kind than RMS keep beside their input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import nn
from torch.nn import Parameter
from transformers import AutoModelForCausalLM, PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.core.recipe import Recipe
from lekalo.models.adapters import attach_adapter
from lekalo.models.adapters._blocks import Block, blocks
from lekalo.models.adapters._linear import LowRank
from lekalo.models.adapters._mix import Adapted, adapted, places
from lekalo.models.adapters.bottleneck import After, Narrow
from lekalo.models.adapters.ia3 import Scale
from lekalo.models.logprobs import chunk_rows
from lekalo.models.products import Linear, has_onednn, sides
from lekalo.models.row_attention import kept_weights

_FLOAT = 4
_PARTS = 4
"""Of a layer, in the order in which they run: attention up to its last product, that product,
the MLP up to its last product, that product."""


@dataclass(frozen=True)
class Twin:
    """The base with the recipe's adapter on it, holding no numbers; `named` is what is trained."""

    model: PreTrainedModel
    named: dict[str, Parameter]
    recipe: Recipe
    layers: tuple[Layer, ...]
    """Empty where they are built in an unknown way."""

    @property
    def full(self) -> bool:
        """Whether the base's own weights are all trained."""
        return self.recipe.adapter.name == "full"

    @property
    def count(self) -> int:
        """Weights that are trained."""
        return sum(weight.numel() for weight in self.named.values())


def twin_of(model: PreTrainedModel, recipe: Recipe) -> Twin:
    """What `recipe` trains on `model`, which has no adapter yet, on torch's meta device."""
    with torch.device("meta"):
        dtype = getattr(torch, recipe.train.dtype)
        twin = AutoModelForCausalLM.from_config(model.config, dtype=dtype)
    layers = _layers(twin)
    adapter = attach_adapter(twin, recipe.adapter, recipe.seed)
    return Twin(twin, adapter.parameters(), recipe, layers)


@dataclass(frozen=True, slots=True)
class Activations:
    """Bytes of one pass: at its fullest moment, and at its lowest layer, when all above is gone
    and the gradients are there."""

    most: int
    least: int


def activations(twin: Twin, rows: Sequence[int], size: int) -> Activations:
    """What a pass over rows of these lengths (tokens) keeps, in numbers of `size` bytes."""
    layers = _Pass(twin, rows, fp32=size == _FLOAT)
    kept = layers.kept()
    held, one = sum(kept), 0
    if twin.recipe.train.checkpointing:
        held, one = layers.tokens * layers.width * (len(kept) - 1), max(kept)
    backward = layers.tokens * (2 * layers.inner + layers.width)
    loss = layers.tokens * 4 * layers.width
    most = max(size * (held + one + backward), size * (held + loss) + _logits(twin, layers.tokens))
    return Activations(most + _head_gradient(twin), size * (max(kept) + backward))


def _logits(twin: Twin, tokens: int) -> int:
    vocabulary = twin.model.config.get_text_config().vocab_size
    return 2 * _FLOAT * min(tokens, chunk_rows(vocabulary)) * int(vocabulary)


def _head_gradient(twin: Twin) -> int:
    head: Any = twin.model.get_output_embeddings()
    weight = getattr(head, "weight", None)
    trained = isinstance(weight, torch.Tensor) and weight.requires_grad
    return _FLOAT * weight.numel() if isinstance(weight, torch.Tensor) and trained else 0


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where something stands in the order of running: the layer, and its part."""

    layer: int
    part: int


class _Pass:
    """The numbers that each decoder layer keeps of some rows."""

    def __init__(self, twin: Twin, rows: Sequence[int], *, fp32: bool) -> None:
        self._twin = twin
        config: Any = twin.model.config.get_text_config()
        before = twin.recipe.adapter.virtual
        prefix = before if twin.recipe.adapter.name == "prefix" else 0
        longer = [row + before - prefix for row in rows]
        self.tokens, self.width = sum(longer), int(config.hidden_size)
        self.inner = int(getattr(config, "intermediate_size", None) or 4 * self.width)
        heads, count = int(config.num_attention_heads), int(config.num_hidden_layers)
        size = int(getattr(config, "head_dim", None) or self.width // heads)
        keys = size * int(getattr(config, "num_key_value_heads", None) or heads)
        self._places = heads * sum(_weights(row, prefix) for row in longer)
        self._places += 2 * keys * prefix * len(rows)
        self._count, self._queries, self._keys = count, heads * size, keys
        self._adapted = [
            (self._place(address, module), module)
            for address, modules in adapted(twin.model).items()
            for module in modules
        ]
        fast = fp32 and has_onednn()
        self._inputs_kept = {place for place, m in self._adapted if _keeps_input(m)}
        self._all_inputs = fast or twin.full

    def kept(self) -> list[int]:
        """Numbers that each layer keeps, from the lowest."""
        first = _Place(0, 0)
        if not (self._twin.full or self._twin.recipe.adapter.virtual):
            first = min((place for place, _ in self._adapted), default=first)
        found = [0] * (self._count + 1)  # the last is for what stands above the layers
        for place in (_Place(n, part) for n in range(self._count) for part in range(_PARTS)):
            if place >= first:
                found[place.layer] += self.tokens * self._own(place)
                found[place.layer] += self._places if place.part == 0 else 0
        for place, module in self._adapted:
            found[place.layer] += self.tokens * _added(module)
        return found

    def _own(self, place: _Place) -> int:
        """Numbers a token that the base's own part keeps."""
        inputs = (self.width, self._queries, self.width, self.inner)[place.part]
        own = inputs if self._all_inputs or place in self._inputs_kept else 0
        layer = self._twin.layers[place.layer] if self._twin.layers else None
        if place.part == 0:
            apart = self._queries + self._keys if layer and layer.normed_apart else 0
            return own + self._norms(layer) + self._queries + 2 * self._keys + apart
        if place.part == 2:
            return (
                own + self._norms(layer) + (self.inner if layer and layer.plain else 3 * self.inner)
            )
        return own

    def _norms(self, layer: Layer | None) -> int:
        return self.width * (layer.norms if layer else 2) // 2

    def _place(self, address: str, module: nn.Module) -> _Place:
        """The place of an adapted module; where the layers are not known, the first."""
        if not self._twin.layers:
            return _Place(0, 0)
        for number, layer in enumerate(self._twin.layers):
            if address.startswith(layer.address + "."):
                return _Place(number, layer.part_of(address))
        ids = isinstance(getattr(module, "base", None), nn.Embedding)
        return _Place(0 if ids else self._count, 0)


@dataclass(frozen=True, slots=True)
class Layer:
    """A decoder layer by the addresses of its parts; `norms` beside them, and whether queries and
    keys have norms of their own; `plain` where the MLP has no gate."""

    address: str
    block: Block
    norms: int
    normed_apart: bool
    plain: bool

    def part_of(self, address: str) -> int:
        """The part in which the module at `address` acts."""
        block = self.block
        if address == block.attention_close:
            return 1
        if address in (block.mlp, block.mlp_close):
            return 3
        return 2 if address.startswith(block.mlp + ".") else 0


def _layers(model: PreTrainedModel) -> tuple[Layer, ...]:
    """The decoder layers; none where they are built in another way, or cannot run without
    numbers."""
    try:
        found = blocks(model)
    except (ModelError, RuntimeError, NotImplementedError):
        return ()
    if any(block.mlp_close is None for block in found):
        return ()  # experts: what they keep hangs on how many a token is given to
    modules = {place.address: place.module for place in places(model)}
    return tuple(_layer(block, modules) for block in found)


def _layer(block: Block, modules: dict[str, nn.Module]) -> Layer:
    address = block.attention.rpartition(".")[0]
    inside = [a for a in modules if a.startswith(address + ".")]
    linear = [a for a in inside if isinstance(modules[a], Linear)]
    norms = [
        a for a in inside if a not in linear and getattr(modules[a], "weight", None) is not None
    ]
    apart = [a for a in norms if a.startswith(block.attention + ".")]
    gate = [a for a in linear if a.startswith(block.mlp + ".") and a != block.mlp_close]
    width = sum(sides(cast(Linear, modules[a]))[0] for a in gate)
    assert block.mlp_close is not None
    plain = width == sides(cast(Linear, modules[block.mlp_close]))[1]
    return Layer(address, block, len(norms) - len(apart), bool(apart), plain)


def _weights(row: int, prefix: int) -> int:
    """Weights a head that attention keeps of a row after `prefix` keys that all of it sees."""
    own = kept_weights(row)
    return own + prefix * row if own and kept_weights(row + prefix) else 0


def _keeps_input(module: Adapted) -> bool:
    """Whether the adapter keeps the input of the layer that it stands at."""
    return any(isinstance(update, LowRank) for update in module.updates.values()) or any(
        weight.requires_grad and weight.ndim > 1
        for update in module.updates.values()
        if isinstance(update, nn.Linear)
        for weight in update.parameters()
    )


def _added(module: Adapted) -> int:
    """Numbers a token that an adapted module keeps beside the base's own."""
    return sum(_added_by(update, module) for update in module.updates.values())


def _added_by(update: nn.Module, module: Adapted) -> int:
    if isinstance(update, LowRank):
        rank, inner = update.a.shape
        out = update.b.shape[0] if update.magnitude is not None else 0
        return rank + out + (2 * inner if update.dropout else 0)
    if isinstance(update, Scale):
        return update.factor.numel()
    if isinstance(update, Narrow):
        width = update.down.in_features if isinstance(module, After) else 0
        return 2 * update.down.out_features + width
    return 0
