"""Which layers of a base an adapter names, and what its patterns say of each.

A name is a layer's own (`q_proj`) or a longer tail of its path (`layers.1.mlp.down_proj`);
`all-linear` is every linear layer but the head. The head and the embeddings are taken by their
names only. Patterns are matched as PEFT matches them: the first that fits the end of the path.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

import torch
from transformers import PreTrainedModel
from transformers.pytorch_utils import Conv1D

from lekalo.core.errors import ModelError
from lekalo.core.wording import nearest
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._mix import places
from lekalo.models.products import Linear

Layer: TypeAlias = Linear | torch.nn.Embedding
T = TypeVar("T")


def base_layers(model: torch.nn.Module) -> dict[str, Layer]:
    """The base's linear layers and embeddings by path, whatever is wrapped around them."""
    found = ((place.address, place.module) for place in places(model))
    return {path: module for path, module in found if isinstance(module, Layer)}


def linear_layers(model: torch.nn.Module) -> dict[str, Linear]:
    """The base's linear layers by path, whatever is wrapped around them."""
    return {p: m for p, m in base_layers(model).items() if isinstance(m, Linear)}


def target_paths(
    model: torch.nn.Module, targets: str | Sequence[str], *, embeddings: bool = False
) -> list[str]:
    """The paths of the linear layers that `targets` names, and of `embeddings` where the adapter
    takes them, in the model's order. A name that matches none raises `ModelError`."""
    layers = base_layers(model) if embeddings else linear_layers(model)
    if isinstance(targets, str):
        head = _head(model)
        linear = [p for p, m in layers.items() if isinstance(m, Linear) and m is not head]
        if not linear:
            raise ModelError(words.NO_LINEAR)
        return linear
    for target in targets:
        if not any(_named(path, target) for path in layers):
            names = leaves(layers)
            raise ModelError(
                words.NO_TARGET(
                    target=target, hint=nearest(target, names, "."), listed=", ".join(names)
                )
            )
    return [path for path in layers if any(_named(path, target) for target in targets)]


def leaves(paths: Iterable[str]) -> tuple[str, ...]:
    """The layers' own names, each once, in order of the alphabet."""
    return tuple(sorted({path.rpartition(".")[2] for path in paths}))


def describe(model: torch.nn.Module, paths: Sequence[str]) -> tuple[str, ...]:
    """The shortest targets that name exactly these paths: the layers' own names where they name
    no other layer, else the paths."""
    names = leaves(paths)
    named = [path for path in base_layers(model) if any(_named(path, name) for name in names)]
    return names if sorted(named) == sorted(paths) else tuple(paths)


def turned(model: torch.nn.Module, paths: Collection[str]) -> bool:
    """Whether a layer among `paths` holds its weight as [in, out]: PEFT's fan_in_fan_out."""
    return any(isinstance(m, Conv1D) for p, m in base_layers(model).items() if p in paths)


def pattern_value(pattern: Mapping[str, T], path: str, default: T) -> T:
    """What `pattern` (PEFT's rank_pattern, alpha_pattern) says of the layer at `path`."""
    return next((value for key, value in pattern.items() if _fits(key, path)), default)


def check_pattern(name: str, pattern: Mapping[str, object], paths: Sequence[str]) -> None:
    """Raises `ModelError` for a key of the recipe's `adapter.<name>` that fits no target."""
    for key in pattern:
        if not any(_fits(key, path) for path in paths):
            raise ModelError(
                words.NO_PATTERN_LAYER(
                    name=name,
                    key=key,
                    hint=nearest(key, [*leaves(paths), *paths], "."),
                    listed=", ".join(leaves(paths)),
                )
            )


def check_rank(path: str, rank: int, layer: Layer) -> None:
    """Raises `ModelError` where `rank` is above the layer's smaller side: the update would hold
    more weights than the layer."""
    most = min(layer.weight.shape)
    if rank > most:
        raise ModelError(
            words.RANK_TOO_HIGH(
                rank=rank, path=path, listed=" x ".join(map(str, layer.weight.shape)), most=most
            )
        )


def untie(model: torch.nn.Module, layer: Layer) -> None:
    """Gives `layer` a weight of its own where another module holds the same one."""
    holders = [m for m in model.modules() if getattr(m, "weight", None) is layer.weight]
    holders = [m for m in holders if "weight" in m._parameters]
    if len(holders) > 1 and isinstance(model, PreTrainedModel):
        layer.weight = torch.nn.Parameter(layer.weight.clone(), requires_grad=False)
        model.config.tie_word_embeddings = False


def _head(model: torch.nn.Module) -> torch.nn.Module | None:
    head = model.get_output_embeddings() if isinstance(model, PreTrainedModel) else None
    return getattr(head, "base", head)  # what an adapter may be wrapped around


def _named(path: str, target: str) -> bool:
    return path == target or path.endswith("." + target)


def _fits(key: str, path: str) -> bool:
    try:
        return re.match(rf"(.*\.)?({key})$", path) is not None
    except re.error as error:
        raise ModelError(words.NOT_A_PATTERN(key=key, error=error)) from error
