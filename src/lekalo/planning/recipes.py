"""The recipe that a way of training would be run by: the user's own, or a plain one.

The plain ones: SFT by LoRA of rank 16, three passes, eight rows a step; domain adaptation by one
pass over packed text with every weight trained (LoRA learns less from such amounts: Biderman et
al. 2024, arXiv 2405.09673), or by LoRA of rank 64 where that does not fit; pretraining likewise.
"""

from __future__ import annotations

from typing import Any

from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.core.settings import NewBase
from lekalo.planning.advice import Way

TRAINED: tuple[Way, ...] = ("sft", "domain", "pretrain")
"""The ways that train."""
_TEXT_STEP = 32_768
"""Tokens of an optimizer step over running text."""

_TEXT_HELD_OUT = 0.01


def way_of(recipe: Recipe) -> Way:
    """The way that a recipe takes."""
    if recipe.method.name != "pretrain":
        return "sft"
    return "pretrain" if isinstance(recipe.base, NewBase) else "domain"


def plain_recipe(way: Way, base: str | NewBase, *, card: bool, small: bool = False) -> Recipe:
    """A recipe of `way`: in bfloat16 for a card; with an adapter in place of all weights where
    `small`."""
    dtype = "bfloat16" if card else "float32"
    values: dict[str, Any] = {"name": "plan", "data": {"train": "data"}, "train": {"dtype": dtype}}
    values["base"] = base.model_dump() if isinstance(base, NewBase) else base
    if way == "sft":
        return parse_recipe(values)
    values["method"] = {"name": "pretrain"}
    values["adapter"] = {"name": "lora", "rank": 64, "alpha": 64} if small else {"name": "full"}
    values["train"] |= {"epochs": 1, "batch_tokens": _TEXT_STEP}
    values["data"]["eval_share"] = _TEXT_HELD_OUT
    return parse_recipe(values)
