"""Adapters on GPT-2 and its kin, whose layers hold their weights as [in, out], beside PEFT's."""

import json

import pytest
import torch
from peft import IA3Config, LoraConfig, PeftModel, get_peft_model

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters._mix import Share, use
from lekalo.models.attention import can_pack, packing
from lekalo.models.base import load_base, save_base
from lekalo.models.linears import fast_linears
from lekalo.models.logprobs import hidden_states
from lekalo.models.products import Compressed
from lekalo.models.quantise import held_bytes, own_bytes
from support.adapters import IDS, logits, peft, trained
from support.tiny import tiny_base, tiny_model

SETTINGS = {
    "lora": AdapterSettings(rank=4, alpha=8),
    "rslora": AdapterSettings(rank=4, targets=["c_attn", "mlp.c_proj"], rslora=True),
    "dora": AdapterSettings(rank=4, dora=True),
    "ia3": AdapterSettings(name="ia3"),
    "bottleneck": AdapterSettings(name="bottleneck", rank=4),
    "layers": AdapterSettings(name="layers", targets=["h.1", "ln_f"]),
}
PEFTS = [kind for kind in SETTINGS if kind not in ("bottleneck", "layers")]
WITHOUT_DROPOUT = {"attn_pdrop": 0.0, "resid_pdrop": 0.0, "embd_pdrop": 0.0}


def gpt2(**config):
    """No real GPT-2 has heads of keys apart."""
    return tiny_model("gpt2", **{"num_key_value_heads": 4, **WITHOUT_DROPOUT, **config})


def _gradients(model, weights):
    model.zero_grad()
    model.train()(IDS, labels=IDS).loss.backward()
    return {name: weight.grad for name, weight in weights.items()}


@pytest.mark.parametrize("kind", SETTINGS)
def test_at_the_start_the_output_is_the_bases(kind):
    model = gpt2()
    base = logits(model)
    adapter = attach_adapter(model, SETTINGS[kind], seed=0)
    torch.testing.assert_close(logits(model), base, rtol=1e-5, atol=1e-5)
    adapter.detach()
    assert torch.equal(logits(model), base)


@pytest.mark.parametrize("kind", PEFTS)
def test_peft_loads_what_we_save_and_merging_changes_nothing(tmp_path, kind):
    model = gpt2()
    adapter = trained(model, SETTINGS[kind])
    adapter.save(tmp_path, "tiny")
    assert json.loads((tmp_path / "adapter_config.json").read_text())["fan_in_fan_out"] is True
    theirs = peft(PeftModel.from_pretrained, gpt2(), str(tmp_path), is_trainable=True)
    expected = peft(logits, theirs)
    assert (expected - logits(gpt2())).abs().max() > 0.01
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)
    named = {
        name.replace(".default", ""): weight
        for name, weight in theirs.named_parameters()
        if weight.requires_grad
    }
    own = {name.removesuffix(".weight"): w for name, w in adapter.parameters().items()}
    named = {name.removesuffix(".weight"): weight for name, weight in named.items()}
    right = _gradients(theirs, named)
    assert own.keys() == right.keys()
    for name, gradient in _gradients(model, own).items():
        torch.testing.assert_close(gradient, right[name], rtol=1e-5, atol=1e-5)
    adapter.merge()
    shapes = {name: weight.shape for name, weight in model.named_parameters()}
    assert shapes == {name: weight.shape for name, weight in gpt2().named_parameters()}
    torch.testing.assert_close(logits(model), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    "config",
    [
        LoraConfig(r=4, target_modules=["c_attn"], fan_in_fan_out=True, init_lora_weights=False),
        LoraConfig(r=4, target_modules="all-linear", use_dora=True, init_lora_weights=False),
        IA3Config(
            target_modules=["c_attn", "mlp.c_proj"],
            feedforward_modules=["mlp.c_proj"],
            init_ia3_weights=False,
        ),
    ],
    ids=["lora", "dora", "ia3"],
)
def test_we_load_what_peft_saves_and_merge_it(tmp_path, config):
    config.task_type = "CAUSAL_LM"
    torch.manual_seed(0)
    theirs = peft(get_peft_model, gpt2(), config)
    peft(theirs.save_pretrained, str(tmp_path))
    expected = peft(logits, theirs)
    assert (expected - logits(gpt2())).abs().max() > 0.01
    model = gpt2()
    adapter = load_adapter(model, tmp_path)
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)
    adapter.merge()
    torch.testing.assert_close(logits(model), expected, rtol=1e-4, atol=1e-4)


def test_all_linear_leaves_the_head_alone_and_ia3_scales_what_goes_into_the_mlps_last():
    paths = [f"transformer.h.{i}.{name}" for i in (0, 1) for name in ("attn.c_attn", "attn.c_proj")]
    paths += [f"transformer.h.{i}.mlp.{name}" for i in (0, 1) for name in ("c_fc", "c_proj")]
    factors = {
        name.removeprefix("base_model.model.").removesuffix(".ia3_l"): tuple(weight.shape)
        for name, weight in attach_adapter(gpt2(), SETTINGS["ia3"], 0).parameters().items()
    }
    assert sorted(factors) == sorted(paths)
    assert factors["transformer.h.0.mlp.c_proj"] == (1, 128)
    assert factors["transformer.h.0.mlp.c_fc"] == (128, 1)
    assert factors["transformer.h.0.attn.c_attn"] == (96, 1)


