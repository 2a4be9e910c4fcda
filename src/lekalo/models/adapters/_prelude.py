"""What soft prompts put before every row of a model: embeddings, or keys and values.

                    prompt, ptuning                         prefix
    has             v embeddings [v, D]                     v keys and values a layer
    row i becomes   v embeddings, then the row's own        the row, v places further on
    packed rows     row_starts moved by v a row             `prefix` of `models.attention`
    batch of rows   one sequence longer by v                a cache that begins with v places

Positions count the v places, and every token of a row sees them, as in PEFT. The states of the v
places are taken out of what the model gives back, so that all above it (losses, logits) sees the
rows it knows. A call that brings keys and values of its own (generation) has them in there
already and is left alone: its first tokens went through `fill`.

A soft prompt stands before a row or it does not: it has no strength between, and a row has one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import DynamicCache, PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._mix import Mixed, Share
from lekalo.models.kv_cache import RowsCache

_NAME = "prelude"
Layout = tuple[int, int, int]
"""Layers, key-value heads G and their width d."""


class SoftRows(nn.Module):
    """One adapter's v rows: trained as they are, or made by an `encoder` of trained rows.

    `layout` None: each row is an embedding [D]. Else (layers, G, d): each row is every layer's
    key and value [G, d], one after another, as PEFT lays them.
    """

    def __init__(
        self,
        rows_VW: Tensor,
        layout: Layout | None = None,
        encoder: nn.Module | None = None,
    ) -> None:
        super().__init__()
        count, width = rows_VW.shape
        self.rows = nn.Embedding(count, width, _weight=rows_VW)  # no matrix for Muon
        self.layout = layout
        self.encoder = encoder

    @property
    def count(self) -> int:
        """v, the places before a row."""
        return len(self.rows.weight)

    def forward(self) -> Tensor:
        """The rows as they are saved and used, [v, W], fp32."""
        rows: Tensor = self.rows.weight
        return rows if self.encoder is None else self.encoder(rows)

    def keys_values(self, dtype: torch.dtype) -> list[tuple[Tensor, Tensor]]:
        """Each layer's keys and values [1, G, v, d]."""
        assert self.layout is not None
        layers, groups, width = self.layout
        states = self().to(dtype).view(self.count, layers, 2, groups, width)
        pairs = states.permute(1, 2, 3, 0, 4)[:, :, None]  # [layers, 2, 1, G, v, d]
        return [(pair[0], pair[1]) for pair in pairs]


class Prelude(Mixed):
    """Stands beside a model's modules; its hooks on the backbone put rows before the model's."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self._embed: Callable[[Tensor], Tensor] = lambda ids: model.get_input_embeddings()(ids)
        backbone = model.base_model
        self._hooks = (
            backbone.register_forward_pre_hook(self._enter, with_kwargs=True),
            backbone.register_forward_hook(self._leave, with_kwargs=True),
        )

    def remove(self) -> None:
        """Takes the hooks off."""
        for hook in self._hooks:
            hook.remove()

    def share(self, mixture: Sequence[Share]) -> None:
        """Puts at most one share a row in force; `ModelError` for a strength other than 1."""
        super().share(mixture)
        _check(self.mixture)

    def before(self, mixture: Sequence[Share]) -> SoftRows | None:
        """What `mixture`, over all rows, puts before them."""
        shares = [share for share in mixture if share.slot in self.updates]
        _check(shares)
        return self._rows_of(shares[0]) if shares else None

    def _rows_of(self, share: Share) -> SoftRows:
        rows = self.updates[share.slot]
        assert isinstance(rows, SoftRows)
        return rows

    def _enter(self, backbone: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        rows = self._over_all(kwargs)
        if rows is None:
            return None
        assert not args, "the backbone is called by keywords"
        kwargs = dict(kwargs)
        cuts = kwargs.get("row_starts") or (0, kwargs["input_ids"].shape[1])
        if rows.layout is None:
            self._put_embeddings(rows, cuts, kwargs)
        else:
            _put_keys_values(rows, backbone, kwargs)
        return (), kwargs

    def _leave(self, backbone: Any, args: Any, kwargs: dict[str, Any], output: Any) -> Any:
        embeds = kwargs.get("inputs_embeds")
        rows = self._over_all(kwargs)
        if embeds is None or rows is None or rows.layout is not None:
            return None
        cuts = kwargs.get("row_starts") or (0, embeds.shape[1])
        states = output.last_hidden_state
        kept = [states[:, start + rows.count : end] for start, end in itertools.pairwise(cuts)]
        output.last_hidden_state = kept[0] if len(kept) == 1 else torch.cat(kept, dim=1)
        return output

    def _over_all(self, kwargs: dict[str, Any]) -> SoftRows | None:
        """What stands before every row of this call, or nothing."""
        if not self.mixture or _brings_states(kwargs):
            return None
        (share,) = self.mixture
        assert share.rows is None, "soft prompts before some rows are put there by `fill`"
        return self._rows_of(share)

    def _put_embeddings(self, rows: SoftRows, cuts: Sequence[int], kwargs: dict[str, Any]) -> None:
        embeds = self._embed(kwargs.pop("input_ids"))
        before = rows().to(embeds.dtype).expand(embeds.shape[0], -1, -1)
        parts = [p for s, e in itertools.pairwise(cuts) for p in (before, embeds[:, s:e])]
        kwargs["inputs_embeds"] = torch.cat(parts, dim=1)
        places = kwargs.get("position_ids")
        if places is not None:
            first = torch.arange(rows.count, device=places.device).expand(places.shape[0], -1)
            moved = places + rows.count
            parts = [p for s, e in itertools.pairwise(cuts) for p in (first, moved[:, s:e])]
            kwargs["position_ids"] = torch.cat(parts, dim=1)
        if kwargs.get("row_starts"):
            kwargs["row_starts"] = tuple(cut + i * rows.count for i, cut in enumerate(cuts))
        _lengthen_mask(rows.count, kwargs)


def prelude(model: PreTrainedModel) -> Prelude | None:
    """The model's `Prelude`, where it has one."""
    found = getattr(model, _NAME, None)
    return found if isinstance(found, Prelude) else None


