"""Machines to plan for: the present one, or a card named from a table.

The table holds what the makers' data sheets say: dense bf16 tensor rate with fp32 accumulation
(half of what is printed "with sparsity"), and memory. A training run reaches a part of that
rate; `REACHED` of it is assumed, and the plan says so.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from lekalo.core.errors import UserError
from lekalo.core.wording import nearest
from lekalo.planning import mistakes as words

GB = 10**9
REACHED = 0.35
"""The assumed share of a card's peak: long rows of a base over a billion weights reach 0.3 to
0.5 of it; smaller bases and short rows reach less."""
CONTEXT = GB // 2
"""Bytes that a card's driver and libraries take before any weight: about half a gigabyte."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a run would go. `peak` in FLOP/s is 0 where a probe must tell; `memory` in bytes."""

    name: str
    memory: int
    peak: float = 0.0

    @property
    def here(self) -> bool:
        """Whether it is the present machine."""
        return not self.peak


def _card(name: str, tflops: float, gigabytes: int) -> Machine:
    return Machine(name, gigabytes * GB, tflops * 1e12)


CARDS: dict[str, Machine] = {
    "b200": _card("NVIDIA B200", 2250, 180),
    "h200": _card("NVIDIA H200 SXM", 989, 141),
    "h100": _card("NVIDIA H100 SXM", 989, 80),
    "h100-pcie": _card("NVIDIA H100 PCIe", 756, 80),
    "a100": _card("NVIDIA A100 80 GB", 312, 80),
    "a100-40": _card("NVIDIA A100 40 GB", 312, 40),
    "l40s": _card("NVIDIA L40S", 362, 48),
    "l4": _card("NVIDIA L4", 121, 24),
    "a10": _card("NVIDIA A10", 125, 24),
    "rtx5090": _card("NVIDIA GeForce RTX 5090", 209.5, 32),
    "rtx4090": _card("NVIDIA GeForce RTX 4090", 165.2, 24),
    "rtx3090": _card("NVIDIA GeForce RTX 3090", 71, 24),
    "mi300x": _card("AMD Instinct MI300X", 1307, 192),
}


def machine(name: str = "") -> Machine:
    """The card called `name`, or the present machine. `UserError` names those in the table."""
    if not name:
        return Machine("", os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    if name.lower() not in CARDS:
        raise UserError(
            words.NO_CARD(name=name, hint=nearest(name, CARDS, "."), listed=", ".join(CARDS))
        )
    return CARDS[name.lower()]
