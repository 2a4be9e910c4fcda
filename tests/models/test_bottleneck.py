"""Bottleneck adapters beside the same sums written out in torch."""

import json

import pytest
import torch
from torch.nn import functional as F

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters._blocks import blocks
from lekalo.models.adapters._mix import Share, use
from support.adapters import logits, trained
from support.tiny import ARCHITECTURES, tiny_model

ACTIVATIONS = {"relu": F.relu, "gelu": F.gelu, "silu": F.silu}
PLACEMENTS = ["houlsby", "pfeiffer", "parallel"]


def _settings(placement="houlsby", activation="gelu", rank=4):
    return AdapterSettings(name="bottleneck", rank=rank, placement=placement, activation=activation)


def _by_hooks(model, weights, placement, act):
    """The same adapters as hooks on the attention's last layer and on the MLP."""

    def narrow(path, h):
        w = {name: weights[f"base_model.model.{path}.{name}"] for name in NAMES}
        low = act(h @ w["down.weight"].T + w["down.bias"])
        return low @ w["up.weight"].T + w["up.bias"]

    def after(path):
        return lambda module, inputs, output: output + narrow(path, output)

    def beside(path):
        return lambda module, inputs, output: output + narrow(path, inputs[0])

    for index in range(2):
        attention, mlp = (f"model.layers.{index}.{part}" for part in ("self_attn.o_proj", "mlp"))
        if placement == "houlsby":
            model.get_submodule(attention).register_forward_hook(after(attention))
        hook = beside(mlp) if placement == "parallel" else after(mlp)
        model.get_submodule(mlp).register_forward_hook(hook)


NAMES = ("down.weight", "down.bias", "up.weight", "up.bias")


@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_math(placement, architecture):
    model, plain = tiny_model(architecture), tiny_model(architecture)
    base = logits(model)
    adapter = trained(model, _settings(placement))
    weights = {name: weight.detach() for name, weight in adapter.parameters().items()}
    _by_hooks(plain, weights, placement, F.gelu)
    expected = logits(plain)
    assert (expected - base).abs().max() > 0.01
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)
    adapter.detach()
    assert torch.equal(logits(model), base)
    assert [n for n, _ in model.named_modules()] == [
        n for n, _ in tiny_model(architecture).named_modules()
    ]


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_the_activations(activation):
    model, plain = tiny_model(), tiny_model()
    weights = trained(model, _settings(activation=activation)).parameters()
    _by_hooks(plain, weights, "houlsby", ACTIVATIONS[activation])
    torch.testing.assert_close(logits(model), logits(plain), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_at_the_start_the_output_is_the_bases_bit_for_bit(placement):
    model = tiny_model()
    base = logits(model)
    attach_adapter(model, _settings(placement), seed=0)
    assert torch.equal(logits(model), base)


def test_the_parts_of_a_block_are_found_by_its_structure():
    (first, _) = blocks(tiny_model("phi3"))
    assert (first.attention_close, first.mlp_close) == (
        "model.layers.0.self_attn.o_proj",
        "model.layers.0.mlp.down_proj",
    )
    model = tiny_model()
    trained(model, AdapterSettings(rank=2))  # a LoRA around every linear layer changes nothing
    assert blocks(model) == blocks(tiny_model())


def test_saved_loaded_and_switched_by_rows(tmp_path):
    model, again = tiny_model(), tiny_model()
    trained(model, _settings("houlsby")).save(tmp_path, "tiny")
    adapter = load_adapter(again, tmp_path, slot="a")
    whole, base = logits(model), logits(tiny_model())
    assert torch.equal(logits(again), whole)
    use(again, (Share("a", rows=(1,)),))
    torch.testing.assert_close(logits(again)[1], whole[1], rtol=1e-5, atol=1e-5)
    assert torch.equal(logits(again)[0], base[0])
    use(again, (Share("a", 0.0),))
    assert torch.equal(logits(again), base)
    with pytest.raises(ModelError, match="cannot be merged: their activation is not linear"):
        adapter.merge()


def test_beside_a_lora_in_one_model(tmp_path):
    """Wrapped twice, each adapter still answers as it does alone."""
    kinds = {"lora": AdapterSettings(rank=2), "bottleneck": _settings()}
    alone, shared = {}, tiny_model()
    for seed, (slot, settings) in enumerate(kinds.items()):
        model = tiny_model()
        (tmp_path / slot).mkdir()
        trained(model, settings, seed).save(tmp_path / slot, "tiny")
        alone[slot] = logits(model)
    for slot in ("bottleneck", "lora"):
        load_adapter(shared, tmp_path / slot, slot=slot)
    for slot, expected in alone.items():
        use(shared, (Share(slot),))
        torch.testing.assert_close(logits(shared), expected, rtol=1e-5, atol=1e-5)
    use(shared, (Share("lora", rows=(0,)), Share("bottleneck", rows=(1,))))
    mixed = logits(shared)
    torch.testing.assert_close(mixed[0], alone["lora"][0], rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(mixed[1], alone["bottleneck"][1], rtol=1e-5, atol=1e-5)


def test_what_does_not_fit_is_refused_by_name(tmp_path):
    trained(tiny_model(), _settings()).save(tmp_path, "tiny")
    for other in (tiny_model(num_hidden_layers=3), tiny_model(hidden_size=64)):
        with pytest.raises(ModelError, match="another base"):
            load_adapter(other, tmp_path)
    path = tmp_path / "adapter_config.json"
    values = json.loads(path.read_text())
    for change, named in [({"placement": "both"}, "'both'"), ({"rank": 0}, "rank is 0")]:
        path.write_text(json.dumps(values | change))
        with pytest.raises(ModelError, match=named):
            load_adapter(tiny_model(), tmp_path)
