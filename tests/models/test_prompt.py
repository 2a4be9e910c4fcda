"""Soft prompts as embeddings (prompt tuning, p-tuning) beside PEFT's, both ways."""

import json

import pytest
import torch
from peft import PromptEncoderConfig, PromptTuningConfig, get_peft_model

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters._mix import Share, use
from lekalo.models.attention import packing
from lekalo.models.logprobs import hidden_states
from support.adapters import IDS, assert_peft_loads, logits, peft, trained
from support.tiny import tiny_model, tiny_tokenizer

SETTINGS = {
    "prompt": AdapterSettings(name="prompt", tokens=5),
    "mlp": AdapterSettings(name="ptuning", tokens=5),
    "lstm": AdapterSettings(name="ptuning", tokens=5, encoder="lstm", encoder_width=6),
}
ARCHITECTURES = ["llama", "qwen3", "gemma3_text"]
CONFIGS = {
    "prompt": lambda: PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=5),
    "mlp": lambda: PromptEncoderConfig(task_type="CAUSAL_LM", num_virtual_tokens=5),
    "lstm": lambda: PromptEncoderConfig(
        task_type="CAUSAL_LM",
        num_virtual_tokens=5,
        encoder_reparameterization_type="LSTM",
        encoder_hidden_size=6,
    ),
}
each_kind = pytest.mark.parametrize("kind", list(SETTINGS))


@each_kind
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_peft_loads_what_we_save(tmp_path, kind, architecture):
    assert_peft_loads(tmp_path, SETTINGS[kind], architecture)


@each_kind
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_we_load_what_peft_saves(tmp_path, kind, architecture):
    torch.manual_seed(0)
    theirs = peft(get_peft_model, tiny_model(architecture), CONFIGS[kind]())
    peft(theirs.save_pretrained, str(tmp_path))
    model = tiny_model(architecture)
    base = logits(model)
    adapter = load_adapter(model, tmp_path)
    assert adapter.virtual == 5
    expected = peft(logits, theirs)[:, 5:]
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)
    adapter.enabled(False)
    assert torch.equal(logits(model), base)
    adapter.detach()
    assert torch.equal(logits(model), base) and not hasattr(model, "prelude")


@each_kind
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_rows_laid_end_to_end_see_each_its_own_places(kind, architecture):
    model = tiny_model(architecture)
    trained(model, SETTINGS[kind])
    rows = (torch.arange(5, 12), torch.arange(60, 90), torch.arange(9, 11))
    alone = [model.base_model(input_ids=row[None]).last_hidden_state[0] for row in rows]
    places = torch.cat([torch.arange(len(row)) for row in rows])
    with packing(model):
        packed = hidden_states(model, torch.cat(rows)[None], places[None], (0, 7, 37, 39))
    torch.testing.assert_close(packed, torch.cat(alone), rtol=1e-5, atol=1e-5)


@each_kind
def test_saved_and_loaded_for_training_is_the_same_bits(tmp_path, kind):
    model, again = tiny_model(), tiny_model()
    adapter = trained(model, SETTINGS[kind])
    adapter.save(tmp_path, "tiny")
    loaded = load_adapter(again, tmp_path, train=True)
    assert torch.equal(logits(model), logits(again))
    ours, theirs = adapter.parameters(), loaded.parameters()
    assert list(ours) == list(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert all(weight.requires_grad for weight in theirs.values())
    assert {name for name, p in again.named_parameters() if p.requires_grad} == {
        name for name, p in again.named_parameters() if name.startswith("prelude.")
    }


def test_the_rows_start_from_the_vocabulary_or_from_a_text():
    model = tiny_model()
    table = model.get_input_embeddings().weight
    drawn = attach_adapter(model, SETTINGS["prompt"], seed=3)
    rows = drawn.parameters()["prompt_embeddings"]
    assert all(any(torch.equal(row, known) for known in table) for row in rows)
    drawn.detach()
    tokenizer = tiny_tokenizer()
    settings = AdapterSettings(name="prompt", tokens=5, init_text="abc")
    told = attach_adapter(model, settings, 3, tokenizer).parameters()["prompt_embeddings"]
    a, b, c = tokenizer("abc", add_special_tokens=False)["input_ids"]
    assert torch.equal(told, table[[a, b, c, a, b]])


def test_what_does_not_fit_is_refused_by_name(tmp_path):
    adapter = trained(tiny_model(), SETTINGS["prompt"])
    adapter.save(tmp_path, "tiny")
    with pytest.raises(ModelError, match="32, but it is 64 in the base: it is of another base"):
        load_adapter(tiny_model(hidden_size=64), tmp_path)
    with pytest.raises(ModelError, match=r"prompt cannot be merged: .* Serve it as it is"):
        adapter.merge()
    path = tmp_path / "adapter_config.json"
    values = json.loads(path.read_text())
    for change, named in [
        ({"num_virtual_tokens": 6}, "prompt_embeddings of 6 rows"),
        ({"num_virtual_tokens": "5"}, "num_virtual_tokens is '5'"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
    ]:
        path.write_text(json.dumps(values | change))
        with pytest.raises(ModelError, match=named):
            load_adapter(tiny_model(), tmp_path)


def test_a_soft_prompt_has_no_strength_between_and_a_row_has_one(tmp_path):
    model = tiny_model()
    for slot in ("a", "b"):
        folder = tmp_path / slot
        folder.mkdir()
        trained(tiny_model(), SETTINGS["prompt"]).save(folder, "tiny")
        load_adapter(model, folder, slot=slot)
    with pytest.raises(ModelError, match="no strength but 1"):
        use(model, (Share("a", 0.5),))
    with pytest.raises(ModelError, match="two soft prompts"):
        use(model, (Share("a"), Share("b")))
    with pytest.raises(ModelError, match="two soft prompts"):
        use(model, (Share("a", rows=(0, 1)), Share("b", rows=(1,))))
    use(model, (Share("a", rows=(0,)), Share("b", rows=(1,))))
    use(model, ())
    assert torch.equal(logits(model, IDS), logits(tiny_model(), IDS))
