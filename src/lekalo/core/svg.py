"""Inline SVG: elements with everything escaped, and axes with round ticks.

Colours and type come from the page's CSS classes (`templates/page.css`), so that a plot follows
light and dark. Leaves out the plots themselves, which stand beside what they show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
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


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
