"""Groups and steps of the optimizers, against torch's own."""

import pytest
import torch

from lekalo.core.settings import OptimizerSettings
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
