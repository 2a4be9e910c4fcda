"""Prefix tuning (Li and Liang 2021, arXiv 2101.00190) in PEFT's PREFIX_TUNING layout both ways.

    attention of layer l over    [K_l; keys of the row], [V_l; values of the row]
    K_l, V_l [v, G, d]           trained, or made by an MLP of v trained rows (`projection`)

Keys stand as they are: rotary positions turn the row's own, which begin at v. Without projection
the prefix starts as the keys and values that the base itself has for `init_text`, or for tokens
drawn from its vocabulary: near noise, training is unsteady (the paper's section 7.4). With it,
only what the MLP makes is saved for answering, and the MLP beside it for going on.

Left out: bases whose layers differ in the shape of their keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, final

import torch
from torch import nn
from transformers import DynamicCache, PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import _folder
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._prelude import Layout, SoftRows
from lekalo.models.adapters._soft import SoftAdapter
from lekalo.models.adapters.prompt import config_values, drawn_tokens, fitted
from lekalo.models.attention import PACKED


@final
@ADAPTERS.register("prefix")
class Prefix(SoftAdapter):
    """v keys and values of every layer before every row."""

    name = "prefix"
    kind = "PREFIX_TUNING"
    part = "the keys and values of all layers"

    @classmethod
    def attach(cls, model: torch.nn.Module, settings: AdapterSettings, seed: int) -> Prefix:
        """Starts from the states of tokens drawn from the vocabulary, or with a fresh MLP."""
        layout, count = layout_of(model), settings.tokens
        inner = settings.encoder_width or layout[1] * layout[2]
        if settings.projection:
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed)
                rows = _projected(count, layout, inner)
        else:
            rows = SoftRows(states_of(model, drawn_tokens(model, count, seed)), layout)
        return cls(model, _values(model, count, settings.projection, inner), rows)

    @classmethod
    def _shape(cls, model: torch.nn.Module) -> tuple[Layout, int]:
        layers, groups, width = layout_of(model)
        return (layers, groups, width), 2 * layers * groups * width

    @classmethod
    def _values_of(
        cls, model: torch.nn.Module, folder: Path, kept: Mapping[str, Any], count: int
    ) -> dict[str, Any]:
        if not kept.get("prefix_projection"):
            return _values(model, count, False, cls._shape(model)[1])
        return _values(model, count, True, _folder.number(folder, kept, "encoder_hidden_size"))

    @classmethod
    def _unfilled(
        cls, model: torch.nn.Module, folder: Path, values: Mapping[str, Any], count: int
    ) -> SoftRows | None:
        if not values["prefix_projection"]:
            return None
        return _projected(count, layout_of(model), int(values["encoder_hidden_size"]))

    def begin(self, tokens: Sequence[int]) -> None:
        """Starts from the base's own states for these tokens, repeated or cut to v."""
        self._start(states_of(self._model, fitted(tokens, self.virtual)))


def layout_of(model: torch.nn.Module) -> Layout:
    """Layers, key-value heads G and their width d; `ModelError` where layers differ."""
    assert isinstance(model, PreTrainedModel)
    config = model.config.get_text_config()
    if any(getattr(config, key, None) for key in ("global_head_dim", "num_kv_shared_layers")):
        raise ModelError(words.KEYS_DIFFER(model_type=config.model_type))
    heads = config.num_attention_heads
    groups = getattr(config, "num_key_value_heads", None) or heads
    width = getattr(config, "head_dim", None) or config.hidden_size // heads
    return config.num_hidden_layers, groups, width


@torch.no_grad()
def states_of(model: torch.nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    """The base's keys and values for `tokens` alone, one row a token in PEFT's order: every
    layer's key and value, [v, layers x 2 x G x d], fp32."""
    assert isinstance(model, PreTrainedModel)
    training = model.training
    model.eval()
    cache = DynamicCache()
    packs = model.config._attn_implementation == PACKED  # as where a run begins afresh
    rows = {"row_starts": (0, len(tokens))} if packs else {}
    ids = tokens[None].to(model.device)
    model.base_model(input_ids=ids, past_key_values=cache, use_cache=True, **rows)
    model.train(training)
    pairs = [torch.stack([layer.keys[0], layer.values[0]]) for layer in cache.layers]
    states = torch.stack(pairs)  # [layers, 2, G, v, d]
    return states.permute(3, 0, 1, 2, 4).reshape(len(tokens), -1).float()


def _projected(count: int, layout: Layout, inner: int) -> SoftRows:
    """Rows N(0, 1) and the paper's MLP, initialised as torch does from its current seed."""
    layers, groups, width = layout
    mlp = nn.Sequential(
        nn.Linear(groups * width, inner),
        nn.Tanh(),
        nn.Linear(inner, 2 * layers * groups * width),
    )
    return SoftRows(torch.randn(count, groups * width), layout, mlp)


def _values(model: torch.nn.Module, count: int, projection: bool, inner: int) -> dict[str, Any]:
    _, groups, width = layout_of(model)
    return config_values(model, count) | {
        "token_dim": groups * width,
        "num_attention_heads": groups,
        "encoder_hidden_size": inner,
        "prefix_projection": projection,
    }
