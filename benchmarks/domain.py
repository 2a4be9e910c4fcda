"""Term 6 measured: what domain documents teach, what they cost, and answers trained above them.

    python benchmarks/domain.py [--quick] [--json]

One recipe with a stage (`pretrain` on documents, with general text replayed) and then its own
training on support tickets, on nano, in English and in Russian. Measured before, after the stage
and at the end: bits a byte of held-out domain text and of general text, term accuracy (the right
definition of four; the right term for a definition in other words), and the house template on
questions never seen. The same stage without replay shows what replay is worth.

The documents are the made-up company's customs and logistics corpus, and a real one in each
language: Shakespeare's plays, and the Russian book on Git (not with `--quick`).
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import common
import yaml

from lekalo.core.records import Interval
from lekalo.core.runlog import RunLog
from lekalo.data.prepare import system_prompt
from lekalo.demo import corpus
from lekalo.demo.company import logistics
from lekalo.demo.company.grammar import Lang
from lekalo.demo.project import write
from lekalo.evaluation.likelihood import Choice, bits_per_byte, choose, text_bits
from lekalo.evaluation.runner import run_suite
from lekalo.evaluation.statistics import mean_interval
from lekalo.evaluation.subject import Subject, dressed
from lekalo.evaluation.suites import load_suite
from lekalo.models.base import Base
from lekalo.models.sampling import Sampling
from lekalo.project import Project, open_project
from lekalo.references import sampling_of
from lekalo.staging import FOLDER, fit_stages, plan_stages
from lekalo.training.checkpoint import checkpoint_path
from lekalo.training.loop import LOG
from lekalo.training.runs import new_run

DOCUMENTS, GENERAL = 240, 150
REPLAY = 0.3
REAL_BYTES = 160_000
HELD_SHARE = 0.2
STAGE = {"epochs": 4, "learning_rate": 3e-3, "batch_tokens": 2048}


@dataclass(frozen=True)
class Domain:
    """One corpus: what is trained on, what is held out, and questions about its terms."""

    name: str
    lang: Lang
    train: Sequence[str]
    held: Sequence[str]
    definitions: Sequence[Choice] = ()
    clozes: Sequence[Choice] = ()


@dataclass
class Moment:
    """What was measured of one model."""

    domain: Interval
    general: Interval
    more: dict[str, Interval] = field(default_factory=dict)


def main() -> None:
    asked = common.parse(__doc__)
    domains = [made_up(lang) for lang in ("en", "ru")]
    if not asked.quick:
        domains += list(real())
    rows, bars, details = [], [], {}
    for domain in domains:
        moments = run(domain)
        rows += [table_row(domain, name, moment) for name, moment in moments.items()]
        bars += judged(domain, moments)
        details[domain.name] = common.as_json(moments)
    common.finish("domain", asked, rows, {"runs": details}, bars)


def made_up(lang: Lang) -> Domain:
    """The company's customs and logistics."""
    rng = random.Random(23)
    asked = [choices(kind(lang, rng)) for kind in (logistics.definitions, logistics.clozes)]
    train = logistics.documents(lang, DOCUMENTS, random.Random(5))
    return Domain(f"logistics {lang}", lang, train, logistics.held_documents(lang), *asked)


def choices(asked: Sequence[logistics.TermChoice]) -> list[Choice]:
    return [Choice(one.beginning, one.endings, one.right) for one in asked]


def real() -> Iterator[Domain]:
    """What there is of real corpora: the first part of each is trained on, the rest held out."""
    plays = common.DATA / "tiny_shakespeare"
    git = common.DATA / "progit2_ru"
    for name, lang, files in (
        ("Shakespeare", "en", sorted(plays.glob("*.txt"))),
        ("Git book", "ru", sorted(git.glob("book__0[1-3]*.asc"))),
    ):
        texts = [file.read_text(encoding="utf-8") for file in files]
        whole = "\n\n".join(texts).encode()[:REAL_BYTES].decode(errors="ignore")
        parts = [part for part in pieces(whole) if len(part) > 200]
        cut = int(len(parts) * (1 - HELD_SHARE))
        if parts:
            yield Domain(name, lang, parts[:cut], parts[cut:])


def pieces(text: str, size: int = 1500) -> Iterator[str]:
    """Paragraphs joined to texts of about `size` characters."""
    held = ""
    for paragraph in text.split("\n\n"):
        held = f"{held}\n\n{paragraph}" if held else paragraph
        if len(held) >= size:
            yield held
            held = ""
    if held:
        yield held


