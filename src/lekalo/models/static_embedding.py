"""Texts as vectors by a table of tokens: the mean of its tokens' vectors, without a network.

    encoder = load_table(folder)      # of StaticEmbedding (sentence-transformers) or of model2vec

Hundreds of times as fast as a network on the same cores, blind to the order of words. A table of
model2vec may weigh tokens and let several share a vector, and passes over those that it does not
know. Leaves out truncated widths.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer

from lekalo.core.errors import ModelError
from lekalo.models import base_words as words
from lekalo.models.embedding_layout import refused
from lekalo.models.folders import first_line, need_weights

_LONGEST = 512
_AT_ONCE = 1024
_TABLES = ("embedding.weight", "embeddings")
"""What sentence-transformers and what model2vec call the table."""


class TableEncoder:
    """A table in memory, a row of `vectors` [V, D] for each token; an `Embedder`. Tokens by the
    number of `passed` count for nothing."""

    def __init__(
        self, vectors: torch.Tensor, tokenizer: Tokenizer, passed: int | None = None
    ) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(_LONGEST)
        self._vectors, self._tokenizer, self._passed = vectors, tokenizer, passed

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors [N, D] in the order of the texts; zeros for a text without tokens, which
        is near to nothing."""
        found = [np.zeros((0, self._vectors.shape[1]), np.float32)]
        for start in range(0, len(texts), _AT_ONCE):
            found.append(self._of(texts[start : start + _AT_ONCE]))
        return np.concatenate(found)

    def _of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        said = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        rows = [[token for token in row.ids if token != self._passed] for row in said]
        starts = np.cumsum([0, *map(len, rows[:-1])])
        flat = torch.tensor([token for row in rows for token in row], dtype=torch.long)
        sums_BD = torch.nn.functional.embedding_bag(
            flat, self._vectors, torch.from_numpy(starts), mode="sum"
        )  # the length falls away
        vectors: NDArray[np.float32] = torch.nn.functional.normalize(sums_BD, dim=1).numpy()
        return vectors


def load_table(folder: Path) -> TableEncoder:
    """The table in `folder`; `ModelError` where it cannot be read or doesn't fit its tokenizer."""
    need_weights(folder)
    try:
        tensors = load_file(folder / "model.safetensors")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        table = next((name for name in _TABLES if name in tensors), None)
        vectors = _vectors(tensors, table) if table else None
    except Exception as error:  # torn or absent files; tokenizers raises a bare Exception
        raise ModelError(
            words.EMBEDDING_NOT_LOADED(folder=folder, reason=first_line(error))
        ) from error
    if vectors is None:
        raise refused(folder, words.LACKS(name=_TABLES[0]))
    if len(vectors) < tokenizer.get_vocab_size():
        raise refused(folder, words.LACKS(name=f"{table}[{len(vectors)}]"))
    return TableEncoder(vectors, tokenizer, _unknown(tokenizer) if table == _TABLES[1] else None)


def _vectors(tensors: Mapping[str, torch.Tensor], table: str) -> torch.Tensor:
    """A vector for each token [V, D]: of those that it shares, by its weight."""
    vectors = tensors[table].float()
    if "mapping" in tensors:
        vectors = vectors[tensors["mapping"].long()]
    if "weights" in tensors:
        vectors = vectors * tensors["weights"].float()[:, None]
    return vectors


def _unknown(tokenizer: Tokenizer) -> int | None:
    """The number of the token that stands for what is not in the vocabulary."""
    model = json.loads(tokenizer.to_str())["model"]
    token = model.get("unk_token")
    return model.get("unk_id") if token is None else tokenizer.token_to_id(token)
