"""How near `learning_rate: auto` comes to the best fixed rate, and what it costs.

    python benchmarks/learning_rate.py [--quick] [--json]

Settings of base, method, adapter and data, each swept over five fixed rates a factor of two apart
(and on, while the best is an end of the sweep), the best by the loss on held-out rows; then once by
`auto`. The best rate and its neighbours are run with a second seed. The seeds say how well-posed
the question is: the standard deviation of the loss at one rate from seed to seed, pooled over these
three rates, is the noise, and a rate whose loss is no farther than it from the best one's is a tie.
This was laid down before any of the sweeps was looked at. Since then a third reading stands beside
it: a rate above the best one breaks with one seed and not with another, which widens the noise, so
steady ties leave that rate out of the noise.

Bars: the rate that `auto` takes is within a factor of two of the best one or of a tie on four
settings of five, and its range test takes under a tenth of each run's work (rows forward and back)
and of its time; and ties aside, within a factor of two of the one best rate on four. The rule was
made on other data, ranks and seeds (see `training/range_test.py`). All runs up to the best rate
tell how often the watch over losses and gradients stops a healthy one.

Each finished run is kept in build/learning_rate, by the hash of all that shapes it, and is not
done again. `--quick` takes the two settings that are the fastest.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import common
import torch
from rate_settings import QUICK, SETTINGS, Setting

from lekalo.core.hashing import hash_file, hash_json
from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.core.runlog import RunLog
from lekalo.data.batches import Row
from lekalo.data.rows import RowList
from lekalo.training import range_curve, range_test
from lekalo.training.loop import Job, fit

POWERS = range(-2, 3)
SEEDS = (0, 1)
HELD_OUT = 48
BEST, TIE, STEADY = "auto / best", "auto / nearest tie", "auto / nearest steady tie"
KEPT = common.ROOT / "build/learning_rate"
FALLBACK = 2e-4
RULE = [hash_file(Path(part.__file__)) for part in (range_test, range_curve)]


def main() -> None:
    """The sweep and the automatic run of every setting."""
    arguments = common.parse(__doc__)
    torch.set_num_threads(1)
    settings = [s for s in SETTINGS if s.name in QUICK] if arguments.quick else SETTINGS
    with tempfile.TemporaryDirectory() as work:
        told = [measure(setting, Path(work) / setting.name) for setting in settings]
    near = share_near(told, TIE)
    alarms = sum(row["alarms"] for row in told) / sum(row["steps"] for row in told)
    bars = [
        common.Bar("settings within a factor of two of the best", share_near(told, BEST), 0.8),
        common.Bar("settings within a factor of two of the best or a tie", near, 0.8),
        common.Bar("dearest test, share of its run's work", dearest(told, "work"), 0.1, True),
        common.Bar("dearest test, share of its run's time", dearest(told, "time"), 0.1, True),
        common.Bar("false alarms a thousand steps", 1000 * alarms, 0.5, True),
    ]
    details = {"runs": told, "share near a steady tie": share_near(told, STEADY)}
    common.finish("learning_rate", arguments, [shown(row) for row in told], details, bars)


def share_near(told: Sequence[Mapping[str, Any]], key: str) -> float:
    """The share of settings where `auto` took a rate whose ratio is between a half and two."""
    return sum(0.5 <= (row[key] or 0) <= 2 for row in told) / len(told)


def dearest(told: Sequence[Mapping[str, Any]], key: str) -> float:
    """The highest share of a run that its test took."""
    return max(float(row[key]) for row in told)


def sweep(trial: Trial, middle: float) -> dict[float, list[dict[str, Any]]]:
    """Runs at fixed rates a factor of two apart, from the middle on until the best of them is no
    end; the best and its neighbours again with every other seed."""
    runs = {rate: [trial.run(rate, SEEDS[0])] for rate in (middle * 2.0**p for p in POWERS)}
    while (best := min(runs, key=lambda r: runs[r][0]["loss"])) in (min(runs), max(runs)):
        beyond = best / 2 if best == min(runs) else best * 2
        runs[beyond] = [trial.run(beyond, SEEDS[0])]
    for rate in (best / 2, best, best * 2):
        runs[rate] += [trial.run(rate, seed) for seed in SEEDS[1:]]
    return dict(sorted(runs.items()))


def noise(runs: Iterable[Sequence[float]]) -> float:
    """By how much another seed alone moves the loss of a run: its standard deviation at one rate,
    pooled over the rates that had every seed."""
    again = [statistics.variance(losses) for losses in runs if len(losses) > 1]
    return math.sqrt(statistics.fmean(again))


def best_of(losses: Mapping[float, Sequence[float]]) -> float:
    """The rate with the lowest mean loss of those that had every seed."""
    again = {rate: of for rate, of in losses.items() if len(of) > 1}
    return min(again, key=lambda rate: statistics.fmean(again[rate]))


def worse(losses: Mapping[float, Sequence[float]], rate: float, best: float) -> float:
    """By how much the loss at a rate is above the best one's, over the seeds that both had."""
    pairs = zip(losses[rate], losses[best], strict=False)
    return statistics.fmean(one - other for one, other in pairs)


