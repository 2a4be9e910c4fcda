"""Runs every check on the data before training, and says which did not run.

A check that failed, or had nothing to look at, is never shown as passed: it stands in `not_run`
with the reason. Much data is looked at by several processes, the slowest checks first.
Leaves out checks that need the recipe or a model.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from time import perf_counter
from typing import Any

from lekalo.core.interfaces import CHECKS, Embedder, Material
from lekalo.core.records import Finding, Language
from lekalo.data.spool import write_spool

SEQUENCES = ("train", "held_out", "documents", "pairs", "rated")
"""The fields of `Material` that hold rows."""
MANY_ROWS = 5000
"""Over so many rows, starting processes costs less than it saves."""
_SLOWEST = ("duplicates", "leakage", "contradictions", "injection", "language")
"""Begun first, so that none of them runs alone at the end. A hint: a name not here is fine."""
_SEVERITIES = ("hold", "warning", "note")
_NOTHING = {
    "en": {
        "": "there is nothing in this data that it looks at",
        "train": "there are no training chats",
        "held_out": "no evaluation rows were given",
        "documents": "there are no documents",
        "pairs": "there are no preference pairs",
        "rated": "there are no rated answers",
    },
    "ru": {
        "": "в этих данных нет того, что она проверяет",
        "train": "нет учебных диалогов",
        "held_out": "не даны строки для оценки",
        "documents": "нет документов",
        "pairs": "нет пар предпочтений",
        "rated": "нет ответов с оценками",
    },
}

Tell = Callable[[int, int, str], None]
"""Hears how many checks are done, of how many, and the name of the last."""


@dataclass(frozen=True, slots=True)
class NotRun:
    """A check that did not run, and why; `failed` where it should have."""

    check: str
    reason: str
    failed: bool = False


@dataclass(frozen=True)
class Audit:
    """What the checks found, holds first; which did not run; which ran and found nothing; how
    many findings the others have; and the seconds that each took."""

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    passed: tuple[str, ...] = ()
    found: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one check: findings, or an `error`, or a field in `lacks` (see `Check.needs`;
    "" where all that it read was empty)."""

    check: str
    findings: tuple[Finding, ...] = ()
    error: str = ""
    lacks: str | None = None
    seconds: float = 0.0


def quiet(done: int, total: int, check: str) -> None:
    """Tells nothing."""


def audit(material: Material, tell: Tell = quiet, workers: int | None = None) -> Audit:
    """The findings of all registered checks. `workers` are processes; by default as many as
    there are cores where the data is large, else none but this one."""
    names = sorted(CHECKS.names(), key=lambda name: (name not in _SLOWEST, name))
    material = replace(material, embed=_embedded(names, material, tell))
    rows = sum(len(getattr(material, name)) for name in SEQUENCES)
    if workers is None:
        workers = cores() if rows > MANY_ROWS else 1
    runs = _in_processes(names, material, workers) if workers > 1 else _here(names, material)
    done: list[Ran] = []
    tell(0, len(names), "")
    for ran in runs:
        done.append(ran)
        tell(len(done), len(names), ran.check)
    return _together(sorted(done, key=lambda ran: ran.check), material.language)


def _embedded(names: Sequence[str], material: Material, tell: Tell) -> Embedder | None:
    """The vectors of all that the checks will ask about, which any process can look up."""
    if material.embed is None:
        return None
    from lekalo.data.vectors import Failed, compute

    texts = chain.from_iterable(CHECKS.get(name)().meant(material) for name in names)
    try:
        return compute(
            material.embed, texts, lambda count: tell(0, len(names), f"embedding {count}")
        )
    except Exception as error:  # the checks that need no vectors must go on
        return Failed(f"{type(error).__name__}: {error}")


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_check(name: str, material: Material) -> Ran:
    """Runs one check; whatever it raises becomes its `error`."""
    started = perf_counter()
    watched = _Watched(**{f.name: getattr(material, f.name) for f in fields(Material)})
    try:
        check = CHECKS.get(name)
        for needed in check.needs:
            if not len(getattr(material, needed)):
                return Ran(name, lacks=needed)
        findings = tuple(check().run(watched))
    except Exception as error:  # a broken check must not hide what the others found
        reason = f"{type(error).__name__}: {error}"
        return Ran(name, error=reason, seconds=perf_counter() - started)
    read = watched.read
    blind = not findings and bool(read) and not any(len(getattr(material, f)) for f in read)
    return Ran(name, findings, lacks="" if blind else None, seconds=perf_counter() - started)


@dataclass(frozen=True)
class _Watched(Material):
    """A material that remembers which of its rows were asked for."""

    read: set[str] = field(default_factory=set)

    def __getattribute__(self, name: str) -> Any:
        if name in SEQUENCES:
            object.__getattribute__(self, "read").add(name)
        return object.__getattribute__(self, name)


def _here(names: Iterable[str], material: Material) -> Iterable[Ran]:
    return (run_check(name, material) for name in names)


def _in_processes(names: list[str], material: Material, workers: int) -> Iterable[Ran]:
    from lekalo.data.audit_pool import packed, run_in_processes

    material = _on_disk(material)  # kept here until the last check ends
    data = packed(material)
    # rows that live only in this process are checked here
    yield from _here(names, material) if data is None else run_in_processes(names, data, workers)


def _on_disk(material: Material) -> Material:
    """The material with its long lists on disk, so that each process does not hold them."""
    lists = {name: getattr(material, name) for name in SEQUENCES}
    long = {
        name: write_spool(rows)
        for name, rows in lists.items()
        if isinstance(rows, list | tuple) and len(rows) > MANY_ROWS
    }
    changed: Any = long
    return replace(material, **changed)


def _together(runs: Iterable[Ran], language: Language) -> Audit:
    findings: list[Finding] = []
    not_run: list[NotRun] = []
    passed: list[str] = []
    found: dict[str, int] = {}
    seconds: dict[str, float] = {}
    for ran in runs:
        if ran.error:
            not_run.append(NotRun(ran.check, ran.error, failed=True))
        elif ran.lacks is not None:
            not_run.append(NotRun(ran.check, _NOTHING[language][ran.lacks]))
        elif not ran.findings:
            passed.append(ran.check)
        else:
            found[ran.check] = len(ran.findings)
        findings.extend(ran.findings)
        if ran.seconds:
            seconds[ran.check] = ran.seconds
    findings.sort(key=lambda finding: _SEVERITIES.index(finding.severity))
    not_run.sort(key=lambda item: not item.failed)
    return Audit(tuple(findings), tuple(not_run), tuple(passed), found, seconds)
