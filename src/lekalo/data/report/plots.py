"""The pictures of the data page, as inline SVG: histograms of lengths, and bars of shares."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from lekalo.core.svg import Scale, scale, tag
from lekalo.data.inspection import Histogram

_WIDTH, _HEIGHT = 480, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 8, 8, 40
_TICKS = 5


def histogram_plot(
    drawn: Histogram, title: str, axis: str, number: Callable[[float], str]
) -> Markup:
    """Counts over lengths; the last column holds all that are longer and says so."""
    if not drawn.counts:
        return Markup("")
    bins = len(drawn.counts)
    x = Scale(0, bins, _LEFT, _WIDTH - _RIGHT, ())
    y = scale([0.0, *map(float, drawn.counts)], _HEIGHT - _BOTTOM, _TOP, least=1.0)
    return tag(
        "svg",
        tag("title", title),
        *_lines(y, number),
        *(_column(x, y, place, count) for place, count in enumerate(drawn.counts)),
        *_lengths(x, drawn, number),
        tag("text", axis, x=(_LEFT + _WIDTH - _RIGHT) / 2, y=_HEIGHT - 4, class_="axis"),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        class_="histogram",
        role="img",
    )


def share_bar(share: float) -> Markup:
    """A share in 0..1 as a bar."""
    return tag(
        "svg",
        tag("rect", x=0, y=0, width=200, height=12, class_="track"),
        tag("rect", x=0, y=0, width=200 * share, height=12, class_="bar"),
        viewBox="0 0 200 12",
        preserveAspectRatio="none",
        class_="share",
        aria_hidden="true",
    )


def _lines(y: Scale, number: Callable[[float], str]) -> list[Markup]:
    kept = y.ticks[:: max(1, len(y.ticks) // _TICKS)]
    return [
        piece
        for t in kept
        for piece in (
            tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y(t), y2=y(t), class_="grid"),
            tag("text", number(t), x=_LEFT - 6, y=y(t) + 4, text_anchor="end"),
        )
    ]


def _column(x: Scale, y: Scale, place: int, count: int) -> Markup:
    top, base = y(count), y(0)
    return tag(
        "rect",
        x=x(place) + 0.75,
        y=top,
        width=x(1) - x(0) - 1.5,
        height=base - top,
        class_="column",
    )


def _lengths(x: Scale, drawn: Histogram, number: Callable[[float], str]) -> list[Markup]:
    """Round lengths under the columns; over the last, where it holds longer ones, that it does."""
    bins, width = len(drawn.counts), drawn.width
    base = _HEIGHT - _BOTTOM + 16
    last = (bins - 1) * width
    more = drawn.longest >= bins * width
    room = (bins - 1.5 if more else bins) * width
    rounds = scale([0.0, float(bins * width)], 0, 1, least=width).ticks
    step = max(1, round(len(rounds) / _TICKS))
    ticks = [t for t in rounds[::step] if t <= room * (0.88 if more else 1)]
    return [
        *(tag("text", number(t), x=x(t / width), y=base, text_anchor="middle") for t in ticks),
        *([tag("text", f"≥ {number(last)}", x=x(bins), y=base, text_anchor="end")] if more else []),
    ]
