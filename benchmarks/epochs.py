"""How many epochs are enough: the curve over six, and whether the product picks the right one.

    python benchmarks/epochs.py [--quick] [--json]

LoRA on nano, on few rows of the made-up company and of a real support set (bitext), measured every
half an epoch on held-out rows: once to the end of six epochs, and once as the product does by
itself. Bars: at the end the held-out loss is worse than at its best by a twentieth; the product
releases the very checkpoint that is best, and stops before the end. `--quick` takes the company.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import common
import torch

from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Example, Message
from lekalo.core.runlog import RunLog
from lekalo.data.rows import RowList
from lekalo.demo.company.writer import write
from lekalo.models.base import load_base
from lekalo.training.loop import FitResult, Job, fit

EPOCHS, ROWS, HELD_OUT = 6, 64, 64


def main() -> None:
    """Both data sets, each to the end and by the product's own judgement."""
    arguments = common.parse(__doc__)
    torch.set_num_threads(1)
    sets = {"company": company, "bitext": bitext}
    names = ["company"] if arguments.quick else list(sets)
    with tempfile.TemporaryDirectory() as work:
        told = [measure(name, sets[name], Path(work) / name) for name in names]
    bars = []
    for row in told:
        bars += [
            common.Bar(f"{row['data']}: loss after six epochs / best", row["worse"], 1.05),
            common.Bar(f"{row['data']}: epoch released / best", row["released"] / row["best"], 1.0),
            common.Bar(f"{row['data']}: epochs taken", row["taken"], EPOCHS - 0.5, True),
        ]
    rows = [{k: v for k, v in row.items() if k != "curve"} for row in told]
    common.finish("epochs", arguments, rows, {"curves": told}, bars)


def measure(name: str, read: Callable[[Path], Sequence[Example]], folder: Path) -> dict[str, Any]:
    """The whole curve by epochs, and what the product makes of it."""
    chats = read(folder)
    whole = trained(chats, folder / "whole", overfitting="report")
    own = trained(chats, folder / "own", overfitting="stop")
    epoch = whole.last / EPOCHS
    evals = list(RunLog(folder / "whole" / "log.jsonl").read("eval"))
    losses = {event["step"] / epoch: event["loss"] for event in evals}
    best = min(losses, key=lambda at: losses[at])
    return {
        "data": name,
        "best": best,
        "worse": losses[EPOCHS] / losses[best],
        "released": own.best / epoch,
        "taken": own.last / epoch,
        "stopped": own.stopped or "no",
        "curve": [(e["step"] / epoch, e["train_loss"], e["loss"]) for e in evals],
    }


def trained(chats: Sequence[Example], folder: Path, overfitting: str) -> FitResult:
    """One run of six epochs at a rate that suits nano."""
    train = {"epochs": EPOCHS, "batch_rows": 8, "learning_rate": 0.01, "schedule": "constant"}
    train |= {"eval_every": "0.5 epochs", "overfitting": overfitting, "probes": False}
    values = {"name": "bench", "data": {"train": ["rows"]}, "adapter": {"rank": 32}}
    recipe = parse_recipe(values | {"train": train})
    base = load_base("nano")
    rows = list(METHODS.get("sft")(recipe.method).rows(chats[: ROWS + HELD_OUT], base.renderer))
    return fit(Job(recipe, base, RowList(rows[:ROWS]), RowList(rows[ROWS:]), folder))


def company(folder: Path) -> list[Example]:
    """The made-up company's tickets."""
    write(folder / "company", "en", 7, 400, {}, 60)
    lines = (folder / "company/data/train.jsonl").read_text("utf-8").splitlines()
    return [
        Example(tuple(Message(m["role"], m["content"]) for m in json.loads(line)["messages"]))
        for line in lines
    ]


def bitext(_: Path) -> list[Example]:
    """Every fiftieth pair of the real set, short enough for nano."""
    path = common.DATA / "bitext_support/bitext_customer_support_v1.csv"
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [(row["instruction"], row["response"]) for row in csv.DictReader(file)]
    chats = [(q, a) for q, a in pairs[::50] if len(a) < 800]
    return [Example((Message("user", q), Message("assistant", a))) for q, a in chats]


if __name__ == "__main__":
    main()
