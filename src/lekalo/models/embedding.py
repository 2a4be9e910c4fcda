"""Texts as vectors by a named embedding model, near in meaning, near in direction.

    encoder = load_encoder("intfloat/multilingual-e5-small")     # a hub id, or a folder
    vectors = encoder(["Where is my order?", "Где мой заказ?"])  # [2, D], unit length

The mean of the last hidden states over a text's tokens (Reimers & Gurevych 2019, section 3), as
most embedding models are trained to be read; no code of the model's own is run. Leaves out models
that are read by their last token, and the prefixes that some ask for: both sides of a
comparison go without.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils.logging import disable_progress_bar

from lekalo.core.errors import ModelError
from lekalo.models import base_words as words
from lekalo.models.folders import first_line, load_tokenizer, model_folder

_LONGEST = 512
"""Tokens of a text that are read: what tells a question stands at its beginning."""
_TOKENS_AT_ONCE = 8192
_HEAD = "pooler."
"""Weights above the last hidden states, which a model may lack: the mean does not use them."""


class Encoder:
    """An embedding model in memory; an `Embedder` (see `core.interfaces`)."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._model: Any = model.eval().to(self._device)
        self._tokenizer = tokenizer
        places = getattr(model.config, "max_position_embeddings", _LONGEST)
        self._longest = int(min(_LONGEST, places, tokenizer.model_max_length))

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors [N, D] in the order of the texts; zeros for a text without words, which
        is near to nothing."""
        found = np.zeros((len(texts), int(self._model.config.hidden_size)), np.float32)
        said = [number for number, text in enumerate(texts) if text.strip()]
        tokens = self._tokens([texts[number] for number in said])
        for batch in _alike_in_length([len(row) for row in tokens]):
            vectors = self._vectors([tokens[place] for place in batch])
            found[[said[place] for place in batch]] = vectors
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
        mean_BD = (states_BTD.float() * mask_BT[:, :, None]).sum(1)  # its length falls away below
        vectors: NDArray[np.float32] = torch.nn.functional.normalize(mean_BD, dim=1).cpu().numpy()
        return vectors


def load_encoder(ref: str) -> Encoder:
    """The embedding model that `ref` names: a folder in Hugging Face layout, or a hub id. Raises
    `ModelError` where it cannot be loaded safely, and `OutsideError` where it cannot be fetched."""
    folder = model_folder(ref)
    tokenizer = load_tokenizer(folder)
    disable_progress_bar()
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
        raise ModelError(
            words.EMBEDDING_NOT_LOADED(folder=folder, reason=first_line(error))
        ) from error
    absent = sorted(name for name in info["missing_keys"] if not name.startswith(_HEAD))
    if absent or model.config.is_encoder_decoder:
        why = words.LACKS(name=absent[0]) if absent else words.HAS_DECODER()
        raise ModelError(words.NOT_EMBEDDING(folder=folder, why=why))
    return Encoder(model, tokenizer)


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
