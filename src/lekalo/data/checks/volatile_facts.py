"""`volatile-facts`: prices, dates and phone numbers in the answers.

What is trained in can only be changed by training again; such facts belong in documents that
the assistant reads. Leaves out stock, terms in words, and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Where
from lekalo.data.checks._places import places
from lekalo.data.normalise import answer

_MONTHS_EN = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS_RU = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_AMOUNT = r"\d[\d \u00a0\u202f.,]{0,20}"

PATTERNS = {
    "prices": re.compile(
        rf"[$€£₽¥]\s?\d|\d\s?[$€£₽¥]|\b(?:USD|EUR|RUB|GBP)\s?\d|"
        rf"{_AMOUNT}(?:тыс\.?\s)?(?:руб(?:\.|л[а-я]+)?|долл(?:\.|ар[а-я]*)|евро|"
        rf"dollars?|euros?|roubles?|rubles?|USD|EUR|RUB|GBP)\b",
        re.IGNORECASE,
    ),
    "dates": re.compile(
        rf"\b\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b|"
        rf"\b(?:{_MONTHS_EN})\s\d{{1,2}}(?:st|nd|rd|th)?\b|"
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:{_MONTHS_EN})\b|"
        rf"\b\d{{1,2}}\s(?i:{_MONTHS_RU})\b"
    ),
    "phone numbers": re.compile(
        r"(?<![\d.,-])(?:\+?\d{1,3}[ -]?)?(?:\(\d{3,5}\)|\b\d{3})"
        r"[ -]\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)|\+\d{10,14}(?!\d)"
    ),
}


@final
@CHECKS.register("volatile-facts")
class VolatileFacts(Check):
    """Warns of training answers that carry facts which change."""

    name = "volatile-facts"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding that names the rows and what kinds of facts they carry."""
        train = material.train
        found: dict[str, list[Where]] = {kind: [] for kind in PATTERNS}
        for example in train:
            text = answer(example)
            for kind, pattern in PATTERNS.items():
                if pattern.search(text):
                    found[kind].append(example.where)
        rows = list(dict.fromkeys(where for places_ in found.values() for where in places_))
        if not rows:
            return
        kinds = ", ".join(f"{kind} in {len(where)}" for kind, where in found.items() if where)
        yield Finding(
            code="volatile-facts",
            severity="warning",
            message=f"{len(rows)} of {len(train)} training answers carry facts that change "
            f"({kinds}); the model would go on saying them after they have changed.",
            remedy="Move these facts into documents of the knowledge base, and keep the style.",
            where=places(rows),
            figure=len(rows) / len(train),
            threshold=0.0,
        )
