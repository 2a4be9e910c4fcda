"""What each way of adapting comes to on the same support data: quality, weights, bytes, time.

    python benchmarks/ways.py [--quick] [--json]

Trains `recipes/support-*.yaml` as they stand (LoRA, QLoRA, bottleneck, (IA)^3, prefix, prompt),
each in a process of its own, and asks each the same questions, none of which training saw; beside
them the base that is told the house's form in words, and learns nothing. The company's tickets and
questions are drawn by three seeds, by one with `--quick`. What the guard `prompt-tuning-limit` says
of prompt and prefix beside LoRA stands in the result. Speed beside TRL with PEFT is in
`benchmarks/adapters.py`, `sft.py` and `qlora.py`.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import common

if TYPE_CHECKING:
    from lekalo.core.records import Finding

RECIPES = {"lora": "en", "qlora": "qlora", "bottleneck": "bottleneck", "ia3": "ia3"} | {
    "prefix": "prefix",
    "prompt": "prompt",
}
WORDS = "words"
"""The way without training: the system prompt names the form."""
FORM = (
    " Answer in three lines. Short: the answer in one sentence. Details: what, when and why."
    " Next step: what to do."
)
SEEDS = (17, 18, 19)
WITHIN = {"lora": 0.95, "qlora": 0.95, "bottleneck": 0.9, "prefix": 0.9, "ia3": 0.8, "prompt": 0.8}
"""The share of answers in the house's form that each way is to reach."""
MODE_BYTES = 16 * 1024
"""What a mode of speech as a soft prompt may take on disk."""


def main() -> None:
    """Every way by turns, once a seed."""
    if len(sys.argv) > 2 and sys.argv[1] in (WORDS, *RECIPES):
        way, seed = sys.argv[1], int(sys.argv[2])
        print(json.dumps(told(seed) if way == WORDS else trained(way, seed)))
        return
    asked = common.parse(__doc__)
    seeds = SEEDS[:1] if asked.quick else SEEDS
    runs: dict[str, list[common.Run]] = {way: [] for way in (WORDS, *RECIPES)}
    for seed in seeds:
        turn = {way: [sys.executable, __file__, way, str(seed)] for way in runs}
        for way, done in common.by_turns(turn, 1).items():
            runs[way] += done
    said = limits(runs)
    kept = {way: [without_trial(run) for run in done] for way, done in runs.items()}
    rows = [row_of(way, done) for way, done in kept.items()]
    common.finish("ways", asked, rows, {"runs": kept, "findings": said}, bars(kept))


def trained(way: str, seed: int) -> dict[str, Any]:
    """One recipe trained and measured in this process."""
    from lekalo.comparing.trial import RUN, conduct, trial_to_json
    from lekalo.core.runlog import RunLog
    from lekalo.project import open_project
    from lekalo.training.loop import LOG

    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        recipe = recipe_in(root, way, seed)
        project = open_project(recipe, [f"seed={seed}"], root / "home")
        came = conduct(project, root / "trial")
        start = list(RunLog(root / "trial" / RUN / LOG).read("start"))[-1]
    found = {result.suite: result.interval.value for result in came.suites}
    return found | {
        "trained_weights": start["trained_weights"],
        "share": came.share,
        "bytes": came.size,
        "seconds": came.seconds,
        "trial": trial_to_json(came),
    }


def told(seed: int) -> dict[str, Any]:
    """The base told the form in words, measured in this process."""
    from lekalo.data.prepare import system_prompt
    from lekalo.evaluation.subject import Subject, measure
    from lekalo.evaluation.suites import load_suite
    from lekalo.project import open_base, open_project
    from lekalo.references import sampling_of

    with tempfile.TemporaryDirectory() as place:
        project = open_project(recipe_in(Path(place), "prompt", seed))
        recipe = project.recipe
        system = system_prompt(recipe, project.root) + FORM
        subject = Subject(WORDS, open_base(project), system, sampling_of(recipe.generation), None)
        suites = tuple(load_suite(suite, project.root) for suite in recipe.suites)
        came = measure(subject, suites, Path(place) / "cache", lambda *_: None)
    found = {result.suite: result.interval.value for result in came}
    return found | {"trained_weights": 0, "share": 0.0, "bytes": 0, "seconds": 0.0}


def limits(runs: dict[str, list[common.Run]]) -> list[Finding]:
    """What the guard says of the soft prompts, beside LoRA on the same data."""
    from lekalo.comparing.guards import prompt_tuning_limit
    from lekalo.comparing.table import Row
    from lekalo.comparing.trial import trial_from_json
    from lekalo.evaluation.suites import load_suite
    from lekalo.project import open_project

    rows = []
    for way in ("lora", "prefix", "prompt"):
        trials = tuple(trial_from_json(run.output["trial"]) for run in runs[way])
        last = trials[-1]
        row = Row(
            way, way, None, "none", {}, last.seconds, last.peak, last.size, last.share, trials
        )
        rows.append(row)
    with tempfile.TemporaryDirectory() as place:
        project = open_project(recipe_in(Path(place), "prompt", SEEDS[0]))
        suites = [load_suite(suite, project.root) for suite in project.recipe.suites]
    return list(prompt_tuning_limit(rows, suites, "en"))


def without_trial(run: common.Run) -> common.Run:
    """The run less every answer of it."""
    output = {key: value for key, value in run.output.items() if key != "trial"}
    return dataclasses.replace(run, output=output)


def recipe_in(root: Path, way: str, seed: int) -> Path:
    """The recipe of a way, and the company's data where it looks for them, in `root`."""
    from lekalo.demo import company

    company.write(root / "build/company-en", "en", seed=seed)
    name = f"support-{RECIPES[way]}.yaml"
    (root / "recipes").mkdir()
    return Path(shutil.copyfile(common.ROOT / "recipes" / name, root / "recipes" / name))


def row_of(way: str, runs: list[common.Run]) -> dict[str, Any]:
    one = runs[0].output
    return {
        "way": way,
        "template": percent(runs, "target"),
        "other skills": percent(runs, "baseline"),
        "weights trained": f"{one['trained_weights']:,}",
        "share": f"{one['share']:.2%}",
        "KB on disk": f"{one['bytes'] / 1000:,.1f}",
        "training s": str(common.figure(runs, "seconds")),
    }


def percent(runs: list[common.Run], suite: str) -> str:
    found = common.figure(runs, suite)
    return f"{found.median:.0%} ({found.low:.0%} to {found.high:.0%})"


def bars(runs: dict[str, list[common.Run]]) -> list[common.Bar]:
    """Adherence by way, and how small a soft prompt is."""
    small = max(run.output["bytes"] for run in runs["prompt"])
    reached = [
        common.Bar(f"{way}: template", common.figure(done, "target").median, WITHIN[way])
        for way, done in runs.items()
        if way in WITHIN
    ]
    return [*reached, common.Bar("prompt: bytes on disk", small, MODE_BYTES, at_most=True)]


if __name__ == "__main__":
    main()
