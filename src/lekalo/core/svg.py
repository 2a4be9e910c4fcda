"""Inline SVG: elements with everything escaped, axes with round ticks, and the grid they span.

Colours and type come from the page's CSS classes (`templates/page.css`), so that a plot follows
light and dark. Leaves out the plots themselves, which stand beside what they show.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis: data `low..high` on pixels `start..end`, with round ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def tag(name: str, *content: object, **attributes: object) -> Markup:
    """An element; content and attributes are escaped, `class_` and `text_anchor` are spelt
    `class` and `text-anchor`."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    opened = Markup("").join(
        Markup(' {}="{}"').format(key, _short(value)) for key, value in named.items()
    )
    inner = Markup("").join(escape(piece) for piece in content)
    return Markup("<{0}{1}>{2}</{0}>").format(name, opened, inner)


def scale(values: Iterable[float], start: float, end: float, least: float = 0.0) -> Scale:
    """An axis over the values with up to eight steps of 1, 2 or 5 times a power of ten, each
    of `least` or more."""
    held = list(values)
    low, high = min(held), max(held)
    if low > 0 and low < high / 2:
        low = 0.0  # near enough to zero to show it, so that heights can be compared
    span = (high - low) or abs(high) or 1.0
    rough = max(span / 8, least)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    ticks = tuple(round(step * n, 12) for n in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot's view box and the field inside its margins, in pixels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    @property
    def across(self) -> tuple[int, int]:
        """Where the field begins and ends from left to right."""
        return self.left, self.width - self.right

    @property
    def up(self) -> tuple[int, int]:
        """Where the field begins, below, and ends, above."""
        return self.height - self.bottom, self.top

    def svg(self, title: str, *content: object, class_: str = "plot") -> Markup:
        """The picture, with its title for those who cannot see it."""
        box = f"0 0 {self.width} {self.height}"
        return tag("svg", tag("title", title), *content, viewBox=box, class_=class_, role="img")

    def axes(
        self,
        x: Scale,
        y: Scale,
        say: tuple[Callable[[float], str], Callable[[float], str]],
        names: tuple[str, str],
        most: int = 9,
    ) -> list[Markup]:
        """Lines across, ticks on both axes (at `most`) and the axes' names."""
        middle = (self.up[0] + self.up[1]) / 2
        turned = f"rotate(-90 14 {middle:g})"
        return [
            *(tag("line", x1=x.start, x2=x.end, y1=y(t), y2=y(t), class_="grid") for t in y.ticks),
            *(
                tag("text", say[1](t), x=self.left - 8, y=y(t) + 4, text_anchor="end")
                for t in _thin(y.ticks, most)
            ),
            *(
                tag("text", say[0](t), x=x(t), y=self.up[0] + 18, text_anchor="middle")
                for t in _thin(x.ticks, most)
            ),
            tag("text", names[0], x=(x.start + x.end) / 2, y=self.height - 6, class_="axis"),
            tag("text", names[1], x=14, y=middle, class_="axis", transform=turned),
        ]


def _thin(ticks: tuple[float, ...], most: int) -> tuple[float, ...]:
    return ticks[:: math.ceil(len(ticks) / most)]


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
