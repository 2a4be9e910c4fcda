"""A cleaned copy of each file beside it, and a list of what was changed and why.

    fix_files(checked)      # tickets.jsonl -> tickets.fixed.jsonl, tickets.fixed.changes.md

Does what the checks offer (`Check.fixes`) and leaves out rows that could not be read. The checks
follow one another, each on what those before it left, so that their changes add up. A source is
never written over, nor a file that somebody else made or has changed since. Personal data is
masked, and near repeats are left out, only where that is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from lekalo.core.errors import OutsideError
from lekalo.core.files import write_chunks, write_text
from lekalo.core.hashing import hash_file
from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Document, Finding, Fix, Record, Where
from lekalo.data import checking_words
from lekalo.data.audit import SEQUENCES
from lekalo.data.checked import Checked
from lekalo.data.edited import Edited
from lekalo.data.formats.files import Source
from lekalo.data.report.words import CHANGES
from lekalo.data.rewriting import (
    LINES,
    TABLES,
    TEXTS,
    Edits,
    copied,
    one_row_a_line,
    written,
)

MASKING = "personal-data"
"""The code of fixes that hide what a person said; they wait for `--mask`."""
NEAR = "near-duplicates"
"""The code of fixes that leave out what is not quite the same; they wait for `--fix-near`."""
_BAD_ROW = "bad-row"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was done to one file: `left` are changes that could not be made; without changes
    there is no copy."""

    source: str
    copy: Path | None
    list_file: Path | None
    removed: int
    replaced: int
    left: int


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to a row, or left undone."""

    place: Where
    code: str
    why: str
    done: str
    """`removed`, `replaced` or `left`: a key of the words."""


@dataclass
class _Changes:
    """All that the checks did, over every file."""

    material: Material
    listed: list[Change] = field(default_factory=list)
    removed: set[Where] = field(default_factory=set)
    before: dict[Where, Record] = field(default_factory=dict)
    after: dict[Where, Record] = field(default_factory=dict)


def fix_files(checked: Checked, *, mask: bool = False, near: bool = False) -> tuple[Fixed, ...]:
    """Writes the cleaned copies of the files that there is something to do about. Personal data
    is masked with `mask`, and near repeats are left out with `near`."""
    asked_for = {MASKING: mask, NEAR: near}
    changes = _changes(checked.material, {code for code, on in asked_for.items() if not on})
    _drop_bad(checked.findings, changes)
    by_file: dict[str, list[Change]] = {}
    for change in changes.listed:
        by_file.setdefault(change.place.file, []).append(change)
    edits = _edits(checked, changes, set(by_file))
    return tuple(
        _fix_file(Source(checked.root / name, name), listed, edits[name], changes)
        for name, listed in sorted(by_file.items())
    )


def _changes(material: Material, waiting: Set[str]) -> _Changes:
    """What all checks do but the fixes whose codes are `waiting`."""
    changes = _Changes(material)
    for name in CHECKS.names():
        if name in waiting:
            continue
        fixes = [fix for fix in _offered(name, changes.material) if fix.code not in waiting]
        if fixes:
            _apply(fixes, changes)
    return changes


def _offered(name: str, material: Material) -> list[Fix]:
    try:
        return list(CHECKS.get(name)().fixes(material))
    except Exception as error:
        raise OutsideError(
            checking_words.CHECK_FAILED(name=name, name2=type(error).__name__, error=error)
        ) from error


def _apply(fixes: Sequence[Fix], changes: _Changes) -> None:
    """Does the fixes of one check to the rows as they are now."""
    wanted: dict[Where, list[Fix]] = {}
    for fix in fixes:
        wanted.setdefault(fix.where, []).append(fix)
    for name in SEQUENCES:
        rows = getattr(changes.material, name)
        met = Counter(place for row in rows if (place := row.where) in wanted)
        if met:
            edited: Any = _edited(rows, wanted, met, changes)
            changes.material = replace(changes.material, **{name: edited})


def _edited(
    rows: Sequence[Any],
    wanted: dict[Where, list[Fix]],
    met: Counter[Where],
    changes: _Changes,
) -> Edited:
    keep = np.ones(len(rows), bool)
    new: dict[int, Record] = {}
    for index, row in enumerate(rows):
        place = row.where
        if place not in wanted:
            continue
        fix = wanted[place][0]
        if met[place] > len(wanted[place]) or (met[place] > 1 and fix.record is not None):
            # the file's row makes several records, and only some of them are to change
            done = "left"
        elif any(other.record is None for other in wanted[place]):
            fix = next(other for other in wanted[place] if other.record is None)
            done = "removed"
            keep[index] = False
            changes.removed.add(place)
        else:
            done = "replaced"
            assert fix.record is not None
            changes.before.setdefault(place, row)
            changes.after[place] = new[index] = fix.record
        change = Change(place, fix.code, fix.why, done)
        if met[place] == 1 or change not in changes.listed[-met[place] :]:
            changes.listed.append(change)
    return Edited(rows, keep, new)


def _drop_bad(findings: Sequence[Finding], changes: _Changes) -> None:
    for finding in findings:
        if finding.code == _BAD_ROW:
            for place in finding.where:
                changes.removed.add(place)
                changes.listed.append(Change(place, finding.code, finding.message, "removed"))


def _edits(checked: Checked, changes: _Changes, names: set[str]) -> dict[str, Edits]:
    edits = {name: Edits() for name in names}
    for sequence in SEQUENCES:
        for row in getattr(checked.material, sequence):
            where = row.where
            if where.file in names and where.line is not None:
                edits[where.file].rows.append(where.line)
    for where in changes.removed:
        if where.line is not None:
            edits[where.file].rows.append(where.line)
            edits[where.file].removed.add(where.line)
    for where, record in changes.after.items():
        if where.line is not None and where not in changes.removed:
            edits[where.file].replaced[where.line] = (changes.before[where], record)
    return edits


def _fix_file(source: Source, listed: list[Change], edits: Edits, changes: _Changes) -> Fixed:
    done = [change for change in listed if change.done != "left"]
    content = _content(source, edits, changes)
    if not done or content is None or not source.path.is_file():
        left = [replace(change, done="left") for change in listed]
        return Fixed(source.name, None, None, 0, 0, len(left))
    suffix, chunks = content
    copy, list_file = _free(source, suffix)
    write_chunks(copy, chunks())
    listed = [
        replace(change, done="left") if change.place.line in edits.unchanged else change
        for change in listed
    ]
    counts = Counter(change.done for change in _once(listed))
    write_text(list_file, _list(source, copy, listed, changes.material))
    return Fixed(
        source.name, copy, list_file, counts["removed"], counts["replaced"], counts["left"]
    )


def _once(listed: Sequence[Change]) -> list[Change]:
    """One change a row: the last that was done to it."""
    return list({change.place: change for change in listed}.values())


def _content(
    source: Source, edits: Edits, changes: _Changes
) -> tuple[str, Callable[[], Iterator[bytes]]] | None:
    """The copy's extension, and what gives its bytes."""
    if source.kind in TABLES or (source.kind in LINES and one_row_a_line(source.path)):
        return source.kind, lambda: copied(source.path, source.kind, edits)
    kept = (
        row
        for name in SEQUENCES
        for row in getattr(changes.material, name)
        if row.where.file == source.name
    )
    if source.kind in TEXTS:
        rows = list(kept)
        if len(rows) != 1 or not isinstance(rows[0], Document):
            return None
        text = rows[0].text.encode()
        return source.kind, lambda: iter([text])
    return ".jsonl", lambda: written(kept)


