"""The comparison: every recipe with every seed, each in its own process, then one table.

    made = compare([Path("lora.yaml"), Path("full.yaml")], home=Path(".lekalo"), seeds=3)
    made.rows[1].differences["held-out loss"]

Trials lie under `<home>/compare/` by the hash of all that decides their outcome, so what is done is
not done again, and a comparison that was stopped goes on where it was. They run one after
another: side by side they would share the machine, and their times would mean nothing.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lekalo.comparing import mistakes as words
from lekalo.comparing.contest import Entrant, enter, trial_key
from lekalo.comparing.guards import lora_short, prompt_tuning_limit
from lekalo.comparing.table import Row, rows_of
from lekalo.comparing.trial import ERROR, OUTCOME, TRIAL, Trial, trial_from_json
from lekalo.core.errors import HeldError, LekaloError, OutsideError, UserError
from lekalo.core.files import write_json
from lekalo.core.records import Finding, Language
from lekalo.evaluation.suites import load_suite
from lekalo.project import Project, Report, quiet

_STDERR = "stderr.txt"
_SHOWN = 300


@dataclass(frozen=True)
class Comparison:
    """The table's rows in the recipes' order, and what the guards say of them."""

    language: Language
    seeds: tuple[int, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def compare(
    recipes: Sequence[Path],
    *,
    seeds: int = 1,
    overrides: Sequence[str] = (),
    home: Path,
    report: Report = quiet,
) -> Comparison:
    """Trains and measures each recipe `seeds` times, from the first recipe's seed on. `UserError`
    where the recipes are not of the same data; an error of a trial names its recipe."""
    entrants = enter(recipes, overrides, home)
    first = entrants[0].project.recipe
    numbers = tuple(range(first.seed, first.seed + seeds))
    done: dict[str, list[Trial]] = {entrant.label: [] for entrant in entrants}
    for seed in numbers:  # seeds outside: a comparison stopped early holds whole pairs
        for entrant in entrants:
            done[entrant.label].append(_trial(entrant, seed, home, report))
    rows = rows_of(entrants, done)
    suites = [load_suite(one, entrants[0].project.root) for one in first.suites]
    found = (*lora_short(rows, first.language), *prompt_tuning_limit(rows, suites, first.language))
    return Comparison(first.language, numbers, rows, found)


def _trial(entrant: Entrant, seed: int, home: Path, report: Report) -> Trial:
    project = entrant.seeded(seed)
    key = trial_key(project).removeprefix("sha256:")[:32]
    folder = home / "compare" / key
    if not (folder / OUTCOME).is_file():
        _conduct(project, folder, f"{entrant.label}, seed {seed}", report)
    return trial_from_json(json.loads((folder / OUTCOME).read_text(encoding="utf-8")))


def _conduct(project: Project, folder: Path, name: str, report: Report) -> None:
    about = {
        "recipe": project.recipe.model_dump(mode="json"),
        "root": str(project.root),
        "home": str(project.home.resolve()),
    }
    write_json(folder / TRIAL, about)
    (folder / ERROR).unlink(missing_ok=True)
    report("comparing", 0, 0, name)
    command = [sys.executable, "-m", "lekalo.comparing.trial", str(folder.resolve())]
    with (
        (folder / _STDERR).open("w", encoding="utf-8") as stderr,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            for line in process.stdout:
                told = json.loads(line)
                report("comparing", told["done"], told["total"], f"{name}: {told['note']}")
        except BaseException:  # stopped by a person, as a rule: the trial goes on from here later
            process.terminate()
            raise
        code = process.wait()
    if code:
        raise _failure(folder, name, code)


def _failure(folder: Path, name: str, code: int) -> LekaloError:
    """What a trial that ended so is told as."""
    if (folder / ERROR).is_file():
        told = json.loads((folder / ERROR).read_text(encoding="utf-8"))
        kinds: dict[int, type[LekaloError]] = {1: HeldError, 3: OutsideError}
        return kinds.get(told["exit_code"], UserError)(f"{name}: {told['error']}")
    if code == -signal.SIGKILL:
        return OutsideError(words.KILLED(name=name))
    last = (folder / _STDERR).read_text(encoding="utf-8").strip().rpartition("\n")[2]
    return OutsideError(words.FAILED(name=name, last=last[:_SHOWN] or code, folder=folder))
