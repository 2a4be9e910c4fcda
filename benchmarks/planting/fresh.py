"""The checks on sets that no check was mended by: facts and lines of small businesses, by hand.

    python benchmarks/checks.py --fresh [--half tuning --show]
    python benchmarks/checks.py --fresh --against COMMIT      the same by an older source, beside

`labels/fresh.*.csv` holds facts (a question, its rewording, a right answer, the same in other
words, one that clashes, and a twin: another question in nearly the same words); `fresh-lines.*.csv`
holds whole rows for tone, injection and language, that spoil or only look so. The sets named
`sealed` are the held-out half: they were written with the others, before the checks were mended by
those. Leaves out real rows with defects of their own: see `contradictions` and `lone`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from common import ROOT, Bar, finish, run_fresh

from lekalo.core.records import Language
from planting.judge import Tally, judge
from planting.real import LABELS, Fact, drawn
from planting.sheets import HALVES, Builder, Half, Sheet

BASE = 150
_SEALED = "sealed"
_LANGUAGES: tuple[Language, ...] = ("en", "ru")
_LINE_CHECKS = ("tone", "injection", "language")
_OTHERS = {"language": 400}
"""Rows of the set's own around the lines; a check of what is rare needs many."""
_BARS = {"contradictions, same question": (0.9, 0.9), "contradictions, reworded": (0.8, 0.7)}


def sheets(half: Half) -> Iterator[tuple[str, Sheet]]:
    """Every sheet of one half, with the name that its figures are put together by."""
    for language in _LANGUAGES:
        facts = list(_facts(language, half))
        for turn in (0, 1):
            yield "contradictions, same question", _clashing(facts, language, half, turn, False)
            yield "contradictions, reworded", _clashing(facts, language, half, turn, True)
        for check in _LINE_CHECKS:
            if (LABELS / f"fresh-lines.{language}.csv").exists():
                yield check, _lines(check, language, half)


def _rows(name: str, half: Half) -> Iterator[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE):
            if (row.pop("set") == _SEALED) == (half == "held-out"):
                yield row


def _facts(language: Language, half: Half) -> Iterator[Fact]:
    return (Fact(**row) for row in _rows(f"fresh.{language}.csv", half))


def _clashing(
    facts: Sequence[Fact], language: Language, half: Half, turn: int, reworded: bool
) -> Sheet:
    """Every second fact is contradicted, the others are agreed with; all have their twins."""
    sheet = Builder("contradictions", f"fresh-{turn}", language, half, seed=0)
    for real in drawn(language, half, BASE, sheet.random):
        sheet.train(real.question, real.answer, real.origin)
    for n, fact in enumerate(facts):
        asked = fact.reworded if reworded else fact.question
        one = sheet.train(fact.question, fact.answer)
        if n % 2 == turn:
            sheet.plant(one, sheet.train(asked, fact.clashes), kind=fact.kind)
        else:
            sheet.decoy(one, sheet.train(asked, fact.agrees), kind="agrees")
        sheet.decoy(sheet.train(fact.twin, fact.twin_answer), kind="twin")
    return sheet.build()


def _lines(check: str, language: Language, half: Half) -> Sheet:
    sheet = Builder(check, "fresh", language, half, seed=0)
    for real in drawn(language, half, _OTHERS.get(check, BASE), sheet.random):
        sheet.train(real.question, real.answer, real.origin)
    for line in _rows(f"fresh-lines.{language}.csv", half):
        if line["check"] == check:
            row = sheet.train(line["question"], line["answer"])
            if line["verdict"] == "spoils":
                sheet.plant(row, kind=line["kind"])
            else:
                sheet.decoy(row, kind="looks-so")
    return sheet.build()


def figures(halves: Sequence[Half], show: bool = False) -> list[dict[str, Any]]:
    """Recall and precision by what is looked for, language and half."""
    tallies: dict[tuple[str, str, Half], Tally] = {}
    for half in halves:
        for name, sheet in sheets(half):
            key = (name, sheet.language, half)
            tallies.setdefault(key, Tally()).add(judge(sheet))
    if show:
        for key, tally in tallies.items():
            print("\n##", *key)
            print("\n".join(f"- missed {text}" for text in tally.missed))
            print("\n".join(f"- named wrongly {text}" for text in tally.wrong))
    return [_row(*key, tally) for key, tally in tallies.items()]


def _row(name: str, language: str, half: Half, tally: Tally) -> dict[str, Any]:
    return {
        "looked for": name,
        "language": language,
        "half": half,
        "recall": tally.recall,
        "found": f"{tally.found}/{tally.planted}",
        "precision": tally.precision,
        "named wrongly": tally.false,
        "decoys": tally.decoys,
        "which": ", ".join(f"{kind} {n}" for kind, n in sorted(tally.flagged.items())),
    }


def measure(arguments: argparse.Namespace) -> None:
    """Measures, beside an older source where one is named, and writes the results."""
    halves: Sequence[Half] = (arguments.half,) if arguments.half else HALVES
    rows = figures(halves, arguments.show)
    if arguments.half:
        print("\n".join("\t".join(map(str, row.values())) for row in rows))
        return
    details: dict[str, Any] = {}
    if arguments.against:
        details["against"] = arguments.against
        details["before"] = _before(arguments.against)
        for row, old in zip(rows, details["before"], strict=True):
            row["recall before"], row["precision before"] = old["recall"], old["precision"]
    finish("checks-fresh", arguments, [_rounded(row) for row in rows], details, list(_bars(rows)))


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: f"{v:.3f}" if isinstance(v, float) else v for k, v in row.items()}


def _bars(rows: Sequence[dict[str, Any]]) -> Iterator[Bar]:
    for row in rows:
        precision, recall = _BARS.get(row["looked for"], (0.8, 0.7))
        name = f"{row['looked for']}, {row['language']}, {row['half']} half"
        yield Bar(f"{name}: precision", row["precision"], precision)
        yield Bar(f"{name}: recall", row["recall"], recall)


def _before(commit: str) -> list[dict[str, Any]]:
    """The same figures by the product as it was at a commit, in a fresh process."""
    packed = subprocess.run(
        ["git", "-C", str(ROOT), "archive", commit, "src"], capture_output=True, check=True
    )
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        script = (
            f"import sys; sys.path.insert(0, {str(ROOT / 'benchmarks')!r}); "
            "from planting import fresh; fresh.print_figures()"
        )
        run = run_fresh([sys.executable, "-c", script], {"PYTHONPATH": f"{Path(folder) / 'src'}"})
    return list(run.output["rows"])


def print_figures() -> None:
    """All figures as one line of JSON: how another process asks for them."""
    print(json.dumps({"rows": figures(HALVES)}))
