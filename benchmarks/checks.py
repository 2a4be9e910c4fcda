"""Measures the checks: precision and recall on planted defects, false alarms on real rows, speed.

    python benchmarks/checks.py [--quick] [--json]        defects and decoys in real sets
    python benchmarks/checks.py --half tuning --show      what is missed, to mend a check by
    python benchmarks/checks.py --scale [--quick]         time per row and memory by size
    python benchmarks/checks.py --scale --rows 100000     one size; sizes are put together
    python benchmarks/checks.py --embedding FOLDER        with a named embedding model and without
    python benchmarks/checks.py --fresh                   sets that no check was mended by

Defects are planted into `../shared/data` (see `planting/`). Bars are taken on the half of the
rows that no check was mended by. An embedding model is named by its folder (`encoders.py` says
where three of them are had), and its figures go to results/checks-embedding.json; without one,
nothing is looked for by meaning. Figures of the fresh sets go to results/checks-fresh.json.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from common import DATA, Bar, finish, table
from planting import (
    contradictions,
    copies,
    leaks,
    lone,
    personal,
    preferences,
    sets,
    templates,
    untouched,
)
from planting.judge import Tally, TooLargeError, judge
from planting.sheets import HALVES, Half, Sheet

from lekalo.core.interfaces import CHECKS
from lekalo.core.records import Language

LANGUAGES: tuple[Language, ...] = ("en", "ru")
FAMILIES = (copies, leaks, contradictions, personal, templates, lone, preferences)
Key = tuple[str, str, Language, Half]
REWORDED_LEAKS = ("reworded-hand", "reworded-rule", "reworded-people")


@dataclass(frozen=True)
class Wanted:
    """A bar over some kinds of one check; `kinds` are prefixes of a sheet's kind."""

    name: str
    check: str
    kinds: tuple[str, ...]
    precision: float
    recall: float


WANTED = (
    Wanted("exact duplicates", "duplicates", ("exact",), 0.98, 0.98),
    Wanted("near duplicates", "duplicates", ("near",), 0.9, 0.9),
    Wanted("leaks, exact or near copy", "leakage", ("exact", "near"), 0.98, 0.98),
    Wanted("leaks, reworded", "leakage", REWORDED_LEAKS, 0.8, 0.7),
    Wanted("contradictions, number", "contradictions", ("same-number", "same-date"), 0.9, 0.9),
    Wanted("contradictions, yes or no", "contradictions", ("same-yes-no",), 0.9, 0.9),
    Wanted("contradictions, reworded", "contradictions", ("reworded",), 0.8, 0.7),
    Wanted("check digits", "personal-data", tuple(personal.CHECKED), 0.98, 0.98),
    Wanted("template drift", "template-drift", ("",), 0.9, 0.9),
)


def main() -> None:
    """Parses, measures, writes."""
    arguments = _parse()
    if not DATA.exists():
        sys.exit(
            "The real data is not beside the project (../shared/data), so nothing is measured."
        )
    if arguments.scale:
        from planting import scale

        scale.measure(arguments)
        return
    if arguments.embedding:
        from planting import embedded

        embedded.measure(arguments)
        return
    if arguments.fresh:
        from planting import fresh

        fresh.measure(arguments)
        return
    halves = (arguments.half,) if arguments.half else HALVES
    seeds = range(1) if arguments.quick else range(3)
    tallies, not_run, seconds = _measure(halves, seeds, arguments.check)
    if arguments.show:
        _show(tallies)
    rows = [_row(key, tally) for key, tally in tallies.items()]
    details: dict[str, Any] = {
        "not_run": not_run,
        "seconds_by_check": seconds,
    }
    bars = list(_bars(tallies, "held-out")) + list(_bars(tallies, "tuning"))
    if arguments.half or arguments.check:
        _said(rows, bars, not_run)
    else:
        details["whole_sets"] = _wholes()
        details["untouched"] = untouched.counted(*untouched.alarms())
        for name in ("whole_sets", "untouched"):
            print(f"\n{table(details[name])}", file=sys.stderr if arguments.json else sys.stdout)
        finish("checks", arguments, rows, details, bars)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one seed, within five minutes")
    parser.add_argument("--json", action="store_true", help="end in one JSON document")
    parser.add_argument("--scale", action="store_true", help="time per row and memory by size")
    parser.add_argument("--rows", type=int, action="append", help="with --scale: this size only")
    parser.add_argument(
        "--embedding",
        metavar="FOLDER",
        action="append",
        help="leakage and contradictions with this model, in both languages or in FOLDER:en",
    )
    parser.add_argument("--fresh", action="store_true", help="the hand-written fresh sets alone")
    parser.add_argument("--against", metavar="COMMIT", help="with --fresh: an older source, beside")
    parser.add_argument("--half", choices=HALVES, help="one half only; nothing is written")
    parser.add_argument("--check", action="append", help="this check only; nothing is written")
    parser.add_argument("--show", action="store_true", help="what was missed and named wrongly")
    return parser.parse_args()


