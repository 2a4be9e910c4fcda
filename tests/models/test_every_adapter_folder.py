"""Every adapter's folder: read back to the bit, and what is torn, foreign or spoiled refused."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import adapter_kind, load_adapter
from lekalo.models.base import make_base
from support.adapters import logits, trained
from support.tiny import tiny_base, tiny_model

KINDS = {
    "lora": {"rank": 4, "rank_pattern": {"layers.0.mlp.up_proj": 2}},
    "dora": {"rank": 4, "dora": True, "targets": ["q_proj", "lm_head", "embed_tokens"]},
    "bottleneck": {"name": "bottleneck", "rank": 4},
    "ia3": {"name": "ia3"},
    "layers": {"name": "layers", "targets": ["layers.1", "norm"]},
    "prompt": {"name": "prompt", "tokens": 4},
    "ptuning": {"name": "ptuning", "tokens": 4},
    "prefix": {"name": "prefix", "tokens": 4},
    "full": {"name": "full"},
}
PARTED = {"tie_word_embeddings": False}
each = pytest.mark.parametrize("kind", list(KINDS))
each_above = pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "full"])


def _weights(folder):
    return next(folder.glob("*model.safetensors"))


@pytest.fixture
def saved(tmp_path, request):
    """The folder of an adapter of each kind, and the logits that it gives."""
    kind = request.node.callspec.params["kind"]
    base = tiny_base(**PARTED)
    adapter = trained(base.model, AdapterSettings(**KINDS[kind]))
    adapter.save(tmp_path, base.ref)
    return tmp_path, logits(base.model)


def test_all_kinds_are_here():
    assert {AdapterSettings(**keys).name for keys in KINDS.values()} == set(ADAPTERS.names())


@each
def test_read_back_it_answers_the_same_and_is_written_to_the_bit(saved, kind):
    folder, expected = saved
    assert adapter_kind(folder) == AdapterSettings(**KINDS[kind]).name
    base = tiny_base(**PARTED)
    adapter = load_adapter(base.model, folder)
    torch.testing.assert_close(logits(base.model), expected, rtol=1e-5, atol=1e-5)
    again = folder / "again"
    again.mkdir()
    adapter.save(again, base.ref)
    assert _weights(again).read_bytes() == _weights(folder).read_bytes()


@each_above
def test_a_base_of_the_same_shape_is_told_by_its_hash(saved, kind):
    folder, _ = saved
    with pytest.raises(ModelError, match=r"made above another base: tiny:llama \(\w{12}\)"):
        load_adapter(tiny_base(seed=1, **PARTED).model, folder)
    assert json.loads((folder / "lekalo.json").read_text())["base"]["ref"] == "tiny:llama"


@each
def test_a_base_of_another_shape_is_refused_in_a_sentence(saved, kind):
    folder, _ = saved
    with pytest.raises(ModelError, match=r"another base|is of another|lacks"):
        load_adapter(tiny_model(hidden_size=48, num_hidden_layers=1, **PARTED), folder)


@each_above
def test_numbers_that_are_not_finite_are_refused_by_name(saved, kind):
    folder, _ = saved
    weights = load_file(_weights(folder))
    name = sorted(weights)[0]
    weights[name].view(-1)[0] = torch.nan
    save_file(weights, _weights(folder), metadata={"format": "pt"})
    with pytest.raises(ModelError, match="not finite") as caught:
        load_adapter(tiny_model(**PARTED), folder)
    assert name in str(caught.value)


@each
def test_a_torn_file_is_named(saved, kind):
    folder, _ = saved
    path = _weights(folder)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ModelError, match=f"{path.name} cannot be read"):
        load_adapter(tiny_model(**PARTED), folder)


@pytest.mark.parametrize("kind", ["lora", "dora", "ia3", "layers"])
@pytest.mark.parametrize("tied", [True, False])
def test_merged_equals_unmerged_and_the_base_is_no_longer_that_base(tmp_path, kind, tied):
    """Also where head and embedding share a weight of which the adapter changes one."""
    model = tiny_model(tie_word_embeddings=tied)
    base = make_base("tiny", "sha256:" + "0" * 64, model, tiny_base().tokenizer)
    keys = {k: v for k, v in KINDS[kind].items() if k != "rank_pattern"}
    adapter = trained(base.model, AdapterSettings(**keys | {"targets": ["lm_head", "q_proj"]}))
    before = logits(model)
    assert (before - logits(tiny_model(tie_word_embeddings=tied))).abs().max() > 0.01
    adapter.merge()
    torch.testing.assert_close(logits(model), before, rtol=1e-4, atol=1e-4)
    assert model.config.tie_word_embeddings is False
    trained(model, AdapterSettings(rank=2)).save(tmp_path, "tiny")
    assert not (tmp_path / "lekalo.json").exists()


@pytest.mark.parametrize("kind", ["bottleneck", "prompt", "ptuning", "prefix"])
def test_what_cannot_be_merged_says_so_and_stays(saved, kind):
    folder, expected = saved
    model = tiny_model(**PARTED)
    adapter = load_adapter(model, folder)
    with pytest.raises(ModelError, match="merge"):
        adapter.merge()
    assert torch.equal(logits(model), expected)
