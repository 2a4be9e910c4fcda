"""How many threads a small model is worth.

Each operation of a small model ends before a second thread has begun, and where another program
holds that thread's core, every operation waits for the scheduler: writing 144 answers with
nano took 13 s on two threads of a busy two-core machine, and 1.8 s on one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

SMALL = 10_000_000
"""Weights under which one thread computes."""


@contextmanager
def fitting_threads(model: torch.nn.Module) -> Iterator[None]:
    """One thread for a small model while the block runs; the others keep their threads."""
    before = torch.get_num_threads()
    small = sum(weight.numel() for weight in model.parameters()) < SMALL
    torch.set_num_threads(1 if small else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
