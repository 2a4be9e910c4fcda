"""Attention kept inside each row of a packed line, for any architecture of `transformers`.

Rows stand end to end in one line [1, N] with no padding. The attention function registered
here gets the rows' boundaries as the keyword `row_starts`, which `transformers` hands down
from the model's call to every layer, and attends inside each row only. No mask is built: for
an attention with no mask function of its own `transformers` makes none. The keyword `prefix`
has keys and values, one pair a layer, that stand before every row (prefix tuning): made once,
seen by all rows, and no queries are computed for them.

An architecture that takes another way (soft caps, sinks, position biases, chunked or linear
attention) is found out by `can_pack`, which compares packed with separate logits; its rows
then go through one at a time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.models import base_words
from lekalo.models.row_attention import row_attention

PACKED = "lekalo_packed"
_UNSUPPORTED = ("softcap", "s_aux", "position_bias", "cache")


def packed_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    row_starts: Sequence[int],
    prefix: Sequence[tuple[torch.Tensor, torch.Tensor]] | None = None,
    dropout: float = 0.0,
    scaling: float | None = None,
    sliding_window: int | None = None,
    **others: Any,
) -> tuple[torch.Tensor, None]:
    """Causal attention inside each row. query [1, H, N, D]; key and value [1, G, N, D] with H a
    multiple of G; `prefix` by layer [1, G, v, D]; returns [1, N, H, D]. Raises `ModelError` for
    kinds it does not know."""
    refused = [name for name in _UNSUPPORTED if others.get(name) is not None]
    if refused or attention_mask is not None or not getattr(module, "is_causal", True):
        what = ", ".join(refused) or base_words.A_MASK
        raise ModelError(base_words.NOT_PACKED(what=what))
    lengths = [end - start for start, end in itertools.pairwise(row_starts)]
    queries, keys, values = (torch.split(t, lengths, dim=2) for t in (query, key, value))
    if prefix is not None:
        before_k, before_v = prefix[cast(Any, module).layer_idx]
        keys = tuple(torch.cat([before_k, k], dim=2) for k in keys)
        values = tuple(torch.cat([before_v, v], dim=2) for v in values)
    scale = scaling or query.shape[-1] ** -0.5
    if query.device.type == "cpu" and not dropout:
        ends = itertools.accumulate((k.shape[2] for k in keys), initial=0)
        if prefix is not None:
            key, value = torch.cat(keys, dim=2), torch.cat(values, dim=2)
        # squeezed: the gradient of [0] would be copied into a tensor of zeros
        query, key, value = query.squeeze(0), key.squeeze(0), value.squeeze(0)
        places = (row_starts, tuple(ends))
        mixed = row_attention(query, key, value, *places, scale, sliding_window)
        return mixed.unsqueeze(0), None
    parts = zip(queries, keys, values, strict=True)
    outputs = [_fused(q, k, v, scale, dropout, sliding_window).transpose(1, 2) for q, k, v in parts]
    return (outputs[0] if len(outputs) == 1 else torch.cat(outputs, dim=1)), None


def _fused(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    scale: float,
    dropout: float,
    window: int | None,
) -> torch.Tensor:
    plain = query.shape[2] == key.shape[2] and _inside(key, window)
    mask = None if plain else _visible(query, key, window)
    return scaled_dot_product_attention(
        query,
        key,
        value,
        attn_mask=mask,
        dropout_p=dropout,
        scale=scale,
        is_causal=mask is None,
        enable_gqa=key.shape[1] != query.shape[1],
    )


def _inside(key: torch.Tensor, window: int | None) -> bool:
    return window is None or key.shape[2] <= window


def _visible(query: torch.Tensor, key: torch.Tensor, window: int | None) -> torch.Tensor:
    """[T, S], true where a token sees another: itself and those before, inside the window. The
    queries are the last T of the S places."""
    place = torch.arange(key.shape[2], device=query.device)
    behind = place[-query.shape[2] :, None] - place[None, :]
    return (behind >= 0) & (behind < (window or len(place)))


AttentionInterface.register(PACKED, packed_attention)


@contextmanager
def packing(model: PreTrainedModel) -> Iterator[None]:
    """Inside, `model` attends within the rows given as `row_starts`; after, as before."""
    before = model.config._attn_implementation
    model.set_attn_implementation(PACKED)
    try:
        yield
    finally:
        model.set_attn_implementation(before)


@torch.no_grad()
def can_pack(model: PreTrainedModel) -> bool:
    """Whether two rows end to end get the same logits as each alone (in `model`'s own way)."""
    layers = set(getattr(model.config.get_text_config(), "layer_types", None) or ["full_attention"])
    if not model._supports_attention_backend or layers - {"full_attention", "sliding_attention"}:
        return False
    training = model.training
    model.eval()
    try:
        return _same_logits(model)
    except (ModelError, TypeError):  # TypeError: `row_starts` does not reach the attention
        return False
    finally:
        model.train(training)


def _same_logits(model: PreTrainedModel) -> bool:
    vocabulary = model.get_input_embeddings().weight.shape[0]
    ids = (torch.arange(12, device=model.device) * 7919 + 3) % vocabulary
    rows = (ids[:5], ids[5:])
    separate = torch.cat([model(row[None], use_cache=False).logits[0] for row in rows])
    positions = torch.cat([torch.arange(len(row), device=ids.device) for row in rows])
    with packing(model):
        packed = model(
            ids[None], position_ids=positions[None], row_starts=(0, 5, 12), use_cache=False
        ).logits[0]
    apart = (packed - separate).float()
    spread = separate.float().std()
    if separate.dtype == torch.float32:
        return bool(apart.abs().max() <= 1e-4 * spread)
    # bf16 rounds the two in other places, and a few of many logits lie far from each other
    return bool(apart.square().mean().sqrt() <= 0.05 * spread)
