"""A step's rows computed in several lines side by side, each on a core of its own.

PyTorch shares one product out among cores, waits for all of them, and begins the next: two cores
are then worth 1.6, in norms and sums less. Here each line takes whole rows through the whole model
on one core, so the cores meet once a step. Rows go to lines by their lengths alone and gradients
are summed in the lines' order: two runs on one machine have the same bits.

One line, with every core in each operation, where a line would gain nothing or could not be
repeated: on other devices, where dropout draws from the one random generator, and where
the lines' own gradients would take more than ROOM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import torch
from threadpoolctl import threadpool_limits

from lekalo.data.batches import Row
from lekalo.training import heap
from lekalo.training.optimizer import Weights

MOST = 4
"""Lines at most: Python's own part of the work is done by one line at a time."""
SHORTEST = 128
"""Tokens that a line is worth: products of fewer are slow."""
ROOM = 512 << 20
"""Bytes of gradients that lines may hold beside the first's."""

Losses = Callable[[Sequence[Row], int], Iterable[torch.Tensor]]
"""(rows, share): the summed loss of each micro-batch of the rows, one after another; a line may
hold one part in `share` of a micro-batch's tokens."""
Gradients = list[torch.Tensor | None]
In = TypeVar("In")
Out = TypeVar("Out")


class Lines:
    """The lines of one run; how many follows from the model, what is trained and the machine."""

    def __init__(
        self, model: torch.nn.Module, weights: Weights, *, side_by_side: bool = True
    ) -> None:
        """Not `side_by_side`: one line, as the model's passes get into each other's way."""
        cores = torch.get_num_threads()
        held = sum(w.numel() * w.element_size() for w in weights.live.values())
        self.count = line_count(model, held, cores) if side_by_side else 1
        self._pool = self._limits = None
        if self.count > 1:
            heap.share()
            threads = cores // self.count
            self._limits = threadpool_limits(threads, "blas")  # NumPy's, in the whole process
            self._pool = ThreadPoolExecutor(
                self.count, "line", partial(torch.set_num_threads, threads)
            )

    def close(self) -> None:
        """Ends the lines' threads. Those set the count that later threads begin with, too: it is
        this thread's own again."""
        if self._pool and self._limits:
            self._pool.shutdown()
            self._limits.restore_original_limits()
            torch.set_num_threads(torch.get_num_threads())

    def gradients(self, rows: Sequence[Row], losses: Losses, weights: Weights) -> float:
        """The loss a trained token of `rows`; its gradient is added to that of `weights`."""
        tokens = sum(int(row.trained.sum()) for row in rows)
        parts = share_out(rows, self.count)

        def means(own: Sequence[Row]) -> Iterator[torch.Tensor]:
            return (loss / tokens for loss in losses(own, len(parts)))

        if self._pool is None or len(parts) == 1:
            return in_place(means(rows), weights)
        live = list(weights.live.values())
        done = list(self._pool.map(lambda own: _apart(means(own), live), parts))
        for _, gradients in done:
            gradients.reverse()
        for name in weights.live:  # each is let go as soon as it is added
            own = [gradients.pop() for _, gradients in done]
            weights.add(name, [gradient for gradient in own if gradient is not None])
        return sum(loss for loss, _ in done)

    def each(self, work: Callable[[In], Out], parts: Sequence[In]) -> list[Out]:
        """`work` of every part, in their order; without gradients."""
        quiet = torch.no_grad()(work)
        return list(self._pool.map(quiet, parts) if self._pool else map(quiet, parts))


def line_count(model: torch.nn.Module, gradient_bytes: int, cores: int) -> int:
    """How many lines a model is trained in, whose trained weights' gradients have so many bytes.
    A model without memory (`meta`) stands for one on this machine's processor."""
    if next(model.parameters()).device.type not in ("cpu", "meta") or draws(model):
        return 1
    return min(cores, MOST, 1 + ROOM // max(1, gradient_bytes))


def draws(model: torch.nn.Module) -> bool:
    """Whether training draws random numbers: dropout, or noise on a router."""
    for module in model.modules():
        if isinstance(module, torch.nn.modules.dropout._DropoutNd) and module.p > 0:
            return True
        named = ((k, v) for k, v in vars(module).items() if "drop" in k or "jitter" in k)
        if any(isinstance(value, float) and value > 0 for _, value in named):
            return True
    return False


def share_out(rows: Sequence[Row], count: int) -> list[list[Row]]:
    """The rows of each line: the longest first to the line with least to do, then in their own
    order. Fewer lines where they would be short."""
    tokens = sum(len(row.tokens) for row in rows)
    loads = [0] * max(1, min(count, len(rows), tokens // SHORTEST))
    own: list[list[int]] = [[] for _ in loads]
    costs = [_cost(row) for row in rows]
    for index in sorted(range(len(rows)), key=lambda i: -costs[i]):
        line = loads.index(min(loads))
        own[line].append(index)
        loads[line] += costs[index]
    return [[rows[index] for index in sorted(line)] for line in own]


def _cost(row: Row) -> int:
    """In quarters of a token's way through the layers: the head and the loss of a trained one
    come to about a quarter more."""
    return 4 * len(row.tokens) + int(row.trained.sum())


def in_place(losses: Iterable[torch.Tensor], weights: Weights) -> float:
    """The sum of the losses; their gradients are added to those of `weights`, each before the
    next loss is computed."""
    total = 0.0
    for loss in losses:
        loss.backward()  # type: ignore[no-untyped-call]
        weights.collect()
        total += loss.item()
    return total


def _apart(
    losses: Iterable[torch.Tensor], live: Sequence[torch.nn.Parameter]
) -> tuple[float, Gradients]:
    """One line's loss and gradients, which touch nothing that other lines see."""
    total = 0.0
    held: Gradients = [None] * len(live)
    for loss in losses:
        more = torch.autograd.grad(loss, live, allow_unused=True)
        held = [_sum(one, other) for one, other in zip(held, more, strict=True)]
        total += loss.item()
    return total, held


def _sum(one: torch.Tensor | None, other: torch.Tensor | None) -> torch.Tensor | None:
    """In fp32, as the gradients of a step's micro-batches are."""
    if one is None or other is None:
        return other if one is None else one
    return one.float() + other
