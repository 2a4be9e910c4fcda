"""What a split of the data's own must not part: the rows for which `leakage` would hold.

    cut = hold_out(map(key_of, examples), 0.1, seed, apart(examples))

The split looks for likeness among neighbours and by questions alone; the check looks wider, and at
answers too. So the check itself is asked about each cut, and one that it would hold is made anew.
Leaves out what only an embedding model finds: it is loaded later, for the checks.
"""

from __future__ import annotations

from collections.abc import Sequence

from lekalo.core.records import Example
from lekalo.data.checks.leakage import leaking
from lekalo.data.splits import Cut, Twins, parted


def apart(records: Sequence[Example]) -> Twins:
    """Names the rows of a cut of `records` that stand on both sides, to the check."""

    def twins(cut: Cut) -> tuple[list[int], list[int]]:
        found = leaking(*parted(records, cut))
        held_out = [cut.held_out[held] for held in found]
        return [cut.kept[row] for row, _ in found.values()], held_out

    return twins