def test_a_rank_above_the_smaller_side_is_refused():
    attach_adapter(gpt2(), AdapterSettings(rank=32), 0)
    with pytest.raises(ModelError, match="at most 32"):
        attach_adapter(gpt2(), AdapterSettings(rank=33), 0)


@pytest.mark.parametrize("kind", SETTINGS)
def test_rows_of_one_batch_answer_as_each_alone(tmp_path, kind):
    trained(gpt2(), SETTINGS[kind]).save(tmp_path, "tiny")
    model = gpt2()
    load_adapter(model, tmp_path, slot="a")
    whole = logits(model)
    use(model, (Share("a", rows=(1,), of=2),))
    mixed = logits(model)
    torch.testing.assert_close(mixed[1], whole[1], rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(mixed[0], logits(gpt2())[0], rtol=1e-5, atol=1e-5)


def test_plain_layers_through_onednn_have_the_same_gradients():
    model = gpt2()
    weights = dict(model.named_parameters())
    expected = _gradients(model, weights)
    with fast_linears(model):
        for name, gradient in _gradients(model, weights).items():
            torch.testing.assert_close(gradient, expected[name], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", SETTINGS)
@torch.no_grad()
def test_packed_rows_answer_as_each_alone(kind):
    model = gpt2().eval()
    assert can_pack(model)
    trained(model, SETTINGS[kind])
    rows = [torch.arange(5, 5 + length) for length in (3, 40, 17)]
    alone = torch.cat([model(row[None], use_cache=False).logits[0] for row in rows])
    positions = torch.cat([torch.arange(len(row)) for row in rows])
    with packing(model):
        packed = model(
            torch.cat(rows)[None],
            position_ids=positions[None],
            row_starts=(0, 3, 43, 60),
            use_cache=False,
        ).logits[0]
    torch.testing.assert_close(packed, alone, rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_the_bases_own_dropout_is_all_that_tells_cuts_of_a_step_apart():
    rows = [torch.arange(5, 5 + length) for length in (40, 60)]

    def states(model, parts):
        torch.manual_seed(0)
        found = []
        for part in parts:
            starts = (0, *torch.tensor([len(row) for row in part]).cumsum(0).tolist())
            positions = torch.cat([torch.arange(len(row)) for row in part])
            with packing(model):
                found.append(hidden_states(model, torch.cat(part)[None], positions[None], starts))
        return torch.cat(found)

    plain, wet = gpt2().train(), gpt2(attn_pdrop=0.1, resid_pdrop=0.1, embd_pdrop=0.1).train()
    apart = [[row] for row in rows]
    torch.testing.assert_close(states(plain, [rows]), states(plain, apart), rtol=1e-4, atol=1e-4)
    assert not torch.allclose(states(wet, [rows]), states(wet, apart), rtol=0.01, atol=0.01)


@pytest.mark.parametrize("kind", ["prompt", "prefix"])
def test_what_stands_before_rows_is_pefts(tmp_path, kind):
    model = gpt2().eval()
    trained(model, AdapterSettings(name=kind, tokens=4)).save(tmp_path, "tiny")
    theirs = peft(PeftModel.from_pretrained, gpt2(), str(tmp_path))
    expected = peft(logits, theirs)[:, -IDS.shape[1] :]
    with torch.no_grad():
        found = model.lm_head(model.base_model(input_ids=IDS).last_hidden_state)
    assert (expected - logits(gpt2())).abs().max() > 0.01
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("held", ["nf4", "int8"])
@pytest.mark.parametrize("kind", SETTINGS)
def test_above_codes_an_adapter_is_the_one_above_the_expanded_weights(tmp_path, kind, held):
    base = tiny_base("gpt2", hidden_size=64, num_key_value_heads=4, **WITHOUT_DROPOUT)
    save_base(base, tmp_path)
    model, whole = load_base(str(tmp_path), quantise=held).model, base.model
    coded = [m for m in model.modules() if isinstance(m, Compressed)]
    assert len(coded) == 8
    assert held_bytes(model, held, 4) == held_bytes(whole, held, 4) == own_bytes(model)
    with torch.no_grad():
        for path, layer in model.named_modules():
            if isinstance(layer, Compressed):
                whole.get_submodule(path).weight.copy_(layer.expand(torch.float32).T)
    if kind == "layers":
        with pytest.raises(ModelError, match="quantise"):
            attach_adapter(model, SETTINGS[kind], 0)
        return
    trained(model, SETTINGS[kind])
    trained(whole, SETTINGS[kind])
    torch.testing.assert_close(logits(model), logits(whole), rtol=1e-4, atol=1e-4)
