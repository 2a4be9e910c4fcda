"""The learning rate that a run begins with, where a range test has a word in it.

`learning_rate: auto` takes the test's pick, or `fallback_rate` where it has none, or refuses the
run. With `check_rate` the test is run before a fixed rate, which it may warn of. The result is
kept in the run's folder and by content in the project's cache, so that neither a resumed run nor
a second one like it measures again.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path

from lekalo.core.errors import UserError
from lekalo.core.files import CHECKSUMS
from lekalo.core.hashing import hash_json
from lekalo.core.records import Language
from lekalo.core.runlog import RunLog
from lekalo.data.batches import Plan
from lekalo.training.job import Job
from lekalo.training.lines import Lines, Losses
from lekalo.training.range_curve import RangeTest
from lekalo.training.range_test import (
    FILE,
    Trials,
    range_test,
    read_range,
    write_range,
)
from lekalo.training.trained import Trained

_NONE = {
    "en": {
        "length": "the run is too short for trials that cost less than a tenth of it",
        "fall": "the loss never fell: the rows may have nothing to teach this base",
        "turn": "the loss fell most at an end of the rates that are tried",
        "number": "the loss was no number at any rate tried",
        "refused": "learning_rate: auto found no rate to recommend, since {why}. Give "
        "train.learning_rate a number, or train.fallback_rate one for such cases.",
    },
    "ru": {
        "length": "обучение слишком коротко: пробы заняли бы больше десятой его части",
        "fall": "потери ни разу не уменьшились: возможно, этой базе нечему учиться на этих строках",
        "turn": "сильнее всего потери падали на краю пробуемых скоростей",
        "number": "потери не были числом ни при одной скорости",
        "refused": "learning_rate: auto не нашёл скорости, которую можно посоветовать: {why}. "
        "Задайте train.learning_rate числом или train.fallback_rate на такой случай.",
    },
}


class RateFinder:
    """Runs the test for one job, or finds what it came to before."""

    def __init__(self, job: Job, plan: Plan, steps: int, lines: Lines, losses: Losses) -> None:
        self._job, self._plan, self._steps = job, plan, steps
        self._lines, self._losses = lines, losses

    def find(self, trained: Trained, log: RunLog) -> RangeTest:
        """The test's result, logged; `trained` is opened anew where it had to be measured."""
        own, shared = self._job.folder / FILE, self._shared()
        known = read_range(own) or (read_range(shared) if shared else None)
        began = time.perf_counter()
        found = known or self._measure(trained)
        seconds = 0.0 if known else time.perf_counter() - began
        for place in (own, shared):
            if place is not None:
                write_range(place, found)
        log.write("range", **asdict(found), seconds=seconds)
        return found

    def rate(self, found: RangeTest) -> float:
        """The rate to train at; `UserError` where there is none."""
        recipe = self._job.recipe
        rate = found.pick or recipe.train.fallback_rate
        if rate is None:
            raise UserError(no_rate(found, recipe.language))
        return rate

    def _measure(self, trained: Trained) -> RangeTest:
        job = self._job
        model, recipe = job.base.model, job.recipe
        trials = Trials(trained, model, self._lines, self._losses, recipe.train, recipe.seed)
        found = range_test(trials, self._plan, job.train, self._steps)
        trained.open(None)
        model.train()
        return found

    def _shared(self) -> Path | None:
        job = self._job
        begins = _weights_of(job.start) if job.start else {}
        key = hash_json([job.recipe.hash, job.base.hash, job.train.fingerprint, begins])
        return job.cache / "ranges" / f"{key[7:39]}.json" if job.cache else None


def _weights_of(checkpoint: Path) -> dict[str, str]:
    """The checksums of what a training begins with. The rest of a checkpoint tells of seconds,
    which are others each time."""
    sums = json.loads((checkpoint / CHECKSUMS).read_text(encoding="utf-8"))
    return {name: digest for name, digest in sums.items() if name.endswith(".safetensors")}


def no_rate(found: RangeTest, language: Language) -> str:
    """Why no rate is recommended, and what to do."""
    return _NONE[language]["refused"].format(why=why_none(found, language))


def why_none(found: RangeTest, language: Language) -> str:
    """What the curve lacks, as a sentence's end; empty where it recommends a rate."""
    return _NONE[language][found.why] if found.why else ""
