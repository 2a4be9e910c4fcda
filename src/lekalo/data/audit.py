"""Runs every check on the data before training, and says which did not run.

A check that failed is never shown as passed: it stands in `not_run` with the reason.
Leaves out checks that need the recipe or a model.
"""

from __future__ import annotations

from dataclasses import dataclass

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Finding


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


def audit(material: Material) -> Audit:
    """The findings of all registered checks."""
    findings: list[Finding] = []
    not_run: list[NotRun] = []
    for name in CHECKS.names():
        try:
            findings.extend(CHECKS.get(name)().run(material))
        except Exception as error:  # a broken check must not hide what the others found
            not_run.append(NotRun(name, f"{type(error).__name__}: {error}"))
    findings.sort(key=lambda finding: _ORDER.index(finding.severity))
    return Audit(tuple(findings), tuple(not_run))
