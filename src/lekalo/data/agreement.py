"""How well people agree beyond chance: Krippendorff's alpha for named values.

    alpha([["yes", "yes"], ["yes", "no", "yes"], ["no"]])     # one list of ratings a thing rated

A rating that is missing is simply not in its list, so people may have judged different things.
Leaves out values with an order or a distance (grades, lengths).

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections A to D.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """1 is full agreement, 0 is what chance gives, less is worse than chance.

    Each unit holds the values that different people gave to one thing. Units with fewer than two
    are left out. None where nothing tells: no unit is left, or all of them hold one value.
    """
    agreeing = 0.0  # the diagonal of the coincidence matrix, summed
    totals: Counter[Hashable] = Counter()
    for unit in units:
        count = len(unit)
        if count < 2:
            continue
        values = Counter(unit)
        totals.update(values)
        agreeing += sum(n * (n - 1) for n in values.values()) / (count - 1)
    everything = sum(totals.values())
    by_chance = sum(n * (n - 1) for n in totals.values())
    possible = everything * (everything - 1)
    if by_chance == possible:  # nothing was rated, or nothing varies
        return None
    return ((everything - 1) * agreeing - by_chance) / (possible - by_chance)
