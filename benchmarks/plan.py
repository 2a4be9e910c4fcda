"""What `lekalo plan` foresees beside what training takes: time within 25 %, memory within 15 %.

    python benchmarks/plan.py [--quick] [--json]

Two bases (a random Llama of 20 million weights and nano), LoRA and full training, fp32 and bf16,
on real rows. For each, by turns and in fresh processes: what `lekalo plan RECIPE` does, which
probes for about twenty seconds, and the whole training that the recipe asks for, its evaluations
and checkpoints included, after the reading and checking that come before it. Memory is the largest
resident size of that process. A probe and its run minutes later meet the same machine only where
nothing else takes it: on a busy one the times mean little, and the memory stays what it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import common
import sft
import yaml

WORK = common.ROOT / "build/bench-plan"
TIME, MEMORY = 0.25, 0.15
_MB = 1e6


def main() -> None:
    """Prepares the recipes, lets plan and training run by turns, and judges."""
    if len(sys.argv) > 2 and sys.argv[1] in ("plan", "train"):
        does = {"plan": plan, "train": train}[sys.argv[1]]
        print(json.dumps(does(Path(sys.argv[2]))))
        return
    arguments = common.parse(__doc__)
    rows, rounds = (32, 1) if arguments.quick else (160, 3)
    measure(arguments, recipes(rows, quick=arguments.quick), rounds)


def recipes(count: int, *, quick: bool) -> dict[str, Path]:
    """A recipe's folder for each setting."""
    bases = {"llama-384x8": sft.random_llama(max(count, 64)), "nano": sft.nano_folder(count)}
    made = {}
    for base, folder in bases.items():
        if folder is None:
            continue
        for adapter in ("lora", "full"):
            for dtype in ("float32", "bfloat16"):
                name = f"{base} {adapter} {dtype}"
                made[name] = _recipe(name, folder, adapter, dtype, 1 if quick else 2)
    return made


def _recipe(name: str, base: Path, adapter: str, dtype: str, epochs: int) -> Path:
    place = WORK / name.replace(" ", "-")
    place.mkdir(parents=True, exist_ok=True)
    values = {
        "name": "bench",
        "base": str(base),
        "data": {"train": str(base / "rows.jsonl"), "long_rows": "drop"},
        "adapter": {"name": adapter},
        "train": {"epochs": epochs, "dtype": dtype},
    }
    (place / "recipe.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    return place


def plan(place: Path) -> dict[str, Any]:
    """What is foreseen for the recipe's own way, in this process."""
    from lekalo.planning.plan import plan_recipe
    from lekalo.project import open_project

    made = plan_recipe(open_project(place))
    cost = next(option.cost for option in made.options if option.advice.way == made.own)
    return {"seconds": cost.seconds, "bytes": cost.memory.total}


def train(place: Path) -> dict[str, Any]:
    """The whole training in this process: seconds of it, and the largest resident bytes."""
    import tempfile

    from lekalo.project import open_project, plan_run
    from lekalo.training.job import Job
    from lekalo.training.loop import fit
    from lekalo.training.memory import peak_resident

    project = open_project(place)
    planned = plan_run(project)
    with tempfile.TemporaryDirectory() as run:
        job = Job(project.recipe, planned.base, planned.train, planned.held_out, Path(run))
        began = time.perf_counter()
        fit(job)
        return {"seconds": time.perf_counter() - began, "bytes": peak_resident()}


def measure(arguments: argparse.Namespace, settings: dict[str, Path], rounds: int) -> None:
    """Runs every setting and writes the result."""
    table, bars, details = [], [], {}
    for name, place in settings.items():
        print(name, file=sys.stderr)
        turns = {side: [sys.executable, __file__, side, place] for side in ("plan", "train")}
        details[name] = runs = common.by_turns(turns, rounds)
        row, errors = _judged(name, runs)
        table.append(row)
        bars += [
            common.Bar(f"{name}: time apart", errors[0], TIME, at_most=True),
            common.Bar(f"{name}: memory apart", errors[1], MEMORY, at_most=True),
        ]
    common.finish("plan", arguments, table, {"runs": details}, bars)


def _judged(
    name: str, runs: dict[str, list[common.Run]]
) -> tuple[dict[str, str], tuple[float, float]]:
    both = {
        key: [common.figure(runs[side], key) for side in ("plan", "train")]
        for key in ("seconds", "bytes")
    }
    errors = {key: abs(a.median / b.median - 1) for key, (a, b) in both.items()}
    row = {
        "setting": name,
        "foreseen s": str(both["seconds"][0]),
        "measured s": str(both["seconds"][1]),
        "apart": f"{errors['seconds']:.0%}",
        "foreseen MB": f"{both['bytes'][0].median / _MB:,.0f}",
        "measured MB": f"{both['bytes'][1].median / _MB:,.0f}",
        "apart ": f"{errors['bytes']:.0%}",
    }
    return row, (errors["seconds"], errors["bytes"])


if __name__ == "__main__":
    main()
