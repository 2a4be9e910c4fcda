"""Prefix tuning beside PEFT's, both ways; packed, and under recomputed activations."""

import pytest
import torch
from peft import PrefixTuningConfig, get_peft_model

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters.prefix import states_of
from lekalo.models.attention import packing
from lekalo.models.logprobs import hidden_states
from support.adapters import assert_peft_loads, logits, peft, trained
from support.tiny import ARCHITECTURES, tiny_model, tiny_tokenizer

PLAIN = AdapterSettings(name="prefix", tokens=5)
PROJECTED = AdapterSettings(name="prefix", tokens=5, projection=True, encoder_width=6)
each_kind = pytest.mark.parametrize("settings", [PLAIN, PROJECTED], ids=["plain", "projected"])
ROWS = (torch.arange(5, 12), torch.arange(60, 90), torch.arange(9, 11))


def _packed(model):
    """The states of the rows laid end to end; `model` must be packing."""
    places = torch.cat([torch.arange(len(row)) for row in ROWS])
    return hidden_states(model, torch.cat(ROWS)[None], places[None], (0, 7, 37, 39))


@each_kind
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_peft_loads_what_we_save(tmp_path, settings, architecture):
    assert_peft_loads(tmp_path, settings, architecture)


@pytest.mark.parametrize("projection", [False, True])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_we_load_what_peft_saves(tmp_path, projection, architecture):
    config = PrefixTuningConfig(
        task_type="CAUSAL_LM", num_virtual_tokens=5, prefix_projection=projection
    )
    torch.manual_seed(0)
    theirs = peft(get_peft_model, tiny_model(architecture), config)
    peft(theirs.save_pretrained, str(tmp_path))
    model = tiny_model(architecture)
    base = logits(model)
    adapter = load_adapter(model, tmp_path)
    torch.testing.assert_close(logits(model), peft(logits, theirs), rtol=1e-5, atol=1e-5)
    adapter.enabled(False)
    assert torch.equal(logits(model), base)
    adapter.detach()
    assert not hasattr(model, "prelude")


@each_kind
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_rows_laid_end_to_end_all_see_the_prefix(settings, architecture):
    model = tiny_model(architecture)
    trained(model, settings)
    alone = [model.base_model(input_ids=row[None]).last_hidden_state[0] for row in ROWS]
    with packing(model):
        torch.testing.assert_close(_packed(model), torch.cat(alone), rtol=1e-5, atol=1e-5)


@each_kind
def test_the_gradient_is_that_of_rows_taken_one_by_one(settings):
    found = []
    slope = torch.randn(39, 32, generator=torch.Generator().manual_seed(0))
    for checkpointing in (None, False, True):
        model = tiny_model().train()
        adapter = trained(model, settings)
        if checkpointing is None:  # PEFT's way: the prefix in a cache, a row at a time
            alone = [model.base_model(input_ids=row[None]).last_hidden_state for row in ROWS]
            (torch.cat(alone, dim=1)[0] * slope).sum().backward()
        else:
            if checkpointing:
                model.activation_checkpointing_enable()
            with packing(model):
                (_packed(model) * slope).sum().backward()
        found.append([weight.grad for weight in adapter.parameters().values()])
    for other in found[1:]:
        torch.testing.assert_close(other, found[0], rtol=1e-4, atol=1e-4)
    assert found[0][0].abs().max() > 0.1


def test_a_base_that_cannot_pack_is_refused_under_checkpointing():
    model = tiny_model().train()
    trained(model, PLAIN)
    model.activation_checkpointing_enable()
    with pytest.raises(ModelError, match=r"Take train\.checkpointing out"):
        model(ROWS[0][None])


@each_kind
def test_saved_and_loaded_for_training_is_the_same_bits(tmp_path, settings):
    model, again = tiny_model(), tiny_model()
    adapter = trained(model, settings)
    adapter.save(tmp_path, "tiny")
    loaded = load_adapter(again, tmp_path, train=True)
    ours, theirs = adapter.parameters(), loaded.parameters()
    assert list(ours) == list(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert torch.equal(logits(model), logits(again))


@pytest.mark.parametrize("architecture", ["llama", "gemma3_text"])
def test_it_starts_as_the_bases_own_states_of_a_text(architecture):
    """A model with that prefix reads on as the base does after the same tokens."""
    settings = AdapterSettings(name="prefix", tokens=5, init_text="hello")
    tokenizer, model = tiny_tokenizer(), tiny_model(architecture)
    ids = torch.tensor(tokenizer("hello", add_special_tokens=False)["input_ids"])
    row = torch.arange(60, 70)
    expected = logits(model, torch.cat([ids, row])[None])[:, 5:]
    adapter = attach_adapter(model, settings, 0, tokenizer)
    torch.testing.assert_close(logits(model, row[None]), expected, rtol=1e-5, atol=1e-5)
    adapter.enabled(True)
    assert states_of(model, ids).shape == adapter.parameters()["prompt_embeddings"].shape


def test_what_does_not_fit_is_refused_by_name(tmp_path):
    adapter = trained(tiny_model(), PLAIN)
    adapter.save(tmp_path, "tiny")
    with pytest.raises(ModelError, match=r"keys and values of all layers as 64.*another base"):
        load_adapter(tiny_model(num_hidden_layers=3), tmp_path)
    with pytest.raises(ModelError, match="prefix cannot be merged"):
        adapter.merge()
    projected = PROJECTED.model_copy(update={"init_text": "hello"})
    with pytest.raises(ModelError, match=r"adapter\.projection"):
        attach_adapter(tiny_model(), projected, 0, tiny_tokenizer())


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_prefix_begun_anew_while_rows_are_packed_starts_the_same(architecture):
    model, tokens = tiny_model(architecture), torch.tensor([3, 9, 4])
    alone = states_of(model, tokens)
    with packing(model):
        again = states_of(model, tokens)
    torch.testing.assert_close(again, alone, rtol=1e-5, atol=1e-5)
