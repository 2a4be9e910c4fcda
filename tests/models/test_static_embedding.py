"""Tables of tokens against means taken by hand, in both layouts that are in use."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from lekalo.core.errors import ModelError
from lekalo.models.embedding import load_encoder
from support.encoders import save_modules

KNOWN = {"[UNK]": 0, "where": 1, "order": 2, "parcel": 3, "заказ": 4}
VECTORS = np.array([[9, 9], [1, 0], [0, 2], [0, 3], [4, 4]], np.float32)


def save_table(folder: Path, tensors: dict[str, torch.Tensor], inside: str = "") -> Path:
    (folder / inside).mkdir(parents=True, exist_ok=True)
    made = Tokenizer(models.WordLevel(KNOWN, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.save(str(folder / inside / "tokenizer.json"))
    save_file(tensors, folder / inside / "model.safetensors")
    return folder


def expected(*rows: list[float]) -> NDArray[np.float32]:
    found = np.array(rows, np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


@pytest.mark.parametrize(("inside", "dtype"), [("", torch.float32), ("0_Static", torch.float16)])
def test_a_table_gives_the_mean_of_a_texts_tokens(
    tmp_path: Path, inside: str, dtype: torch.dtype
) -> None:
    table = {"embedding.weight": torch.from_numpy(VECTORS).to(dtype)}
    save_modules(save_table(tmp_path, table, inside), ("StaticEmbedding", inside))
    found = load_encoder(str(tmp_path))(["where order order", "заказ where", "order unheard"])
    # the last: what is not known is a token as any other
    np.testing.assert_allclose(found, expected([1 / 3, 4 / 3], [5 / 2, 2], [9, 11]), atol=1e-6)
    assert found.dtype == np.float32


def test_a_table_of_model2vec_weighs_shares_and_passes_over(tmp_path: Path) -> None:
    tensors = {
        "embeddings": torch.from_numpy(VECTORS[[0, 1, 2, 4]]),
        "mapping": torch.tensor([0, 1, 2, 2, 3]),  # order and parcel share a vector
        "weights": torch.tensor([5, 1, 0.5, 2, 0.25], dtype=torch.float64),
    }
    save_table(tmp_path, tensors)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "model2vec"}))
    found = load_encoder(str(tmp_path))(["where order", "where parcel unheard", "заказ"])
    np.testing.assert_allclose(found, expected([1, 1], [1, 4], [1, 1]), atol=1e-6)


def test_what_says_nothing_is_near_to_nothing_and_long_texts_are_cut(tmp_path: Path) -> None:
    save_table(tmp_path, {"embeddings": torch.from_numpy(VECTORS)})
    save_modules(tmp_path, ("StaticEmbedding", "."), ("Normalize", "1_Normalize"))
    encoder = load_encoder(str(tmp_path))
    assert not encoder(["", "unheard of", " \n"]).any()
    assert encoder([]).shape == (0, 2)
    many = encoder(["where"] * 3000 + ["where " * 600 + "order"])
    np.testing.assert_array_equal(many, np.tile([[1, 0]], (3001, 1)))


def test_refusals_are_sentences(tmp_path: Path) -> None:
    save_modules(tmp_path, ("StaticEmbedding", ""))
    with pytest.raises(ModelError, match=r"there is no \*\.safetensors"):
        load_encoder(str(tmp_path))
    save_table(tmp_path, {"embeddings": torch.from_numpy(VECTORS[:4])})
    with pytest.raises(ModelError, match=r"its weights lack embeddings\[4\]"):
        load_encoder(str(tmp_path))
    save_table(tmp_path, {"embeddings": torch.ones(5, 2), "mapping": torch.tensor([7] * 5)})
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(str(tmp_path))
    save_table(tmp_path, {"other": torch.ones(1)})
    with pytest.raises(ModelError, match=r"its weights lack embedding\.weight"):
        load_encoder(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(str(tmp_path))
    (tmp_path / "model.safetensors").rename(tmp_path / "model.pt")
    with pytest.raises(ModelError, match=r"model\.pt, a pickled file"):
        load_encoder(str(tmp_path))
