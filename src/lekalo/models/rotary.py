"""Whether a row's rotary positions depend on the rows that the model sees with it.

Two kinds of `transformers` do: `longrope` turns by other factors beyond the original length, and
`dynamic` by the longest row so far. Both write them into the model in its forward pass, for all
that is in it: such rows go through one at a time, and no two passes at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch


def turns_alike(model: torch.nn.Module, longest: int) -> bool:
    """Whether rows of at most `longest` places are turned alike whatever stands beside them."""
    return all(longest <= limit for module in model.modules() for limit in _limits(module))


def _limits(module: Any) -> Iterator[int]:
    """The lengths beyond which the module turns in another way."""
    kinds = getattr(module, "rope_type", None)
    by_layer = kinds if isinstance(kinds, dict) else {None: kinds}
    for layer, kind in by_layer.items():
        if not isinstance(kind, str) or not ("dynamic" in kind or kind == "longrope"):
            continue
        given = getattr(module.config, "rope_parameters", None) or {}
        given = given.get(layer, {}) if layer is not None else given
        first = (given.get("original_max_position_embeddings"), module.original_max_seq_len)
        yield min(int(length) for length in first if length)
