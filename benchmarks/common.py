"""What every benchmark shares: contestants in fresh processes by turns, medians, a table, a file.

    arguments = parse(__doc__)                        # --quick, --json
    runs = by_turns({"ours": [...], "peer": [...]}, rounds=5)
    finish("sft", arguments, rows, {"runs": as_json(runs)}, bars)

A contestant is a command whose last line on stdout is one JSON object; its wall time, CPU
seconds and peak memory are taken from outside, by the system. Machines are noisy, so contestants
alternate A B A B, and each figure is a median with its lowest and highest.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "../shared/data"
RESULTS = ROOT / "benchmarks/results"
PEERS = ROOT / ".bench/bin/python"
PACKAGES = (
    "lekalo",
    "torch",
    "transformers",
    "tokenizers",
    "trl",
    "peft",
    "bitsandbytes",
    "datasets",
    "openai",
    "presidio-analyzer",
    "spacy",
    "datasketch",
    "text-dedup",
)


KERNELS = ("OPENBLAS_CORETYPE", "MKL_ENABLE_INSTRUCTIONS", "ONEDNN_MAX_CPU_ISA")
"""Settings by which a machine may keep a library from choosing its kernels by itself, as it does
for most users: no contestant gets them."""


@dataclass(frozen=True)
class Bar:
    """A figure that a benchmark must reach: at least `target`, or at most where `at_most`."""

    name: str
    value: float | None
    target: float
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """Whether it was measured and reached."""
        if self.value is None:
            return False
        return self.value <= self.target if self.at_most else self.value >= self.target


@dataclass(frozen=True)
class Run:
    """One fresh process: what it printed, and what the system saw of it."""

    output: Mapping[str, Any]
    wall_seconds: float
    cpu_seconds: float
    peak_mib: float


@dataclass(frozen=True)
class Spread:
    """A median between the lowest and the highest."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:,.4g} ({self.low:,.4g}-{self.high:,.4g})"


def parse(doc: str | None, *more: argparse.ArgumentParser) -> argparse.Namespace:
    """`--quick` (within five minutes on two cores), `--json` (one document at the end) and what
    a script has beside them."""
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0], parents=more)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, within five minutes")
    parser.add_argument("--json", action="store_true", help="end in one JSON document")
    return parser.parse_args()


def run_fresh(command: Sequence[str | Path], extra: Mapping[str, str] | None = None) -> Run:
    """Runs one contestant; stops the benchmark with its stderr where it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in KERNELS}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=out,
            stderr=err,
            env=environment
            | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
            | (extra or {}),
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(map(str, command))} failed:\n{err.read()[-3000:]}")
        last = out.read().strip().splitlines()[-1]
    cpu = usage.ru_utime + usage.ru_stime
    return Run(json.loads(last), wall, cpu, usage.ru_maxrss / 1024)


def by_turns(contestants: Mapping[str, Sequence[str | Path]], rounds: int) -> dict[str, list[Run]]:
    """Every contestant once a round, in order: A B A B."""
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    for number in range(rounds):
        for name, command in contestants.items():
            print(f"round {number + 1}/{rounds}: {name}", file=sys.stderr, flush=True)
            runs[name].append(run_fresh(command))
    return runs


def spread(values: Iterable[float]) -> Spread:
    """The median, lowest and highest of some figures."""
    ordered = sorted(values)
    return Spread(statistics.median(ordered), ordered[0], ordered[-1])


def figure(runs: Iterable[Run], key: str) -> Spread:
    """The spread of one figure that the contestant printed."""
    return spread(float(run.output[key]) for run in runs)


def as_json(value: Any) -> Any:
    """Records, paths and their containers as plain JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return as_json(fields | ({"holds": value.holds} if isinstance(value, Bar) else {}))
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A Markdown table; the first row's keys are the columns."""
    columns = list(rows[0])
    cells = [columns, *[[str(row.get(column, "")) for column in columns] for row in rows]]
    widths = [max(len(row[n]) for row in cells) for n in range(len(columns))]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)) + " |" for r in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def finish(
    name: str,
    arguments: argparse.Namespace,
    rows: Sequence[Mapping[str, Any]],
    details: Mapping[str, Any],
    bars: Sequence[Bar],
) -> None:
    """Prints the table and the bars, writes the results file, and ends in JSON where asked."""
    result = {
        "benchmark": name,
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "quick": arguments.quick,
        "machine": machine(),
        "versions": {"own": versions(sys.executable), "peers": versions(PEERS)},
        "table": as_json(rows),
        "bars": as_json(bars),
        **as_json(details),
    }
    path = RESULTS / f"{name}{'-quick' if arguments.quick else ''}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    lines = [
        table(rows),
        "",
        *[_said(bar) for bar in bars],
        f"full result: {path.relative_to(ROOT)}",
    ]
    print("\n".join(lines), file=sys.stderr if arguments.json else sys.stdout)
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False))


def _said(bar: Bar) -> str:
    value = "not measured" if bar.value is None else f"{bar.value:.4g}"
    sign = "at most" if bar.at_most else "at least"
    return f"{'holds' if bar.holds else 'FAILS'}  {bar.name}: {value} ({sign} {bar.target:g})"


def machine() -> dict[str, Any]:
    """The processor, its cores, memory and system; no names of hosts or users."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [x for x in info.read_text().splitlines() if x.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def versions(python: str | Path) -> dict[str, str]:
    """The versions of `PACKAGES` that this interpreter's environment holds."""
    if str(python) == sys.executable:
        return _versions()
    if not Path(python).exists():
        return {}
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'benchmarks')!r}); import common, json; "
    code += "print(json.dumps(common._versions()))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
