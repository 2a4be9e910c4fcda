"""Attention kept inside each row of a packed line, for any architecture of `transformers`.

Rows stand end to end in one line [1, N] with no padding. The attention function registered
here gets the rows' boundaries as the keyword `row_starts`, which `transformers` hands down
from the model's call to every layer, and attends inside each row only. No mask is built: for
an attention with no mask function of its own `transformers` makes none.

An architecture that takes another way (soft caps, sinks, position biases, chunked or linear
attention) is found out by `can_pack`, which compares packed with separate logits; its rows
then go through one at a time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, PreTrainedModel

from lekalo.core.errors import ModelError

PACKED = "lekalo_packed"
_MATMUL_FROM = 96
"""Row length from which plain products beat torch's fused kernel in bf16 on CPU. That kernel's
backward takes 3.0 ms for 8 heads of 128 tokens there, 1.0 ms in fp32; plain products 0.95 ms."""
_UNSUPPORTED = ("softcap", "s_aux", "position_bias", "cache")


def packed_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    row_starts: Sequence[int],
    dropout: float = 0.0,
    scaling: float | None = None,
    sliding_window: int | None = None,
    **others: Any,
) -> tuple[torch.Tensor, None]:
    """Causal attention inside each row. query [1, H, N, D]; key and value [1, G, N, D] with H a
    multiple of G; returns [1, N, H, D]. Raises `ModelError` for kinds it does not know."""
    refused = [name for name in _UNSUPPORTED if others.get(name) is not None]
    if refused or attention_mask is not None or not getattr(module, "is_causal", True):
        raise ModelError(f"attention with {', '.join(refused) or 'a mask'} cannot be packed.")
    lengths = [end - start for start, end in itertools.pairwise(row_starts)]
    parts = zip(*(torch.split(t, lengths, dim=2) for t in (query, key, value)), strict=True)
    outputs = [
        _attend(q, k, v, scaling or q.shape[-1] ** -0.5, dropout, sliding_window).transpose(1, 2)
        for q, k, v in parts
    ]
    return (outputs[0] if len(outputs) == 1 else torch.cat(outputs, dim=1)), None


def _attend(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    scale: float,
    dropout: float,
    window: int | None,
) -> torch.Tensor:
    """One row's attention, [1, H, T, D], by the way that is fastest for it."""
    if query.dtype == torch.bfloat16 and query.device.type == "cpu":
        if query.shape[2] > _MATMUL_FROM:
            return _by_matmul(query, key, value, scale, dropout, window)
        states = (query.float(), key.float(), value.float())
        return _fused(*states, scale, dropout, window).to(query.dtype)
    return _fused(query, key, value, scale, dropout, window)


def _fused(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    scale: float,
    dropout: float,
    window: int | None,
) -> torch.Tensor:
    mask = None if _inside(query, window) else _visible(query, window)
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


def _by_matmul(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    scale: float,
    dropout: float,
    window: int | None,
) -> torch.Tensor:
    """softmax(scale q k^T) v with the G groups of H / G heads as batches."""
    _, heads, length, _ = query.shape
    groups = key.shape[1]
    rows = query[0].reshape(groups, -1, query.shape[-1])  # [G, H/G T, D]
    hidden = torch.zeros(length, length, dtype=query.dtype, device=query.device)
    hidden.masked_fill_(~_visible(query, window), float("-inf"))
    scores = torch.bmm(rows, key[0].transpose(1, 2)).view(groups, -1, length, length)
    weights = torch.softmax(scores * scale + hidden, -1)
    if dropout:
        weights = torch.nn.functional.dropout(weights, dropout)
    mixed = torch.bmm(weights.view(groups, -1, length), value[0])
    return mixed.view(1, heads, length, value.shape[-1])


def _inside(query: torch.Tensor, window: int | None) -> bool:
    return window is None or query.shape[2] <= window


def _visible(query: torch.Tensor, window: int | None) -> torch.Tensor:
    """[T, T], true where a token sees another: itself and those before, inside the window."""
    place = torch.arange(query.shape[2], device=query.device)
    behind = place[:, None] - place[None, :]
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
    spread = separate.float().std()
    tolerance = 1e-4 if separate.dtype == torch.float32 else 0.05
    return bool((packed - separate).float().abs().max() <= tolerance * spread)
