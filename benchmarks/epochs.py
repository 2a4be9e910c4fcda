"""How many epochs are enough: the curve over six, and whether the product picks the right one.

    python benchmarks/epochs.py [--quick] [--json]

A LoRA on nano, at the sample recipe's rate, learns few answers of the made-up company, in English
and Russian, and of a real support set (bitext, English). Held out are new cases: questions of
intents that training has none of. Every half an epoch are measured the loss on trained and on
held-out rows; the longest stretch that answers to held-out questions copy out of one trained
answer; and, for the company, the share of its suite's questions answered in the house's template.
One run goes on to the end of six epochs, one is left to the product (`train.overfitting: stop`).

Bars: after six epochs the held-out loss is worse than at its best by a twentieth; the product keeps
the checkpoint with the highest share in the template, or the lowest held-out loss where there is no
suite, at which the held-out loss is within a twentieth of its best; and stops before the end.
`--quick` takes the English company.
"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Any

import common
import torch

from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Example, Message, Where
from lekalo.core.runlog import RunLog
from lekalo.core.settings import SuiteSettings
from lekalo.data.rows import RowList
from lekalo.demo.company import support
from lekalo.demo.company.writer import write
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.models.base import load_base
from lekalo.models.sampling import Sampling
from lekalo.training.loop import FitResult, Job, fit

EPOCHS, EACH, ITEMS = 6, 8, 24
"""Epochs; answers trained of each intent; questions of the suite."""


@dataclass(frozen=True)
class Cases:
    """Chats to learn from, new cases, and the suite where there is one."""

    learned: list[Example]
    new: list[Example]
    suites: tuple[Suite, ...] = ()


def main() -> None:
    """Every data set, to the end and by the product's own judgement."""
    arguments = common.parse(__doc__)
    torch.set_num_threads(1)
    sets: dict[str, Callable[[Path], Cases]] = {
        "company en": lambda folder: company("en", folder),
        "company ru": lambda folder: company("ru", folder),
        "bitext": lambda _: bitext(),
    }
    names = ["company en"] if arguments.quick else list(sets)
    with tempfile.TemporaryDirectory() as work:
        told = [measure(name, sets[name], Path(work) / name) for name in names]
    rows = [shown(row) for row in told]
    bars = [bar for row in told for bar in bars_of(row)]
    common.finish("epochs", arguments, rows, {"runs": told}, bars)


def measure(name: str, read: Callable[[Path], Cases], folder: Path) -> dict[str, Any]:
    """The whole curve by epochs, and what the product makes of it."""
    cases = read(folder)
    whole = trained(cases, folder / "whole", "report")
    own = trained(cases, folder / "own", "stop")
    epoch = whole.last / EPOCHS
    log = RunLog(folder / "whole" / "log.jsonl")
    probes = {event["step"]: event for event in log.read("probe")}
    curve = [
        {
            "epoch": event["step"] / epoch,
            "trained": event["train_loss"],
            "new": event["loss"],
            "template": event["score"],
            "copied words": probes[event["step"]]["words"],
            "copied": probes[event["step"]]["copied"],
        }
        for event in log.read("eval")
    ]
    return {
        "data": name,
        "rows": len(cases.learned),
        "new cases": len(cases.new),
        "curve": curve,
        "lowest loss": min(curve, key=lambda at: at["new"])["epoch"],
        "kept": own.best / epoch,
        "taken": own.last / epoch,
        "stopped": own.stopped,
        "findings": [finding.message + " " + finding.remedy for finding in own.findings],
    }


def bars_of(row: dict[str, Any]) -> list[common.Bar]:
    """What one data set must show."""
    name, curve = row["data"], row["curve"]
    at = {point["epoch"]: point for point in curve}
    lowest, kept = at[row["lowest loss"]]["new"], at[row["kept"]]
    top = max(point["template"] or 0 for point in curve)
    return [
        common.Bar(f"{name}: loss on new cases, end / lowest", curve[-1]["new"] / lowest, 1.05),
        common.Bar(f"{name}: loss on new cases, kept / lowest", kept["new"] / lowest, 1.05, True),
        common.Bar(f"{name}: template, highest - kept", top - (kept["template"] or 0), 0, True),
        common.Bar(f"{name}: epochs taken", row["taken"], EPOCHS - 0.5, True),
    ]


