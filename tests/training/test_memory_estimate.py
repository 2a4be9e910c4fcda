"""The estimate against what torch really keeps: counted tensors, not our own arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.data.batches import Plan, Row, lay, micro_batches
from lekalo.models.adapters import attach_adapter
from lekalo.models.attention import packing
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


def recipe(adapter: str, optimizer: str = "adamw", **train: Any) -> Recipe:
    values = {"batch_rows": 5, "optimizer": {"name": optimizer}, **train}
    settings = {"name": adapter} | ({"rank": 4} if adapter == "lora" else {})
    data = {"train": "x"}
    return parse_recipe({"name": "t", "data": data, "adapter": settings, "train": values})


def rows() -> list[Row]:
    made = []
    for length in LENGTHS:
        trained = np.ones(length, np.bool_)
        trained[0] = False
        made.append(Row(np.arange(length, dtype=np.int32) % 200, trained))
    return made


def kept_by_forward(model: Any, settings: Recipe) -> int:
    """Bytes of distinct storages that autograd saves in one forward pass, weights aside."""
    seen: dict[int, int] = {}
    own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            seen[storage.data_ptr()] = storage.nbytes()
        return tensor

    method = METHODS.get("sft")(settings.method)
    with packing(model), torch.autograd.graph.saved_tensors_hooks(pack, lambda x: x):
        loss = method.loss(model, lay(rows()))
    loss.backward()  # type: ignore[no-untyped-call]
    return sum(seen.values())


@pytest.mark.parametrize("adapter", ["lora", "full"])
@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_weights_gradients_and_moments_are_counted_exactly(adapter: str, optimizer: str) -> None:
    model, settings = tiny_model(**SIZES), recipe(adapter, optimizer)
    foreseen = estimate(model, settings, LENGTHS)
    held = attach_adapter(model, settings.adapter, 0)
    weights = Weights(held.parameters(), {})
    hidden = hidden_matrices(model, weights.live)
    updates = Optimizer(weights, settings.train.optimizer, hidden)
    kept_by_forward(model, settings)
    gradients = [w.grad for w in weights.live.values() if w.grad is not None]
    assert foreseen.weights == sum(p.nbytes for p in model.parameters())
    assert foreseen.gradients == sum(gradient.nbytes for gradient in gradients)
    updates.step(1e-3)
    moments = [value for value in updates.state().values() if value.ndim]  # steps aside
    assert foreseen.optimizer == sum(value.nbytes for value in moments)


@pytest.mark.parametrize("adapter", ["lora", "full"])
def test_kept_activations_are_foreseen_within_a_tenth(adapter: str) -> None:
    model, settings = tiny_model(**SIZES), recipe(adapter)
    tokens = int(LENGTHS.sum())
    foreseen = estimate(model, settings, LENGTHS).activations
    # the moment after the forward pass: without the backward's own, and with the logits gone
    foreseen -= tokens * 4 * (3 * 192 + 2 * 64) + 2 * 4 * tokens * 261
    attach_adapter(model, settings.adapter, 0)
    measured = kept_by_forward(model, settings)
    if adapter == "full":  # the head's own gradient is made there, and counted as a gradient
        measured -= 261 * 64 * 4
    assert foreseen == pytest.approx(measured, rel=0.1)


def test_bfloat16_masters_are_counted() -> None:
    model = tiny_model(**SIZES)
    count = sum(parameter.numel() for parameter in model.parameters())
    full = estimate(model, recipe("full", dtype="bfloat16"), LENGTHS)
    assert full.weights == (2 + 4) * count  # the model's, and fp32 masters
    assert full.gradients == (2 + 4) * count
    assert full.optimizer == 8 * count


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
def test_the_passes_are_those_that_the_loop_takes(settings: dict[str, Any]) -> None:
    asked = recipe("lora", **({"batch_rows": None} | settings), epochs=2)
    train, data = asked.train, rows()
    plan = Plan(LENGTHS, asked.seed, train.batch_rows, train.batch_tokens)
    taken = [
        [np.diff(batch.row_starts).tolist() for batch in micro_batches(step, train.micro_tokens)]
        for number in range(plan.steps_for(2))
        if (step := [data[int(row)] for row in plan.rows_of(number)])
    ]
    assert list(passes(LENGTHS, asked)) == taken


def test_gradients_and_activations_are_not_counted_together_in_a_single_pass() -> None:
    model = tiny_model(**SIZES)
    single = estimate(model, recipe("full"), LENGTHS)
    several = estimate(model, recipe("full", micro_tokens=64), LENGTHS)
    assert single.apart == min(single.gradients, single.activations)
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
    assert after.process - before.process == pytest.approx(ballast.nbytes, rel=0.05)
    assert after.total - after.process == before.total - before.process
