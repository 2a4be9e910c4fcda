"""How large this process is, and its heap kept near what a run uses of it.

Steps have different numbers of tokens, so their tensors have different sizes, and the heap keeps
the gaps between them. Two things made a run large for nothing:

    a heap for each thread     what one line of a step has freed (`training.lines`) serves none of
                               the others: lines share one, which is locked for microseconds
    gaps that add up           a run that holds 0.4 GB was 4.7 GB large after five thousand steps:
                               once it has grown by GROWN its free pages are given back, now and
                               then

Where the user has said how much memory there is, large tensors stand apart from the heap and go
back as they are freed. Above a base in 4 bits, whose weights are expanded again and again, that
spares the gaps and takes time. All of this is glibc's; elsewhere nothing is done.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any

GROWN = 0.1
"""The share by which gaps may make the process larger than a step needs."""
EVERY = 20
"""Steps between two trims at least: the next step has to ask for the pages again."""
APART = 8 << 20
"""Bytes from which a tensor stands apart from the heap where memory is scarce."""
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # M_ARENA_MAX and M_MMAP_THRESHOLD in glibc's malloc.h


def share() -> None:
    """Lets threads that begin from now on allocate from the heap that there is."""
    if tune := _glibc("mallopt"):
        tune(_ARENA_MAX, 1)


def spare() -> None:
    """Lets no large tensor leave a gap: for a run with a limit to its memory."""
    if tune := _glibc("mallopt"):
        tune(_MMAP_THRESHOLD, APART)


def trim() -> None:
    """Returns the heap's free pages to the system."""
    if give_back := _glibc("malloc_trim"):
        give_back(0)


class Gaps:
    """Gives free pages back when gaps have grown: a step after that shows what is needed. What the
    base's loading has freed goes back at once. A large tensor leaves none where memory
    is `scarce`."""

    def __init__(self, *, scarce: bool = False) -> None:
        trim()
        if scarce:
            spare()
        self._needed, self._fresh, self._steps = 0, True, 0

    def after_step(self) -> None:
        """To be called after each step."""
        held, self._steps = resident(), self._steps + 1
        if self._fresh:
            self._needed, self._fresh = max(self._needed, held), False
        elif self._steps >= EVERY and held > (1 + GROWN) * self._needed:
            trim()
            self._fresh, self._steps = True, 0


def resident() -> int:
    """Bytes of this process in memory now; 0 where the system has no /proc to say it."""
    return _status("VmRSS")


def peak_resident() -> int:
    """The most bytes that this process has had in memory; 0 where there is no /proc."""
    return _status("VmHWM")


def _status(key: str) -> int:
    path = Path("/proc/self/status")
    if not path.exists():
        return 0
    lines = path.read_text().splitlines()
    found = next(line for line in lines if line.startswith(key + ":"))
    return int(found.split()[1]) * 1024


def _glibc(name: str) -> Any:
    """The function of the C library; None where it has none of that name."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), name, None)
