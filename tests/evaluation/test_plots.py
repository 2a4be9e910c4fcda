"""The report's plots: to scale, and with what they mark."""

import math

import pytest

from lekalo.core.records import Interval
from lekalo.evaluation.course import Curve, RangeCurve
from lekalo.evaluation.course_words import COURSE
from lekalo.evaluation.plots import curve_plot, interval_bar
from lekalo.evaluation.rate_plots import range_plot, rate_plot, rate_text
from support.pages import Page, elements


def test_an_interval_bar_is_to_scale() -> None:
    svg = interval_bar(Interval(0.5, 0.25, 0.75, 10), 0.9)
    # the scale runs from 2 to 238: a share s stands at 2 + 236 s
    assert elements(svg, "rect", "share")[0]["width"] == "118"
    whisker = elements(svg, "line", "whisker")[0]
    assert (whisker["x1"], whisker["x2"]) == ("61", "179")
    assert elements(svg, "line", "bar")[0]["x1"] == "214.4"
    assert elements(interval_bar(Interval(0.5, 0.25, 0.75, 10)), "line", "bar") == []


def drawn(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    svg = curve_plot(Curve("run", points, []), COURSE["en"], str)
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
    text = Page(curve_plot(curve, COURSE["en"], lambda value: f"{value:g}")).text
    assert f" {ticks}" in text


def test_a_long_curve_is_thinned_to_means() -> None:
    points = [(float(step), float(step % 2)) for step in range(1, 1201)]
    thin = drawn(points)
    assert len(thin) == 300
    assert len({y for _, y in thin}) == 1, "means of four alternate points are all 0.5"


def test_the_chosen_checkpoint_is_marked() -> None:
    curve = Curve("run", [(0, 2.0), (100, 1.0)], [(50, 1.5), (100, 1.6)], 50)
    svg = curve_plot(curve, COURSE["en"], str)
    mark = elements(svg, "line", "chosen")[0]
    dot = elements(svg, "circle", "held-out-dot")[0]
    assert mark["x1"] == mark["x2"] == dot["cx"]
    assert "chosen: step 50" in Page(svg).text
    assert "loss, nats a token" in Page(svg).text and "optimizer step" in Page(svg).text


def test_the_gap_is_the_field_between_the_losses_at_evaluations() -> None:
    curve = Curve("run", [], [(1, 4.0), (2, 3.0)], None, [(1, 2.0), (2, 0.0)])
    svg = curve_plot(curve, COURSE["en"], str)
    (field,) = elements(svg, "polygon", "gap")
    corners = [tuple(map(float, pair.split(","))) for pair in (field["points"] or "").split()]
    (left, upper), (right, lowest), (back, middle), (start, top) = corners
    assert (left, right) == (start, back), "there along the trained rows, back along the held-out"
    assert top < middle < upper < lowest, "4, 3, 2 and 0 from above"
    assert lowest - upper == pytest.approx(upper - top, abs=0.11), "2 nats are as high as 2 nats"
    assert (
        elements(curve_plot(Curve("run", [], [(1, 4.0)]), COURSE["en"], str), "polygon", "") == []
    )


def test_epochs_and_returns_are_marked() -> None:
    curve = Curve("run", [(0, 3.0), (40, 1.0)], [(20, 2.0)], None, (), 10, ((20, 10),))
    svg = curve_plot(curve, COURSE["en"], str)
    places = [float(mark["x1"] or 0) for mark in elements(svg, "line", "epoch")]
    assert len(places) == 4 and places[1] == float(elements(svg, "circle", "dot")[0]["cx"] or 0)
    assert places[1] - places[0] == pytest.approx(places[3] - places[2])
    assert elements(svg, "line", "return")[0]["x1"] == elements(svg, "line", "epoch")[1]["x1"]
    assert "epoch 1 2 3 4" in Page(svg).text and "↩ 10" in Page(svg).text
    many = curve_plot(Curve("run", [(0, 3.0), (100, 1.0)], [], epoch=1), COURSE["en"], str)
    assert len(elements(many, "line", "epoch")) == 12, "every ninth of a hundred"


def test_the_learning_rate_is_drawn_over_the_steps() -> None:
    svg = rate_plot([(1, 1e-4), (2, 2e-4), (3, 0.0)], None, COURSE["en"], "en")
    path = elements(svg, "polyline", "line")[0]["points"] or ""
    heights = [float(pair.split(",")[1]) for pair in path.split()]
    assert heights[2] - heights[0] == pytest.approx(heights[0] - heights[1], abs=0.11)
    assert "2e-4" in Page(svg).text and rate_plot([], None, COURSE["en"], "en") == ""


def test_the_range_test_stands_on_powers_of_ten() -> None:
    found = RangeCurve((1e-6, 1e-4, 1e-2), (0.0, -0.5, -0.25), 1e-5, 1e-3, 1e-4)
    svg = range_plot(found, COURSE["en"], str)
    (safe,), (pick,) = elements(svg, "rect", "safe"), elements(svg, "line", "chosen")
    path = elements(svg, "polyline", "line")[0]["points"] or ""
    places = [float(pair.split(",")[0]) for pair in path.split()]
    # from 1e-6 to 1e-2 there are four decades: 1e-5 stands at a quarter, 1e-3 at three quarters
    decade = (places[2] - places[0]) / 4
    assert float(safe["x"] or 0) == pytest.approx(places[0] + decade, abs=0.11)
    assert float(safe["width"] or 0) == pytest.approx(2 * decade, abs=0.11)
    assert float(pick["x1"] or 0) == pytest.approx(places[1], abs=0.11)
    assert "10⁻⁶" in Page(svg).text
    none = range_plot(RangeCurve((1e-6, 1e-4), (0.0, 0.1), why="flat"), COURSE["en"], str)
    assert elements(none, "rect", "safe") == elements(none, "line", "chosen") == []


@pytest.mark.parametrize(
    ("rate", "english", "russian"),
    [(2e-4, "2e-4", "2e-4"), (0.0125, "0.0125", "0,0125"), (3.14e-5, "3.14e-5", "3,14e-5")],
)
def test_a_rate_is_written_as_a_recipe_has_it(rate: float, english: str, russian: str) -> None:
    assert (rate_text(rate, "en"), rate_text(rate, "ru")) == (english, russian)