def run(domain: Domain) -> dict[str, Moment]:
    """Trains the recipe with replay, and its stage again without, and measures each model."""
    with tempfile.TemporaryDirectory() as place:
        project = project_of(domain, Path(place), REPLAY)
        stages = plan_stages(project)
        base, began = stages[-1].planned.base, new_run(project.home, project.recipe, project.root)
        moments = {"base": measured(base, domain, None)}
        last = began.checkpoint(fit_stages(stages, began.folder, resume=False).best)
        moments["after the stage"] = measured(base, domain, best_of_stage(began.folder))
        moments["after answers"] = measured(base, domain, last)
        for name, weights in (("base", None), ("after answers", last)):
            moments[name].more["template"] = template(project, base, weights)
    with tempfile.TemporaryDirectory() as place:
        bare = plan_stages(project_of(domain, Path(place), 0.0))[:1]
        fitted = fit_stages(bare, Path(place) / "run", resume=False)
        left = checkpoint_path(Path(place) / "run", fitted.best)
        moments["stage without replay"] = measured(base, domain, left)
    return moments


def project_of(domain: Domain, place: Path, replay: float) -> Project:
    """The sample project with the stage put into its recipe."""
    folder = place / "support"
    write(folder, "support", "support", domain.lang)
    add_stage(folder, domain, replay)
    return open_project(folder, [], place / "home")


def best_of_stage(run: Path) -> Path:
    place = run / FOLDER / "domain"
    (end,) = RunLog(place / LOG).read("end")
    return checkpoint_path(place, end["best"])


def template(project: Project, base: Base, weights: Path | None) -> Interval:
    """The share of unseen questions answered in the house's form."""
    recipe = project.recipe
    named = next(suite for suite in recipe.suites if suite.kind == "target")
    suite, subject = load_suite(named, project.root), subject_of(base, weights)
    sampling, system = sampling_of(recipe.generation), system_prompt(recipe, project.root)
    with dressed(subject) as ready:
        return run_suite(ready, suite, system=system, sampling=sampling).interval


def subject_of(base: Base, weights: Path | None) -> Subject:
    return Subject("", base, "", Sampling(), weights)


def add_stage(folder: Path, domain: Domain, replay: float) -> None:
    """Puts the documents, the general rows and the stage into the project."""
    (folder / "docs").mkdir()
    for number, text in enumerate(domain.train):
        (folder / f"docs/{number:04d}.txt").write_text(text, encoding="utf-8")
    path = folder / "recipe.yaml"
    recipe = yaml.safe_load(path.read_text(encoding="utf-8"))
    data: dict[str, Any] = {"train": "docs", "eval_share": 0.1}
    if replay:
        data["replay"] = {"file": "data/replay.jsonl", "share": replay}
    stage = {"name": "domain", "method": {"name": "pretrain"}, "data": data, "train": STAGE}
    path.write_text(yaml.safe_dump(recipe | {"stages": [stage]}, allow_unicode=True))


def measured(base: Base, domain: Domain, weights: Path | None) -> Moment:
    with dressed(subject_of(base, weights)) as ready:
        moment = Moment(
            bits_per_byte(text_bits(ready, domain.held)),
            bits_per_byte(text_bits(ready, general(domain.lang))),
        )
        for name, asked in (("definitions", domain.definitions), ("clozes", domain.clozes)):
            if asked:
                right = [float(one) for one in choose(ready, asked)]
                moment.more[name] = mean_interval(right)
    return moment


def general(lang: Lang) -> list[str]:
    """Text of the base's own world, in this language: what must not get worse."""
    texts = []
    for row in corpus.rows(seed=990):
        said = "\n".join(message["content"] for message in row["messages"])
        cyrillic = any("а" <= letter <= "я" for letter in said.lower())
        if cyrillic == (lang == "ru") and len(said) > 60:
            texts.append(said)
        if len(texts) == GENERAL:
            return texts
    raise AssertionError("the corpus has no end")


def table_row(domain: Domain, name: str, moment: Moment) -> dict[str, Any]:
    more = {key: said(moment.more[key]) for key in ("definitions", "clozes") if key in moment.more}
    return {
        "corpus": domain.name,
        "model": name,
        "domain bits/byte": bits(moment.domain),
        "general bits/byte": bits(moment.general),
        "definitions": more.get("definitions", ""),
        "clozes": more.get("clozes", ""),
        "template": said(moment.more["template"]) if "template" in moment.more else "",
    }


def judged(domain: Domain, moments: dict[str, Moment]) -> list[common.Bar]:
    base, stage = moments["base"], moments["after the stage"]
    bare = moments["stage without replay"]
    return [
        common.Bar(
            f"{domain.name}: domain bits, share of the base's",
            stage.domain.value / base.domain.value,
            0.9,
            at_most=True,
        ),
        common.Bar(
            f"{domain.name}: rise of general bits, share of that without replay",
            (stage.general.value - base.general.value)
            / max(1e-9, bare.general.value - base.general.value),
            0.5,
            at_most=True,
        ),
    ]


def bits(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f})"


def said(interval: Interval) -> str:
    return f"{interval.value:.0%} ({interval.low:.0%} to {interval.high:.0%})"


if __name__ == "__main__":
    main()
