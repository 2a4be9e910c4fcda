"""Does a lower step stop the tone from swinging? The house's form, asked again and again at three.

    python benchmarks/steadiness.py [--quick] [--json]

A LoRA on nano learns tickets of the made-up company at a constant rate: the sample recipe's, eight
times it, and a quarter of it. Four times an epoch the same questions, never trained, are asked. The
swing is the mean change of the share answered in the house's template from one such moment to the
next, counted from the first one at which half of them were; beside it stand the same of the loss
on held-out tickets, and the share at the end. Bar: the sample recipe's rate swings less than
half as much as eight times it. English, and Russian too without `--quick`.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import common
import epochs
import torch

from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import parse_recipe
from lekalo.core.runlog import RunLog
from lekalo.data.rows import RowList
from lekalo.models.base import load_base
from lekalo.models.sampling import Sampling
from lekalo.training.loop import Job, fit

USUAL = 1.5e-3
TIMES = (0.25, 1.0, 8.0)
EPOCHS = 4
FORMED = 0.5


def main() -> None:
    """Each language at each rate."""
    arguments = common.parse(__doc__)
    torch.set_num_threads(1)
    languages = ("en",) if arguments.quick else ("en", "ru")
    told = []
    with tempfile.TemporaryDirectory() as work:
        for language in languages:
            cases = epochs.company(language, Path(work) / language)
            for times in TIMES:
                folder = Path(work) / f"{language}-{times}"
                told.append({"language": language} | measure(cases, USUAL * times, folder))
    bars = []
    for language in languages:
        swings = {row["rate"]: row["swing"] for row in told if row["language"] == language}
        usual, high = swings[USUAL], swings[USUAL * TIMES[-1]]
        measured = usual is not None and high is not None
        share = usual / high if measured and high else None
        bars.append(common.Bar(f"{language}: swing, usual rate / high", share, 0.5, at_most=True))
    rows = [{key: shown(value) for key, value in row.items() if key != "curve"} for row in told]
    common.finish("steadiness", arguments, rows, {"runs": told}, bars)


def measure(cases: epochs.Cases, rate: float, folder: Path) -> dict[str, Any]:
    """One run: its curve and how far it swings."""
    train = {"epochs": EPOCHS, "batch_rows": 4, "learning_rate": rate, "schedule": "constant"}
    train |= {"warmup": 0.05, "eval_every": "0.25 epochs", "overfitting": "report"}
    train |= {"probes": False, "best_by": "target", "best_items": epochs.ITEMS}
    adapter = {"name": "lora", "rank": 32, "alpha": 64}
    suites = [{"name": "target", "file": "suite", "kind": "target"}]
    values = {"name": "bench", "data": {"train": ["rows"]}, "adapter": adapter, "train": train}
    recipe, base = parse_recipe(values | {"suites": suites}), load_base("nano")
    method = METHODS.get("sft")(recipe.method)
    learned, new = (
        RowList(method.rows(chats, base.renderer)) for chats in (cases.learned, cases.new)
    )
    sampling = Sampling(max_tokens=120)
    fit(Job(recipe, base, learned, new, folder, suites=cases.suites, sampling=sampling))
    log = RunLog(folder / "log.jsonl")
    curve = [(event["step"], event["score"], event["loss"]) for event in log.read("eval")]
    formed = list(itertools.dropwhile(lambda at: at[1] < FORMED, curve))
    return {
        "rate": rate,
        "swing": swing([share for _, share, _ in formed]),
        "swing of the loss": swing([loss for _, _, loss in formed]),
        "in template at the end": curve[-1][1],
        "loss at the end": curve[-1][2],
        "returns to a checkpoint": sum(1 for _ in log.read("rollback")),
        "curve": curve,
    }


def swing(values: Sequence[float]) -> float | None:
    """The mean change from one value to the next; None where there are fewer than three."""
    if len(values) < 3:
        return None
    return statistics.fmean(abs(b - a) for a, b in itertools.pairwise(values))


def shown(value: Any) -> str:
    """A figure of the table."""
    return "-" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
