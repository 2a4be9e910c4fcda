"""How many threads a small model is worth.

Where another program holds a second thread's core, each short operation waits for the scheduler
to give it back, and a small model has only short operations. On a quiet machine a second thread
may still help; that was not measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from lekalo.models.quantise import weight_count

SMALL = 10_000_000
"""Weights under which one thread computes."""


@contextmanager
def fitting_threads(model: torch.nn.Module) -> Iterator[None]:
    """One thread for a small model while the block runs; the others keep their threads."""
    before = torch.get_num_threads()
    small = weight_count(model) < SMALL
    torch.set_num_threads(1 if small else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