def put(model: PreTrainedModel, slot: str, rows: SoftRows) -> None:
    """Gives the model `rows` under `slot`."""
    held = prelude(model)
    if held is None:
        held = Prelude(model)
        model.add_module(_NAME, held)
    held.updates[slot] = rows.to(model.device)


def take_out(model: PreTrainedModel, slot: str) -> None:
    """Takes `slot` out; with its last one the model is as it was."""
    held = prelude(model)
    if held is None or slot not in held.updates:
        return
    del held.updates[slot]
    held.share(held.mixture)
    if not held.updates:
        held.remove()
        delattr(model, _NAME)


def standing(model: PreTrainedModel, mixture: Sequence[Share] | None) -> SoftRows | None:
    """What `mixture` (None: the one in force) puts before the rows it is over."""
    held = prelude(model)
    if held is None:
        return None
    return held.before(held.mixture if mixture is None else mixture)


def fill(
    model: PreTrainedModel,
    before: Sequence[SoftRows | None],
    starts: Sequence[int],
    input_ids_BT: Tensor,
    cache: Any,
) -> dict[str, Tensor]:
    """The model's input for the first tokens of a batch whose rows already have room for what
    stands before them, from `starts` on: embeddings go into it, keys and values by `cache`."""
    rows = [(row, *pair) for row, pair in enumerate(zip(before, starts, strict=True))]
    prefixed = [soft for _, soft, _ in rows if soft is not None and soft.layout]
    if prefixed and not isinstance(cache, RowsCache):
        raise ModelError(words.NO_PLACE)
    if all(soft is None or soft.layout for _, soft, _ in rows):
        inputs = {"input_ids": input_ids_BT}
    else:
        inputs = {"inputs_embeds": model.get_input_embeddings()(input_ids_BT).clone()}
    for row, soft, start in rows:
        if soft is not None and soft.layout:
            cache.put_before(row, start, soft.keys_values(model.dtype))
        elif soft is not None:
            embeds = inputs["inputs_embeds"]
            embeds[row, start : start + soft.count] = soft().to(embeds.dtype)
    return inputs


def _put_keys_values(rows: SoftRows, backbone: Any, kwargs: dict[str, Any]) -> None:
    dtype = next(iter(backbone.parameters())).dtype
    pairs = rows.keys_values(dtype)
    if kwargs.get("position_ids") is not None:
        kwargs["position_ids"] = kwargs["position_ids"] + rows.count
    if kwargs.get("row_starts"):
        kwargs["prefix"] = pairs
        return
    if backbone.training and backbone.is_activation_checkpointing:
        raise ModelError(words.PREFIX_CHECKPOINTING)
    batch = kwargs["input_ids"].shape[0]
    cache = DynamicCache()
    for layer, (keys, values) in enumerate(pairs):
        cache.update(keys.expand(batch, -1, -1, -1), values.expand(batch, -1, -1, -1), layer)
    kwargs["past_key_values"] = cache
    _lengthen_mask(rows.count, kwargs)


def _check(shares: Sequence[Share]) -> None:
    if any(share.strength != 1.0 for share in shares):
        raise ModelError(words.NO_STRENGTH)
    rows = [row for share in shares for row in share.rows or ()]
    over_all = [share for share in shares if share.rows is None]
    if len(rows) != len(set(rows)) or len(over_all) > (0 if rows else 1):
        raise ModelError(words.TWO_PROMPTS)


def _lengthen_mask(count: int, kwargs: dict[str, Any]) -> None:
    mask = kwargs.get("attention_mask")
    if mask is not None:
        kwargs["attention_mask"] = torch.cat([mask.new_ones(len(mask), count), mask], dim=1)


def _brings_states(kwargs: dict[str, Any]) -> bool:
    return kwargs.get("past_key_values") is not None
