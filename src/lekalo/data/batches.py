"""Rows of tokens, which rows an optimizer step takes, and rows laid end to end in a batch.

Nothing is padded: the rows of one forward pass stand one after another in a single line of
N tokens, and attention is kept inside each row (`models.attention`). Which rows a step takes
follows from (seed, step) alone, so a resumed run needs no saved data position but its step.

Left out: tokenising (`methods`) and the rows' cache on disk (`data.rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from lekalo.core.records import Where

_NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Row:
    """One sequence: `tokens` int32 [T]; `trained` bool [T], true where a token is a target.

    The first token of a row has nothing before it, so it is never a target.
    """

    tokens: NDArray[np.int32]
    trained: NDArray[np.bool_]
    where: Where = _NOWHERE

    def __post_init__(self) -> None:
        assert self.tokens.shape == self.trained.shape and self.tokens.ndim == 1
        assert len(self.tokens) >= 2 and not self.trained[0]


class Rows(Protocol):
    """A random-access collection of rows: in memory (`RowList`) or on disk (`RowStore`)."""

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each row, [rows]."""

    @property
    def fingerprint(self) -> str:
        """A hash of every token and mask, by which a resumed run knows its own data."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Row: ...


@dataclass(frozen=True)
class Batch:
    """Some rows end to end: N tokens in all, M of them targets.

    `row_starts` has one entry more than there are rows, from 0 to N. The hidden state at
    `target_positions[m]` predicts the token `target_ids[m]`.
    """

    input_ids_1N: torch.Tensor
    position_ids_1N: torch.Tensor
    row_starts: tuple[int, ...]
    target_positions_M: torch.Tensor
    target_ids_M: torch.Tensor

    @property
    def tokens(self) -> int:
        """N, the tokens that go through the model."""
        return self.row_starts[-1]

    @property
    def trained_tokens(self) -> int:
        """M, the tokens that the loss falls on."""
        return len(self.target_ids_M)


def lay(rows: Sequence[Row]) -> Batch:
    """The batch of `rows`, end to end in their order."""
    lengths = [len(row.tokens) for row in rows]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    tokens = np.concatenate([row.tokens for row in rows]).astype(np.int64)
    targets = np.flatnonzero(np.concatenate([row.trained for row in rows]))
    positions = np.concatenate([np.arange(length) for length in lengths])
    return Batch(
        input_ids_1N=torch.from_numpy(tokens)[None],
        position_ids_1N=torch.from_numpy(positions)[None],
        row_starts=tuple(int(start) for start in starts),
        target_positions_M=torch.from_numpy(targets - 1),
        target_ids_M=torch.from_numpy(tokens[targets]),
    )


def micro_batches(rows: Iterable[Row], micro_tokens: int, before: int = 0) -> Iterator[Batch]:
    """Batches of at most `micro_tokens` places, in order; a longer row stands alone. A row has
    its tokens' places and those that an adapter puts `before` it."""
    waiting: list[Row] = []
    held = 0
    for row in rows:
        places = len(row.tokens) + before
        if waiting and held + places > micro_tokens:
            yield lay(waiting)
            waiting, held = [], 0
        waiting.append(row)
        held += places
    if waiting:
        yield lay(waiting)


def sample_of(rows: Sized, count: int, seed: int) -> list[int]:
    """The numbers of up to `count` of the rows, drawn by the seed, in order."""
    random = np.random.default_rng([seed, len(rows)])
    return sorted(random.choice(len(rows), min(count, len(rows)), replace=False).tolist())


class Plan:
    """Which rows each optimizer step takes: every row once an epoch, in a seeded order.

    With `batch_tokens`, a step takes the rows that start inside its window of that many
    tokens of the epoch's order, so it overshoots by less than one row; else `batch_rows` rows.
    """

    def __init__(
        self,
        lengths: NDArray[np.int64],
        seed: int,
        batch_rows: int | None = None,
        batch_tokens: int | None = None,
    ) -> None:
        assert batch_rows or batch_tokens, "a step takes some rows or some tokens"
        self._lengths = lengths
        self._seed = seed
        self._batch_rows = batch_rows
        self._batch_tokens = batch_tokens
        self._counts: list[int] = []
        self._open: tuple[int, list[NDArray[np.int64]]] = (-1, [])

    def rows_of(self, step: int) -> NDArray[np.int64]:
        """The row numbers of optimizer step `step` (from 0)."""
        epoch, first = 0, 0
        while step >= first + self.steps_in(epoch):
            first += self.steps_in(epoch)
            epoch += 1
        return self._batches(epoch)[step - first]

    def steps_in(self, epoch: int) -> int:
        """Optimizer steps of one epoch."""
        while len(self._counts) <= epoch:
            self._counts.append(len(self._batches(len(self._counts))))
        return self._counts[epoch]

    def steps_for(self, epochs: float) -> int:
        """Optimizer steps of `epochs` passes; a fraction counts within its own epoch."""
        whole = int(epochs)
        steps = sum(self.steps_in(epoch) for epoch in range(whole))
        if epochs > whole:
            steps += max(1, round((epochs - whole) * self.steps_in(whole)))
        return steps

    def _batches(self, epoch: int) -> list[NDArray[np.int64]]:
        if self._open[0] != epoch:
            self._open = (epoch, self._cut(self._order(epoch)))
        return self._open[1]

    def _order(self, epoch: int) -> NDArray[np.int64]:
        return np.random.default_rng([self._seed, epoch]).permutation(len(self._lengths))

    def _cut(self, order: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        if self._batch_tokens:
            starts = np.cumsum(self._lengths[order]) - self._lengths[order]
            window = starts // self._batch_tokens
            return np.split(order, np.flatnonzero(np.diff(window)) + 1)
        assert self._batch_rows
        return np.split(order, np.arange(self._batch_rows, len(order), self._batch_rows))
