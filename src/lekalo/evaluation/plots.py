"""Plots as inline SVG: loss curves and interval bars. No library, no script, no network.

Colours and type come from the page's CSS classes, so that both follow light and dark. Every
plot has a `<title>` for a screen reader, axes with names and units, and tells its lines apart
by dash and label as well as by colour. All text passes through `markupsafe` and is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lekalo.core.records import Interval
from lekalo.core.svg import Scale, scale, tag

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 132, 16, 46
MOST_POINTS = 300
"""A longer line is drawn as the means of this many equal pieces."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One run's losses in nats a token, as (step, loss); `chosen` is the released step."""

    name: str
    train: Points
    held_out: Points
    chosen: int | None = None


def curve_plot(curve: Curve, words: Mapping[str, str], number: Callable[[float], str]) -> Markup:
    """The loss over steps, with the chosen checkpoint marked; empty without a finite point."""
    train, held_out = _thinned(_finite(curve.train)), _finite(curve.held_out)
    points = [*train, *held_out]
    if not points:
        return Markup("")
    x = scale([0.0, *(step for step, _ in points)], LEFT, WIDTH - RIGHT, least=1.0)
    y = scale([loss for _, loss in points], HEIGHT - BOTTOM, TOP)
    title = f"{curve.name}: {words['loss_axis']}, {words['step_axis']}"
    return tag(
        "svg",
        tag("title", title),
        *_axes(x, y, words, number),
        *_chosen(curve.chosen, x, words),
        _line(train, x, y, "train"),
        _line(held_out, x, y, "held-out"),
        *(_dot(x(step), y(loss)) for step, loss in held_out),
        *_labels({"train": train, "held-out": held_out}, y, words),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        class_="curve",
        role="img",
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


def _finite(points: Points) -> list[tuple[float, float]]:
    return [(step, loss) for step, loss in points if math.isfinite(loss)]


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(points) <= MOST_POINTS:
        return points
    size = math.ceil(len(points) / MOST_POINTS)
    pieces = [points[start : start + size] for start in range(0, len(points), size)]
    return [
        (math.fsum(s for s, _ in piece) / len(piece), math.fsum(v for _, v in piece) / len(piece))
        for piece in pieces
    ]


def _axes(
    x: Scale, y: Scale, words: Mapping[str, str], number: Callable[[float], str]
) -> list[Markup]:
    base = HEIGHT - BOTTOM
    across = [
        piece
        for t in y.ticks
        for piece in (
            tag("line", x1=x.start, x2=x.end, y1=y(t), y2=y(t), class_="grid"),
            tag("text", number(t), x=LEFT - 8, y=y(t) + 4, text_anchor="end"),
        )
    ]
    along = [tag("text", number(t), x=x(t), y=base + 18, text_anchor="middle") for t in x.ticks]
    middle = (TOP + base) / 2
    return [
        *across,
        *along,
        tag("text", words["step_axis"], x=(x.start + x.end) / 2, y=HEIGHT - 6, class_="axis"),
        tag(
            "text",
            words["loss_axis"],
            x=14,
            y=middle,
            class_="axis",
            transform=f"rotate(-90 14 {middle:g})",
        ),
    ]


def _chosen(step: int | None, x: Scale, words: Mapping[str, str]) -> list[Markup]:
    if step is None or not x.low <= step <= x.high:
        return []
    near_right = x(step) > (x.start + x.end) / 2
    return [
        tag("line", x1=x(step), x2=x(step), y1=TOP, y2=HEIGHT - BOTTOM, class_="chosen"),
        tag(
            "text",
            f"{words['chosen']} {step}",
            x=x(step) + (-7 if near_right else 7),
            y=TOP + 11,
            text_anchor="end" if near_right else "start",
            class_="chosen-label",
        ),
    ]


def _line(points: Points, x: Scale, y: Scale, kind: str) -> Markup:
    path = " ".join(f"{x(step):.1f},{y(loss):.1f}" for step, loss in points)
    return tag("polyline", points=path, class_=f"line {kind}")


def _dot(x: float, y: float) -> Markup:
    return tag("circle", cx=x, cy=y, r=3, class_="held-out-dot")


def _labels(lines: Mapping[str, Points], y: Scale, words: Mapping[str, str]) -> list[Markup]:
    """Each line's name at its end, kept apart where the ends are close."""
    ends = sorted((y(points[-1][1]), kind) for kind, points in lines.items() if points)
    placed: list[Markup] = []
    lowest = -math.inf
    for height, kind in ends:
        lowest = max(height + 4, lowest + 16)
        label = words[kind.replace("-", "_")]
        placed.append(tag("text", label, x=WIDTH - RIGHT + 10, y=lowest, class_=f"label {kind}"))
    return placed
