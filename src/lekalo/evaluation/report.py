"""One HTML page that shows a person how a version was made and how good it is.

    write_report(Path("report.html"), ReportData(title="Support desk", language="en", ...))

The page stands alone: no network, no script (its content policy forbids both), inline CSS and
SVG, light and dark, English or Russian. Every text is escaped by the template engine, since
answers come from a model and names from people. What was not measured is shown as that.
Leaves out collecting the data: callers hand over plain records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lekalo.core.files import write_text
from lekalo.core.page import figure, render
from lekalo.core.records import (
    Finding,
    Item,
    ItemResult,
    Language,
    SuiteKind,
    SuiteResult,
    Verdict,
)
from lekalo.core.settings import GateSettings
from lekalo.evaluation.course import Course, RangeCurve
from lekalo.evaluation.course_words import COURSE
from lekalo.evaluation.plots import curve_plot, interval_bar
from lekalo.evaluation.rate_plots import range_plot, rate_plot, rate_text
from lekalo.evaluation.report_words import WORDS

__all__ = [
    "Measured",
    "ReportData",
    "Sample",
    "VersionCard",
    "render_report",
    "side_by_side",
    "write_report",
]


@dataclass(frozen=True, slots=True)
class Measured:
    """One model's results, under the name that the report shows."""

    label: str
    results: tuple[SuiteResult, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question and, for each model by label, its answer (None: not measured)."""

    item: str
    question: str
    answers: tuple[tuple[str, ItemResult | None], ...]


@dataclass(frozen=True, slots=True)
class VersionCard:
    """What a version is made of: `parts` are names with what stands behind them."""

    ref: str
    stage: str
    created: str
    why: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything on the page; what is empty is left out or said to be not measured."""

    title: str
    language: Language = "en"
    made: str = ""
    lead: str = ""
    gate: GateSettings = field(default_factory=GateSettings)
    verdicts: tuple[Verdict, ...] = ()
    measured: tuple[Measured, ...] = ()
    courses: tuple[Course, ...] = ()
    samples: tuple[Sample, ...] = ()
    findings: tuple[Finding, ...] = ()
    versions: tuple[VersionCard, ...] = ()
    timings: tuple[tuple[str, float], ...] = ()


def write_report(path: Path, data: ReportData) -> None:
    """Writes the page to `path`, atomically."""
    write_text(path, render_report(data))


def render_report(data: ReportData) -> str:
    """The page as text."""
    words, language = {**WORDS[data.language], **COURSE[data.language]}, data.language
    return render(
        "lekalo.evaluation",
        "report",
        language,
        words,
        data=data,
        suites=_suites(data),
        bar=interval_bar,
        courses=[(course, _drawn(course, words, language)) for course in data.courses],
    )


def _drawn(course: Course, words: Mapping[str, str], language: Language) -> dict[str, Markup | str]:
    """A training's pictures, and the range test's word in figures."""

    def number(value: float) -> str:
        return figure(value, language)

    found: RangeCurve | None = course.range
    safe: Markup | str = ""
    if found and found.low is not None and found.high is not None and found.pick is not None:
        ends = {"low": found.low, "high": found.high, "pick": found.pick}
        said = {name: _unbroken(rate_text(rate, language)) for name, rate in ends.items()}
        safe = Markup(words["safe"]).format(**said)
    elif found:
        safe = words["no_pick"].format(why=found.why)
    return {
        "losses": curve_plot(course.curve, words, number),
        "rates": rate_plot(course.rates, course.curve.epoch, words, language),
        "range": range_plot(found, words, number) if found else "",
        "safe": safe,
    }


def _unbroken(text: str) -> Markup:
    """Text that no line ends in the middle of, as a browser would after the minus of 2e-4."""
    return Markup('<span class="unbroken">{}</span>').format(text)


def side_by_side(
    items: Sequence[Item], measured: Sequence[Measured], suite: str, count: int = 6
) -> tuple[Sample, ...]:
    """Up to `count` of the suite's items with every model's answer. Items on which the models
    differ come first, since they show what changed; then in the suite's order."""
    found = {model.label: _answers(model, suite) for model in measured}
    samples = [
        Sample(
            item.id,
            item.messages[-1].content,
            tuple((label, answers.get(item.id)) for label, answers in found.items()),
        )
        for item in items
    ]
    return tuple(sorted(samples, key=_alike)[:count])


def _answers(model: Measured, suite: str) -> Mapping[str, ItemResult]:
    results = [result for result in model.results if result.suite == suite]
    return {item.item: item for result in results for item in result.items}


def _alike(sample: Sample) -> bool:
    return len({answer.value if answer else None for _, answer in sample.answers}) == 1


def _suites(data: ReportData) -> list[dict[str, Any]]:
    """For each suite, in the order first met: its kind, its bar, and each model's result or
    None."""
    kinds: dict[str, SuiteKind] = {}
    for model in data.measured:
        for result in model.results:
            kinds.setdefault(result.suite, result.kind)
    bars = {"target": data.gate.target_at_least, "golden": 1.0, "baseline": None}
    return [
        {
            "name": name,
            "kind": kind,
            "bar": bars[kind],
            "rows": [(model.label, _of(model, name)) for model in data.measured],
        }
        for name, kind in kinds.items()
    ]


def _of(model: Measured, suite: str) -> SuiteResult | None:
    return next((result for result in model.results if result.suite == suite), None)
