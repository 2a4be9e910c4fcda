"""Groups and steps of the optimizers, against torch's own."""

import sys

import pytest
import torch

from lekalo.core.errors import RecipeError
from lekalo.core.train_settings import OptimizerSettings
from lekalo.training.optimizer import Optimizer, Weights, hidden_matrices
from support.tiny import tiny_model


def _step_without_gradient(settings):
    """With zero gradients AdamW only decays: by 1 - rate x weight_decay, where it decays."""
    model = tiny_model(tie_word_embeddings=False)
    named = dict(model.named_parameters())
    before = {name: weight.detach().clone() for name, weight in named.items()}
    weights = Weights(named, {})
    optimizer = Optimizer(weights, settings, hidden_matrices(model, named))
    for weight in named.values():
        weight.grad = torch.zeros_like(weight)
    optimizer.step(0.5)
    shares = {}
    for name, weight in named.items():
        if torch.equal(weight, before[name]):
            shares[name] = 1.0
        else:
            torch.testing.assert_close(weight.detach(), before[name] * 0.9)
            shares[name] = 0.9
    return shares


@pytest.mark.parametrize("ends", [True, False])
def test_decay_leaves_norms_alone_and_the_ends_if_asked(ends):
    settings = OptimizerSettings(weight_decay=0.2, decay_embeddings=ends)
    shares = _step_without_gradient(settings)
    assert shares["model.embed_tokens.weight"] == shares["lm_head.weight"] == (0.9 if ends else 1)
    assert shares["model.layers.0.input_layernorm.weight"] == 1
    assert shares["model.layers.1.mlp.down_proj.weight"] == 0.9


def _reference(name, weights):
    """The library's own optimizer; the hyper-parameters are the recipe's defaults."""
    if name == "adamw8bit":
        from bitsandbytes.optim import AdamW8bit

        return AdamW8bit(weights, lr=0.02, weight_decay=0.1)
    made = {"adamw": torch.optim.AdamW, "adafactor": torch.optim.Adafactor}
    if name == "sgd":
        return torch.optim.SGD(weights, lr=0.02, momentum=0.9, weight_decay=0.1)
    return made[name](weights, lr=0.02, weight_decay=0.1)


@pytest.mark.parametrize("name", ["adamw", "adamw8bit", "adafactor", "sgd"])
def test_steps_are_the_librarys_own(name):
    """Three steps on a matrix large enough for 8 bits, and one that is not."""
    if name == "adamw8bit":
        pytest.importorskip("bitsandbytes")
    draw = torch.Generator().manual_seed(0)
    start = [torch.randn(80, 64, generator=draw), torch.randn(8, 4, generator=draw)]
    ours = {str(n): torch.nn.Parameter(weight.clone()) for n, weight in enumerate(start)}
    theirs = [torch.nn.Parameter(weight.clone()) for weight in start]
    optimizer = Optimizer(
        Weights(ours, {}), OptimizerSettings(name=name, weight_decay=0.1), set(ours)
    )
    reference = _reference(name, theirs)
    for _ in range(3):
        for mine, their in zip(ours.values(), theirs, strict=True):
            mine.grad = torch.randn(mine.shape, generator=draw)
            their.grad = mine.grad.clone()
        optimizer.step(0.02)
        reference.step()
    for mine, their, before in zip(ours.values(), theirs, start, strict=True):
        torch.testing.assert_close(mine.detach(), their.detach(), rtol=1e-6, atol=1e-7)
        assert not torch.equal(mine, before)
    eight = optimizer.state().get("0|state1")
    assert (eight is not None and eight.dtype == torch.uint8) == (name == "adamw8bit")


def test_without_bitsandbytes_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "bitsandbytes.optim", None)
    weights = Weights({"w": torch.nn.Parameter(torch.ones(2, 2))}, {})
    with pytest.raises(RecipeError, match="pip install bitsandbytes"):
        Optimizer(weights, OptimizerSettings(name="adamw8bit"), {"w"})
