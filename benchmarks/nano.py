"""What the embedded base can do: its baseline suites, by skill and language.

    python benchmarks/nano.py [--quick] [--json] [--model FOLDER]

The suites are written anew by `demo.corpus` (their items are the same for ever, and no
training row holds one), and run greedily through `lekalo.evaluation`, without a system
message. A skill's share has Wilson's 95 % interval. `--quick` asks five items of each skill in
place of 25. The whole result goes to benchmarks/results/nano.json; another `--model` is only shown.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
import transformers

import lekalo
from lekalo.core.files import write_json
from lekalo.core.records import Interval, SuiteResult
from lekalo.core.settings import SuiteSettings
from lekalo.demo.corpus import ITEMS_PER_SKILL, suites
from lekalo.demo.world import LANGUAGES
from lekalo.evaluation.runner import run_suite
from lekalo.evaluation.statistics import wilson
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.models.base import Base, load_base
from lekalo.models.folders import resolve_base
from lekalo.models.generate import Sampling

RESULTS = Path(__file__).parent / "results" / "nano.json"
QUICK_ITEMS = 5
WANTED = 0.9
MEGABYTES = 16.0
ANSWER_TOKENS = 96


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--model", default="nano")
    asked = parser.parse_args()
    say = sys.stderr if asked.json else sys.stdout
    started = time.perf_counter()
    measured = measure(load_base(asked.model), QUICK_ITEMS if asked.quick else ITEMS_PER_SKILL)
    report = {
        "subject": asked.model,
        "items_per_skill": QUICK_ITEMS if asked.quick else ITEMS_PER_SKILL,
        "seconds": round(time.perf_counter() - started, 1),
        **surroundings(),
        "languages": measured,
        "bars": bars(asked.model, measured),
    }
    print(table(measured, report["bars"]), file=say)
    if asked.model == "nano" and not asked.quick:
        write_json(RESULTS, report)
    if asked.json:
        print(json.dumps(report, ensure_ascii=False))


def measure(base: Base, items: int) -> dict[str, Any]:
    """By language: the suite's share, each skill's, and the answers that failed."""
    with tempfile.TemporaryDirectory() as folder:
        suites(Path(folder), items=items)
        return {
            language: _summary(suite, run_suite(base, suite, system="", sampling=_GREEDY))
            for language in LANGUAGES
            for suite in [_load(Path(folder), language)]
        }


_GREEDY = Sampling(max_tokens=ANSWER_TOKENS, temperature=0.0, top_p=1.0, top_k=0, stop=(), seed=0)


def _load(folder: Path, language: str) -> Suite:
    file = f"baseline_{language}.jsonl"
    return load_suite(SuiteSettings(name=file[:-6], file=file, kind="baseline"), folder)


def _summary(suite: Suite, result: SuiteResult) -> dict[str, Any]:
    values = defaultdict(list)
    for item, answer in zip(suite.items, result.items, strict=True):
        values[item.tags[0]].append(answer.value)
    failed = [
        {"item": item.id, "asked": item.messages[-1].content, "answer": answer.answer}
        for item, answer in zip(suite.items, result.items, strict=True)
        if answer.value < 1
    ]
    return {
        "suite_hash": suite.hash,
        "share": _figures(result.interval),
        "skills": {n: _figures(wilson(sum(v), len(v))) for n, v in sorted(values.items())},
        "failed": failed,
    }


def _figures(interval: Interval) -> dict[str, float]:
    return {
        "value": round(interval.value, 4),
        "low": round(interval.low, 4),
        "high": round(interval.high, 4),
        "items": interval.count,
    }


def bars(model: str, measured: dict[str, Any]) -> list[dict[str, Any]]:
    found = [
        {"name": f"baseline_{language}", "value": m["share"]["value"], "target": f">= {WANTED}"}
        | {"holds": m["share"]["value"] >= WANTED}
        for language, m in measured.items()
    ]
    size = sum(f.stat().st_size for f in resolve_base(model).glob("model*.safetensors")) / 2**20
    weights = {"name": "weights_MiB", "value": round(size, 2), "target": f"<= {MEGABYTES}"}
    return [*found, weights | {"holds": size <= MEGABYTES}]


def surroundings() -> dict[str, Any]:
    """The machine, the versions and the date."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "threads": torch.get_num_threads(),
        },
        "versions": {
            "python": platform.python_version(),
            "lekalo": lekalo.__version__,
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
    }


def table(measured: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    languages = list(measured)
    lines = [f"{'skill':<12}" + "".join(f"{language:>24}" for language in languages)]
    names = measured[languages[0]]["skills"]
    for name in [*names, "all"]:
        figures = [m["share"] if name == "all" else m["skills"][name] for m in measured.values()]
        lines.append(f"{name:<12}" + "".join(f"{_cell(f):>24}" for f in figures))
    lines += [f"{b['name']}: {b['value']} ({b['target']}: {b['holds']})" for b in rows]
    return "\n".join(lines)


def _cell(figure: dict[str, float]) -> str:
    return f"{figure['value']:.1%} [{figure['low']:.0%}, {figure['high']:.0%}]"


if __name__ == "__main__":
    main()
