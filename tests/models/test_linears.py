"""Plain layers through oneDNN: the same numbers and gradients as PyTorch's own."""

from __future__ import annotations

import torch
from torch import nn

from lekalo.models.linears import fast_linears
from lekalo.models.products import has_onednn
from support.tiny import tiny_model


def gradients(layer: nn.Linear, x: torch.Tensor, weights: torch.Tensor) -> list[torch.Tensor]:
    layer.zero_grad()
    x.grad = None
    y = layer(x)
    (y * weights).sum().backward()
    return [y.detach(), x.grad, *(p.grad for p in layer.parameters())]  # type: ignore[list-item]


def test_a_layer_gives_torchs_numbers_and_gradients() -> None:
    torch.manual_seed(1)
    for bias in (True, False):
        layer = nn.Linear(48, 33, bias=bias)
        x, weights = torch.randn(2, 57, 48, requires_grad=True), torch.randn(2, 57, 33)
        own = gradients(layer, x, weights)
        with fast_linears(layer):
            assert ("forward" in vars(layer)) == has_onednn()
            fast = gradients(layer, x, weights)
        assert "forward" not in vars(layer)
        for ours, theirs in zip(fast, own, strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=2e-5)


def test_a_frozen_layer_gets_no_gradient() -> None:
    layer = nn.Linear(8, 8).requires_grad_(False)
    x = torch.randn(3, 8, requires_grad=True)
    with fast_linears(layer):
        layer(x).sum().backward()
    assert layer.weight.grad is None and layer.bias.grad is None
    torch.testing.assert_close(x.grad, layer.weight.sum(0).expand(3, 8))


def test_layers_of_other_kinds_and_dtypes_are_left_alone() -> None:
    model = tiny_model("llama")
    half = tiny_model("llama").to(torch.bfloat16)

    class Own(nn.Linear):
        pass

    own = Own(4, 4)
    with fast_linears(model), fast_linears(half), fast_linears(own):
        plain = [m for m in model.modules() if type(m) is nn.Linear]
        assert all(("forward" in vars(m)) == has_onednn() for m in plain)
        assert not any("forward" in vars(m) for m in (*half.modules(), own))
