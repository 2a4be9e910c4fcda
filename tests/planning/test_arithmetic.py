"""The counted operations against torch's own counter of what it really multiplied."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.data.batches import Row, lay
from lekalo.models.adapters import attach_adapter
from lekalo.models.attention import packing
from lekalo.planning.arithmetic import Rows, arithmetic
from lekalo.planning.probe import sizes
from lekalo.training.memory import trained_weights
from support.tiny import tiny_model

SIZES = {"hidden_size": 64, "intermediate_size": 192, "num_hidden_layers": 6, "head_dim": 16}
LENGTHS = (50, 64, 33)
PRODUCTS = ("mm", "addmm")


def recipe(adapter: dict[str, Any]) -> Recipe:
    return parse_recipe({"name": "t", "data": {"train": "x"}, "adapter": adapter})


def rows() -> list[Row]:
    made = []
    for length in LENGTHS:
        trained = np.arange(length) >= length // 2
        made.append(Row(np.arange(length, dtype=np.int32) % 200, trained))
    return made


def counted(model: Any, settings: Recipe, *, backward: bool) -> float:
    """Operations of matrix products that torch saw, the attention's aside."""
    model.double()  # fp32 products go through an operator that torch's counter does not know
    method = METHODS.get("sft")(settings.method)
    with (
        packing(model),
        FlopCounterMode(display=False) as counter,
        torch.set_grad_enabled(backward),
    ):
        loss = method.loss(model, lay(rows()))
        if backward:
            loss.backward()  # type: ignore[no-untyped-call]
    found = counter.get_flop_counts()["Global"]
    return sum(count for op, count in found.items() if str(op).split(".")[-1] in PRODUCTS)


def test_a_forward_pass_is_what_torch_counts() -> None:
    model, settings = tiny_model(**SIZES), recipe({"name": "full"})
    cost = replace(arithmetic(model, settings, 0), attention=0)
    model.requires_grad_(False)  # else the head's own gradient is made in the forward pass
    assert cost.forward(sizes(rows())) == pytest.approx(
        counted(model, settings, backward=False), 0.01
    )


def test_a_step_of_full_training_is_what_torch_counts() -> None:
    model, settings = tiny_model(**SIZES), recipe({"name": "full"})
    cost = replace(arithmetic(model, settings, 0), attention=0)
    attach_adapter(model, settings.adapter, 0)
    found = counted(model, settings, backward=True)
    assert cost.training(sizes(rows())) == pytest.approx(found, 0.001)


def test_a_step_of_lora_is_what_torch_counts() -> None:
    model, settings = tiny_model(**SIZES), recipe({"name": "lora", "rank": 8})
    trained = trained_weights(model, settings)
    cost = replace(arithmetic(model, settings, trained), attention=0)
    attach_adapter(model, settings.adapter, 0)
    found = counted(model, settings, backward=True)
    tokens = sum(LENGTHS)
    # products that torch's counter does not see, as they are made in place: B's in the forward
    # pass and A's for the gradient of inputs
    found += 2 * tokens * trained
    # the inputs of the lowest q, k and v have no gradient, which the formula leaves out of account
    found += 2 * tokens * (64 * 64 + 2 * 64 * 32)
    assert cost.training(sizes(rows())) == pytest.approx(found, 0.002)


def test_attention_grows_with_the_square_of_a_row() -> None:
    """Scores and mixing take 2 x 2 T^2 d operations a head, half of which lie in the future."""
    model = tiny_model(**SIZES)
    cost = replace(arithmetic(model, recipe({"name": "full"}), 0), body=0, head=0)
    long = Rows(np.array([64]), 63)
    assert cost.forward(long) == 6 * 4 * (2 * 2 * 64**2 * 16) / 2
    assert cost.forward(Rows(np.array([128]), 127)) == 4 * cost.forward(long)
    assert cost.training(long) == 3 * cost.forward(long)


def test_checkpointing_adds_one_forward_pass_of_the_layers() -> None:
    model = tiny_model(**SIZES)
    plain = recipe({"name": "full"})
    saving = plain.model_copy(
        update={"train": plain.train.model_copy(update={"checkpointing": True})}
    )
    once, twice = (arithmetic(model, one, 0) for one in (plain, saving))
    said = sizes(rows())
    layers = once.forward(said) - 2.0 * once.head * said.trained
    assert twice.training(said) - once.training(said) == pytest.approx(layers)


def test_a_soft_prompt_makes_rows_longer_and_a_prefix_their_keys_only() -> None:
    model = tiny_model(**SIZES)
    plain = replace(arithmetic(model, recipe({"name": "full"}), 0), head=0)
    soft, keys = (
        replace(arithmetic(model, recipe({"name": name, "tokens": 8}), 0), head=0)
        for name in ("prompt", "prefix")
    )
    row, longer = Rows(np.array([64]), 63), Rows(np.array([72]), 63)
    assert soft.forward(row) == plain.forward(longer)
    # scores and mixing of 64 queries with 8 keys more, 2 x 2 d operations a head each
    assert keys.forward(row) - plain.forward(row) == 6 * 4 * (2 * 2 * 64 * 8 * 16)
