"""`leakage`: a held-out or suite question that is also trained on, so its score means nothing.

Compared as `data.normalise` reads them: case, spacing, punctuation and ё aside. Leaves out
near-same and reworded questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Where
from lekalo.data.checks._places import places
from lekalo.data.normalise import question


@final
@CHECKS.register("leakage")
class Leakage(Check):
    """Holds when any question stands on both sides."""

    name = "leakage"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding that names each shared question's places on both sides."""
        train, held_out = material.train, material.held_out
        trained = {question(example.messages): example.where for example in train}
        shared: list[Where] = []
        for example in held_out:
            twin = trained.get(question(example.messages))
            if twin is not None:
                shared.extend((example.where, twin))
        if not shared:
            return
        count = len(shared) // 2
        yield Finding(
            code="leakage",
            severity="hold",
            message=f"{count} of {len(held_out)} evaluation questions are also in the training "
            "data, so the figures would show memory and not skill.",
            remedy="Take these rows out of the training data, or out of the evaluation.",
            where=places(shared),
            figure=count / len(held_out),
            threshold=0.0,
        )
