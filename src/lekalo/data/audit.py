"""Runs every check on the data before training, and says which did not run.

A check that failed is never shown as passed: it stands in `not_run` with the reason.
Leaves out checks that need the recipe or a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lekalo.core.interfaces import CHECKS
from lekalo.core.records import Example, Finding, Item


@dataclass(frozen=True, slots=True)
class NotRun:
    """A check that raised, and what."""

    check: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What the checks found, holds first, and which of them did not run."""

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]


_ORDER = ("hold", "warning", "note")


def audit(train: Sequence[Example], held_out: Sequence[Example], suites: Sequence[Item]) -> Audit:
    """The findings of all registered checks. To a check, the suites' questions are held-out
    rows without answers."""
    asked = [Example(item.messages, item.where) for item in suites]
    unseen = [*held_out, *asked]
    findings: list[Finding] = []
    not_run: list[NotRun] = []
    for name in CHECKS.names():
        try:
            findings.extend(CHECKS.get(name)().run(train, unseen))
        except Exception as error:  # a broken check must not hide what the others found
            not_run.append(NotRun(name, f"{type(error).__name__}: {error}"))
    findings.sort(key=lambda finding: _ORDER.index(finding.severity))
    return Audit(tuple(findings), tuple(not_run))
