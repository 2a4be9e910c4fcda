"""The mean over a text's tokens, whatever it is batched with; every refusal a sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForMaskedLM, BertModel

from lekalo.core.errors import ModelError
from lekalo.models.embedding import load_encoder
from support.encoders import save_bert
from support.tiny import tiny_base

TEXTS = [
    "where is my order",
    "a",
    "where is my order where is my order where is my order",
    "my order is a order",
]


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_bert(tmp_path_factory.mktemp("models") / "bert", TEXTS)


def test_a_text_is_the_mean_of_its_states_and_padding_changes_nothing(bert: Path) -> None:
    """The expected vectors are of each text alone, where there is nothing to mask."""
    encoder = load_encoder(str(bert))
    model = BertModel.from_pretrained(str(bert)).eval()
    together = encoder(TEXTS)
    for text, found in zip(TEXTS, together, strict=True):
        tokens = encoder._tokenizer(text, return_tensors="pt")["input_ids"]
        with torch.no_grad():
            states = model(input_ids=tokens).last_hidden_state[0]
        mean = states.mean(0).numpy()
        np.testing.assert_allclose(found, mean / np.linalg.norm(mean), atol=1e-5)
    assert together.shape == (4, 32) and together.dtype == np.float32


def test_a_blank_text_is_near_to_nothing_and_a_long_one_is_cut(bert: Path) -> None:
    encoder = load_encoder(str(bert))
    blank, long, longer = encoder([" \n", "order " * 100, "order " * 200 + "where"])
    assert not blank.any()
    np.testing.assert_array_equal(long, longer)  # 64 tokens of either are read
    assert encoder([]).shape == (0, 32)


def test_a_model_saved_with_another_head_embeds(tmp_path: Path, bert: Path) -> None:
    """A masked language model has no pooler, which the mean does not use."""
    shutil.copytree(bert, tmp_path / "mlm")
    config = BertConfig.from_pretrained(str(bert))
    BertForMaskedLM(config).save_pretrained(tmp_path / "mlm")
    (vector,) = load_encoder(str(tmp_path / "mlm"))(["my order"])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_refusals_are_sentences(tmp_path: Path, bert: Path) -> None:
    with pytest.raises(ModelError, match=r"there is no model 'nowhere': name a folder"):
        load_encoder("nowhere")
    pickled = shutil.copytree(bert, tmp_path / "pickled")
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a pickled file"):
        load_encoder(str(pickled))
    torn = shutil.copytree(bert, tmp_path / "torn")
    (torn / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(ModelError, match=r"cannot be loaded"):
        load_encoder(str(torn))


def test_code_that_comes_with_a_model_is_not_run(tmp_path: Path, bert: Path) -> None:
    own = shutil.copytree(bert, tmp_path / "own")
    config = json.loads((own / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoModel": "own.Own", "AutoConfig": "own.C"}}
    (own / "config.json").write_text(json.dumps(config))
    (own / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(str(own))
    assert not (tmp_path / "ran").exists()


def test_a_causal_model_is_taken_for_what_it_is(tmp_path: Path) -> None:
    """Some embedding models are decoders; nothing is refused by its architecture's name."""
    base = tiny_base()
    base.model.save_pretrained(tmp_path / "llama")
    base.tokenizer.save_pretrained(tmp_path / "llama")
    assert load_encoder(str(tmp_path / "llama"))(["order"]).shape == (1, 32)


def test_a_text_that_the_tokenizer_drops_is_near_to_nothing(tmp_path: Path, bert: Path) -> None:
    """Some tokenizers put no tokens around a text, and drop what no letter is."""
    made = shutil.copytree(bert, tmp_path / "bare")
    tokenizer = json.loads((made / "tokenizer.json").read_text())
    dropped = {"type": "Replace", "pattern": {"String": "…"}, "content": ""}
    tokenizer |= {"post_processor": None, "normalizer": dropped}
    (made / "tokenizer.json").write_text(json.dumps(tokenizer))
    nothing, order = load_encoder(str(made))(["…", "order"])
    assert not nothing.any() and np.linalg.norm(order) == pytest.approx(1, abs=1e-5)
