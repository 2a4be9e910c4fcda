"""Bases found, checked, loaded, made and saved; and every refusal a sentence."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from lekalo.core.errors import ModelError, OutsideError
from lekalo.core.settings import NewBase
from lekalo.models.base import load_base, save_base
from lekalo.models.folders import base_hash, resolve_base
from lekalo.models.new_base import new_base
from support.tiny import SIZES, tiny_base, tiny_tokenizer


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base") / "tiny"
    save_base(tiny_base(), folder)
    return folder


@pytest.fixture
def copy(saved, tmp_path):
    return shutil.copytree(saved, tmp_path / "copy")


def change_config(folder, **values):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_saved_and_loaded_is_the_same_model(saved):
    before, after = tiny_base(), load_base(str(saved))
    for name, tensor in before.model.state_dict().items():
        assert torch.equal(tensor, after.model.state_dict()[name]), name
    assert after.context == SIZES["max_position_embeddings"]
    assert after.notes == ()
    assert not after.model.training
    chat_template = before.tokenizer.chat_template
    assert after.tokenizer.chat_template == chat_template


def test_saved_in_bfloat16_and_held_in_float32(tmp_path):
    base = tiny_base()
    save_base(base, tmp_path / "half", dtype="bfloat16")
    stored = load_file(tmp_path / "half" / "model.safetensors")
    assert {tensor.dtype for tensor in stored.values()} == {torch.bfloat16}
    assert json.loads((tmp_path / "half" / "config.json").read_text())["dtype"] == "bfloat16"
    assert base.model.dtype == torch.float32
    loaded = load_base(str(tmp_path / "half"))
    assert loaded.model.dtype == torch.float32
    for name, tensor in base.model.state_dict().items():
        rounded = tensor.to(torch.bfloat16).float()
        assert torch.equal(loaded.model.state_dict()[name], rounded), name
    assert load_base(str(tmp_path / "half"), dtype="bfloat16").model.dtype == torch.bfloat16


def test_hash_is_of_content_not_of_place_or_readme(saved, copy):
    (copy / "README.md").write_text("words")
    assert base_hash(str(copy)) == base_hash(str(saved)) == load_base(str(saved)).hash
    for name in ("model.safetensors", "config.json", "tokenizer.json"):
        changed = shutil.copytree(saved, copy.parent / f"changed-{name}")
        with (changed / name).open("ab") as file:
            file.write(b" ")
        assert base_hash(str(changed)) != base_hash(str(saved)), name


def test_notes_say_that_the_plain_template_is_used(copy):
    (copy / "chat_template.jinja").unlink()
    assert any("plain" in note.say("en") for note in load_base(str(copy)).notes)


@pytest.mark.parametrize("pickled", ["pytorch_model.bin", "model.pt"])
def test_pickled_weights_are_refused(copy, pickled):
    (copy / "model.safetensors").rename(copy / pickled)
    with pytest.raises(ModelError, match=rf"{pickled}, a pickled file.*safetensors"):
        load_base(str(copy))


def test_a_folder_without_weights_is_refused(copy):
    (copy / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"holds no weights"):
        resolve_base(str(copy))


def test_a_folder_without_tokenizer_is_refused(copy):
    (copy / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"holds no tokenizer"):
        resolve_base(str(copy))


def test_a_broken_tokenizer_is_refused(copy):
    (copy / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer in .* cannot be read"):
        load_base(str(copy))


def test_a_folder_without_config_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"no config.json"):
        resolve_base(str(tmp_path))


def test_a_config_that_is_not_json_is_refused(copy):
    (copy / "config.json").write_text("{torn")
    with pytest.raises(ModelError, match=r"config.json cannot be read"):
        resolve_base(str(copy))


def test_an_unknown_architecture_is_refused_with_the_nearest_name(copy):
    change_config(copy, model_type="lama")
    with pytest.raises(ModelError, match=r"'lama' is not a causal language model.*'llama'"):
        resolve_base(str(copy))


def test_an_architecture_that_is_no_causal_model_is_refused(copy):
    change_config(copy, model_type="clip")
    with pytest.raises(ModelError, match=r"'clip' is not a causal language model"):
        resolve_base(str(copy))


def test_remote_code_is_refused_and_never_run(copy):
    change_config(copy, model_type="own", auto_map={"AutoModelForCausalLM": "own.Own"})
    (copy / "own.py").write_text("raise SystemExit('it was run')")
    with pytest.raises(ModelError, match=r"needs code of its own.*refused"):
        load_base(str(copy))


def test_torn_weights_are_refused(copy):
    path = copy / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match=r"cannot be loaded"):
        load_base(str(copy))


def test_weights_that_lack_a_tensor_are_refused_not_made_up(copy):
    weights = load_file(copy / "model.safetensors")
    weights.pop("model.norm.weight")
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"lack 1 .*model.norm.weight"):
        load_base(str(copy))


@pytest.mark.parametrize("ref", ["nanno", "no/such/folder", "", "name with spaces"])
def test_a_reference_to_nothing(ref):
    with pytest.raises(ModelError, match=r"a base is nano, a folder that exists, or a hub id"):
        resolve_base(ref)


def test_a_hub_id_without_network_is_an_outside_error(monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(OutsideError, match=r"'Qwen/Qwen3-0.6B' is neither a folder.*network"):
        resolve_base("Qwen/Qwen3-0.6B")


@pytest.fixture
def tokenizer_folder(tmp_path):
    tiny_tokenizer().save_pretrained(tmp_path / "tokenizer")
    return str(tmp_path / "tokenizer")


def test_a_new_base_is_drawn_from_its_seed(tokenizer_folder):
    settings = NewBase(architecture="llama", tokenizer=tokenizer_folder, config=SIZES)
    torch.manual_seed(0)
    before = torch.get_rng_state()
    first, again, other = (new_base(settings, seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    weights = [base.model.get_input_embeddings().weight for base in (first, again, other)]
    assert torch.equal(weights[0], weights[1]) and not torch.equal(weights[0], weights[2])
    assert weights[0].shape == (len(tiny_tokenizer()), SIZES["hidden_size"])
    assert first.hash == again.hash != other.hash
    assert first.model.config.eos_token_id == tiny_tokenizer().eos_token_id


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"architecture": "lama"}, "'llama'"),
        ({"config": {"hiden_size": 3}}, "'hiden_size' is not a key of llama.*'hidden_size'"),
        ({"config": {"hidden_size": 33}}, "not accepted"),
        ({"tokenizer": "nowhere"}, "holds no tokenizer"),
    ],
)
def test_a_new_base_s_mistakes_are_sentences(tokenizer_folder, change, says):
    values = {"architecture": "llama", "tokenizer": tokenizer_folder, "config": SIZES} | change
    with pytest.raises(ModelError, match=says):
        new_base(NewBase(**values), 0)