def _sheets(halves: Iterable[Half], seeds: Iterable[int]) -> Iterator[Sheet]:
    for seed in seeds:
        for half in halves:
            for language in LANGUAGES:
                for family in FAMILIES:
                    yield from family.sheets(language, half, seed)


def _measure(
    halves: Sequence[Half], seeds: Iterable[int], only: Sequence[str] | None
) -> tuple[dict[Key, Tally], dict[str, str], dict[str, float]]:
    tallies: dict[Key, Tally] = {}
    not_run: dict[str, str] = {}
    seconds: dict[str, float] = {}
    known = set(CHECKS.names())
    for sheet in _sheets(halves, seeds):
        if only and sheet.check not in only:
            continue
        if sheet.check not in known:
            not_run[sheet.check] = "there is no such check"
            continue
        began = time.perf_counter()
        try:
            tally = judge(sheet)
        except TooLargeError as error:
            not_run[f"{sheet.check} {sheet.kind} {sheet.language} {sheet.half}"] = str(error)
            continue
        except Exception as error:  # a check that fails is measured as not run, and said
            not_run[f"{sheet.check} {sheet.kind}"] = f"{type(error).__name__}: {error}"
            continue
        seconds[sheet.check] = seconds.get(sheet.check, 0.0) + time.perf_counter() - began
        key = (sheet.check, sheet.kind, sheet.language, sheet.half)
        tallies.setdefault(key, Tally()).add(tally)
    return dict(sorted(tallies.items())), not_run, seconds


def _wholes() -> list[dict[str, Any]]:
    """Mistakes of whole sets: what should be said, and what was."""
    known = set(CHECKS.names())
    rows = []
    for whole in sets.wholes():
        said = sets.named(whole) if whole.check in known else None
        rows.append(
            {
                "check": whole.check,
                "set": whole.name,
                "language": whole.language,
                "spoilt": whole.spoilt,
                "named": "not run" if said is None else said,
                "right": "not run" if said is None else said == whole.spoilt,
            }
        )
    return rows


def _row(key: Key, tally: Tally) -> dict[str, Any]:
    check, kind, language, half = key
    return {
        "check": check,
        "kind": kind,
        "language": language,
        "half": half,
        "recall": _shown(tally.recall),
        "found": f"{tally.found}/{tally.planted}",
        "precision": _shown(tally.precision),
        "named wrongly": tally.false,
        "decoys": tally.decoys,
        "which": ", ".join(f"{kind} {n}" for kind, n in sorted(tally.flagged.items())),
    }


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _bars(tallies: dict[Key, Tally], half: Half) -> Iterator[Bar]:
    for wanted in WANTED:
        for language in LANGUAGES:
            pooled = Tally()
            for (check, kind, spoken, of), tally in tallies.items():
                if (check, spoken, of) == (wanted.check, language, half) and kind.startswith(
                    wanted.kinds
                ):
                    pooled.add(tally)
            name = f"{wanted.name}, {language}, {half} half"
            yield Bar(f"{name}: precision", pooled.precision, wanted.precision)
            yield Bar(f"{name}: recall", pooled.recall, wanted.recall)


def _show(tallies: dict[Key, Tally]) -> None:
    for key, tally in tallies.items():
        if tally.missed or tally.wrong:
            figures = f"recall {_shown(tally.recall)}, precision {_shown(tally.precision)}"
            print(f"\n## {' '.join(key)}: {figures}")
            print("\n".join([f"- missed {text}" for text in tally.missed[:8]]))
            print("\n".join([f"- named wrongly {text}" for text in tally.wrong[:8]]))


def _said(rows: list[dict[str, Any]], bars: list[Bar], not_run: dict[str, str]) -> None:
    for row in rows:
        print(*row.values(), sep="\t")
    for bar in bars:
        if bar.value is not None:
            sign = "holds" if bar.holds else "FAILS"
            print(f"{sign}  {bar.name}: {bar.value:.3f} (at least {bar.target})")
    for name, reason in not_run.items():
        print(f"not run  {name}: {reason}")


if __name__ == "__main__":
    main()
