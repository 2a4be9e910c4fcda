"""Term 6 measured: what domain documents teach, what they cost, and answers trained above them.

    python benchmarks/domain.py [--quick] [--json]

One recipe with a stage (`pretrain` on documents, with general text replayed) and then its own
training on support tickets, with the documents and general text replayed, on nano, in English and
in Russian. Measured before, after the stage and at the end: bits a byte of held-out domain text
and of general text, term accuracy (the right definition of four; the right term for its place),
and the house template on questions never seen. The same stage without replay shows what replay is
worth there; the tickets learned without the documents (not with `--quick`) what it is in the end.

The documents are the made-up company's customs and logistics corpus, and (not with `--quick`) a
real one in each language: Shakespeare's plays, and the Russian book on Git. Their terms are words
that come often in what is trained on and never in general text; each is asked for at its place in
the held-out text, among four.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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
GENERAL_SHARE = {"domain": 0.3, "answers": 0.5}
DOCUMENT_SHARE = 0.2
REAL_BYTES = 100_000
HELD_SHARE = 0.2
OFTEN, CLOZES = 6, 120
_WORD = re.compile(r"[^\W\d_]{4,}")
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
        domains += real()
    rows, bars, details = [], [], {}
    for domain in domains:
        moments = run(domain, asked.quick)
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
            asked = places_of_terms(parts[:cut], parts[cut:], general(lang))
            yield Domain(name, lang, parts[:cut], parts[cut:], clozes=asked)


def places_of_terms(
    train: Sequence[str], held: Sequence[str], known: Sequence[str]
) -> list[Choice]:
    """Held-out sentences up to a word of the domain; which of four such words comes there."""
    rng, usual = random.Random(29), set(words(" ".join(known)))
    counted = Counter(words(" ".join(train)))
    terms = sorted(w for w, times in counted.items() if times >= OFTEN and w not in usual)
    found = []
    for sentence in re.split(r"(?<=[.!?])\s", " ".join(held)):
        for place in list(_WORD.finditer(sentence))[3:]:
            if place[0] in terms and sentence[place.start() - 1] == " ":
                others = rng.sample([term for term in terms if term != place[0]], 3)
                endings = sorted(f" {word}" for word in (place[0], *others))
                right = endings.index(f" {place[0]}")
                found.append(Choice(sentence[: place.start() - 1], tuple(endings), right))
                break
    return rng.sample(found, min(CLOZES, len(found)))


def words(text: str) -> list[str]:
    return [found[0] for found in _WORD.finditer(text)]


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


def run(domain: Domain, quick: bool) -> dict[str, Moment]:
    """Trains the recipe, then its parts again without what is replayed, and measures each."""
    with tempfile.TemporaryDirectory() as place:
        project = project_of(domain, Path(place))
        stages = plan_stages(project)
        base = stages[-1].planned.base
        begun = new_run(project.home, project.recipe, project.root).folder
        moments = {"base": measured(base, domain, None)}
        last = checkpoint_path(begun, fit_stages(stages, begun, resume=False).best)
        moments["after the stage"] = measured(base, domain, best_of_stage(begun))
        moments["after answers"] = measured(base, domain, last)
        models = {"base": None, "after answers": last}
        if not quick:
            name = "answers without the documents"
            models[name] = forgetful(project, begun)
            moments[name] = measured(base, domain, models[name])
        for name, weights in models.items():
            moments[name].more["template"] = template(project, base, weights)
        bare, alone = Path(place) / "bare", plan_stages(unreplayed(project))[:1]
        fit_stages(alone, bare, resume=False)
        moments["stage without replay"] = measured(base, domain, best_of_stage(bare))
    return moments


def forgetful(project: Project, run: Path) -> Path:
    """Answers trained above the same stage with general text replayed alone."""
    general_alone = project.recipe.data.replay[:1]
    data = project.recipe.data.model_copy(update={"replay": general_alone})
    recipe = project.recipe.model_copy(update={"data": data})
    again = run.with_name(f"{run.name}-again")
    shutil.copytree(run / FOLDER, again / FOLDER)  # a run that goes on after its stage
    fitted = fit_stages(plan_stages(replace(project, recipe=recipe)), again, resume=True)
    return checkpoint_path(again, fitted.best)


def unreplayed(project: Project) -> Project:
    """The project, its stage without general text."""
    (stage,) = project.recipe.stages
    alone = stage.model_copy(update={"data": stage.data.model_copy(update={"replay": []})})
    return replace(project, recipe=project.recipe.model_copy(update={"stages": [alone]}))


def project_of(domain: Domain, place: Path) -> Project:
    """The sample project with the stage put into its recipe."""
    folder = place / "support"
    write(folder, "support", "support", domain.lang)
    add_stage(folder, domain)
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


def add_stage(folder: Path, domain: Domain) -> None:
    """Puts the documents, the stage and what is replayed into the project."""
    (folder / "docs").mkdir()
    for number, text in enumerate(domain.train):
        (folder / f"docs/{number:04d}.txt").write_text(text, encoding="utf-8")
    path = folder / "recipe.yaml"
    recipe = yaml.safe_load(path.read_text(encoding="utf-8"))
    chats = {
        step: {"file": "data/replay.jsonl", "share": share} for step, share in GENERAL_SHARE.items()
    }
    data = {"train": "docs", "eval_share": 0.1, "replay": chats["domain"]}
    stage = {"name": "domain", "method": {"name": "pretrain"}, "data": data, "train": STAGE}
    recipe["data"]["replay"] = [chats["answers"], {"file": "docs", "share": DOCUMENT_SHARE}]
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
    bare, end = moments["stage without replay"], moments["after answers"]
    asked = [name for name in ("definitions",) if name in base.more]
    kept = {
        name: (end.more[name].value - base.more[name].value)
        / max(1e-9, stage.more[name].value - base.more[name].value)
        for name in asked
    }
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
        common.Bar(
            f"{domain.name}: domain bits after answers, share of the base's",
            end.domain.value / base.domain.value,
            0.9,
            at_most=True,
        ),
        *(
            common.Bar(f"{domain.name}: gain in {name} left after answers", share, 0.7)
            for name, share in kept.items()
        ),
    ]


def bits(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f})"


def said(interval: Interval) -> str:
    return f"{interval.value:.0%} ({interval.low:.0%} to {interval.high:.0%})"


if __name__ == "__main__":
    main()
