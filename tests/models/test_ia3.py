"""(IA)^3 beside PEFT's, both ways, and merged."""

import json

import pytest
import torch
from peft import IA3Config, get_peft_model

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters._mix import Share, use
from support.adapters import assert_peft_loads, logits, peft, trained
from support.tiny import tiny_model

PAPERS = AdapterSettings(name="ia3", targets=["k_proj", "v_proj", "down_proj"])
EVERY = AdapterSettings(name="ia3")


def test_at_the_start_the_output_is_the_bases_bit_for_bit():
    model = tiny_model()
    base = logits(model)
    adapter = attach_adapter(model, EVERY, seed=0)
    assert torch.equal(logits(model), base)
    adapter.detach()
    assert torch.equal(logits(model), base)


def test_the_layer_that_closes_an_mlp_is_scaled_by_its_inputs():
    shapes = {
        name.split(".")[-2]: tuple(weight.shape)
        for name, weight in attach_adapter(tiny_model(), EVERY, 0).parameters().items()
    }
    assert shapes == {
        "q_proj": (32, 1),
        "k_proj": (16, 1),
        "v_proj": (16, 1),
        "o_proj": (32, 1),
        "gate_proj": (64, 1),
        "up_proj": (64, 1),
        "down_proj": (1, 64),
    }


@pytest.mark.parametrize("settings", [PAPERS, EVERY], ids=["papers", "every"])
@pytest.mark.parametrize("architecture", ["llama", "qwen3", "gemma3_text"])
def test_peft_loads_what_we_save(tmp_path, settings, architecture):
    assert_peft_loads(tmp_path, settings, architecture)


@pytest.mark.parametrize("bias", [False, True])
def test_we_load_what_peft_saves_and_merge_it(tmp_path, bias):
    config = IA3Config(
        task_type="CAUSAL_LM",
        target_modules=["k_proj", "v_proj", "o_proj", "down_proj"],
        feedforward_modules=["down_proj"],
        init_ia3_weights=False,
    )
    torch.manual_seed(0)
    theirs = peft(get_peft_model, tiny_model(attention_bias=bias), config)
    peft(theirs.save_pretrained, str(tmp_path))
    expected = peft(logits, theirs)
    model = tiny_model(attention_bias=bias)
    adapter = load_adapter(model, tmp_path)
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)
    adapter.merge()
    assert [name for name, _ in model.named_parameters()] == [
        name for name, _ in tiny_model(attention_bias=bias).named_parameters()
    ]
    torch.testing.assert_close(logits(model), expected, rtol=1e-4, atol=1e-4)


def test_rows_and_strengths(tmp_path):
    trained(tiny_model(), EVERY).save(tmp_path, "tiny")
    model = tiny_model()
    load_adapter(model, tmp_path, slot="a")
    whole, base = logits(model), logits(tiny_model())
    use(model, (Share("a", rows=(1,)),))
    mixed = logits(model)
    torch.testing.assert_close(mixed[1], whole[1], rtol=1e-5, atol=1e-5)
    assert torch.equal(mixed[0], base[0])
    use(model, (Share("a", 0.0),))
    torch.testing.assert_close(logits(model), base, rtol=1e-6, atol=1e-6)


def test_what_does_not_fit_is_refused_by_name(tmp_path):
    with pytest.raises(ModelError, match=r"'k_prj'.*did you mean 'k_proj'"):
        attach_adapter(tiny_model(), AdapterSettings(name="ia3", targets=["k_prj"]), 0)
    with pytest.raises(ModelError, match="embed_tokens"):
        attach_adapter(tiny_model(), AdapterSettings(name="ia3", targets=["embed_tokens"]), 0)
    trained(tiny_model(), PAPERS).save(tmp_path, "tiny")
    with pytest.raises(ModelError, match="another base"):
        load_adapter(tiny_model(head_dim=16), tmp_path)
    with pytest.raises(ModelError, match="another base"):
        load_adapter(tiny_model("phi3"), tmp_path)
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"modules_to_save": ["lm_head"]}))
    with pytest.raises(ModelError, match="modules_to_save"):
        load_adapter(tiny_model(), tmp_path)
