"""Folders of sentence-transformers: each way of pooling, Dense layers, against plain sums; what
would be read otherwise than it was trained is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from transformers import BertModel

from lekalo.core.errors import ModelError
from lekalo.models.embedding import load_encoder
from support.encoders import save_bert, save_modules

TEXTS = ["where is my order", "order", "my order is a order"]


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_bert(tmp_path_factory.mktemp("models") / "bert", TEXTS)


def folder(tmp_path: Path, bert: Path, pooling: dict[str, Any], *more: str) -> Path:
    made = tmp_path / "model"
    shutil.copytree(bert, made)
    save_modules(made, ("Transformer", ""), ("Pooling", "1_Pooling"), *((m, m) for m in more))
    (made / "1_Pooling").mkdir()
    (made / "1_Pooling/config.json").write_text(json.dumps(pooling))
    return made


def states(bert: Path, text: str) -> NDArray[np.float32]:
    """The last hidden states [T, D] of a text alone: [CLS], its words, [SEP]."""
    known = json.loads((bert / "tokenizer.json").read_text())["model"]["vocab"]
    row = [known["[CLS]"], *(known[word] for word in text.split()), known["[SEP]"]]
    with torch.no_grad():
        found = BertModel.from_pretrained(str(bert)).eval()(torch.tensor([row]))
    return np.asarray(found.last_hidden_state[0].numpy())


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / np.linalg.norm(vector))


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, lambda s: s[0]),
        ({"pooling_mode": "cls"}, lambda s: s[0]),
        ({"pooling_mode_mean_tokens": True}, lambda s: s.mean(0)),
        ({"pooling_mode_max_tokens": True}, lambda s: s.max(0)),
        ({"pooling_mode_lasttoken": True, "pooling_mode_cls_token": False}, lambda s: s[-1]),
        ({"pooling_mode": "lasttoken"}, lambda s: s[-1]),
    ],
)
def test_a_text_is_pooled_as_its_folder_says(
    tmp_path: Path, bert: Path, config: dict[str, Any], expected: Any
) -> None:
    found = load_encoder(str(folder(tmp_path, bert, config, "Normalize")))(TEXTS)
    for text, vector in zip(TEXTS, found, strict=True):
        np.testing.assert_allclose(vector, unit(expected(states(bert, text))), atol=1e-5)


@pytest.mark.parametrize("activation", ["Tanh", "Identity"])
def test_a_dense_layer_follows_the_pooling(tmp_path: Path, bert: Path, activation: str) -> None:
    made = folder(tmp_path, bert, {"pooling_mode_mean_tokens": True}, "Dense", "Normalize")
    (made / "Dense").mkdir()
    name = f"torch.nn.modules.activation.{activation}"
    (made / "Dense/config.json").write_text(json.dumps({"activation_function": name}))
    draw = np.random.default_rng(1)
    weight = draw.normal(size=(5, 32)).astype(np.float32)
    bias = draw.normal(size=5).astype(np.float32)
    tensors = {"linear.weight": torch.from_numpy(weight), "linear.bias": torch.from_numpy(bias)}
    save_file(tensors, made / "Dense/model.safetensors")
    encoder = load_encoder(str(made))
    found = encoder(TEXTS)
    assert found.shape == (3, 5) and encoder([]).shape == (0, 5)
    for text, vector in zip(TEXTS, found, strict=True):
        above = weight @ states(bert, text).mean(0) + bias
        above = np.tanh(above) if activation == "Tanh" else above
        np.testing.assert_allclose(vector, unit(above), atol=1e-5)


def test_no_more_is_read_than_the_model_was_trained_to_read(tmp_path: Path, bert: Path) -> None:
    made = folder(tmp_path, bert, {"pooling_mode_mean_tokens": True})
    (made / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 5}))
    short, long = load_encoder(str(made))(["where is my", "where is my order order order"])
    np.testing.assert_array_equal(short, long)  # [CLS], three words, [SEP]


def test_a_network_in_a_folder_of_its_own_is_found(tmp_path: Path, bert: Path) -> None:
    made = tmp_path / "model"
    shutil.copytree(bert, made / "0_Transformer")
    save_modules(made, ("Transformer", "0_Transformer"))
    np.testing.assert_array_equal(load_encoder(str(made))(TEXTS), load_encoder(str(bert))(TEXTS))


@pytest.mark.parametrize(
    ("pooling", "more", "said"),
    [
        ({"pooling_mode_weightedmean_tokens": True}, (), "by 'weightedmean_tokens', and what is"),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True}, (), "cls_token"),
        ({}, (), "by '-', and what is read are mean, cls, max, lasttoken"),
        ([], (), "it holds no keys"),
        ({"pooling_mode": "mean"}, ("CNN",), "lists 'CNN', and what is read are Transformer,"),
        ({"pooling_mode": "mean"}, ("../Dense",), "does not list the modules"),
    ],
)
def test_what_is_not_read_here_is_refused(
    tmp_path: Path, bert: Path, pooling: Any, more: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        load_encoder(str(folder(tmp_path, bert, pooling, *more)))


def test_a_dense_layer_that_cannot_be_trusted_is_refused(tmp_path: Path, bert: Path) -> None:
    made = folder(tmp_path, bert, {"pooling_mode": "mean"}, "Dense")
    with pytest.raises(ModelError, match=r"Dense/config\.json cannot be read"):
        load_encoder(str(made))
    (made / "Dense").mkdir()
    (made / "Dense/config.json").write_text('{"activation_function": "own.Swish"}')
    with pytest.raises(ModelError, match="ends in 'Swish', and what is read are Identity"):
        load_encoder(str(made))
    (made / "Dense/config.json").write_text("{}")
    (made / "Dense/pytorch_model.bin").touch()
    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a pickled file"):
        load_encoder(str(made))
    save_file({"linear.weight": torch.ones(5)}, made / "Dense/model.safetensors")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(str(made))


@pytest.mark.parametrize(
    "listed",
    ["{}", "[1]", '[{"type": "a.Transformer"}]', "[", "[]", "[" * 100_000,
     r'[{"type": "a.Transformer", "path": "a\u0000b"}]'],
    ids=range(7),
)  # fmt: skip
def test_torn_lists_of_modules_are_sentences(tmp_path: Path, bert: Path, listed: str) -> None:
    made = shutil.copytree(bert, tmp_path / "model")
    (made / "modules.json").write_text(listed)
    with pytest.raises(ModelError, match=r"modules\.json"):
        load_encoder(str(made))
