"""Attention inside rows laid end to end, on a CPU, with the gradient written by hand.

    weights = softmax(scale q k^T + mask),  output = weights v         inside each row

One operation takes every row: autograd sees no slices, no masks and no scaled copies. Long rows
are cut into blocks of queries, each of which looks at the keys up to its own end only, so half
of the products above the diagonal is never made. Weights of longer rows are computed
anew in the backward pass rather than kept. A core that works alone multiplies where the heads lie,
side by side in each token; else each head is first made dense.

Left out: dropout of weights, and other devices, which have fused kernels of their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from lekalo.models.products import batched, by_numpy, one_by_one

_BLOCK, _SMALL_BLOCK = 256, 128
"""Queries of a block at most; shorter ones save more products, and make these too small to be fast,
which NumPy's are sooner."""
_KEPT = 384
"""Keys up to which the weights are kept for the backward pass: H of them a key and token are
then fewer numbers than the other activations of the layer."""
_DENSE = torch.contiguous_format


def row_attention(
    query_HND: Tensor,
    key_GND: Tensor,
    value_GND: Tensor,
    row_starts: Sequence[int],
    key_starts: Sequence[int],
    scale: float,
    window: int | None = None,
) -> Tensor:
    """Causal attention inside each row, [N, H, D]; H a multiple of G.

    `key_starts` are the rows' boundaries among the keys, where a row has more keys than queries:
    the surplus stands before the row and is seen by all of it. A token sees the last `window`
    tokens, itself among them, where a window is given.
    """
    output: Tensor = _RowAttention.apply(  # type: ignore[no-untyped-call]
        query_HND,
        key_GND,
        value_GND,
        tuple(row_starts),
        tuple(key_starts),
        scale,
        window,
    )
    return output


def kept_weights(length: int) -> int:
    """Weights a head that the forward pass keeps of a row of so many tokens."""
    if length > _KEPT:
        return 0
    return sum((end - start) * end for start, end in _cuts(length, _BLOCK))


