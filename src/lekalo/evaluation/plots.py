"""Plots as inline SVG: a run's losses, and interval bars. No library, no script, no network.

Colours and type come from the page's CSS classes, so that both follow light and dark. Every
plot has a `<title>` for a screen reader, axes with names and units, and tells its lines apart
by dash and label as well as by colour. All text passes through `markupsafe` and is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from markupsafe import Markup

from lekalo.core.records import Interval
from lekalo.core.svg import Frame, Scale, scale, tag
from lekalo.evaluation.course import Curve, Points

FRAME = Frame(width=760, height=300, left=62, right=132, top=26, bottom=46)
MOST_POINTS = 300
"""A longer line is drawn as the means of this many equal pieces."""
_MOST_EPOCHS = 12
"""More epochs are marked by every second, third ... one."""
_LABEL = 30
"""Pixels that half of the first epoch's label needs."""
_RETURN_BELOW = 16
"""Pixels by which a return's label stands below that of the chosen step."""

Words = Mapping[str, str]
Number = Callable[[float], str]


def curve_plot(curve: Curve, words: Words, number: Number) -> Markup:
    """The losses over steps with the gap between trained and held-out rows, the ends of epochs,
    returns and the chosen checkpoint; empty without a finite point."""
    lines = {
        "train": thinned(finite(curve.train)),
        "trained": finite(curve.trained),
        "held-out": finite(curve.held_out),
    }
    points = [point for line in lines.values() for point in line]
    if not points:
        return Markup("")
    x = scale([0.0, *(step for step, _ in points)], *FRAME.across, least=1.0)
    y = scale([loss for _, loss in points], *FRAME.up)
    names = words["step_axis"], words["loss_axis"]
    return FRAME.svg(
        f"{curve.name}: {words['loss_axis']}, {words['step_axis']}",
        *FRAME.axes(x, y, (number, number), names),
        *epoch_marks(curve.epoch, max(step for step, _ in points), x, FRAME, words),
        _gap(lines["trained"], lines["held-out"], x, y),
        *(_mark(x(step), f"↩ {to}", "return", x, _RETURN_BELOW) for step, to in curve.returns),
        *_chosen(curve.chosen, x, words),
        *(polyline(line, x, y, kind) for kind, line in lines.items()),
        *(
            tag("circle", cx=x(step), cy=y(loss), r=3, class_=f"dot {kind}-dot")
            for kind in ("trained", "held-out")
            for step, loss in lines[kind]
        ),
        *_labels(lines, y, words),
        class_="curve",
    )


def interval_bar(interval: Interval, bar: float | None = None) -> Markup:
    """A share as a bar from 0 to 100 %, its interval as a whisker, the bar asked for as a line."""
    x = Scale(0, 1, 2, 238, ())
    low, high = x(interval.low), x(interval.high)
    ticks = [tag("line", x1=x(t), x2=x(t), y1=2, y2=22, class_="grid") for t in (0, 0.5, 1)]
    wanted = [] if bar is None else [tag("line", x1=x(bar), x2=x(bar), y1=0, y2=24, class_="bar")]
    return tag(
        "svg",
        *ticks,
        tag("rect", x=x(0), y=6, width=x(interval.value) - x(0), height=12, class_="share"),
        *wanted,
        tag("line", x1=low, x2=high, y1=12, y2=12, class_="whisker"),
        *(tag("line", x1=end, x2=end, y1=7.5, y2=16.5, class_="whisker") for end in (low, high)),
        viewBox="0 0 240 24",
        class_="interval",
        aria_hidden="true",
    )


def finite(points: Points) -> list[tuple[float, float]]:
    """The points that have a value."""
    return [(step, value) for step, value in points if math.isfinite(value)]


def thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most MOST_POINTS: the means of equal pieces of a longer line."""
    if len(points) <= MOST_POINTS:
        return points
    size = math.ceil(len(points) / MOST_POINTS)
    pieces = [points[start : start + size] for start in range(0, len(points), size)]
    return [
        (math.fsum(s for s, _ in piece) / len(piece), math.fsum(v for _, v in piece) / len(piece))
        for piece in pieces
    ]


def polyline(points: Points, x: Scale, y: Scale, kind: str) -> Markup:
    """A line through the points."""
    path = " ".join(f"{x(step):.1f},{y(value):.1f}" for step, value in points)
    return tag("polyline", points=path, class_=f"line {kind}")


def epoch_marks(
    epoch: int | None, last: float, x: Scale, frame: Frame, words: Words
) -> list[Markup]:
    """A line where each epoch ends, up to the `last` step, with its number above the field."""
    if not epoch:
        return []
    ends = [n * epoch for n in range(1, int(last // epoch) + 1)]
    marks: list[Markup] = []
    for end in ends[:: math.ceil(len(ends) / _MOST_EPOCHS) or 1]:
        said = f"{words['epoch']} {end // epoch}" if not marks else str(end // epoch)
        base, top = frame.up
        side = "end" if not marks and x(end) > x.end - _LABEL else "middle"
        marks += [
            tag("line", x1=x(end), x2=x(end), y1=top, y2=base, class_="epoch"),
            tag("text", said, x=x(end), y=top - 8, text_anchor=side, class_="epoch-label"),
        ]
    return marks


def _gap(trained: Points, held_out: Points, x: Scale, y: Scale) -> Markup:
    """The field between the losses of trained and held-out rows."""
    if min(len(trained), len(held_out)) < 2:
        return Markup("")
    around = [*trained, *reversed(held_out)]
    path = " ".join(f"{x(step):.1f},{y(loss):.1f}" for step, loss in around)
    return tag("polygon", points=path, class_="gap")


def _chosen(step: int | None, x: Scale, words: Words) -> list[Markup]:
    if step is None or not x.low <= step <= x.high:
        return []
    return [_mark(x(step), f"{words['chosen']} {step}", "chosen", x)]


def _mark(place: float, said: str, kind: str, x: Scale, below: int = 0) -> Markup:
    """A line from top to bottom with its label on the side where there is room."""
    near_right = place > (x.start + x.end) / 2
    base, top = FRAME.up
    label = tag(
        "text",
        said,
        x=place + (-7 if near_right else 7),
        y=top + 11 + below,
        text_anchor="end" if near_right else "start",
        class_=f"{kind}-label",
    )
    return tag("line", x1=place, x2=place, y1=top, y2=base, class_=kind) + label


def _labels(lines: Mapping[str, Points], y: Scale, words: Words) -> list[Markup]:
    """Each line's name at its end, kept apart where the ends are close."""
    ends = sorted((y(points[-1][1]), kind) for kind, points in lines.items() if points)
    placed: list[Markup] = []
    lowest = -math.inf
    for height, kind in ends:
        lowest = max(height + 4, lowest + 16)
        label = words[f"line_{kind}"]
        place = FRAME.width - FRAME.right + 10
        placed.append(tag("text", label, x=place, y=lowest, class_=f"label {kind}"))
    return placed
