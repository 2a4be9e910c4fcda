"""Products agree with a double-precision one, with oneDNN and without it."""

from __future__ import annotations

import pytest
import torch

from lekalo.models import products


@pytest.mark.parametrize("onednn", [True, False])
@pytest.mark.parametrize("turned", [True, False])
def test_linear_agrees_with_double_precision(
    monkeypatch: pytest.MonkeyPatch, onednn: bool, turned: bool
) -> None:
    if onednn and products._ONEDNN is None:
        pytest.skip("this PyTorch has no oneDNN")
    if not onednn:
        monkeypatch.setattr(products, "_ONEDNN", None)
    torch.manual_seed(0)
    x, bias = torch.randn(37, 48), torch.randn(80)
    weight = torch.randn(48, 80).T if turned else torch.randn(80, 48)
    expected = x.double() @ weight.double().T + bias.double()
    assert torch.allclose(products.linear(x, weight, bias).double(), expected, atol=1e-5)
    assert products.linear(x[:0], weight).shape == (0, 80)


def test_bf16_stays_bf16() -> None:
    x, weight = torch.randn(5, 8).bfloat16(), torch.randn(3, 8).bfloat16()
    assert products.linear(x, weight).dtype == torch.bfloat16
