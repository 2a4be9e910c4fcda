"""Kill a training run at random moments, resume it, and compare the final weights bit for bit.

    python benchmarks/resume.py [--quick] [--json]

The embedded base learns real rows by LoRA, with a checkpoint every second step: by turns with
dropout, whose draws must go on as they were, and without it, where each step is computed in two
lines. Of each kind one run is left alone; each of the others is killed with SIGKILL at a moment
drawn from the whole length of the run, its start and its writing of checkpoints included, then
resumed to its end. Every third run is killed twice. Weights and optimizer state must be the same
bytes.
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
RECIPES = {
    kind: parse_recipe(
        {
            "name": "bench",
            "data": {"train": ["rows"]},
            "adapter": {"rank": 8, "dropout": dropout},
            "train": {"steps": STEPS, "eval_every": 2, "keep": 1, "learning_rate": 1e-3},
        }
    )
    for kind, dropout in (("dropout", 0.1), ("lines", 0.0))
}


def main() -> None:
    """Twenty runs (six with --quick), and a bar that none may miss."""
    arguments = common.parse(__doc__)
    torch.set_num_threads(2)  # set before the first fork, and no torch work is done here
    runs = 6 if arguments.quick else 20
    length, expected = {}, {}
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        for kind in RECIPES:
            began = time.perf_counter()
            train_to_end(folder / kind / "whole")
            length[kind] = time.perf_counter() - began
            expected[kind] = final_hash(folder / kind / "whole")
        rows = []
        for number in range(runs):
            kind = list(RECIPES)[number % 2]
            place = folder / kind / f"run-{number}"
            rows.append(trial(place, number, length[kind], expected[kind]))
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
        "kind": folder.parent.name,
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
    """The run itself: 64 short English answers, eight steps an epoch; its kind is the folder's."""
    recipe = RECIPES[folder.parent.name]
    base = load_base("nano")
    rows = json.loads((common.DATA / "stanford_alpaca/alpaca_5000.json").read_text("utf-8"))
    asked = [r for r in rows if not r["input"] and 0 < len(r["output"]) < 200][:70]
    chats = [
        Example((Message("user", r["instruction"]), Message("assistant", r["output"])))
        for r in asked
    ]
    learned = list(METHODS.get("sft")(recipe.method).rows(chats, base.renderer))
    fit(Job(recipe, base, RowList(learned[:64]), RowList(learned[64:]), folder), resume=True)


def final_hash(folder: Path) -> str:
    """One hash over the tensors of the last checkpoint: weights and optimizer state."""
    last = sorted((folder / "checkpoints").glob("step-??????"))[-1]
    return hash_json({path.name: hash_file(path) for path in sorted(last.glob("*.safetensors"))})


if __name__ == "__main__":
    main()
