"""Adapters above a compressed base are the same adapters above its expanded weights."""

import copy

import pytest
import torch

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter
from lekalo.models.base import load_base, save_base
from lekalo.models.products import Compressed
from support.tiny import tiny_base

TOKENS = torch.arange(5, 45).view(2, 20)
SETTINGS = {
    "bottleneck": AdapterSettings(name="bottleneck", rank=4),
    "ia3": AdapterSettings(name="ia3"),
    "prompt": AdapterSettings(name="prompt", tokens=4),
    "prefix": AdapterSettings(name="prefix", tokens=4),
}


@pytest.fixture(scope="module", params=["nf4", "int8"])
def model(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    save_base(tiny_base(hidden_size=64, intermediate_size=128), folder)
    return load_base(str(folder), quantise=request.param).model


def _expanded(model):
    plain = copy.deepcopy(model)
    for path, layer in model.named_modules():
        if isinstance(layer, Compressed):
            linear = torch.nn.Linear(layer.in_features, layer.out_features, bias=False)
            linear.weight.data = layer.expand(torch.float32)
            plain.set_submodule(path, linear)
    return plain


@pytest.mark.parametrize("kind", list(SETTINGS))
def test_above_codes_is_above_the_expanded_weights(model, kind):
    found = []
    for base in (model, _expanded(model)):
        adapter = attach_adapter(base, SETTINGS[kind], seed=1)
        torch.manual_seed(0)
        for weight in adapter.parameters().values():
            weight.data += 0.1 * torch.randn(weight.shape)
        loss = base(TOKENS, labels=TOKENS).loss
        loss.backward()
        found.append([loss, *(w.grad for w in adapter.parameters().values())])
        adapter.detach()
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
    assert found[0][1].abs().max() > 0


def test_what_would_write_into_codes_is_refused_with_the_way_out(model):
    adapter = attach_adapter(model, SETTINGS["ia3"], seed=1)
    with pytest.raises(ModelError, match="lekalo export --to merged"):
        adapter.merge()
    adapter.detach()
    for targets in (["layers.1"], "all-linear"):
        with pytest.raises(ModelError, match="held in fewer bits and cannot be trained itself"):
            attach_adapter(model, AdapterSettings(name="layers", targets=targets), seed=1)
