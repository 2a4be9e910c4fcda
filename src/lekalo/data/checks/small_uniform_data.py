"""`small-uniform-data`: few or alike examples, which are learned by heart and not understood.

Few: under 50 rows. Alike: under one distinct answer in ten rows, where the answers are
sentences; short labels (yes, no, a category) are meant to repeat.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding
from lekalo.data.normalise import answer, normalise

MIN_ROWS = 50
MIN_DISTINCT = 0.1
_LABEL_WORDS = 3


@final
@CHECKS.register("small-uniform-data")
class SmallUniformData(Check):
    """Warns of few rows, and of few distinct answers."""

    name = "small-uniform-data"

    def run(self, material: Material) -> Iterable[Finding]:
        """At most two findings: one for the count, one for the answers."""
        train = material.train
        if train and len(train) < MIN_ROWS:
            yield _finding(
                f"There are only {len(train)} training rows; a model learns so few by heart.",
                f"Bring at least {MIN_ROWS}, better several hundred.",
                len(train),
                MIN_ROWS,
            )
        answers = [normalise(answer(example)) for example in train]
        if not answers or median(len(text.split()) for text in answers) <= _LABEL_WORDS:
            return
        distinct = len(set(answers))
        if distinct < MIN_DISTINCT * len(answers):
            yield _finding(
                f"The {len(answers)} training rows have only {distinct} distinct answers, so "
                "the model will recite them.",
                "Vary the answers, or serve fixed texts from a knowledge base.",
                distinct / len(answers),
                MIN_DISTINCT,
            )


def _finding(message: str, remedy: str, figure: float, threshold: float) -> Finding:
    return Finding(
        "small-uniform-data", "warning", message, remedy, figure=figure, threshold=threshold
    )
