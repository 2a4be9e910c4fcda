"""Packed rows get the logits that each row gets alone; the reference is transformers' own way."""

import pytest
import torch

from lekalo.core.errors import ModelError
from lekalo.models.attention import can_pack, packed_attention, packing
from lekalo.models.base import load_base
from support.tiny import ARCHITECTURES, tiny_model

LENGTHS = (3, 40, 1, 17)  # 40 and 17 are longer than the sliding window of 16


def _rows():
    generator = torch.Generator().manual_seed(1)
    return [torch.randint(5, 261, (length,), generator=generator) for length in LENGTHS]


def _packed_logits(model, rows):
    starts = (0, *torch.tensor([len(row) for row in rows]).cumsum(0).tolist())
    positions = torch.cat([torch.arange(len(row)) for row in rows])
    with packing(model):
        return model(
            torch.cat(rows)[None], position_ids=positions[None], row_starts=starts, use_cache=False
        ).logits[0]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@torch.no_grad()
def test_packed_logits_equal_separate_ones(architecture):
    options = {"sliding_window": 16} if architecture in ("mistral", "phi3") else {}
    model = tiny_model(architecture, **options).eval()
    separate = torch.cat([model(row[None], use_cache=False).logits[0] for row in _rows()])
    assert can_pack(model)
    torch.testing.assert_close(_packed_logits(model, _rows()), separate, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("architecture", ["llama", "gemma3_text"])
def test_bf16_attends_as_fp32_does(architecture):
    """bf16 keeps 8 bits, so each logit is within 2 % of the logits' spread of the fp32 one."""
    exact = tiny_model(architecture).eval()
    low = tiny_model(architecture).eval()
    for parameter in low.parameters():
        parameter.data = parameter.data.bfloat16()
    # the same rounded weights in both
    exact.load_state_dict({name: value.float() for name, value in low.state_dict().items()})
    with torch.no_grad():
        expected = _packed_logits(exact, _rows())
        got = _packed_logits(low, _rows()).float()
    assert (got - expected).abs().mean() < 0.02 * expected.std()


def test_the_embedded_base_packs_in_bf16():
    """Trained weights round further apart than random ones do."""
    assert can_pack(load_base("nano", "bfloat16").model)


def test_soft_caps_are_refused_and_found_out():
    q = torch.zeros(1, 1, 2, 4)
    with pytest.raises(ModelError, match="softcap"):
        packed_attention(torch.nn.Module(), q, q, q, None, row_starts=(0, 2), softcap=50.0)
    gemma2 = tiny_model("gemma2", attn_implementation="eager", query_pre_attn_scalar=8)
    assert not can_pack(gemma2)


def test_after_packing_the_model_attends_as_before():
    model = tiny_model("llama").eval()
    row = _rows()[1][None]
    before = model(row).logits
    with packing(model):
        pass
    assert model.config._attn_implementation == "sdpa"
    assert torch.equal(model(row).logits, before)
