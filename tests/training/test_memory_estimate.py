"""The estimate against what torch really holds: counted tensors, not our own arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.data.batches import Plan, Row, micro_batches
from lekalo.models.adapters import attach_adapter
from lekalo.training.heap import GROWN
from lekalo.training.memory import estimate, passes
from lekalo.training.optimizer import Optimizer, Weights, hidden_matrices
from support.tiny import tiny_model

SIZES = {
    "hidden_size": 64,
    "intermediate_size": 192,
    "num_hidden_layers": 6,
    "head_dim": 16,
    "num_attention_heads": 4,
}
LENGTHS = np.array([50, 64, 61, 33, 48], np.int64)


def recipe(adapter: str | dict[str, Any], optimizer: str = "adamw", **train: Any) -> Recipe:
    values = {"batch_rows": 5, "optimizer": {"name": optimizer}, **train}
    settings = {"name": adapter} if isinstance(adapter, str) else adapter
    data = {"train": "x"}
    return parse_recipe({"name": "t", "data": data, "adapter": settings, "train": values})


def rows() -> list[Row]:
    made = []
    for length in LENGTHS:
        trained = np.ones(length, np.bool_)
        trained[0] = False
        made.append(Row(np.arange(length, dtype=np.int32) % 200, trained))
    return made


ADAPTERS: list[dict[str, Any]] = [
    {"name": "lora", "rank": 4},
    {"name": "full"},
    {"name": "prompt"},
    {"name": "ptuning"},
    {"name": "prefix"},
    {"name": "bottleneck", "rank": 4},
    {"name": "layers", "targets": ["layers.5", "layers.2.mlp.down_proj"]},
]
OPTIMIZERS = ["adamw", "adamw8bit", "adafactor", "muon", "sgd"]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter["name"])
def test_weights_gradients_and_state_are_counted_exactly(
    adapter: dict[str, Any], optimizer: str
) -> None:
    if optimizer == "adamw8bit":
        pytest.importorskip("bitsandbytes")
    model, settings = tiny_model(**SIZES), recipe(adapter, optimizer)
    foreseen = estimate(model, settings, LENGTHS, 0)
    held = attach_adapter(model, settings.adapter, 0)
    weights = Weights(held.parameters(), {})
    updates = Optimizer(weights, settings.train.optimizer, hidden_matrices(model, weights.live))
    for weight in weights.live.values():
        weight.grad = torch.ones_like(weight)
    assert foreseen.weights == sum(p.nbytes for p in model.parameters())
    assert foreseen.gradients == sum(weight.nbytes for weight in weights.live.values())
    updates.step(1e-3)
    state = {
        value.data_ptr(): value.nbytes  # tables of codes are shared between weights
        for part in updates._parts
        for values in part.state.values()
        for value in values.values()
        if isinstance(value, torch.Tensor) and value.ndim
    }
    assert foreseen.optimizer == sum(state.values())


def test_bfloat16_masters_are_counted() -> None:
    model = tiny_model(**SIZES)
    count = sum(parameter.numel() for parameter in model.parameters())
    full = estimate(model, recipe("full", dtype="bfloat16"), LENGTHS)
    assert full.weights == (2 + 4) * count  # the model's, and fp32 masters
    assert full.gradients == 4 * count  # the live ones go as the masters' come
    assert full.optimizer == 8 * count
    several = estimate(model, recipe("full", dtype="bfloat16", micro_tokens=64), LENGTHS)
    assert several.gradients == (2 + 4) * count


def test_checkpointing_keeps_one_layer_of_six() -> None:
    model = tiny_model(**SIZES)
    plain = estimate(model, recipe("lora"), LENGTHS).activations
    saved = estimate(model, recipe("lora", checkpointing=True), LENGTHS).activations
    assert saved < plain / 2


@pytest.mark.parametrize(
    "settings",
    [
        {"batch_rows": 2, "micro_tokens": 4096},
        {"batch_rows": 5, "micro_tokens": 128},
        {"batch_rows": 5, "micro_tokens": 16},  # a longer row stands alone
        {"batch_tokens": 100, "micro_tokens": 4096},
    ],
)
@pytest.mark.parametrize("adapter", ["lora", "prompt"])
def test_the_passes_are_those_that_the_loop_takes(adapter: str, settings: dict[str, Any]) -> None:
    asked = recipe(adapter, **({"batch_rows": None} | settings), epochs=2)
    train, data, before = asked.train, rows(), asked.adapter.virtual
    plan = Plan(LENGTHS, asked.seed, train.batch_rows, train.batch_tokens)
    taken = [
        [
            np.diff(batch.row_starts).tolist()
            for batch in micro_batches(step, train.micro_tokens, before)
        ]
        for number in range(plan.steps_for(2))
        if (step := [data[int(row)] for row in plan.rows_of(number)])
    ]
    assert list(passes(LENGTHS, asked)) == taken


def test_gradients_and_activations_are_not_counted_together_in_a_single_pass() -> None:
    model = tiny_model(**SIZES)
    single = estimate(model, recipe("full"), LENGTHS)
    several = estimate(model, recipe("full", micro_tokens=64), LENGTHS)
    assert 0 < single.apart <= min(single.gradients, single.activations)
    assert several.apart == 0


def test_a_base_is_cast_while_it_is_still_held_in_full() -> None:
    model = tiny_model(**SIZES)
    count = sum(parameter.numel() for parameter in model.parameters())
    assert estimate(model, recipe("lora"), LENGTHS).loading == 4 * count
    assert estimate(model, recipe("lora", dtype="bfloat16"), LENGTHS).loading == (4 + 2) * count


def test_what_the_process_holds_already_is_counted() -> None:
    model, settings = tiny_model(**SIZES), recipe("lora")
    before = estimate(model, settings, LENGTHS)
    ballast = np.ones(64 << 20, np.uint8)  # 64 MiB, written to, so that they are really held
    after = estimate(model, settings, LENGTHS)
    held = (after.process - before.process) / (1 + GROWN)  # with the gaps that it is let have
    assert held == pytest.approx(ballast.nbytes, rel=0.05)
    assert after.total - after.process == before.total - before.process
