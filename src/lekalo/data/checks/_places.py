"""The places a finding names: enough to act on, not the whole data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lekalo.core.records import Where

NAMED = 100
"""Places that a finding names; its message gives the full count."""


@dataclass
class Named:
    """Rows of one kind: their count, and the first hundred places, each with what is said of it."""

    count: int = 0
    where: list[Where] = field(default_factory=list)

    def add(self, where: Where, said: str) -> None:
        """Counts one."""
        self.count += 1
        if len(self.where) < NAMED:
            self.where.append(told(where, said))


def told(where: Where, said: str) -> Where:
    """The place of a row with what is said of it, after the row's own part: `#3: shouting`."""
    return replace(where, part=f"{where.part}: {said}" if where.part else said)


def places(where: Sequence[Where]) -> tuple[Where, ...]:
    """The first hundred places; the finding's message gives the full count."""
    return tuple(where[:NAMED])
