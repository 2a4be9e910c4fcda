"""How near `learning_rate: auto` comes to the best fixed rate, and what it costs.

    python benchmarks/learning_rate.py [--quick] [--json]

Five settings (base, method, data, adapter), each swept over fixed rates a factor of two apart,
the best by the loss on held-out rows; then once by `auto`. Bars: its rate is within a factor of
two of the best one on four of five, and its range test takes under a tenth of the run's time.
The same runs tell how often the watch over losses and gradients stops a healthy one: steps of
all runs up to the best rate, and the alarms among them. `--quick` takes two settings.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import common
import torch

from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.core.records import Document, Example, Message
from lekalo.core.runlog import RunLog
from lekalo.core.settings import NewBase
from lekalo.data.rows import RowList
from lekalo.demo.company.writer import write
from lekalo.models.base import Base, load_base
from lekalo.models.new_base import new_base
from lekalo.training.loop import Job, fit

RATES = [2.5e-4 * 2**power for power in range(9)]
HELD_OUT = 60
STORIES = str(common.DATA / "stories260K/hf")
NANO = str(common.ROOT / "src/lekalo/assets/nano")


@dataclass(frozen=True)
class Setting:
    """One base, method, adapter and data; `rows` are trained, HELD_OUT more are measured."""

    name: str
    base: Callable[[], Base]
    method: str
    adapter: dict[str, Any]
    records: Callable[[Path], Sequence[Example | Document]]
    rows: int


def main() -> None:
    """The sweep and the automatic run of every setting."""
    arguments = common.parse(__doc__)
    torch.set_num_threads(1)
    settings = SETTINGS[1:3] if arguments.quick else SETTINGS
    with tempfile.TemporaryDirectory() as work:
        told = [measure(setting, Path(work) / setting.name) for setting in settings]
    near = sum(0.5 <= row["auto / best"] <= 2 for row in told) / len(told)
    steps = sum(row["steps"] for row in told)
    bars = [
        common.Bar("settings within a factor of two", near, 0.8),
        common.Bar("dearest test, share of its run", max(r["cost"] for r in told), 0.1, True),
        common.Bar(
            "false alarms a thousand steps",
            1000 * sum(r["alarms"] for r in told) / steps,
            0.5,
            True,
        ),
    ]
    common.finish("learning_rate", arguments, [shown(row) for row in told], {"runs": told}, bars)


def measure(setting: Setting, folder: Path) -> dict[str, Any]:
    """Every fixed rate, and `auto`."""
    records = setting.records(folder)
    losses, alarms, steps = {}, {}, {}
    for rate in RATES:
        run = folder / f"{rate:g}"
        losses[rate] = trained(setting, records, rate, run)
        alarms[rate] = sum(1 for _ in RunLog(run / "log.jsonl").read("rollback"))
        steps[rate] = sum(1 for _ in RunLog(run / "log.jsonl").read("step"))
        print(f"{setting.name} at {rate:g}: {losses[rate]:.4f}", file=sys.stderr, flush=True)
    best = min(RATES, key=lambda rate: losses[rate])
    found = trained(setting, records, "auto", folder / "auto")
    log = RunLog(folder / "auto" / "log.jsonl")
    (test,) = log.read("range")
    seconds = sum(event["seconds"] for event in log.read("step"))
    healthy = [rate for rate in RATES if rate <= best]
    return {
        "setting": setting.name,
        "losses": losses,
        "best": best,
        "auto": test["pick"],
        "auto / best": test["pick"] / best,
        "loss at best": losses[best],
        "loss at auto": found,
        "cost": test["seconds"] / seconds,
        "range": test,
        "alarms": sum(alarms[rate] for rate in healthy),
        "steps": sum(steps[rate] for rate in healthy),
    }


def shown(row: dict[str, Any]) -> dict[str, str]:
    """One setting as a row of the table."""
    return {
        "setting": row["setting"],
        "best fixed": f"{row['best']:.2g}",
        "auto": f"{row['auto']:.2g}",
        "auto / best": f"{row['auto / best']:.2f}",
        "loss at best": f"{row['loss at best']:.3f}",
        "loss at auto": f"{row['loss at auto']:.3f}",
        "cost": f"{row['cost']:.1%}",
    }


def trained(
    setting: Setting, records: Sequence[Example | Document], rate: float | str, folder: Path
) -> float:
    """The lowest held-out loss of one run."""
    recipe = recipe_of(setting, rate)
    base = setting.base()
    rows = list(METHODS.get(setting.method)(recipe.method).rows(records, base.renderer))
    held_out, learned = RowList(rows[:HELD_OUT]), RowList(rows[HELD_OUT : HELD_OUT + setting.rows])
    result = fit(Job(recipe, base, learned, held_out, folder))
    return min(c.eval_loss for c in result.checkpoints if c.eval_loss is not None)


def recipe_of(setting: Setting, rate: float | str) -> Recipe:
    """Two epochs of eight rows a step, measured at four moments."""
    train = {"epochs": 2, "batch_rows": 8, "learning_rate": rate, "probes": False}
    train |= {"overfitting": "report"}
    method, adapter = {"name": setting.method}, setting.adapter
    values = {"name": "bench", "data": {"train": ["rows"]}, "method": method}
    return parse_recipe(values | {"adapter": adapter, "train": train})


def company(language: str) -> Callable[[Path], list[Example]]:
    """The made-up company's answers."""

    def read(folder: Path) -> list[Example]:
        write(folder / "company", language, 7, 400, {}, 60)
        lines = (folder / "company/data/train.jsonl").read_text("utf-8").splitlines()
        return [
            Example(tuple(Message(m["role"], m["content"]) for m in json.loads(line)["messages"]))
            for line in lines
        ]

    return read


def text(files: str, size: int) -> Callable[[Path], list[Document]]:
    """Pieces of a corpus, `size` characters each."""

    def read(_: Path) -> list[Document]:
        words = "\n".join(path.read_text("utf-8") for path in sorted(common.DATA.glob(files)))
        return [Document(words[at : at + size]) for at in range(0, len(words) - size, size)]

    return read


def small_llama() -> Base:
    """A random Llama of about 0.2 M weights, with nano's tokenizer."""
    config = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2}
    config |= {"num_attention_heads": 4, "num_key_value_heads": 4, "max_position_embeddings": 256}
    return new_base(NewBase(architecture="llama", tokenizer=NANO, config=config), 0)


def nano() -> Base:
    """The embedded base."""
    return load_base("nano")


def stories() -> Base:
    """A small real Llama."""
    return load_base(STORIES)


LORA = {"name": "lora", "rank": 16}
FULL = {"name": "full"}
SETTINGS = [
    Setting("nano sft en lora", nano, "sft", LORA, company("en"), 320),
    Setting(
        "stories260K pretrain en full",
        stories,
        "pretrain",
        FULL,
        text("tiny_shakespeare/input.txt", 250),
        640,
    ),
    Setting(
        "random llama pretrain ru full",
        small_llama,
        "pretrain",
        FULL,
        text("progit2_ru/book__*.asc", 250),
        640,
    ),
    Setting("nano sft ru full", nano, "sft", FULL, company("ru"), 320),
    Setting("nano sft ru lora", nano, "sft", {"name": "lora", "rank": 8}, company("ru"), 320),
]

if __name__ == "__main__":
    main()
