"""The hand-written RMS norm, beside numerical gradients and the models' own."""

from __future__ import annotations

import pytest
import torch

from lekalo.models.norms import lean_norms, rms_norm
from support.tiny import tiny_model


def test_gradients_are_the_numerical_ones() -> None:
    generator = torch.Generator().manual_seed(3)
    x, weight = (
        torch.randn(*shape, generator=generator, dtype=torch.float64, requires_grad=True)
        for shape in ((2, 3, 8), (8,))
    )
    # fp32 inside, so the steps of the differences are wide and the bar is fp32's
    assert torch.autograd.gradcheck(
        lambda *given: rms_norm(*given, 1e-6), (x, weight), eps=1e-3, atol=1e-3, rtol=1e-3
    )


@pytest.mark.parametrize("architecture", ["llama", "qwen3", "gemma3_text"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_model_gives_the_same_logits_and_gradients(architecture: str, dtype: torch.dtype) -> None:
    model = tiny_model(architecture).to(dtype)
    ids = torch.arange(24)[None] % 50

    def run() -> tuple[torch.Tensor, list[torch.Tensor]]:
        model.zero_grad()
        logits = model(ids, use_cache=False).logits.float()
        (logits * torch.linspace(-1, 1, logits.numel()).view_as(logits)).sum().backward()
        return logits.detach(), [p.grad.clone() for p in model.parameters() if p.grad is not None]

    logits, gradients = run()
    with lean_norms(model):
        lean_logits, lean_gradients = run()
    loose = 1e-5 if dtype == torch.float32 else 0.02
    assert (lean_logits - logits).abs().max() <= loose * logits.std()
    for lean, own in zip(lean_gradients, gradients, strict=True):
        spread = own.float().std() + 1e-9
        assert (lean - own).float().abs().mean() <= loose * spread


def test_only_norms_of_this_very_form_are_replaced_and_only_inside() -> None:
    llama, gemma = tiny_model("llama"), tiny_model("gemma3_text")
    norms = [m for m in llama.modules() if type(m).__name__.endswith("RMSNorm")]
    before = [m.weight.clone() for m in norms]
    with lean_norms(llama), lean_norms(gemma):
        assert norms and all("forward" in vars(m) for m in norms)
        # Gemma multiplies by 1 + w
        assert not any("forward" in vars(m) for m in gemma.modules())
    assert not any("forward" in vars(m) for m in llama.modules())
    assert all(torch.equal(m.weight, b) for m, b in zip(norms, before, strict=True))
