"""Checked data, as one record that the terminal, the page and the JSON show alike.

Leaves out how it came about: see `lekalo.checking` for files, `lekalo.recipe_check` for a recipe.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lekalo.core.errors import DataError
from lekalo.core.interfaces import Material
from lekalo.core.records import Finding
from lekalo.data import checking_words as words
from lekalo.data.audit import Audit

Side = Literal["train", "eval", "suite"]
Kind = Literal["sft", "preference", "documents"]
KINDS: tuple[Kind, ...] = ("sft", "preference", "documents")


@dataclass(frozen=True, slots=True)
class FileRows:
    """One file that was read: its rows, the shape that they have, and what they are for."""

    name: str
    rows: int
    shape: str = ""
    side: Side = "train"


@dataclass(frozen=True)
class Checked:
    """Data and all that was found in it. `findings` are the reader's (rows that could not be
    read, notes) with the checks'; `accepted` gives a person's reason for each hold let pass."""

    title: str
    files: tuple[FileRows, ...]
    material: Material
    findings: tuple[Finding, ...]
    audit: Audit
    seconds: float
    root: Path = Path()
    """What the files' names are relative to."""
    accepted: Mapping[str, str] = field(default_factory=dict)

    @property
    def held(self) -> tuple[Finding, ...]:
        """The holds that nobody accepted."""
        holds = (f for f in self.findings if f.severity == "hold")
        return tuple(f for f in holds if f.code not in self.accepted)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What the rows are."""
        return kinds_of(self.material)


def short_names(checked: Checked) -> dict[str, str]:
    """The files' names without the folders that they all lie in."""
    places = (where.file for finding in checked.findings for where in finding.where)
    names = sorted({*(one.name for one in checked.files), *places} - {""})
    try:
        common = os.path.commonpath([os.path.dirname(name) for name in names])  # noqa: PTH120
    except ValueError:  # no names, or absolute ones beside relative ones
        return {name: name for name in names}
    return {name: os.path.relpath(name, common) if common else name for name in names}


def kinds_of(material: Material) -> tuple[Kind, ...]:
    """What the rows of a material are, in the order of `KINDS`."""
    held = (len(material.train), len(material.pairs) + len(material.rated), len(material.documents))
    return tuple(kind for kind, rows in zip(KINDS, held, strict=True) if rows)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one code and severity: one mistake, to a person."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that speaks for all."""
        return self.findings[0]


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """The findings by severity, the worst first, and within it by code; findings that name at
    most one place each (bad rows) stand together, others alone."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        alone = (number,) if len(finding.where) > 1 else ()
        groups.setdefault((finding.severity, finding.code, *alone), []).append(finding)
    order = ("hold", "warning", "note")
    made = [Group(tuple(found)) for found in groups.values()]
    return sorted(made, key=lambda group: order.index(group.first.severity))


def accept_holds(codes: Sequence[str], because: str, findings: Iterable[Finding]) -> dict[str, str]:
    """The reasons by code; raises `DataError` for a code that was not found."""
    found = sorted({finding.code for finding in findings})
    for code in codes:
        if code not in found:
            said = words.NO_FINDING if found else words.NOTHING_FOUND
            raise DataError(said(code=code, codes=", ".join(found)))
    return dict.fromkeys(codes, because)
