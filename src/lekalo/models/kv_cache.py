"""Keys and values of rows that come and go between decoding steps.

transformers' own dynamic layer copies everything it holds at each new token; this one keeps
room to grow, so that a step writes one token. Rows of unequal length are aligned at their
right ends; what stands left of a row is covered by the attention mask. Sliding windows are
left to the mask too: a layer with a window holds the whole row.

Left out: recurrent states, chunked attention, quantised and offloaded caches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers.cache_utils import Cache, DynamicLayer

_Pairs = Sequence[tuple[torch.Tensor, torch.Tensor]]
_ROOM = 64
"""Tokens of room made at least, when a layer is full."""


class GrowingLayer(DynamicLayer):  # type: ignore[misc]  # transformers is untyped here
    """One layer's keys and values [B, G, L, D], in stores with room at the end of L."""

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *args: Any, **kwargs: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Appends [B, G, n, D] and returns all there is, [B, G, L + n, D], as views."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
            self._key_store, self._value_store = key_states[:, :, :0], value_states[:, :, :0]
            self._length = 0
        self._key_store = self._append(self._key_store, key_states)
        self._value_store = self._append(self._value_store, value_states)
        self._show(self._length + key_states.shape[2])
        return self.keys, self.values

    def keep(self, rows: torch.Tensor, skip: int) -> None:
        """Keeps `rows` [B'] only, and forgets the first `skip` places of L."""
        self._replace(self.keys[rows, :, skip:], self.values[rows, :, skip:])

    def join(self, other: GrowingLayer) -> None:
        """Takes in the rows of `other` below its own, both aligned at the right."""
        length = max(self._length, other._length)
        self._replace(
            torch.cat([_padded(self.keys, length), _padded(other.keys, length)]),
            torch.cat([_padded(self.values, length), _padded(other.values, length)]),
        )

    def _append(self, store: torch.Tensor, more: torch.Tensor) -> torch.Tensor:
        end = self._length + more.shape[2]
        if end > store.shape[2]:
            rows, heads, _, width = more.shape
            held = store[:, :, : self._length]
            store = more.new_empty(rows, heads, end + max(_ROOM, end // 4), width)
            store[:, :, : self._length] = held
        store[:, :, self._length : end] = more
        return store

    def _replace(self, keys: torch.Tensor, values: torch.Tensor) -> None:
        self._key_store, self._value_store = keys, values
        self._show(keys.shape[2])

    def _show(self, length: int) -> None:
        self._length = length
        self.keys, self.values = self._key_store[:, :, :length], self._value_store[:, :, :length]


class RowsCache(Cache):  # type: ignore[misc]  # transformers is untyped here
    """A cache for any model whose layers are all attention, full or with a sliding window."""

    def __init__(self) -> None:
        super().__init__(layer_class_to_replicate=GrowingLayer)
        self._before: list[tuple[int, int, _Pairs]] = []

    def put_before(self, row: int, start: int, pairs: _Pairs) -> None:
        """Gives the first tokens of `row` these keys and values [1, G, v, D] of each layer in
        place of the model's own from place `start` on: a prefix, which no token made."""
        self._before.append((row, start, pairs))

    def update(
        self,
        key_states: torch.Tensor,
        value_states: torch.Tensor,
        layer_idx: int,
        *args: Any,
        **kwargs: Any,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Appends to one layer, as `GrowingLayer.update` does."""
        if layer_idx >= len(self.layers):  # its first tokens
            for row, start, pairs in self._before:
                for states, own in zip((key_states, value_states), pairs[layer_idx], strict=True):
                    states[row, :, start : start + own.shape[2]] = own[0]
        held: tuple[torch.Tensor, torch.Tensor] = super().update(
            key_states, value_states, layer_idx, *args, **kwargs
        )
        return held

    def keep(self, rows: torch.Tensor, skip: int) -> None:
        """Keeps `rows` [B'] only, and forgets the `skip` leftmost places."""
        for layer in self.layers:
            layer.keep(rows, skip)

    def join(self, other: RowsCache) -> None:
        """Takes in the rows of `other` below its own."""
        for layer, new in zip(self.layers, other.layers, strict=True):
            layer.join(new)


def _padded(states: torch.Tensor, length: int) -> torch.Tensor:
    return torch.nn.functional.pad(states, (0, 0, length - states.shape[2], 0))
