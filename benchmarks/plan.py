"""What `lekalo plan` foresees beside what training takes: time within 25 %, memory within 15 %.

    python benchmarks/plan.py [--quick] [--json]

Real rows on two bases, a random Llama of 20 million weights and nano: LoRA, full training, a soft
prompt and a base in 4 bits, in fp32 and bf16. For each, by turns and in fresh processes: what
`lekalo plan RECIPE` does, which probes for about twenty seconds, and what `lekalo train RECIPE`
does, of which the time is its run's: steps, evaluations, probes and checkpoints; reading and
checking before them are not foreseen. Memory is the largest resident size of the whole process. A
probe and its run minutes later meet the same machine only where nothing
else takes it: on a busy one the times mean little, and the memory stays what it is.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import common
import sft
import yaml

WORK = common.ROOT / "build/bench-plan"
TIME, MEMORY = 0.25, 0.15
ACCEPTED = dict.fromkeys(
    ("contradictions", "documents-as-examples", "leakage", "untested-baseline"), "measured here"
)
_MB = 1e6


def main() -> None:
    """Prepares the recipes, lets plan and training run by turns, and judges."""
    if len(sys.argv) > 2 and sys.argv[1] in ("plan", "train"):
        does = {"plan": plan, "train": train}[sys.argv[1]]
        print(json.dumps(does(Path(sys.argv[2]))))
        return
    arguments = common.parse(__doc__)
    rows, rounds = (48, 1) if arguments.quick else (160, 3)
    measure(arguments, recipes(rows, quick=arguments.quick), rounds)


SETTINGS: tuple[tuple[str, str, str, str], ...] = (
    ("llama-384x8", "lora", "none", "float32"),
    ("nano", "full", "none", "bfloat16"),
    ("nano", "prompt", "none", "float32"),
    ("llama-384x8", "lora", "nf4", "float32"),
    ("llama-384x8", "full", "none", "float32"),
    ("llama-384x8", "lora", "none", "bfloat16"),
    ("nano", "lora", "none", "float32"),
    ("nano", "full", "none", "float32"),
)
"""Base, adapter, how the base is held, dtype; the first four are those of --quick."""


def recipes(count: int, *, quick: bool) -> dict[str, Path]:
    """A recipe's folder for each setting."""
    bases = {"llama-384x8": sft.random_llama(max(count, 64)), "nano": sft.nano_folder(count)}
    made = {}
    for base, adapter, held, dtype in SETTINGS[:4] if quick else SETTINGS:
        folder = bases[base]
        if folder is not None:
            name = f"{base} {adapter} {held} {dtype}"
            made[name] = _recipe(name, folder, adapter, held, dtype, 1 if quick else 2)
    return made


def _recipe(name: str, base: Path, adapter: str, held: str, dtype: str, epochs: int) -> Path:
    place = WORK / name.replace(" ", "-")
    place.mkdir(parents=True, exist_ok=True)
    values = {
        "name": "bench",
        "base": str(base),
        "quantise": held,
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
    assert cost is not None
    return {"seconds": cost.seconds, "bytes": cost.memory.total}


def train(place: Path) -> dict[str, Any]:
    """What `lekalo train` does, in this process: seconds of its run, from the making of its folder
    to the last line of its log, and the largest resident bytes. Holds of the data are accepted:
    what is measured is the training."""
    import tempfile

    from lekalo.project import open_project
    from lekalo.training.heap import peak_resident
    from lekalo.workflow import train as whole

    with tempfile.TemporaryDirectory() as home:
        outcome = whole(open_project(place, home=Path(home)), accept=ACCEPTED, why="measured")
        began, ended = (
            (outcome.run.folder / name).stat().st_mtime for name in ("run.json", "log.jsonl")
        )
        return {"seconds": ended - began, "bytes": peak_resident()}


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
