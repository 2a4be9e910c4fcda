"""Prompt tuning (Lester et al. 2021, arXiv 2104.08691) in PEFT's PROMPT_TUNING layout both ways.

    row = p_1 .. p_v, embed(token_1) .. embed(token_T)        p [v, D], all that is trained

The rows start from the embeddings of `init_text`, repeated or cut to v tokens, or of tokens drawn
from the vocabulary, which the paper finds better than noise. So even at the start the model sees
v tokens that the base does not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, final

import torch
from transformers import PreTrainedModel

from lekalo.core.interfaces import ADAPTERS
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters._prelude import SoftRows
from lekalo.models.adapters._soft import SoftAdapter


@final
@ADAPTERS.register("prompt")
class Prompt(SoftAdapter):
    """v trained embeddings before every row."""

    name = "prompt"
    kind = "PROMPT_TUNING"

    @classmethod
    def attach(cls, model: torch.nn.Module, settings: AdapterSettings, seed: int) -> Prompt:
        """Starts from tokens drawn from the vocabulary; `begin` gives it a text's."""
        rows = embeddings(model, drawn_tokens(model, settings.tokens, seed))
        return cls(model, _values(model, len(rows)), SoftRows(rows))

    @classmethod
    def _shape(cls, model: torch.nn.Module) -> tuple[None, int]:
        return None, width_of(model)

    @classmethod
    def _values_of(
        cls, model: torch.nn.Module, folder: Path, kept: Mapping[str, Any], count: int
    ) -> dict[str, Any]:
        return _values(model, count)

    def begin(self, tokens: Sequence[int]) -> None:
        """Starts from these tokens' embeddings, repeated or cut to v."""
        self._start(embeddings(self._model, fitted(tokens, self.virtual)))


def _values(model: torch.nn.Module, count: int) -> dict[str, Any]:
    return config_values(model, count) | {"prompt_tuning_init": "RANDOM"}


def config_values(model: torch.nn.Module, count: int) -> dict[str, Any]:
    """The keys of PEFT's configuration that every soft prompt has."""
    assert isinstance(model, PreTrainedModel)
    config = model.config.get_text_config()
    return {
        "num_virtual_tokens": count,
        "token_dim": width_of(model),
        "num_transformer_submodules": 1,
        "num_attention_heads": config.num_attention_heads,
        "num_layers": config.num_hidden_layers,
    }


def width_of(model: torch.nn.Module) -> int:
    """D, the width of the base's embeddings."""
    assert isinstance(model, PreTrainedModel)
    return int(model.config.get_text_config().hidden_size)


def drawn_tokens(model: torch.nn.Module, count: int, seed: int) -> torch.Tensor:
    """`count` tokens of the base's vocabulary, [count]."""
    assert isinstance(model, PreTrainedModel)
    vocabulary = model.config.get_text_config().vocab_size
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, vocabulary, (count,), generator=generator)


def fitted(tokens: Sequence[int], count: int) -> torch.Tensor:
    """The tokens repeated or cut to `count`, as PEFT does it, [count]."""
    assert tokens, "a text to start from has tokens"
    return torch.tensor(list(tokens) * math.ceil(count / len(tokens)))[:count]


@torch.no_grad()
def embeddings(model: torch.nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    """What the base's embedding layer makes of `tokens`, [v, D], fp32."""
    assert isinstance(model, PreTrainedModel)
    found: torch.Tensor = model.get_input_embeddings()(tokens.to(model.device))
    return found.float().clone()