def _free(source: Source, suffix: str) -> tuple[Path, Path]:
    """Names for the copy and its list that are not taken, or are our own from before."""
    stem = source.path.name
    for end in (source.path.suffix if source.packed else "", source.kind):
        stem = stem[: len(stem) - len(end)] if end and stem.lower().endswith(end.lower()) else stem
    number = 1
    while True:
        mark = "fixed" if number == 1 else f"fixed-{number}"
        copy = source.path.with_name(f"{stem}.{mark}{suffix}")
        list_file = source.path.with_name(f"{stem}.{mark}.changes.md")
        if _ours(copy, list_file):
            return copy, list_file
        number += 1


def _ours(copy: Path, list_file: Path) -> bool:
    """Whether both names are free, or hold what we wrote and nobody has changed since."""
    if not copy.exists() and not list_file.exists():
        return True
    if not copy.is_file() or not list_file.is_file():
        return False
    with list_file.open(encoding="utf-8", errors="replace") as lines:
        head = [next(lines, "") for _ in range(6)]
    return any(hash_file(copy) in line for line in head)


def is_cleaned_copy(path: Path) -> bool:
    """Whether `path` is a copy that `fix_files` wrote: its list lies beside it."""
    stem, mark, _ = path.name.rpartition(".fixed")
    number = path.name[len(stem) + len(mark) :].split(".")[0]
    return bool(mark) and path.with_name(f"{stem}{mark}{number}.changes.md").is_file()


def _list(source: Source, copy: Path, listed: Sequence[Change], material: Material) -> str:
    """The list as Markdown. Its head holds the copy's hash, by which the copy is known again."""
    words = CHANGES[material.language]
    lines = [
        f"# {words['title'].format(source=source.name)}",
        "",
        words["copy"].format(copy=copy.name, hash=hash_file(copy)),
        "",
        f"| {words['row']} | {words['code']} | {words['done']} | {words['why']} |",
        "|---|---|---|---|",
    ]
    for change in sorted(listed, key=lambda change: (change.place.part, change.place.line or 0)):
        row = f"{change.place.part} {change.place.line or ''}".strip()
        cells = (row, change.code, words[change.done], change.why)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
