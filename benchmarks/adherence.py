"""Term 1 measured: the house template on questions never seen, before and after fine-tuning.

    python benchmarks/adherence.py [--quick] [--json]

The project that `lekalo new` writes is trained in English and in Russian with three seeds (one
with `--quick`). A seed gives its own tickets, its own unseen questions and its own training; none
of them was used in choosing the sample recipe. Critical cases and the base's own skills are the
same in every run, so an item asked several times counts once, by its mean: the intervals
are over different items. The gate's verdict on each run stands in the result.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import common

from lekalo.core.records import Interval, SuiteResult
from lekalo.demo import company
from lekalo.demo.project import write
from lekalo.evaluation.statistics import mean_interval
from lekalo.project import open_project
from lekalo.workflow import Outcome, train

SEEDS = (17, 18, 19)
TICKETS, QUESTIONS = 300, 60
BASE_AT_MOST, TRAINED_AT_LEAST, DROP_AT_MOST = 0.10, 0.95, 0.03


def main() -> None:
    asked = common.parse(__doc__)
    seeds = SEEDS[:1] if asked.quick else SEEDS
    rows, bars, runs = [], [], {}
    for language in ("en", "ru"):
        outcomes = [run(language, seed) for seed in seeds]
        sides = {
            "base": [outcome.before for outcome in outcomes],
            "trained": [outcome.after for outcome in outcomes],
        }
        shares = {
            suite: {side: pooled(results, suite) for side, results in sides.items()}
            for suite in ("target", "golden", "baseline")
        }
        rows += [
            {"language": language, "suite": suite}
            | {side: said(interval) for side, interval in found.items()}
            for suite, found in shares.items()
        ]
        bars += language_bars(language, shares)
        runs[language] = [described(seed, o) for seed, o in zip(seeds, outcomes, strict=True)]
    common.finish("adherence", asked, rows, {"runs": runs}, bars)


def run(language: str, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "support"
        write(folder, "support", "support", language)
        drawn = company.write(
            Path(place) / "drawn", language, seed=seed, tickets=TICKETS, items=QUESTIONS
        )
        shutil.copyfile(drawn.train, folder / "data/train.jsonl")
        shutil.copyfile(drawn.target, folder / "suites/target.jsonl")
        return train(open_project(folder, [f"seed={seed}"], Path(place) / "home"))


def pooled(results: Sequence[Sequence[SuiteResult]], suite: str) -> Interval:
    """The mean over different items; one asked in several runs counts once, by its mean."""
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for result in (r for each in results for r in each if r.suite == suite):
        for item in result.items:
            values[result.suite_hash, item.item].append(item.value)
    return mean_interval([statistics.mean(found) for found in values.values()])


def language_bars(language: str, shares: dict[str, dict[str, Interval]]) -> list[common.Bar]:
    target, baseline = shares["target"], shares["baseline"]
    drop = baseline["base"].value - baseline["trained"].value
    return [
        common.Bar(f"{language} template, base", target["base"].value, BASE_AT_MOST, at_most=True),
        common.Bar(f"{language} template, trained", target["trained"].value, TRAINED_AT_LEAST),
        common.Bar(f"{language} baseline's fall", drop, DROP_AT_MOST, at_most=True),
    ]


def said(interval: Interval) -> str:
    i = interval
    return f"{i.value:.1%} ({i.low:.1%} to {i.high:.1%}, n={i.count})"


def described(seed: int, outcome: Outcome) -> dict[str, object]:
    return {
        "seed": seed,
        "verdict": outcome.verdict.decision,
        "best_step": outcome.fit.best,
        "last_step": outcome.fit.last,
        "tokens": outcome.fit.tokens,
        "seconds": outcome.fit.seconds,
        "before": {r.suite: common.as_json(r.interval) for r in outcome.before},
        "after": {r.suite: common.as_json(r.interval) for r in outcome.after},
    }


if __name__ == "__main__":
    main()
