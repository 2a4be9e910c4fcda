"""Kill a training run at random moments, resume it, and compare the final weights bit for bit.

    python benchmarks/resume.py [--quick] [--json]

The embedded base learns real rows by LoRA with dropout, with a checkpoint every second step.
One run is left alone; each of the others is killed with SIGKILL at a moment drawn from the
whole length of the run, its start and its writing of checkpoints included, then resumed to its
end. Every third run is killed twice. Weights and optimizer state must be the same bytes.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import common
import torch

from lekalo.core.hashing import hash_file, hash_json
from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Example, Message
from lekalo.core.runlog import RunLog
from lekalo.data.rows import RowList
from lekalo.models.base import load_base
from lekalo.training.loop import Job, fit

STEPS = 24
FORK = multiprocessing.get_context("fork")  # torch is imported once
RECIPE = parse_recipe(
    {
        "name": "bench",
        "data": {"train": ["rows"]},
        "adapter": {"rank": 8, "dropout": 0.1},
        "train": {"steps": STEPS, "eval_every": 2, "keep": 1, "learning_rate": 1e-3},
    }
)


def main() -> None:
    """Twenty kills (five with --quick), and a bar that no run may miss."""
    arguments = common.parse(__doc__)
    torch.set_num_threads(1)  # set before the first fork, and no torch work is done here
    runs = 5 if arguments.quick else 20
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        began = time.perf_counter()
        train_to_end(folder / "whole")
        length = time.perf_counter() - began
        expected = final_hash(folder / "whole")
        rows = [trial(folder / f"run-{n}", n, length, expected) for n in range(runs)]
    same = sum(row["same bits"] == "yes" for row in rows)
    bars = [common.Bar("runs that end in the same bits", same / runs, 1.0)]
    details = {"kills": sum(len(row["killed after step"]) for row in rows), "seconds a run": length}
    common.finish("resume", arguments, rows, details, bars)


def trial(folder: Path, number: int, length: float, expected: str) -> dict[str, object]:
    """One run: killed once or twice, resumed to the end, compared."""
    moments, reached = random.Random(number), [0]
    for _ in range(2 if number % 3 == 2 else 1):
        left = length * (1 - reached[-1] / STEPS)
        reached.append(killed(folder, moments.uniform(0, 0.9 * left)))
    train_to_end(folder)
    damaged = len(list((folder / "checkpoints").glob("damaged-*")))
    print(f"run {number}: killed after {reached[1:]}", file=sys.stderr, flush=True)
    return {
        "run": number,
        "killed after step": reached[1:],
        "checkpoints found torn": damaged,
        "same bits": "yes" if final_hash(folder) == expected else "NO",
    }


def killed(folder: Path, seconds: float) -> int:
    """Trains for so long and is killed; the last step its log tells of."""
    process = FORK.Process(target=train, args=(folder,))
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    if process.exitcode != -signal.SIGKILL:
        sys.exit("a run was over before it could be killed: the machine was too uneven; run again")
    return max((event["step"] for event in RunLog(folder / "log.jsonl").read("step")), default=0)


def train_to_end(folder: Path) -> None:
    """Trains in a process of its own, from what stands in `folder` to the last step."""
    process = FORK.Process(target=train, args=(folder,))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit("the run ended with an error; see above")


def train(folder: Path) -> None:
    """The run itself: 64 short English answers, eight steps an epoch."""
    base = load_base("nano")
    rows = json.loads((common.DATA / "stanford_alpaca/alpaca_5000.json").read_text("utf-8"))
    asked = [r for r in rows if not r["input"] and 0 < len(r["output"]) < 200][:70]
    chats = [
        Example((Message("user", r["instruction"]), Message("assistant", r["output"])))
        for r in asked
    ]
    learned = list(METHODS.get("sft")(RECIPE.method).rows(chats, base.renderer))
    fit(Job(RECIPE, base, RowList(learned[:64]), RowList(learned[64:]), folder), resume=True)


def final_hash(folder: Path) -> str:
    """One hash over the tensors of the last checkpoint: weights and optimizer state."""
    last = sorted((folder / "checkpoints").glob("step-??????"))[-1]
    return hash_json({path.name: hash_file(path) for path in sorted(last.glob("*.safetensors"))})


if __name__ == "__main__":
    main()
