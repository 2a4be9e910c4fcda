"""The report: well formed, self-contained, harmless, honest, in both languages."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from lekalo.core.records import (
    Finding,
    Item,
    ItemResult,
    Message,
    Score,
    SuiteKind,
    SuiteResult,
    Verdict,
    Where,
)
from lekalo.evaluation.course import CopiedText, Course, Curve, Evaluated, RangeCurve
from lekalo.evaluation.course_words import COURSE
from lekalo.evaluation.report import (
    Measured,
    ReportData,
    VersionCard,
    render_report,
    side_by_side,
    write_report,
)
from lekalo.evaluation.report_words import WORDS
from lekalo.evaluation.statistics import mean_interval
from support.pages import HOSTILE, Page, assert_alone

TAGS = """html head meta title style body header main section article footer h1 h2 h3 p span b br
code ul li div table thead tbody tfoot tr th td figure figcaption dl dt dd svg text line rect
polyline polygon circle h4 blockquote"""
ALLOWED = set(TAGS.split())


def suite(kind: SuiteKind, values: Sequence[float], answer: str = "An answer") -> SuiteResult:
    items = tuple(
        ItemResult(f"i-{n}", answer, "stop", (Score(value, f"Because {answer}."),))
        for n, value in enumerate(values)
    )
    return SuiteResult(f"{kind} suite", kind, "h", mean_interval(values), items)


def course(text: str) -> Course:
    """A training with everything measured; every field that holds a text holds `text`."""
    finding = Finding(text, "hold", text, text, (Where(part=text),), 0.5, 0.1)
    copied = CopiedText(text, 7, 0.5, text)
    return Course(
        curve=Curve(
            text,
            [(1, 2.0), (2, 1.5)],
            [(1, 1.875), (2, 1.75)],
            2,
            [(1, 1.75), (2, 1.25)],
            1,
            ((2, 1),),
        ),
        rates=[(1, 1e-4), (2, 5e-5)],
        facts=((text, text),),
        range=RangeCurve((1e-6, 1e-4, 1e-2), (0.0, -0.5, -0.25), 1e-5, 1e-3, 5e-4),
        range_note=text,
        evaluated=(
            Evaluated(1, 1.75, 1.875, 0.5, 0.25, copied, (), True),
            Evaluated(2, 1.25, 1.75, 1.0, 0.75, None, ("best", "last"), False, True, text),
        ),
        score=text,
        events=(text,),
        findings=(finding,),
    )


def full(language: str, text: str) -> ReportData:
    """A page on which every field that holds a text holds `text`."""
    finding = Finding(text, "warning", text, text, (Where(text, 3), Where(part=text)), 0.5, 0.1)
    items = [Item("i-0", (Message("user", text),), ()), Item("i-1", (Message("user", text),), ())]
    measured = (
        Measured(text, (suite("target", [0, 1], text), suite("baseline", [1, 1]))),
        Measured(f"{text} 2", (suite("target", [1, 1], text),)),
    )
    return ReportData(
        title=text,
        language=language,  # type: ignore[arg-type]
        made=text,
        lead=text,
        verdicts=(Verdict("undecided", (finding,), text, text, 41),),
        measured=measured,
        courses=(course(text),),
        samples=side_by_side(items, measured, "target suite"),
        findings=(finding,),
        versions=(VersionCard(text, text, text, text, ((text, text),)),),
        timings=((text, 1.25), (text, 2.0)),
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_hostile_text_is_shown_and_never_obeyed(language: str) -> None:
    page = Page(render_report(full(language, HOSTILE)))
    assert {tag for tag, _ in page.elements} <= ALLOWED
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "href"})
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text and "49" not in page.text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_stands_alone(language: str, tmp_path: Path) -> None:
    write_report(tmp_path / "deep" / "report.html", full(language, "plain"))
    source = (tmp_path / "deep" / "report.html").read_text(encoding="utf-8")
    assert_alone(source, "style")
    assert "prefers-color-scheme: dark" in source


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["ru"].keys() and COURSE["en"].keys() == COURSE["ru"].keys()
    page = Page(render_report(full("ru", "текст")))
    english = [*WORDS["en"].values(), *COURSE["en"].values()]
    shown = [word for word in english if len(word) > 8 and word in page.text]
    assert shown == [], "no English word of the report's own on the Russian page"
    assert "Чтобы решить, нужно ещё вопросов: 41." in page.text


def test_figures_are_written_as_their_readers_do() -> None:
    english, russian = (Page(render_report(full(language, "x"))).text for language in ("en", "ru"))
    # Wilson for 1 of 2 by hand: centre 0.5, half-width sqrt(z2/8 + z2^2/16) / (1 + z2/2) = 0.4055
    assert "50.0 % 9.5 % – 90.5 %" in english
    assert "50,0 % 9,5 % – 90,5 %" in russian
    assert "3.25" in english and "3,25" in russian  # the sum of the times


def test_what_was_not_measured_is_said() -> None:
    page = Page(render_report(full("en", "x")))
    assert page.text.count("not measured") >= 1
    assert "100.0 %" in page.text
    empty = Page(render_report(ReportData(title="Nothing yet")))
    assert "No gate has judged yet." in empty.text
    assert empty.text.count("Nothing here was measured.") == 2
    assert "✓" not in empty.text and "100" not in empty.text


def test_a_curve_without_a_finite_loss_is_not_measured() -> None:
    broken = Course(Curve("run", [(1, math.nan)], [(1, math.inf)], 1), range_note="not run")
    page = Page(render_report(ReportData(title="x", courses=(broken,))))
    assert "svg" not in {tag for tag, _ in page.elements}
    # the losses and the learning rate; the footer says it twice on every page
    assert page.text.count("not measured") == 2 + 2


def test_items_on_which_the_models_differ_come_first() -> None:
    items = [Item(f"i-{n}", (Message("user", f"Q{n}"),), ()) for n in range(4)]
    measured = (
        Measured("base", (suite("target", [1, 0, 0, 1]),)),
        Measured("desk@1", (suite("target", [1, 1, 0]),)),
    )
    samples = side_by_side(items, measured, "target suite", count=3)
    assert [sample.item for sample in samples] == ["i-1", "i-3", "i-0"]
    assert samples[1].answers[1] == ("desk@1", None)


def test_a_range_test_without_a_recommendation_says_why() -> None:
    flat = RangeCurve((1e-6, 1e-4), (0.0, 0.1), why="the loss never fell")
    told = Course(Curve("run", [(1, 1.0)], []), range=flat)
    text = Page(render_report(ReportData(title="x", courses=(told,)))).text
    assert "No recommendation: the loss never fell." in text
    assert "No rows were held out, so the gap" in text


def test_the_evaluations_say_what_became_of_each_checkpoint() -> None:
    text = Page(render_report(ReportData(title="x", courses=(course("run"),)))).text
    # trained 1.75, held out 1.875, gap 0.125, half of the items, reworded 0.25 more, 7 words
    assert "1 1 1.75 1.875 0.125 50.0 % 0.25 7 removed by the policy" in text
    assert "2 2 1.25 1.75 0.5 100.0 % 0.75 not measured best run" in text
    assert "kept: among the best, among the last" in text
