"""Texts as vectors by a named embedding model, near in meaning, near in direction.

    encoder = load_encoder("intfloat/multilingual-e5-small")     # a hub id, or a folder
    vectors = encoder(["Where is my order?", "Где мой заказ?"])  # [2, D], unit length

A network's last hidden states become one vector as its `modules.json` says, by their mean where
it says nothing (Reimers & Gurevych 2019, section 3), and go through the Dense layers that it
lists; a table of tokens is read by `static_embedding`. No code of the model's own is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from transformers import AutoModel, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils.logging import (
    disable_progress_bar,
    get_verbosity,
    set_verbosity,
    set_verbosity_error,
)

from lekalo.core.errors import ModelError
from lekalo.models import base_words as words
from lekalo.models.embedding_layout import Layout, Pooling, read_keys, read_layout, refused
from lekalo.models.folders import (
    check_folder,
    embedding_folder,
    first_line,
    load_tokenizer,
    need_weights,
)
from lekalo.models.static_embedding import TableEncoder, load_table

_LONGEST = 512
"""Tokens of a text that are read: what tells a question stands at its beginning."""
_TOKENS_AT_ONCE = 8192
_HEAD = "pooler."
"""Weights above the last hidden states, which a model may lack: no pooling uses them."""
_ACTIVATIONS: dict[str, type[torch.nn.Module]] = {
    "Identity": torch.nn.Identity,
    "Tanh": torch.nn.Tanh,
    "ReLU": torch.nn.ReLU,
    "GELU": torch.nn.GELU,
}
"""What a Dense layer may end in, by the last part of its class's name."""


class Encoder:
    """A network in memory, with what makes one vector of a text's states; an `Embedder` (see
    `core.interfaces`)."""

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        layout: Layout,
        dense: torch.nn.Sequential,
    ) -> None:
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._model: Any = model.eval().to(self._device)
        self._dense = dense.eval().to(self._device)
        self._tokenizer, self._pooling = tokenizer, layout.pooling
        widths = [layer.out_features for layer in dense if isinstance(layer, torch.nn.Linear)]
        self._width = int(widths[-1] if widths else self._model.config.hidden_size)
        places = getattr(model.config, "max_position_embeddings", _LONGEST)
        limits = (_LONGEST, places, tokenizer.model_max_length, layout.longest or _LONGEST)
        self._longest = int(min(limits))

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors [N, D] in the order of the texts; zeros for a text without words, which
        is near to nothing."""
        found = np.zeros((len(texts), self._width), np.float32)
        tokens = self._tokens(list(texts))
        said = [number for number, row in enumerate(tokens) if row and texts[number].strip()]
        for batch in _alike_in_length([len(tokens[number]) for number in said]):
            numbers = [said[place] for place in batch]
            found[numbers] = self._vectors([tokens[number] for number in numbers])
        return found

    def _tokens(self, texts: list[str]) -> list[list[int]]:
        if not texts:
            return []
        made = self._tokenizer(texts, truncation=True, max_length=self._longest)
        tokens: list[list[int]] = made["input_ids"]
        return tokens

    @torch.inference_mode()
    def _vectors(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        length = max(map(len, rows))
        tokens_BT = torch.full((len(rows), length), self._tokenizer.pad_token_id or 0)
        mask_BT = torch.zeros((len(rows), length), dtype=torch.long)
        for number, row in enumerate(rows):
            tokens_BT[number, : len(row)] = torch.tensor(row)
            mask_BT[number, : len(row)] = 1
        mask_BT = mask_BT.to(self._device)
        states_BTD = self._model(
            input_ids=tokens_BT.to(self._device), attention_mask=mask_BT
        ).last_hidden_state
        pooled_BD = self._dense(pool(states_BTD.float(), mask_BT, self._pooling))
        vectors: NDArray[np.float32] = torch.nn.functional.normalize(pooled_BD, dim=1).cpu().numpy()
        return vectors


def pool(states_BTD: torch.Tensor, mask_BT: torch.Tensor, pooling: Pooling) -> torch.Tensor:
    """One vector a text [B, D] of its states, where `mask_BT` is 1: its tokens stand first."""
    if pooling == "cls":
        return states_BTD[:, 0]
    if pooling == "lasttoken":
        return states_BTD[torch.arange(len(states_BTD)), mask_BT.sum(1) - 1]
    if pooling == "max":
        return states_BTD.masked_fill(mask_BT[:, :, None] == 0, -torch.inf).amax(1)
    return (states_BTD * mask_BT[:, :, None]).sum(1) / mask_BT.sum(1, keepdim=True)


def load_encoder(ref: str) -> Encoder | TableEncoder:
    """The embedding model that `ref` names: a folder as sentence-transformers, model2vec or
    transformers writes it, or a hub id. Raises `ModelError` where it cannot be loaded safely, or
    would be read otherwise than it was trained, and `OutsideError` where it can't be fetched."""
    folder = embedding_folder(ref)
    layout = read_layout(folder)
    if layout.table:
        return load_table(layout.body)
    check_folder(layout.body)
    tokenizer = load_tokenizer(layout.body)
    dense = [layer for path in layout.dense for layer in _dense(folder, path)]
    return Encoder(_network(layout.body), tokenizer, layout, torch.nn.Sequential(*dense))


def _network(folder: Path) -> PreTrainedModel:
    disable_progress_bar()
    heard = get_verbosity()
    set_verbosity_error()  # a pooler that is absent is no news
    try:
        model, info = AutoModel.from_pretrained(
            str(folder),
            dtype=torch.float32,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
        )
    except Exception as error:  # torn files, unknown architectures, code that it would need
        raise _not_loaded(folder, error) from error
    finally:
        set_verbosity(heard)
    absent = sorted(name for name in info["missing_keys"] if not name.startswith(_HEAD))
    if absent or model.config.is_encoder_decoder:
        raise refused(folder, words.LACKS(name=absent[0]) if absent else words.HAS_DECODER())
    loaded: PreTrainedModel = model
    return loaded


def _dense(folder: Path, path: Path) -> tuple[torch.nn.Linear, torch.nn.Module]:
    """A layer above the pooling and what it ends in."""
    config = read_keys(path / "config.json")
    name = str(config.get("activation_function", "Identity")).rpartition(".")[2]
    if name not in _ACTIVATIONS:
        raise refused(folder, words.ODD_ACTIVATION(name=name, known=", ".join(_ACTIVATIONS)))
    need_weights(path)
    try:
        tensors = load_file(path / "model.safetensors")
        weight = tensors["linear.weight"].float()
        wide, narrow = weight.shape
        layer = torch.nn.Linear(narrow, wide, bias="linear.bias" in tensors)
        layer.load_state_dict({key.removeprefix("linear."): t for key, t in tensors.items()})
    except Exception as error:  # torn files, other names, other shapes
        raise _not_loaded(path, error) from error
    return layer, _ACTIVATIONS[name]()


def _not_loaded(folder: Path, error: Exception) -> ModelError:
    return ModelError(words.EMBEDDING_NOT_LOADED(folder=folder, reason=first_line(error)))


def _alike_in_length(lengths: Sequence[int]) -> list[list[int]]:
    """The texts' numbers in batches of like length, so that little is padded."""
    batches: list[list[int]] = []
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        # the first of a batch is its longest
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= _TOKENS_AT_ONCE:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches
