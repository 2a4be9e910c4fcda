"""The report: well formed, self-contained, harmless, honest, in both languages."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from lekalo.core.records import (
    Finding,
    Interval,
    Item,
    ItemResult,
    Message,
    Score,
    SuiteKind,
    SuiteResult,
    Verdict,
    Where,
)
from lekalo.evaluation.plots import Curve, curve_plot, interval_bar
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
polyline circle"""
ALLOWED = set(TAGS.split())


def suite(kind: SuiteKind, values: Sequence[float], answer: str = "An answer") -> SuiteResult:
    items = tuple(
        ItemResult(f"i-{n}", answer, "stop", (Score(value, f"Because {answer}."),))
        for n, value in enumerate(values)
    )
    return SuiteResult(f"{kind} suite", kind, "h", mean_interval(values), items)


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
        curves=(Curve(text, [(1, 2.0), (2, 1.5)], [(2, 1.75)], 2),),
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
    assert WORDS["en"].keys() == WORDS["ru"].keys()
    page = Page(render_report(full("ru", "текст")))
    shown = [word for key, word in WORDS["en"].items() if len(word) > 8 and word in page.text]
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
    broken = ReportData(title="x", curves=(Curve("run", [(1, math.nan)], [(1, math.inf)], 1),))
    page = Page(render_report(broken))
    assert "svg" not in {tag for tag, _ in page.elements}
    assert "not measured" in page.text


def elements(svg: str, name: str, class_: str) -> list[dict[str, str | None]]:
    found = Page(svg).elements
    return [at for tag, at in found if tag == name and class_ in (at.get("class") or "").split()]


def test_an_interval_bar_is_to_scale() -> None:
    svg = interval_bar(Interval(0.5, 0.25, 0.75, 10), 0.9)
    # the scale runs from 2 to 238: a share s stands at 2 + 236 s
    assert elements(svg, "rect", "share")[0]["width"] == "118"
    whisker = elements(svg, "line", "whisker")[0]
    assert (whisker["x1"], whisker["x2"]) == ("61", "179")
    assert elements(svg, "line", "bar")[0]["x1"] == "214.4"
    assert elements(interval_bar(Interval(0.5, 0.25, 0.75, 10)), "line", "bar") == []


def drawn(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    svg = curve_plot(Curve("run", points, []), WORDS["en"], str)
    path = elements(svg, "polyline", "train")[0]["points"] or ""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in path.split())]


def test_a_curve_is_to_scale() -> None:
    (x0, y0), (x1, y1), (x2, y2) = drawn([(0, 4.0), (50, 2.0), (100, 0.0)])
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.11)
    assert y1 - y0 == pytest.approx(y2 - y1, abs=0.11) and y2 > y0, "losses fall downwards"


@pytest.mark.parametrize("value", [1e-9, 0.37, 1.0, 12345.0])
def test_flat_and_single_points_are_drawn(value: float) -> None:
    assert all(math.isfinite(n) for point in drawn([(1, value)]) for n in point)
    assert len({y for _, y in drawn([(1, value), (2, value)])}) == 1


@pytest.mark.parametrize(("steps", "ticks"), [(2, "0 1 2"), (7, "0 1 2 3 4 5 6 7"), (40, "0 5 10")])
def test_steps_are_whole_numbers(steps: int, ticks: str) -> None:
    curve = Curve("run", [(1.0, 9.0), (float(steps), 9.0)], [])
    text = Page(curve_plot(curve, WORDS["en"], lambda value: f"{value:g}")).text
    assert f" {ticks}" in text


def test_a_long_curve_is_thinned_to_means() -> None:
    points = [(float(step), float(step % 2)) for step in range(1, 1201)]
    thin = drawn(points)
    assert len(thin) == 300
    assert len({y for _, y in thin}) == 1, "means of four alternate points are all 0.5"


def test_the_chosen_checkpoint_is_marked() -> None:
    curve = Curve("run", [(0, 2.0), (100, 1.0)], [(50, 1.5), (100, 1.6)], 50)
    svg = curve_plot(curve, WORDS["en"], str)
    mark = elements(svg, "line", "chosen")[0]
    dot = elements(svg, "circle", "held-out-dot")[0]
    assert mark["x1"] == mark["x2"] == dot["cx"]
    assert "chosen: step 50" in Page(svg).text
    assert "loss, nats a token" in Page(svg).text and "optimizer step" in Page(svg).text


def test_items_on_which_the_models_differ_come_first() -> None:
    items = [Item(f"i-{n}", (Message("user", f"Q{n}"),), ()) for n in range(4)]
    measured = (
        Measured("base", (suite("target", [1, 0, 0, 1]),)),
        Measured("desk@1", (suite("target", [1, 1, 0]),)),
    )
    samples = side_by_side(items, measured, "target suite", count=3)
    assert [sample.item for sample in samples] == ["i-1", "i-3", "i-0"]
    assert samples[1].answers[1] == ("desk@1", None)
