"""Chosen layers trained in full: which they are, and that they behave as an adapter."""

import pytest
import torch

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters._mix import Share, use
from support.adapters import logits, trained
from support.tiny import tiny_model


def _settings(*targets):
    return AdapterSettings(name="layers", targets=list(targets))


def _names(*targets, **config):
    adapter = attach_adapter(tiny_model(**config), _settings(*targets), 0)
    return {name.removeprefix("base_model.model.") for name in adapter.parameters()}


def test_targets_are_tails_and_patterns():
    every = {name for name, _ in tiny_model().named_parameters()}
    assert _names("layers.1") == {name for name in every if ".layers.1." in name}
    assert _names("norm") == {"model.norm.weight"}
    assert _names("layers.*.mlp") == {name for name in every if ".mlp." in name}
    assert _names("layers.[0-9].*norm") == {name for name in every if "layernorm" in name}
    assert _names("lm_head", tie_word_embeddings=False) == {"lm_head.weight"}
    biases = _names("q_proj.bias", attention_bias=True)
    assert biases == {f"model.layers.{n}.self_attn.q_proj.bias" for n in (0, 1)}
    linear = attach_adapter(tiny_model(), AdapterSettings(name="layers"), 0).parameters()
    assert len(linear) == 14
    with pytest.raises(ModelError, match=r"'layerz'.*did you mean 'layers'"):
        _names("layerz")


def test_it_is_what_the_base_with_these_weights_would_be(tmp_path):
    model, plain = tiny_model(), tiny_model()
    base = logits(model)
    adapter = trained(model, _settings("layers.1", "norm", "embed_tokens"))
    with torch.no_grad():
        plain.config.tie_word_embeddings = False
        plain.lm_head.weight = torch.nn.Parameter(plain.lm_head.weight.clone())
        for name, weight in adapter.parameters().items():
            plain.get_parameter(name.removeprefix("base_model.model.")).copy_(weight)
    expected = logits(plain)
    assert torch.equal(logits(model), expected) and not torch.allclose(base, expected)
    adapter.enabled(False)
    assert torch.equal(logits(model), base)
    adapter.save(tmp_path, "tiny")
    again = tiny_model()
    loaded = load_adapter(again, tmp_path)
    assert torch.equal(logits(again), expected)
    loaded.merge()
    assert torch.equal(logits(again), expected)
    again.save_pretrained(tmp_path / "merged")
    reread = type(again).from_pretrained(tmp_path / "merged")
    assert torch.equal(logits(reread), expected)
    adapter.detach()
    assert torch.equal(logits(model), base)


def test_only_what_is_named_is_trained_and_kept():
    model = tiny_model(attention_bias=True)
    adapter = attach_adapter(model, _settings("k_proj.bias"), 0)
    model(torch.arange(5, 15)[None]).logits.square().sum().backward()
    with_gradient = [p for p in model.parameters() if p.grad is not None]
    kept = list(adapter.parameters().values())
    assert len(kept) == len(with_gradient) == 2
    assert all(any(weight is other for other in kept) for weight in with_gradient)


def test_rows_and_strengths(tmp_path):
    trained(tiny_model(), _settings("layers.0", "embed_tokens")).save(tmp_path, "tiny")
    model = tiny_model()
    load_adapter(model, tmp_path, slot="a")
    whole, base = logits(model), logits(tiny_model())
    use(model, (Share("a", rows=(1,)),))
    torch.testing.assert_close(logits(model)[1], whole[1], rtol=1e-5, atol=1e-5)
    assert torch.equal(logits(model)[0], base[0])
    use(model, (Share("a", 0.0),))
    torch.testing.assert_close(logits(model), base, rtol=1e-5, atol=1e-5)


def test_another_base_is_refused_by_name(tmp_path):
    trained(tiny_model(), _settings("layers.1")).save(tmp_path, "tiny")
    for other in (tiny_model(hidden_size=64), tiny_model(num_hidden_layers=1)):
        with pytest.raises(ModelError, match="another base"):
            load_adapter(other, tmp_path)
