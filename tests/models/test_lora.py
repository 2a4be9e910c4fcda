"""LoRA against a formula in float64 and against PEFT, both ways."""

import json

import pytest
import torch
from peft import LoraConfig as PeftConfig
from peft import PeftModel, get_peft_model

from lekalo.core.errors import ModelError, NotFoundError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters._linear import LoraLinear, LowRank
from lekalo.models.adapters._mix import Share
from lekalo.models.adapters.switch import AdapterSet
from support.adapters import IDS, logits, peft, trained
from support.tiny import tiny_model

LORA = AdapterSettings(rank=4, alpha=8)


def test_at_the_start_the_output_is_the_bases_bit_for_bit():
    base = logits(tiny_model())
    model = tiny_model()
    adapter = attach_adapter(model, AdapterSettings(rank=4), seed=0)
    assert torch.equal(logits(model), base)
    adapter.detach()
    assert not any(isinstance(m, LoraLinear) for m in model.modules())
    assert torch.equal(logits(model), base)


@pytest.mark.parametrize("bias", [False, True])
def test_the_hand_written_gradient_is_the_true_one(bias):
    torch.manual_seed(0)
    layer = LoraLinear(torch.nn.Linear(6, 5, bias=bias).double().requires_grad_(False))
    layer.updates["x"] = LowRank(torch.randn(3, 6).double(), torch.randn(5, 3).double(), 0.7, 0.0)
    layer.share((Share("x"),))
    update = layer.updates["x"]

    def run(x, a, b):
        return torch.func.functional_call(layer, {"updates.x.a": a, "updates.x.b": b}, (x,))

    x = torch.randn(2, 4, 6, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(run, (x, update.a, update.b))
    expected = layer.base(x) + 0.7 * x @ update.a.T @ update.b.T
    torch.testing.assert_close(layer(x), expected)


def test_no_gradient_is_computed_that_is_not_used():
    """Below the lowest adapted layer and in frozen weights there is none."""
    model = tiny_model()
    attach_adapter(model, AdapterSettings(targets=["layers.1.mlp.down_proj"]), seed=0)
    seen = []
    for name in ("model.layers.0.mlp.down_proj", "model.layers.1.self_attn.o_proj"):
        model.get_submodule(name).register_forward_hook(
            lambda module, inputs, output: seen.append(output.requires_grad)
        )
    model(IDS).logits.sum().backward()
    assert seen == [False, False]
    with_gradient = [name for name, p in model.named_parameters() if p.grad is not None]
    assert all("down_proj.updates" in name for name in with_gradient) and len(with_gradient) == 2


@pytest.mark.parametrize("architecture", ["llama", "gemma3_text", "phi3"])
def test_peft_loads_what_we_save(tmp_path, architecture):
    model = tiny_model(architecture)
    trained(model, LORA).save(tmp_path, "tiny")
    theirs = peft(PeftModel.from_pretrained, tiny_model(architecture), str(tmp_path))
    torch.testing.assert_close(logits(model), logits(theirs), rtol=1e-5, atol=1e-5)
    merged = theirs.merge_and_unload()
    torch.testing.assert_close(logits(model), logits(merged), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("rslora", [False, True])
def test_we_load_what_peft_saves(tmp_path, rslora):
    config = PeftConfig(
        r=4,
        lora_alpha=8,
        target_modules=["q_proj", "down_proj"],
        init_lora_weights=False,
        use_rslora=rslora,
        task_type="CAUSAL_LM",
    )
    torch.manual_seed(0)
    theirs = peft(get_peft_model, tiny_model(), config)
    theirs.save_pretrained(str(tmp_path))
    model = tiny_model()
    base = logits(model)
    adapter = load_adapter(model, tmp_path)
    expected = logits(theirs)
    assert not torch.allclose(base, expected, atol=1e-2)
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)
    adapter.enabled(False)
    assert torch.equal(logits(model), base)
    adapter.merge()
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)


def test_saved_and_loaded_is_the_same_bits(tmp_path):
    model, again = tiny_model(), tiny_model()
    trained(model, LORA).save(tmp_path, "tiny")
    load_adapter(again, tmp_path, train=True)
    assert torch.equal(logits(model), logits(again))


def test_all_linear_leaves_the_head_alone():
    model = tiny_model(tie_word_embeddings=False)
    names = attach_adapter(model, AdapterSettings(), seed=0).parameters()
    assert len(names) == 2 * 7 * 2 and not any("lm_head" in name for name in names)


def test_targets_that_match_nothing_are_named():
    with pytest.raises(ModelError, match=r"'q_prj'.*did you mean 'q_proj'"):
        attach_adapter(tiny_model(), AdapterSettings(targets=["q_prj"]), seed=0)


def test_dropout_works_in_training_only():
    model = tiny_model()
    trained(model, AdapterSettings(rank=4, dropout=0.5))
    still = logits(model)
    assert torch.equal(logits(model), still)
    model.train()
    assert not torch.allclose(model(IDS).logits, still)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"use_dora": True}, "use_dora"),
        ({"bias": "all"}, "bias"),
        ({"r": "x"}, "r is 'x'"),
        ({"lora_alpha": "x"}, "configuration"),
        ({"init_lora_weights": "pissa"}, "init_lora_weights"),
        ({"rank_pattern": {"q_proj": 2}}, "q_proj has no A and B of rank 2"),
        ({"kasa_config": {"x": 1}}, "kasa_config"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(tmp_path, change, named):
    trained(tiny_model(), LORA).save(tmp_path, "tiny")
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ModelError, match=named):
        load_adapter(tiny_model(), tmp_path)


def test_an_adapter_of_another_base_is_refused(tmp_path):
    trained(tiny_model(), LORA).save(tmp_path, "tiny")
    with pytest.raises(ModelError, match="another base"):
        load_adapter(tiny_model(hidden_size=64), tmp_path)
    with pytest.raises(ModelError, match="another base"):
        load_adapter(tiny_model("phi3"), tmp_path)
    with pytest.raises(ModelError, match="holds no adapter"):
        load_adapter(tiny_model(), tmp_path / "nothing")


def test_many_adapters_on_one_base(tmp_path):
    base = logits(tiny_model())
    alone = {}
    targets = {"faq@1": "all-linear", "letters@1": ["q_proj"]}
    for seed, (name, target) in enumerate(targets.items()):
        model = tiny_model()
        (tmp_path / name).mkdir()
        trained(model, AdapterSettings(rank=4, targets=target), seed).save(tmp_path / name, "t")
        alone[name] = logits(model)
    shared = tiny_model()
    adapters = AdapterSet(shared)
    for name in targets:
        adapters.add(name, tmp_path / name)
        assert torch.equal(logits(shared), base)  # adding does not switch
    for name in ("letters@1", "faq@1", "letters@1"):
        adapters.use(name)
        assert torch.equal(logits(shared), alone[name])
    with pytest.raises(NotFoundError, match="did you mean 'faq@1'"):
        adapters.use("faq@2")
    adapters.remove("letters@1")
    assert torch.equal(logits(shared), base)
    adapters.remove("faq@1")
    assert not any(isinstance(m, LoraLinear) for m in shared.modules())
