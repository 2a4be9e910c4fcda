"""Time per row and memory of every check on ten thousand, a hundred thousand, a million rows.

    python benchmarks/checks.py --scale [--quick] [--check NAME]
    python benchmarks/checks.py --scale --rows 100000     a part; parts are put together

Rows are made of real ones: in each, half of the question's longer words and a third of the
answer's come from other rows of the same language and every number is drawn anew, so that they
are as long and as varied as the real ones and all differ; of a hundred, one is an exact copy of
one of the last five thousand rows and three are near copies. They stand on disk. Each check runs
in a fresh process, after a short run that loads its dictionaries; its time is the processor's, so
that a busy machine does not bend the growth. All checks together are timed by the wall.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, overload

import numpy as np
from common import RESULTS, ROOT, Bar, Run, as_json, finish, run_fresh, table

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Example, Message, Where
from lekalo.data.audit import audit
from planting import real, wording

SIZES, QUICK = (10_000, 100_000, 1_000_000), (10_000, 100_000)
_WINDOW = 5000
AUDITED = 100_000
FLAT, SECONDS = 1.5, 60.0
_LEAST = 1.0  # microseconds a row; less is the clock's own noise
KIB = 4.0  # for each row more; a row takes about one on disk
_SOURCES = {
    "en": ("alpaca", "bitext", "medquad", "xquad_en", "rasbt", "banking"),
    "ru": ("arena", "seed", "gen", "xquad_ru", "company_ru"),
}
_LONG = re.compile(r"[^\W\d_]{5,}|\d+")


class DiskRows(Sequence[Example]):
    """Chats in a file of JSON lines; only the places of the lines are in memory."""

    def __init__(self, path: Path, count: int, first: int = 0) -> None:
        self.path, self.count, self.first = path, count, first

    @cached_property
    def _starts(self) -> Any:
        return np.load(self.path.with_suffix(".npy"), mmap_mode="r")

    def __reduce__(self) -> tuple[Any, ...]:
        return DiskRows, (self.path, self.count, self.first)

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Example]:
        with self.path.open("rb") as file:
            for number, line in enumerate(file):
                if self.first <= number < self.first + self.count:
                    yield _chat(line, number)
                elif number >= self.first + self.count:
                    return

    @overload
    def __getitem__(self, index: int) -> Example: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Example]: ...
    def __getitem__(self, index: int | slice) -> Example | Sequence[Example]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(self.count))]
        place = range(self.count)[index] + self.first
        with self.path.open("rb") as file:
            file.seek(int(self._starts[place]))
            return _chat(file.readline(), place)


def _chat(line: bytes, number: int) -> Example:
    question, answer, author = json.loads(line)
    turns = (Message("user", question), Message("assistant", answer))
    return Example(turns, Where("rows.jsonl", number + 1), meta={"author": author})


def write(path: Path, count: int) -> None:
    """`count` real-like rows, the same for the same count."""
    pools = {
        language: [row for name in names for row in real.rows(name) if row.answer]
        for language, names in _SOURCES.items()
    }
    words = {
        language: [w for row in pool for w in _LONG.findall(row.question) if not w.isdecimal()]
        for language, pool in pools.items()
    }
    starts = np.zeros(count, np.int64)
    earlier: list[tuple[str, str]] = []
    with path.open("wb") as file:
        for number in range(count):
            rng = random.Random(number)
            language = "ru" if number % 2 else "en"
            kind = rng.randrange(100) if earlier else 99
            if kind < 4:
                question, answer = earlier[rng.randrange(len(earlier))]
                if kind:
                    question = wording.typo(question, rng, "en") or question
            else:
                row = pools[language][rng.randrange(len(pools[language]))]
                question = _mutated(row.question[:400], rng, words[language], 0.5)
                answer = _mutated(row.answer[:800], rng, words[language], 0.35)
            if len(earlier) < _WINDOW:
                earlier.append((question, answer))
            else:  # copies are of late rows, so that they are as thick in many rows as in few
                earlier[number % _WINDOW] = (question, answer)
            starts[number] = file.tell()
            line = json.dumps([question, answer, f"author-{rng.randrange(9)}"], ensure_ascii=False)
            file.write(line.encode() + b"\n")
    np.save(path.with_suffix(".npy"), starts)


def _mutated(text: str, rng: random.Random, words: list[str], share: float) -> str:
    def other(match: re.Match[str]) -> str:
        if match[0].isdecimal():
            return "".join(rng.choices("0123456789", k=len(match[0])))
        return words[rng.randrange(len(words))] if rng.random() < share else match[0]

    return _LONG.sub(other, text)


def measure(arguments: argparse.Namespace) -> None:
    """Every check at every size, and all of them together over a hundred thousand rows. Each
    figure is written down as soon as it is there, and parts (`--rows`) are put together."""
    wanted = QUICK if arguments.quick else SIZES
    sizes = sorted(set(arguments.rows or wanted))
    names = ("reading alone", *(arguments.check or CHECKS.names()))
    looking = bool(arguments.check)  # a part is for looking at, and is not kept as a result
    runs = _noted(arguments) if arguments.rows and not looking else {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        print(f"writing {max(sizes):,} rows", file=sys.stderr, flush=True)
        write(path, max(sizes))
        for size in sizes:
            alone = names if looking or size != AUDITED else (*names, "audit")
            for name in alone:
                runs.setdefault(name, {}).pop(size, None)
                if (run := _fresh(path, size, name)) is not None:
                    runs[name][size] = run
                if not looking:
                    _note(runs, arguments)
    _told(names, sorted({size for found in runs.values() for size in found}), runs, arguments)


def _told(
    names: Sequence[str],
    sizes: Sequence[int],
    runs: dict[str, dict[int, Run]],
    arguments: argparse.Namespace,
) -> None:
    """The table and the bars of all that was measured."""
    rows = [_row(name, sizes, runs.get(name, {})) for name in names]
    if arguments.check:
        print(table(rows))
        return
    wanted = QUICK if arguments.quick else SIZES
    bars = [bar for name in names[1:] for bar in _bars(name, wanted, runs.get(name, {}))]
    whole = runs.get("audit", {}).get(AUDITED)
    # checks that broke off took no time, so that nothing was measured
    seconds = whole.output["seconds"] if whole and not whole.output["failed"] else None
    bars.append(Bar(f"all checks over {AUDITED:,} rows, seconds", seconds, SECONDS, at_most=True))
    finish("checks-scale", arguments, rows, {"runs": as_json(runs)}, bars)


def _notes(arguments: argparse.Namespace) -> Path:
    """Where the figures of the parts stand."""
    return RESULTS / f"checks-scale-runs{'-quick' if arguments.quick else ''}.json"


def _noted(arguments: argparse.Namespace) -> dict[str, dict[int, Run]]:
    """What earlier parts measured."""
    path = _notes(arguments)
    noted = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: {int(n): Run(**run) for n, run in of.items()} for name, of in noted.items()}


def _note(runs: dict[str, dict[int, Run]], arguments: argparse.Namespace) -> None:
    path = _notes(arguments)
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(as_json(runs), indent=1), encoding="utf-8")
    beside.replace(path)


def _row(name: str, sizes: Sequence[int], runs: dict[int, Run]) -> dict[str, Any]:
    row: dict[str, Any] = {"check": name}
    for size in sizes:
        run = runs.get(size)
        row[f"us a row, {size:,}"] = f"{_per_row(run, size):.1f}" if run else "not measured"
        row[f"MiB, {size:,}"] = f"{run.peak_mib:.0f}" if run else "not measured"
    return row


def _bars(name: str, sizes: Sequence[int], runs: dict[int, Run]) -> Iterator[Bar]:
    """Growth of time per row, and memory for each row more; of a run that broke off nothing is
    known."""
    growth = memory = None
    if all(size in runs for size in sizes):
        pace = [max(_per_row(runs[size], size), _LEAST) for size in sizes]
        growth = max(later / earlier for earlier, later in pairwise(pace))
        first, last = sizes[0], sizes[-1]
        memory = (runs[last].peak_mib - runs[first].peak_mib) * 1024 / (last - first)
    yield Bar(f"{name}: growth of time per row", growth, FLAT, at_most=True)
    yield Bar(f"{name}: KiB of memory for each row more", memory, KIB, at_most=True)


def _per_row(run: Run, size: int) -> float:
    """Microseconds."""
    return float(run.output["seconds"]) / size * 1e6


def _fresh(path: Path, size: int, name: str) -> Run | None:
    """One measurement; None where it broke off, so that the others are still taken."""
    print(f"{name}: {size:,} rows", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "planting.scale", str(path), str(size), name]
    try:
        return run_fresh(command, {"PYTHONPATH": str(ROOT / "benchmarks")})
    except (SystemExit, ValueError, IndexError) as stopped:  # it failed, or printed no figure
        print(f"{name}: {size:,} rows broke off: {stopped}", file=sys.stderr, flush=True)
        return None


def main() -> None:
    """One measurement: file, rows, check (or `audit`, or `reading alone`)."""
    path, size, name = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    aside = max(200, size // 100)
    from planting.scale import DiskRows as Rows  # not __main__'s: other processes take it by name

    material = Material(Rows(path, size - aside), Rows(path, aside, size - aside))
    extra: dict[str, Any] = {}
    if name == "audit":
        began = time.perf_counter()
        made = audit(material)
        seconds = time.perf_counter() - began
        extra = {"seconds": seconds, "by_check": dict(made.seconds)}
        extra["failed"] = {n.check: n.reason for n in made.not_run if n.failed}
        findings = len(made.findings)
    elif name == "reading alone":
        began = time.process_time()
        findings = sum(not example.messages for rows in (material.train, material.held_out)
                       for example in rows)  # fmt: skip
        extra = {"seconds": time.process_time() - began}
    else:
        check = CHECKS.get(name)
        list(check().run(Material(material.train[:200], material.held_out[:50])))
        began = time.process_time()
        findings = len(list(check().run(material)))
        extra = {"seconds": time.process_time() - began}
    print(json.dumps({"findings": findings, **extra}))


if __name__ == "__main__":
    main()