def measure(setting: Setting, folder: Path) -> dict[str, Any]:
    """Every fixed rate, and `auto`."""
    trial = Trial(setting, folder)
    runs = sweep(trial, setting.middle)
    losses = {rate: [run["loss"] for run in told] for rate, told in runs.items()}
    best, within = best_of(losses), noise(losses.values())
    ties = ties_of(losses, best, within)
    calm = noise([of for rate, of in losses.items() if rate <= best])
    steady = ties_of(losses, best, calm)
    found = trial.run("auto", SEEDS[0])
    pick = found["range"]["pick"]
    healthy = [run for rate, told in runs.items() if rate <= best for run in told]
    return {
        "setting": setting.name,
        "losses": losses,
        "best": best,
        "noise": within,
        "ties": ties,
        "auto": pick,
        BEST: pick / best if pick else None,
        "steady noise": calm,
        "steady ties": steady,
        TIE: nearest(pick, ties),
        STEADY: nearest(pick, steady),
        "loss at best": losses[best][0],
        "loss at auto": found["loss"],
        "work": found["range"]["work"],
        "time": found["range"]["seconds"] / found["seconds"],
        "range": found["range"],
        "alarms": sum(run["alarms"] for run in healthy),
        "steps": sum(run["steps"] for run in healthy),
    }


def ties_of(losses: Mapping[float, Sequence[float]], best: float, within: float) -> list[float]:
    """The rates whose loss is no farther than `within` from the best one's; it is among them."""
    return [rate for rate in losses if worse(losses, rate, best) <= within]


def nearest(pick: float | None, ties: Sequence[float]) -> float | None:
    """The ratio of a pick to the tie that it is nearest to."""
    ratios = [pick / tie for tie in ties] if pick else []
    return min(ratios, key=lambda ratio: abs(math.log(ratio)), default=None)


def shown(row: dict[str, Any]) -> dict[str, str]:
    """One setting as a row of the table."""
    auto = row["auto"]
    return {
        "setting": row["setting"],
        "best fixed": f"{row['best']:.2g}",
        "ties": f"{min(row['ties']):.2g}-{max(row['ties']):.2g}",
        "auto": f"{auto:.2g}" if auto else f"none: {row['range']['why']}",
        BEST: f"{row[BEST]:.2f}" if auto else "-",
        TIE: f"{row[TIE]:.2f}" if auto else "-",
        STEADY: f"{row[STEADY]:.2f}" if auto else "-",
        "loss at best": f"{row['loss at best']:.3f}",
        "noise": f"{row['noise']:.3f}",
        "loss at auto": f"{row['loss at auto']:.3f}" if auto else "-",
        "test's work": f"{row['work']:.1%}",
        "test's time": f"{row['time']:.1%}",
    }


class Trial:
    """The runs of one setting, each done once; what it came to is kept."""

    def __init__(self, setting: Setting, folder: Path) -> None:
        self._setting, self._folder = setting, folder
        base = setting.base()
        records = setting.records(folder)[: HELD_OUT + setting.rows]
        method = METHODS.get(setting.method)(recipe_of(setting, 1.0, 0).method)
        rows: list[Row] = list(method.rows(records, base.renderer))
        self._held_out, self._learned = RowList(rows[:HELD_OUT]), RowList(rows[HELD_OUT:])
        self._data = [base.hash, self._held_out.fingerprint, self._learned.fingerprint]

    def run(self, rate: float | str, seed: int) -> dict[str, Any]:
        """What one run came to."""
        recipe = recipe_of(self._setting, rate, seed)
        key = hash_json([recipe.hash, *self._data, RULE if rate == "auto" else ""])
        place = KEPT / f"{self._setting.name.replace(' ', '-')}-{rate}-{seed}-{key[7:19]}.json"
        if not place.exists():
            told = self._train(recipe, self._folder / f"{rate}-{seed}")
            KEPT.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps(told) + "\n", encoding="utf-8")
            print(f"{self._setting.name} at {rate}: {told['loss']}", file=sys.stderr, flush=True)
        return dict(json.loads(place.read_text(encoding="utf-8")))

    def _train(self, recipe: Recipe, folder: Path) -> dict[str, Any]:
        result = fit(Job(recipe, self._setting.base(), self._learned, self._held_out, folder))
        log = RunLog(folder / "log.jsonl")
        steps = list(log.read("step"))
        told: dict[str, Any] = {
            "loss": min(c.eval_loss for c in result.checkpoints if c.eval_loss is not None),
            "alarms": sum(1 for _ in log.read("rollback")),
            "steps": len(steps),
            "seconds": sum(event["seconds"] for event in steps),
        }
        for found in log.read("range"):
            told["range"] = found
        return told


def recipe_of(setting: Setting, rate: float | str, seed: int) -> Recipe:
    """Three epochs of four rows a step, measured in the middle and at the end."""
    train = {"epochs": 3, "batch_rows": 4, "learning_rate": rate, "probes": False}
    train |= {"eval_every": "1.5 epochs", "overfitting": "report", "fallback_rate": FALLBACK}
    values = {
        "name": "bench",
        "seed": seed,
        "data": {"train": ["rows"]},
        "method": {"name": setting.method},
    }
    return parse_recipe(values | {"adapter": setting.adapter, "train": train})


if __name__ == "__main__":
    main()
