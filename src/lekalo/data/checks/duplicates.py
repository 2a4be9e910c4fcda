"""`duplicates`: the same chat several times, which weighs it more than its author meant.

Two chats are the same when all their turns are, case, spacing, punctuation and ё aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Where
from lekalo.data.checks._places import places
from lekalo.data.normalise import normalise


@final
@CHECKS.register("duplicates")
class Duplicates(Check):
    """Warns of every training row that repeats an earlier one."""

    name = "duplicates"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding that names the repeating rows."""
        train = material.train
        seen: set[tuple[tuple[str, str], ...]] = set()
        repeats: list[Where] = []
        for example in train:
            key = tuple((m.role, normalise(m.content)) for m in example.messages)
            if key in seen:
                repeats.append(example.where)
            seen.add(key)
        if not repeats:
            return
        yield Finding(
            code="duplicates",
            severity="warning",
            message=f"{len(repeats)} of {len(train)} training rows repeat an earlier row; "
            "what is repeated is learned by heart.",
            remedy="Keep one of each, unless the weight is meant.",
            where=places(repeats),
            figure=len(repeats) / len(train),
            threshold=0.0,
        )
