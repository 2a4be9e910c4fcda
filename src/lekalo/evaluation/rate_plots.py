"""Two small plots of the learning rate, as inline SVG: over the steps, and the range test."""

from __future__ import annotations

import math
from collections.abc import Callable

from markupsafe import Markup

from lekalo.core.records import Language
from lekalo.core.svg import Frame, Scale, scale, tag
from lekalo.evaluation.course import Points, RangeCurve
from lekalo.evaluation.plots import Words, epoch_marks, finite, polyline, thinned

FRAME = Frame(width=480, height=230, left=72, right=14, top=26, bottom=42)
_TICKS = 6
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def rate_plot(rates: Points, epoch: int | None, words: Words, language: Language) -> Markup:
    """The rate of each step; empty where no step was taken."""
    points = thinned(finite(rates))
    if not points:
        return Markup("")
    x = scale([0.0, *(step for step, _ in points)], *FRAME.across, least=1.0)
    y = scale([0.0, *(rate for _, rate in points)], *FRAME.up)
    names = words["step_axis"], words["rate"]

    def say(rate: float) -> str:
        return rate_text(rate, language)

    return FRAME.svg(
        f"{words['rate']}, {words['step_axis']}",
        *FRAME.axes(x, y, (lambda step: f"{step:g}", say), names, _TICKS),
        *epoch_marks(epoch, points[-1][0], x, FRAME, words),
        polyline(points, x, y, "train"),
    )


def range_plot(found: RangeCurve, words: Words, number: Callable[[float], str]) -> Markup:
    """The change of the loss over the rate (powers of ten), the safe interval as a band and the
    recommended rate as a line; empty without a finite point."""
    points = finite([(math.log10(r), c) for r, c in zip(found.rates, found.changes, strict=True)])
    if not points:
        return Markup("")
    marked = [math.log10(rate) for rate in (found.low, found.high, found.pick) if rate]
    ends = [points[0][0], points[-1][0], *marked]  # a long run's rates may lie below those tried
    low, high = math.floor(min(ends)), math.ceil(max(ends))
    start, end = FRAME.across
    x = Scale(low, max(high, low + 1), start, end, tuple(range(low, high + 1)))
    y = scale([0.0, *(change for _, change in points)], *FRAME.up)
    names = words["rate"], words["change_axis"]
    return FRAME.svg(
        f"{words['range']}: {words['change_axis']}, {words['rate']}",
        *_safe(found, x),
        *FRAME.axes(x, y, (lambda t: f"10{str(int(t)).translate(_RAISED)}", number), names, _TICKS),
        polyline(points, x, y, "train"),
        *_pick(found, x, words),
    )


def rate_text(rate: float, language: Language) -> str:
    """A learning rate as it is written in a recipe: 0.01, 2e-4; in Russian with a comma."""
    text = f"{rate:.3g}" if rate >= 0.001 or not rate else _power(rate)
    return text.replace(".", ",") if language == "ru" else text


def _power(rate: float) -> str:
    digits, exponent = f"{rate:.2e}".split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"


def _safe(found: RangeCurve, x: Scale) -> list[Markup]:
    if found.low is None or found.high is None:
        return []
    start, end = x(math.log10(found.low)), x(math.log10(found.high))
    height = FRAME.up[0] - FRAME.up[1]
    return [tag("rect", x=start, y=FRAME.top, width=end - start, height=height, class_="safe")]


def _pick(found: RangeCurve, x: Scale, words: Words) -> list[Markup]:
    if found.pick is None:
        return []
    place = x(math.log10(found.pick))
    base = FRAME.up[0]
    return [
        tag("line", x1=place, x2=place, y1=FRAME.top, y2=base, class_="chosen"),
        tag(
            "text",
            words["picked"],
            x=place,
            y=FRAME.top - 8,
            text_anchor="middle",
            class_="chosen-label",
        ),
    ]
