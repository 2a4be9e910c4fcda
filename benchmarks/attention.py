"""Causal attention of rows laid end to end on one core, forward and back, by who multiplies.

    python benchmarks/attention.py [--quick] [--json]

About 800 tokens in rows of one length, six heads of 64 features, fp32: by NumPy, which a line of a
step multiplies by; by oneDNN and MKL, as where several cores share a product; and by PyTorch's
fused attention, a row at a time. CPU seconds of one thread, the median of many passes. The bar: at
every length up to 512, NumPy takes at most nine tenths of what the better of the others does.
"""

from __future__ import annotations

import itertools
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import common

if TYPE_CHECKING:
    from torch import Tensor

HEADS, WIDTH, TOKENS = 6, 64, 800
LENGTHS = (64, 96, 128, 192, 256, 384, 512)
NUMPY, OTHERS, FUSED = "NumPy", "oneDNN and MKL", "PyTorch's fused"
SHARE = 0.9


def main() -> None:
    """Each way in fresh processes, by turns."""
    if len(sys.argv) > 2 and sys.argv[1] == "one":
        print(json.dumps(one(sys.argv[2], int(sys.argv[3]))))
        return
    asked = common.parse(__doc__)
    passes, rounds = (10, 1) if asked.quick else (40, 3)
    ways = (NUMPY, OTHERS, FUSED)
    turns = {way: [sys.executable, __file__, "one", way, str(passes)] for way in ways}
    runs = common.by_turns(turns, rounds)
    rows, bars = [], []
    for length in map(str, LENGTHS):
        taken = {way: common.figure(runs[way], length) for way in ways}
        rows.append({"tokens a row": length} | {f"{way}, ms": str(taken[way]) for way in ways})
        least = min(taken[way].median for way in (OTHERS, FUSED))
        share = taken[NUMPY].median / least
        bars.append(common.Bar(f"rows of {length}: share of the best other", share, SHARE, True))
    common.finish("attention", asked, rows, {"runs": runs}, bars)


def one(way: str, passes: int) -> dict[str, float]:
    """Milliseconds of a pass forward and back at each length, in this process."""
    import torch

    from lekalo.models import products, row_attention

    torch.set_num_threads(1)
    if way == OTHERS:
        for module in (products, row_attention):
            module.by_numpy = lambda states: False  # type: ignore[attr-defined]
    attend = fused if way == FUSED else row_attention.row_attention
    return {str(length): milliseconds(attend, length, passes) for length in LENGTHS}


def milliseconds(attend: Callable[..., Tensor], length: int, passes: int) -> float:
    """The median of some passes, after one that is not counted."""
    import torch

    count = max(1, round(TOKENS / length))
    starts = tuple(range(0, (count + 1) * length, length))
    made = torch.Generator().manual_seed(length)
    laid = [torch.randn(count * length, HEADS, WIDTH, generator=made) for _ in range(4)]
    *states, slope = (each.requires_grad_() for each in laid)
    taken = []
    for _ in range(passes + 1):
        began = time.thread_time()
        query, key, value = (each.transpose(0, 1) for each in states)
        output = attend(query, key, value, starts, starts, WIDTH**-0.5)
        torch.autograd.grad(output, states, slope.detach())
        taken.append(1000 * (time.thread_time() - began))
    return statistics.median(taken[1:])


def fused(query: Any, key: Any, value: Any, starts: Any, _: Any, scale: float) -> Tensor:
    """PyTorch's own, a row at a time."""
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    rows = []
    for start, end in itertools.pairwise(starts):
        place = (slice(None), slice(start, end))
        own = (states[place][None] for states in (query, key, value))
        row = scaled_dot_product_attention(*own, is_causal=True, scale=scale)
        rows.append(row[0].transpose(0, 1))
    return torch.cat(rows)


if __name__ == "__main__":
    main()
