"""What must be changed in a recipe for it to fit a stated memory: as little as will do.

The changes are tried in the order of what they cost, each kept under the next:

    smaller passes    `micro_tokens` down to the longest row: slower, the same result
    checkpointing     activations computed twice: a third slower, the same result
    bfloat16          half the bytes of weights and activations
    int8, nf4         the frozen base's linear layers in 8 or 4 bits (adapters only)

so that the mildest compression that fits is the one that is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from transformers import PreTrainedModel

from lekalo.core.recipe import Recipe
from lekalo.training.memory import MemoryEstimate, estimate


@dataclass(frozen=True)
class Fitted:
    """The recipe as it fits, its memory, and what was changed for that, as keys of the recipe
    with their values. `fits` is false where nothing helps: then it is the smallest there is."""

    recipe: Recipe
    memory: MemoryEstimate
    changes: Mapping[str, str]
    fits: bool


def fitted(
    model: PreTrainedModel, recipe: Recipe, lengths: NDArray[np.int64], limit: int, beside: int
) -> Fitted:
    """The mildest form of `recipe` that needs at most `limit` bytes, of which `beside` are held
    by the process or the driver. `model` has no adapter yet and may be on the meta device."""
    found: Fitted | None = None
    for changes, candidate in _milder_first(recipe, int(lengths.max())):
        memory = estimate(model, candidate, lengths, beside)
        found = Fitted(candidate, memory, changes, memory.total <= limit)
        if found.fits:
            return found
    assert found is not None
    return found


def _milder_first(recipe: Recipe, longest: int) -> Iterator[tuple[dict[str, str], Recipe]]:
    changes: dict[str, str] = {}
    yield {}, recipe
    for path, value in _steps(recipe, longest):
        recipe = _with(recipe, path, value)
        changes[path] = str(value).lower() if isinstance(value, bool) else str(value)
        yield dict(changes), recipe


def _steps(recipe: Recipe, longest: int) -> Iterator[tuple[str, Any]]:
    if recipe.train.micro_tokens > longest:
        yield "train.micro_tokens", longest
    if not recipe.train.checkpointing:
        yield "train.checkpointing", True
    if recipe.train.dtype != "bfloat16":
        yield "train.dtype", "bfloat16"
    if recipe.adapter.name != "full":
        order = ("none", "int8", "nf4")
        for held in order[order.index(recipe.quantise) + 1 :]:
            yield "quantise", held


def _with(recipe: Recipe, path: str, value: Any) -> Recipe:
    group, _, key = path.rpartition(".")
    if not group:
        return recipe.model_copy(update={key: value})
    changed = getattr(recipe, group).model_copy(update={key: value})
    return recipe.model_copy(update={group: changed})