def shown(row: dict[str, Any]) -> dict[str, str]:
    """One data set as a row of the table: the kept checkpoint beside the end."""
    at = {point["epoch"]: point for point in row["curve"]}
    best, last = at[row["kept"]], row["curve"][-1]

    def both(key: str, form: str) -> str:
        pair = best[key], last[key]
        return "-" if pair[0] is None else " -> ".join(format(value, form) for value in pair)

    return {
        "data": row["data"],
        "kept after": f"{row['kept']:.2g}",
        "lowest loss after": f"{row['lowest loss']:.2g}",
        "loss, new": both("new", ".3f"),
        "loss, trained": both("trained", ".3f"),
        "in template": both("template", ".0%"),
        "words copied": both("copied words", "d"),
        "stopped after": f"{row['taken']:.2g} ({row['stopped'] or 'not'})",
    }


def trained(cases: Cases, folder: Path, overfitting: str) -> FitResult:
    """One run as the sample recipe trains, for six epochs."""
    whole = overfitting == "report"
    train = {"epochs": EPOCHS, "batch_rows": 4, "learning_rate": 1.5e-3, "warmup": 0.05}
    train |= {"eval_every": "0.5 epochs", "overfitting": overfitting, "probes": whole}
    train |= {"best_by": "target", "best_items": ITEMS} if cases.suites else {}
    adapter = {"name": "lora", "rank": 32, "alpha": 64}
    values = {"name": "bench", "data": {"train": ["rows"]}, "adapter": adapter, "train": train}
    suites = [{"name": s.name, "file": "suite", "kind": "target"} for s in cases.suites]
    recipe = parse_recipe(values | {"suites": suites})
    base = load_base("nano")
    method = METHODS.get("sft")(recipe.method)
    learned, new = (
        RowList(method.rows(chats, base.renderer)) for chats in (cases.learned, cases.new)
    )
    sampling = Sampling(max_tokens=120)
    more = {"suites": cases.suites, "sampling": sampling, "examples": cases.learned}
    return fit(Job(recipe, base, learned, new, folder, **more))


def company(language: Any, folder: Path) -> Cases:
    """Tickets of every second intent are learned, those of the others are new."""
    drawn = support.tickets(language, 400, Random(7))
    chats = [(t.intent, t.question, support.answer(language, t.blocks)) for t in drawn]
    written = write(folder / "company", language, 7, 8, {}, ITEMS)
    suite = SuiteSettings(name="target", file=str(written.target), kind="target")
    return by_intents(chats, suites=(load_suite(suite, folder),))


def bitext() -> Cases:
    """Pairs of the real set; it has one answer an intent."""
    path = common.DATA / "bitext_support/bitext_customer_support_v1.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    Random(7).shuffle(rows)
    return by_intents((row["intent"], row["instruction"], row["response"]) for row in rows)


def by_intents(chats: Iterable[tuple[Hashable, str, str]], suites: tuple[Suite, ...] = ()) -> Cases:
    """EACH chats of every intent, half of the intents to learn from and half as new cases."""
    found: dict[Hashable, list[Example]] = defaultdict(list)
    for intent, question, answer in chats:
        where = Where(file=str(intent), line=len(found[intent]) + 1)
        messages = Message("user", question), Message("assistant", answer)
        found[intent].append(Example(messages, where))
    taken = [list(islice(found[i], EACH)) for i in sorted(found, key=str)]
    learned, new = (list(chain.from_iterable(taken[n::2])) for n in (0, 1))
    return Cases(learned, new, suites)


if __name__ == "__main__":
    main()
