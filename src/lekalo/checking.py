"""Data files checked without a recipe: `lekalo check tickets.jsonl --eval suites/golden.jsonl`.

    checked = check_files([Path("tickets.jsonl")])
    checked.held            # what must be mended before training

Starts without torch. Leaves out what needs a base (rows too long for it) and what a recipe
says: `project.check_run` checks a recipe's data.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from time import perf_counter

from lekalo.core.errors import DataError, nearest
from lekalo.core.interfaces import Material
from lekalo.core.recipe import SuiteSettings
from lekalo.core.records import Example, Finding, Language
from lekalo.data.audit import Tell, audit, quiet
from lekalo.data.checked import Checked, FileRows, Kind, Side, kinds_of
from lekalo.data.inspection import letters_of, records, texts
from lekalo.data.sources import Loaded, load
from lekalo.evaluation.suites import load_suite

_TELLING = 200
"""Rows that tell the data's language."""
_FIRST_LINE = 1 << 20


def check_files(
    data: Sequence[Path],
    evals: Sequence[Path] = (),
    *,
    kind: Kind | None = None,
    language: Language | None = None,
    tell: Tell = quiet,
) -> Checked:
    """Reads the files and folders and runs every check. `evals` are held-out rows or suites.
    `kind` is what the data must be; `language` is what findings are written in, guessed from
    the data where it is not given. Raises `DataError` for a path or a kind that is wrong."""
    started = perf_counter()
    for path in (*data, *evals):
        _refuse_missing(path)
    suites = [path for path in evals if is_suite(path)]
    train = load(list(data), Path())
    held_out = load([path for path in evals if path not in suites], Path())
    asked = list(chain.from_iterable(_questions(path) for path in suites))
    material = _material(train, [*held_out.examples, *asked], language)
    _refuse_other(kind, material, data)
    checked = audit(material, tell)
    read = (*train.bad, *held_out.bad, *train.notes, *held_out.notes)
    files = [
        *files_of(records(material), train.shape, "train"),
        *files_of(held_out.examples, held_out.shape, "eval"),
        *files_of(asked, "", "suite"),
    ]
    return Checked(
        title=", ".join(str(path) for path in data),
        files=tuple(files),
        material=material,
        findings=worst_first((*read, *checked.findings)),
        audit=checked,
        seconds=perf_counter() - started,
    )


def is_suite(path: Path) -> bool:
    """Whether the file is an evaluation suite: its first row says what it `expects`."""
    if path.suffix != ".jsonl" or not path.is_file():
        return False
    with path.open("rb") as file:
        line = file.readline(_FIRST_LINE).removeprefix(b"\xef\xbb\xbf")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "expects" in row


def files_of(rows: Iterable[object], shape: str, side: Side) -> list[FileRows]:
    """How many of the rows each file gave, in the order met."""
    counts = Counter(row.where.file for row in rows)  # type: ignore[attr-defined]
    return [FileRows(name, count, shape, side) for name, count in counts.items()]


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by severity, else in their order."""
    return tuple(sorted(findings, key=lambda f: ("hold", "warning", "note").index(f.severity)))


def _refuse_missing(path: Path) -> None:
    if not path.exists() and not str(path).startswith("hub:"):
        beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        close = nearest(path.name, beside)
        raise DataError(f"there is no file or folder '{path}'{close or '.'} Check the path.")


def _questions(path: Path) -> list[Example]:
    suite = load_suite(SuiteSettings(name=path.stem, file=str(path), kind="golden"), Path())
    return [Example(item.messages, item.where) for item in suite.items]


def _material(train: Loaded, held_out: list[Example], language: Language | None) -> Material:
    material = Material(train.examples, held_out, train.documents)
    if not kinds_of(material) and not train.bad:
        raise DataError("the data holds no rows. Give files with at least one.")
    spoken = language or guessed(material)
    return Material(train.examples, held_out, train.documents, language=spoken)


def guessed(material: Material) -> Language:
    """The language to speak to the data's owner: Russian where most of its first rows are
    written in Cyrillic."""
    first = islice(records(material), _TELLING)
    letters = Counter(letters_of(" ".join(texts(record))[:400]) for record in first)
    return "ru" if letters["cyrillic"] + letters["mixed"] > letters["latin"] else "en"


def _refuse_other(kind: Kind | None, material: Material, data: Sequence[Path]) -> None:
    there = kinds_of(material)
    if kind is None or set(there) <= {kind}:
        return
    names: dict[Kind, str] = {
        "sft": "chats or questions with answers (sft)",
        "preference": "preference pairs (preference)",
        "documents": "running text (documents)",
    }
    found = " and ".join(names[one] for one in there)
    raise DataError(
        f"--kind {kind} was given, but {', '.join(map(str, data))} was read as {found}. "
        "Leave --kind out to check it as that, or give other files."
    )
