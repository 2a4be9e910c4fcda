"""The parts of a base's decoder blocks, found by how the base is built, not by their names.

The blocks are the longest list of modules that has one for each of the config's layers. In a
block, the attention is the part with linear layers that knows its layer's number (it needs it for
the cache), and the MLP is the other part with matrices: linear layers, or experts. Which linear
layer closes a part is seen in a pass over one token: the one that runs last; experts that are no
linear layers have none. Left out: blocks of other parts, such as state-space layers or an MLP
that gives back more than its states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from transformers import PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._mix import Place, places
from lekalo.models.products import Linear


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses in the base: a block's attention and MLP, and the linear layer that closes each
    (None where the MLP has none)."""

    attention: str
    attention_close: str
    mlp: str
    mlp_close: str | None


def blocks(model: nn.Module) -> list[Block]:
    """Every decoder block of `model`, in order; `ModelError` where they are built otherwise."""
    assert isinstance(model, PreTrainedModel)
    found = list(places(model))
    bases = {place.address: place.module for place in found}  # the innermost at each address
    order = _order_of_running(model, found)
    return [_block(address, bases, order) for address in _block_addresses(model, bases)]


def _block_addresses(model: PreTrainedModel, bases: dict[str, nn.Module]) -> list[str]:
    count = model.config.get_text_config().num_hidden_layers
    for address, module in bases.items():
        if isinstance(module, nn.ModuleList) and len(module) == count:
            return [f"{address}.{index}" for index in range(count)]
    raise _unknown(model.config.model_type)


def _block(address: str, bases: dict[str, nn.Module], order: list[str]) -> Block:
    names = [name for name, _ in bases[address].named_children()]
    parts = [f"{address}.{name}" for name in names]
    linear = {part: list(_inside(part, bases, order)) for part in parts}
    attention = [part for part in parts if linear[part] and hasattr(bases[part], "layer_idx")]
    matrices = [part for part in parts if linear[part] or _has_matrices(bases[part])]
    mlp = [part for part in matrices if part not in attention]
    if len(attention) != 1 or len(mlp) != 1:
        raise _unknown(type(bases[address]).__name__)
    close = linear[mlp[0]][-1] if linear[mlp[0]] else None
    return Block(attention[0], linear[attention[0]][-1], mlp[0], close)


def _has_matrices(part: nn.Module) -> bool:
    return any(weight.ndim > 1 for weight in part.parameters())


def _inside(part: str, bases: dict[str, nn.Module], order: list[str]) -> Iterator[str]:
    """The linear layers of `part` in the order in which they run."""
    for address in order:
        if address.startswith(part + ".") and isinstance(bases[address], Linear):
            yield address


@torch.no_grad()
def _order_of_running(model: PreTrainedModel, found: list[Place]) -> list[str]:
    outermost: dict[str, nn.Module] = {}
    for place in found:
        outermost.setdefault(place.address, place.module)
    order: list[str] = []

    def note(address: str) -> Callable[..., None]:
        def hook(module: nn.Module, inputs: Any, output: Any) -> None:
            order.append(address)

        return hook

    hooks = [m.register_forward_hook(note(address)) for address, m in outermost.items()]
    training = model.training
    model.eval()
    try:
        model.base_model(input_ids=torch.zeros(1, 1, dtype=torch.long, device=model.device))
    finally:
        model.train(training)
        for hook in hooks:
            hook.remove()
    return order


def _unknown(what: str) -> ModelError:
    return ModelError(words.ODD_BLOCKS(what=what))
