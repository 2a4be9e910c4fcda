"""The plan: the five ways, which of them to take, and what each would cost.

    made = plan_files([Path("tickets.jsonl")], base="nano")
    made = plan_recipe(open_project(Path("recipe.yaml")), Asked(machine("h100"), hourly=2.5))
    made.first, made.options

The base is looked at without its weights: its configuration and tokenizer are enough to count
with. They are loaded only for the probe, and only where the estimate says that they fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lekalo.checking import guessed
from lekalo.core.errors import UserError
from lekalo.core.interfaces import Material
from lekalo.core.records import Language
from lekalo.core.settings import NewBase
from lekalo.data import batches
from lekalo.data.prepare import system_prompt
from lekalo.data.remarks import bad_rows
from lekalo.data.sources import load
from lekalo.models.base import Base
from lekalo.models.quantise import weight_count
from lekalo.planning import mistakes as words
from lekalo.planning.advice import WAYS, Advice, Way, advise, taken
from lekalo.planning.arithmetic import Rows
from lekalo.planning.facts import Facts, facts, with_tokens
from lekalo.planning.machines import CONTEXT, Machine, machine
from lekalo.planning.pricing import Cost, Work, price, split, work
from lekalo.planning.probe import Questions, Speed, probe
from lekalo.planning.recipes import TRAINED, plain_recipe, way_of
from lekalo.planning.sketch import sketch
from lekalo.planning.trainings import Training, facts_of, trainings
from lekalo.project import Project, Report, base_place, open_base, quiet, suites_of
from lekalo.training.heap import resident


@dataclass(frozen=True)
class Asked:
    """Where and within what a plan is made: the machine, its price an hour, a limit of memory in
    bytes (by default the machine's), a stated number of tokens of text, and whether to probe."""

    on: Machine = field(default_factory=machine)
    hourly: float | None = None
    memory: int | None = None
    tokens: int | None = None
    probe: bool = True

    @property
    def limit(self) -> int:
        """Bytes that the run may take."""
        return self.memory or self.on.memory

    @property
    def beside(self) -> int:
        """Bytes that are taken before any weight: by this process, or by a card's driver."""
        return resident() if self.on.here else CONTEXT


@dataclass(frozen=True)
class Option:
    """One way with its costs; None where it trains nothing, or there is nothing to train on."""

    advice: Advice
    cost: Cost | None


@dataclass(frozen=True)
class Staged:
    """One of the recipe's stages with its costs."""

    name: str
    cost: Cost


@dataclass(frozen=True)
class Plan:
    """What to do and what it costs. `own` is the recipe's own way, where a recipe was given;
    `speed` is None where no probe was made."""

    language: Language
    base: str
    weights: int
    context: int
    asked: Asked
    facts: Facts
    options: tuple[Option, ...]
    first: Way
    own: Way | None
    speed: Speed | None
    stages: tuple[Staged, ...] = ()
    """What the recipe trains before its own data, in this order."""

    @property
    def whole(self) -> tuple[Cost, ...]:
        """The costs of every training of the recipe; none where files were planned for."""
        own = [option.cost for option in self.options if option.advice.way == self.own]
        return (*(stage.cost for stage in self.stages), *(cost for cost in own if cost))


@dataclass(frozen=True)
class _Job:
    """One way's work, with the rows that a probe would take."""

    work: Work
    rows: batches.Rows
    questions: Questions | None = None


def plan_files(
    data: Sequence[Path],
    base: str = "nano",
    *,
    asked: Asked | None = None,
    language: Language | None = None,
    root: Path = Path(),
    report: Report = quiet,
) -> Plan:
    """The plan for data files and folders or, with `asked.tokens`, for text not at hand."""
    asked = asked or Asked()
    report("reading", 0, 0, "")
    loaded = load(list(data), root)
    if not loaded.examples and not loaded.documents and asked.tokens is None:
        if loaded.bad and not any((root / path).is_dir() for path in data):
            raise bad_rows(loaded.bad, unlisted=loaded.unlisted, language=language or "en")
        raise UserError(words.NO_DATA)
    place = base_place(root, base)
    drawn = sketch(place)
    material = Material(loaded.examples, (), loaded.documents)
    told = facts(loaded.examples, loaded.documents, drawn, spoken := language or guessed(material))
    project = Project(plain_recipe("sft", place, card=not asked.on.here), root, root)
    return _plan(project, drawn, told, asked, spoken, report)


def plan_recipe(project: Project, *, asked: Asked | None = None, report: Report = quiet) -> Plan:
    """The plan for a recipe: its own way is priced as it is written, on its own rows; the other
    ways beside it. Raises what `train --dry-run` would for rows that cannot be read."""
    recipe, asked = project.recipe, asked or Asked()
    report("reading", 0, 0, "")
    base = (
        recipe.base if isinstance(recipe.base, NewBase) else base_place(project.root, recipe.base)
    )
    drawn = sketch(_with_tokenizer(base, project.root))
    read = trainings(project, drawn)
    told = facts_of(read, project, drawn)
    return _plan(project, drawn, told, asked, recipe.language, report, read)


def _plan(
    project: Project,
    drawn: Base,
    told: Facts,
    asked: Asked,
    language: Language,
    report: Report,
    read: tuple[Training, ...] = (),
) -> Plan:
    if asked.tokens is not None:
        told = with_tokens(told, asked.tokens, drawn.context)
    weights = weight_count(drawn.model)
    new = isinstance(project.recipe.base, NewBase)
    advice = advise(told, weights, drawn.context, new_base=new)
    own = read[-1] if read else None
    jobs = _jobs(project, drawn, told, asked, own)
    first, way = taken(advice), way_of(project.recipe)
    probed = way if own else next((w for w in (first, *TRAINED) if w in jobs), None)
    speed = _speed(project, jobs[probed], asked, report) if probed else None
    costs = {w: price(job.work, asked.on, speed, asked.hourly) for w, job in jobs.items()}
    options = tuple(Option(one, costs.get(one.way)) for one in advice)
    return Plan(
        language=language,
        base=drawn.ref,
        weights=weights,
        context=drawn.context,
        asked=asked,
        facts=told,
        options=options,
        first=first,
        own=way if own else None,
        speed=speed,
        stages=tuple(_staged(stage, drawn, asked, report) for stage in read[:-1]),
    )


def _staged(stage: Training, drawn: Base, asked: Asked, report: Report) -> Staged:
    """A stage's costs, by a probe of its own: its rows and steps are not the recipe's."""
    job = _own_job(stage, drawn, asked)
    speed = _speed(stage.project, job, asked, report)
    return Staged(stage.name, price(job.work, asked.on, speed, asked.hourly))


def _own_job(training: Training, drawn: Base, asked: Asked) -> _Job:
    rows, held_out = _sizes(training.rows), _sizes(training.held_out)
    recipe = training.project.recipe
    suites = suites_of(training.project)
    done = work(drawn.model, recipe, rows, held_out, asked.limit, asked.beside, suites)
    system = system_prompt(recipe, training.project.root)
    questions = Questions(suites, system, recipe.generation.max_tokens)
    return _Job(done, training.rows, questions)


def _jobs(
    project: Project, drawn: Base, told: Facts, asked: Asked, own: Training | None
) -> dict[Way, _Job]:
    """The work of every way that there are rows for."""
    jobs: dict[Way, _Job] = {}
    if own:
        jobs[way_of(project.recipe)] = _own_job(own, drawn, asked)
    for way in TRAINED:
        sampled = told.chats if way == "sft" else told.texts
        if way not in jobs and sampled:
            jobs[way] = _Job(_work(way, project, drawn, sampled.sizes, asked), sampled.rows)
    return {way: jobs[way] for way in WAYS if way in jobs}


def _work(way: Way, project: Project, drawn: Base, rows: Rows, asked: Asked) -> Work:
    """A plain recipe's work: with all weights trained where that fits, else with an adapter."""
    base, card = project.recipe.base, not asked.on.here
    for small in (False, True):
        recipe = plain_recipe(way, base, card=card, small=small)
        train, held_out = split(rows, recipe.data.eval_share)
        done = work(drawn.model, recipe, train, held_out, asked.limit, asked.beside)
        if done.fitted.fits or way != "domain":
            break
    return done


def _speed(project: Project, job: _Job, asked: Asked, report: Report) -> Speed | None:
    """What a probe measures; None where none is wanted, or where the run would not fit."""
    done = job.work
    if not asked.probe or not asked.on.here or not done.fitted.fits:
        return None
    report("probing", 0, 0, "")
    recipe = done.fitted.recipe
    base = open_base(Project(recipe, project.root, project.home))
    return probe(base, recipe, job.rows, done.arithmetic, questions=job.questions)


def _sizes(rows: batches.Rows) -> Rows:
    trained = sum(int(rows[number].trained.sum()) for number in range(len(rows)))
    return Rows(rows.lengths, trained)


def _with_tokenizer(base: str | NewBase, root: Path) -> str | NewBase:
    """A new base with its tokenizer's folder as it stands beside the recipe."""
    if isinstance(base, str):
        return base
    return base.model_copy(update={"tokenizer": str((root / base.tokenizer).resolve())})
