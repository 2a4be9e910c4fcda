"""Runs a check over a sheet and counts what it found, missed and named wrongly.

A defect is found when any of its rows is named. Named wrongly are decoys, and rows nobody
planted anything in, unless a person read them and found a true defect (`labels/true.csv`).
For `leakage` the eval rows alone are judged: each names its twin in training beside it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from lekalo.core.interfaces import CHECKS
from lekalo.core.records import Finding
from planting.real import LABELS
from planting.sheets import HELD_OUT, Place, Sheet

CAP = 100
"""A finding names at most so many places; a sheet that reaches it is too large to be judged."""

_KINDS = {
    "address": r"(?<!IP )(?<!mail )address",
    "card": "card",
    "email": "e-mail",
    "iban": "IBAN",
    "inn": "INN",
    "ip": "IP",
    "name": "names",
    "ogrn": "OGRN",
    "passport": "passport",
    "phone": "phone",
    "snils": "SNILS",
}
"""What a place's `part` calls each kind of personal data, in English."""
_COPIES, _COPY = ("exact", "near"), "^(?!reworded|other names)"
"""Copies are asked for more precision than rewordings: on their sheets of `leakage`, what the
check itself calls reworded, or of other names, is judged on the sheets of those kinds."""


@dataclass
class Tally:
    """Counts of one check on one kind of defect; tallies add up."""

    found: int = 0
    planted: int = 0
    false: int = 0
    decoys: int = 0
    flagged: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float | None:
        """The share of the planted defects that was found."""
        return self.found / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """The share of what was named that was a defect; None where nothing was named."""
        named = self.found + self.false
        return self.found / named if named else None

    def add(self, other: Tally) -> None:
        """Puts the counts of another sheet to these."""
        self.found += other.found
        self.planted += other.planted
        self.false += other.false
        self.decoys += other.decoys
        self.flagged += other.flagged
        self.missed += other.missed
        self.wrong += other.wrong


class TooLargeError(Exception):
    """A finding is full, so that what it leaves out can't be told from what was missed."""


def judge(sheet: Sheet) -> Tally:
    """The tally of one sheet."""
    findings = list(CHECKS.get(sheet.check)().run(sheet.material))
    named = _named(findings, sheet)
    blamed = (
        named
        if sheet.check != "leakage" or sheet.kind not in _COPIES
        else _named(findings, sheet, _COPY)
    )
    tally = Tally()
    spoilt = {place for plant in sheet.plants if not plant.decoy for place in plant.places}
    explained = spoilt | sheet.neutral
    for plant in sheet.plants:
        judged = _judged(sheet, plant.places)
        hit = bool(named & judged)
        if plant.decoy:
            explained = explained | set(plant.places)
            tally.decoys += 1
            if blamed & judged - spoilt:
                tally.false += 1
                tally.flagged[plant.kind] += 1
                tally.wrong.append(f"{plant.kind}: {_shown(sheet, plant.places)}")
        else:
            tally.planted += 1
            tally.found += hit
            if not hit:
                tally.missed.append(f"{plant.kind}: {_shown(sheet, plant.places)}")
    for place in sorted(_judged(sheet, blamed) - explained):
        if (sheet.check, sheet.origins.get(place, "")) not in true_defects():
            tally.false += 1
            tally.flagged["real row"] += 1
            tally.wrong.append(f"{sheet.origins.get(place, '')}: {_shown(sheet, (place,))}")
    return tally


def _named(findings: Iterable[Finding], sheet: Sheet, word: str = "") -> set[Place]:
    """The places whose `part` has `word`; of personal data, those named for the sheet's own kind
    alone."""
    if sheet.check == "personal-data":
        word = _KINDS.get(sheet.kind, "")
    named: set[Place] = set()
    for finding in findings:
        if len(finding.where) >= CAP:
            raise TooLargeError(f"a finding of {finding.code} names {CAP} places")
        for where in finding.where:
            if where.line is not None and (not word or re.search(word, where.part)):
                named.add((where.file, where.line))
    return named


def _judged(sheet: Sheet, places: Iterable[Place]) -> set[Place]:
    return {p for p in places if sheet.check != "leakage" or p[0] == HELD_OUT}


def _shown(sheet: Sheet, places: Iterable[Place]) -> str:
    texts = []
    for file, line in places:
        rows = {
            "train.jsonl": sheet.material.train,
            "eval.jsonl": sheet.material.held_out,
        }.get(file)
        if rows is None:
            pair = sheet.material.pairs[line - 1]
            texts.append(" > ".join((pair.prompt[-1].content, pair.chosen, pair.rejected))[:200])
        else:
            turns = [m.content.replace("\n", " / ") for m in rows[line - 1].messages]
            texts.append(
                " => ".join(t if len(t) <= 110 else f"{t[:50]} ... {t[-50:]}" for t in turns)
            )
    return "  ||  ".join(texts)


@cache
def true_defects() -> frozenset[tuple[str, str]]:
    """Rows of the untouched sets that a person read and found to be defects: (check, origin)."""
    path = LABELS / "true.csv"
    if not path.exists():
        return frozenset()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return frozenset((r["check"], r["origin"]) for r in rows if r["verdict"] == "true")
