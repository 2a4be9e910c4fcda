"""From a run's folder to the records that the report shows: `evaluation.course`.

    course_of(run.folder, recipe, "support@1 domain", released={12: "support@1"})

Reads the log, the range test and what stands of the checkpoints; measures nothing. Leaves out what
the run's end did not come from (steps taken again after a kill, or gone back behind), but tells
it as an event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lekalo.core.findings import finding_from_json
from lekalo.core.recipe import Recipe
from lekalo.core.records import Finding, Language
from lekalo.data.inspection import hidden
from lekalo.evaluation.compression import Loss
from lekalo.evaluation.course import CopiedText, Cost, Course, Curve, Evaluated, RangeCurve
from lekalo.evaluation.rate_plots import rate_text
from lekalo.training import telling_words as said
from lekalo.training.checkpoint import Evaluation, RollBack, best_of, checkpoint_path, kept_for
from lekalo.training.guards import went_wrong
from lekalo.training.range_curve import RangeTest
from lekalo.training.range_test import FILE as RANGE
from lekalo.training.range_test import read_range
from lekalo.training.rate import why_none
from lekalo.training.runs import Run
from lekalo.training.telling_facts import facts_of, rows_of


def course_of(
    folder: Path,
    recipe: Recipe,
    name: str,
    released: Mapping[int, str],
    findings: Sequence[Finding] = (),
    *,
    weighed: bool = False,
) -> Course:
    """The training of `recipe` whose log stands in `folder`; `released` names what became of a
    checkpoint, by step; `findings` are said beside those that it said of itself at its end;
    `weighed`: what the compression of its base costs is said among the findings of the run."""
    run, language = Run(folder), recipe.language
    start = next(run.log.read("start"), {})
    found = read_range(folder / RANGE)
    evals = run.history("eval")
    at = _evaluated(run, recipe, evals, released)
    return Course(
        curve=Curve(
            name,
            _points(run.history("step"), "loss"),
            _points(evals, "loss"),
            next(iter(released), None),
            _points(evals, "train_loss"),
            start.get("epoch"),
            tuple(dict.fromkeys((e["step"], e["to"]) for e in run.log.read("rollback"))),
        ),
        rates=_points(run.history("step"), "lr"),
        facts=facts_of(recipe, start, found, weighed),
        range=_range(found, language),
        range_note=_range_note(recipe, found),
        evaluated=at,
        score="" if recipe.train.best_by == "eval_loss" else recipe.train.best_by,
        probes_note=_probes_note(recipe, at),
        events=_events(run, language),
        findings=(*findings, *_findings(run)),
    )


def costs_of(loss: Loss | None) -> tuple[Cost, ...]:
    """What compressing a base costs, as the report's rows: bits a byte, then the suites."""
    if loss is None:
        return ()
    bits = loss.full_bits, loss.compressed_bits, loss.growth
    rows = [Cost("", *known)] if len(known := [b for b in bits if b is not None]) == 3 else []
    return (*rows, *(Cost(n, s.full, s.compressed, s.change) for n, s in loss.suites.items()))


def _points(events: Sequence[Mapping[str, Any]], key: str) -> tuple[tuple[float, float], ...]:
    return tuple((e["step"], e[key]) for e in events if e.get(key) is not None)


def _evaluated(
    run: Run, recipe: Recipe, evals: Sequence[Mapping[str, Any]], released: Mapping[int, str]
) -> tuple[Evaluated, ...]:
    """Every evaluation by step, with its probes and with what became of its checkpoint."""
    measured = {e["step"]: e for e in evals}
    probes = {e["step"]: e for e in run.history("probe")}
    written = [e["step"] for e in run.history("checkpoint")]
    ranked = tuple(_evaluation(step, measured.get(step, {})) for step in written)
    standing = [step for step in written if checkpoint_path(run.folder, step).is_dir()]
    reasons = kept_for(recipe.train.keep, ranked, standing)
    best = best_of(ranked) if ranked else None
    return tuple(
        Evaluated(
            step,
            measured.get(step, {}).get("train_loss"),
            measured.get(step, {}).get("loss"),
            measured.get(step, {}).get("score"),
            _reworded(probes.get(step, {})),
            _copied(probes.get(step, {})),
            reasons.get(step, ()),
            step in written and step not in standing,
            step == best,
            released.get(step, ""),
        )
        for step in sorted({*measured, *written})
    )


def _evaluation(step: int, event: Mapping[str, Any]) -> Evaluation:
    return Evaluation(step, event.get("loss"), event.get("train_loss"), event.get("score"))


def _reworded(probe: Mapping[str, Any]) -> float | None:
    original, other = probe.get("original"), probe.get("reworded")
    return None if original is None or other is None else other - original


def _copied(probe: Mapping[str, Any]) -> CopiedText | None:
    if "copied" not in probe:
        return None
    # masked, so that the page may be passed on: trained answers may name people
    return CopiedText(hidden(probe["copied"]), probe["words"], probe["share"], probe["from"])


def _range(found: RangeTest | None, language: Language) -> RangeCurve | None:
    if found is None:
        return None
    safe = found.low, found.high, found.pick
    return RangeCurve(found.rates, found.changes, *safe, why=why_none(found, language))


def _range_note(recipe: Recipe, found: RangeTest | None) -> str:
    train, language = recipe.train, recipe.language
    if found is not None:
        return said.RANGE_ROWS(rows=rows_of(found.rows)).say(language)
    asked = train.learning_rate == "auto" or train.check_rate
    return (said.RANGE_LOST if asked else said.NOT_RUN).say(language)


def _probes_note(recipe: Recipe, at: Sequence[Evaluated]) -> str:
    if not recipe.train.probes:
        return said.PROBES_OFF.say(recipe.language)
    asked = any(item.copied for item in at)
    return "" if asked else said.PROBES_BLIND.say(recipe.language)


def _events(run: Run, language: Language) -> tuple[str, ...]:
    """What happened besides steps, in order; the last says how the run ended."""
    told: list[str] = []
    rolled_back: list[RollBack] = []
    ended = said.NOT_ENDED.say(language)
    for event in run.log.read():
        kind, values = event["event"], {key: event[key] for key in event if key != "event"}
        if kind == "start" and event["step"]:
            told.append(said.STARTED(step=event["step"]).say(language))
        elif kind == "damaged":
            told.append(said.DAMAGED(text=event["text"]).say(language))
        elif kind == "rollback" and (happened := RollBack(**values)) not in rolled_back:
            rolled_back.append(happened)  # a resumed run may come to the same place again
            told.append(_returned(happened, len(rolled_back) > 1, language))
        elif kind == "end":
            ended = said.ENDS[event["stopped"]](step=event["step"]).say(language)
    calm = () if rolled_back else (said.NO_TROUBLE.say(language),)
    return (*told, *calm, ended)


def _findings(run: Run) -> tuple[Finding, ...]:
    """What the run said of itself at its end; an earlier version's log has no such word."""
    ends = list(run.log.read("end"))
    return tuple(map(finding_from_json, ends[-1].get("findings", ()))) if ends else ()


def _returned(happened: RollBack, again: bool, language: Language) -> str:
    values = {"step": happened.step, "to": happened.to, "what": went_wrong(happened, language)}
    rate = rate_text(happened.rate, language)
    return (said.GONE_WRONG if again else said.RETURNED)(rate=rate, **values).say(language)