class _RowAttention(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        starts: tuple[int, ...],
        key_starts: tuple[int, ...],
        scale: float,
        window: int | None,
    ) -> Tensor:
        # laid out and scaled once, not for each row and head
        query = torch.mul(query, scale, out=_room(query))
        key, value = _laid(key), _laid(value)
        output, most = _like(query), _block_of(query)
        kept: list[Tensor | None] = []
        for row in _rows(query, key, value, starts, key_starts):
            for block in row.blocks(most):
                weights = block.weights(window)
                block.put(output, weights, block.values.mT)
                kept.append(weights if row.keys.shape[1] <= _KEPT else None)
        ctx.save_for_backward(query, key, value, *kept)
        ctx.layout = (starts, key_starts, scale, window, most)
        return output.transpose(0, 1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        query, key, value, *kept = ctx.saved_tensors
        starts, key_starts, scale, window, most = ctx.layout
        grad = _laid(grad.transpose(0, 1))
        d_query, d_key, d_value = _like(query), _like(key), _like(value)
        waiting = iter(kept)
        for row in _rows(query, key, value, starts, key_starts):
            for block in row.blocks(most):
                weights = next(waiting)
                weights = block.weights(window) if weights is None else weights
                slope = block.take(grad)
                row.put_keys(d_value, block, weights.mT, slope.mT)
                d_weights = batched(slope, block.values)
                d_scores = torch._softmax_backward_data(d_weights, weights, -1, weights.dtype)
                block.put(d_query, d_scores, block.keys.mT)
                row.put_keys(d_key, block, d_scores.mT, block.queries.mT)
        return d_query.mul_(scale), d_key, d_value, None, None, None, None


class _Row:
    """One row's scaled queries [G, R, T, D], with R = H / G heads to a group of keys, [G, K, D]."""

    def __init__(
        self,
        query_HND: Tensor,
        key_GND: Tensor,
        value_GND: Tensor,
        groups: slice,
        place: slice,
        key_place: slice,
    ) -> None:
        shared = query_HND.shape[0] // key_GND.shape[0]
        self._where = (slice(groups.start * shared, groups.stop * shared), place)
        self._keys_where = (groups, key_place)
        self.queries = query_HND[self._where].unflatten(0, (-1, shared))  # type: ignore[no-untyped-call]
        self.keys = key_GND[self._keys_where]
        self.values = value_GND[self._keys_where]

    def blocks(self, most: int) -> Iterator[_Block]:
        """Blocks of at most so many queries, the longest first."""
        heads, place = self._where
        length = place.stop - place.start
        ahead = self.keys.shape[1] - length
        for start, end in reversed(_cuts(length, most)):
            where = (heads, slice(place.start + start, place.start + end))
            seen = slice(0, ahead + end)
            queries = self.queries[:, :, start:end]
            yield _Block(queries, self.keys[:, seen], self.values[:, seen], where)

    def put_keys(self, gradient_GND: Tensor, block: _Block, x_GKT: Tensor, y_GDT: Tensor) -> None:
        """Adds x y^T to the keys' or values' gradient, for those that the block sees. The first
        block sees all of the row's, and so finds room that nothing is in yet."""
        room = gradient_GND[self._keys_where]
        seen = block.keys.shape[1]
        if seen == room.shape[1]:
            batched(x_GKT, y_GDT, room)
        else:
            room[:, :seen] += batched(x_GKT, y_GDT)


class _Block:
    """Some queries of one row, [G, R T, D], and the keys and values that they may see."""

    def __init__(
        self, queries_GRTD: Tensor, keys: Tensor, values: Tensor, where: tuple[slice, slice]
    ) -> None:
        self._shape, self._where = queries_GRTD.shape, where
        groups, shared, length, width = self._shape
        self.queries = queries_GRTD.reshape(groups, shared * length, width)
        self.keys, self.values = keys, values

    def weights(self, window: int | None) -> Tensor:
        """softmax(q k^T + mask), [G, R T, K]."""
        groups, shared, length, _ = self._shape
        seen = self.keys.shape[1]
        scores = batched(self.queries, self.keys)
        mask = _mask(_rounded(seen), window, scores.dtype)
        # without a window, what lies before the block's first query is seen by all of it
        first = seen - length if window is None else 0
        hidden = scores.view(groups, shared, length, seen)[..., first:]
        hidden.add_(mask[seen - length : seen, first:seen])
        return torch.softmax(scores, -1)

    def take(self, states_HND: Tensor) -> Tensor:
        """This block's part, [G, R T, D]."""
        groups, shared, length, width = self._shape
        return states_HND[self._where].reshape(groups, shared * length, width)

    def put(self, states_HND: Tensor, x: Tensor, y: Tensor) -> None:
        """Writes x y^T, [G, R T, D], into this block's part."""
        groups, shared, length, width = self._shape
        room = states_HND[self._where]
        if shared == 1:
            batched(x, y, room)
        else:
            room.copy_(batched(x, y).view(groups * shared, length, width))


def _rows(
    query: Tensor, key: Tensor, value: Tensor, starts: Sequence[int], key_starts: Sequence[int]
) -> Iterator[_Row]:
    """Each row; a group of heads at a time where products are made one by one anyway."""
    places = itertools.starmap(slice, itertools.pairwise(starts))
    key_places = itertools.starmap(slice, itertools.pairwise(key_starts))
    for place, key_place in zip(places, key_places, strict=True):
        length, seen = place.stop - place.start, key_place.stop - key_place.start
        groups, shared = key.shape[0], query.shape[0] // key.shape[0]
        size = shared * min(length, _BLOCK) * seen * query.shape[2]
        step = 1 if one_by_one(query, size) else groups
        for group in range(0, groups, step):
            yield _Row(query, key, value, slice(group, group + step), place, key_place)


@lru_cache(maxsize=8)
def _mask(size: int, window: int | None, dtype: torch.dtype) -> Tensor:
    """[size, size] to be added to scores: 0 where a token sees another, else minus infinity."""
    place = torch.arange(size)
    behind = place[:, None] - place[None, :]
    hidden = (behind < 0) | (behind >= (window or size))
    return torch.zeros(size, size, dtype=dtype).masked_fill_(hidden, float("-inf"))


def _rounded(length: int) -> int:
    """A multiple of 64, so that few masks serve all lengths."""
    return -(-length // 64) * 64


def _block_of(states: Tensor) -> int:
    return _SMALL_BLOCK if by_numpy(states) else _BLOCK


def _cuts(length: int, most: int) -> list[tuple[int, int]]:
    """Beginning and end of each block of a row, all about as long."""
    count = max(1, -(-length // most))
    return list(itertools.pairwise(length * part // count for part in range(count + 1)))


def _room(states: Tensor) -> Tensor:
    """Room for states as the products want them."""
    return _like(states) if by_numpy(states) else torch.empty_like(states, memory_format=_DENSE)


def _laid(states: Tensor) -> Tensor:
    """The states as the products want them."""
    return states if by_numpy(states) else states.contiguous()


def _like(states: Tensor) -> Tensor:
    """Room for a gradient that lies as `states` does: heads side by side in each token."""
    heads, tokens, width = states.shape
    return states.new_empty(tokens, heads, width).transpose(0, 1)
