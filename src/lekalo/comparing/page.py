"""The comparison as one HTML page that stands alone, with one table a measure and a picture.

write_page(Path("compare.html"), made)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from markupsafe import Markup

from lekalo.comparing.compare import Comparison
from lekalo.comparing.table import LOSS, Measure, Row
from lekalo.comparing.words import PAGE, signed
from lekalo.core.files import write_text
from lekalo.core.page import figure, percent, render
from lekalo.core.records import Language
from lekalo.core.svg import Frame, Scale, scale, tag

_FRAME = Frame(width=760, height=320, left=62, right=24, top=24, bottom=46)
_TICKS = 6
_MB = 1e6


@dataclass(frozen=True)
class Line:
    """One recipe under one measure, as the table shows it."""

    label: str
    value: str
    interval: str
    difference: str
    seeds: str


def write_page(path: Path, made: Comparison) -> None:
    """Writes the page to `path`, atomically."""
    words, language = PAGE[made.language], made.language
    measures = list(made.rows[0].measures)
    page = render(
        "lekalo.comparing",
        "compare",
        language,
        words,
        made=made,
        measures=[(_title(name, words), lines(made, name)) for name in measures],
        picture=picture(made.rows, measures[0], language) if measures else "",
        mb=lambda value: figure(round(value / _MB, 1), language),
    )
    write_text(path, page)


def lines(made: Comparison, name: str) -> list[Line]:
    """Every recipe's figures under the measure `name`."""
    return [_line(row, row.measures[name], name == LOSS, made.language) for row in made.rows]


def _line(row: Row, measure: Measure, loss: bool, language: Language) -> Line:
    def say(value: float) -> str:
        return figure(round(value, 3), language) if loss else percent(value, language)

    def apart(value: float) -> str:
        return signed(value, 3, language) if loss else signed(100 * value, 1, language)

    value, changed = measure.value, measure.difference
    difference = PAGE[language]["first"]
    if changed is not None:
        difference = f"{apart(changed.value)} ({apart(changed.low)} … {apart(changed.high)})"
    return Line(
        label=row.label,
        value=say(value.value),
        interval=f"{say(value.low)} – {say(value.high)}",
        difference=difference,
        seeds=" – ".join(dict.fromkeys(map(say, measure.seeds))),
    )


def _title(name: str, words: Mapping[str, str]) -> str:
    return words["loss"] if name == LOSS else words["suite"].format(name=name)


def picture(rows: tuple[Row, ...], name: str, language: Language) -> Markup:
    """Each recipe as a point: seconds across, the measure with its interval up."""
    words, title = PAGE[language], _title(name, PAGE[language])
    ends = [end for row in rows for end in _ends(row.measures[name])]
    x = scale([0.0, *(row.seconds for row in rows)], *_FRAME.across)
    y = scale(ends, *_FRAME.up)
    say = partial(figure, language=language), partial(_value, name, language)
    return _FRAME.svg(
        f"{words['picture']}: {title}",
        *_FRAME.axes(x, y, say, (words["time_axis"], ""), _TICKS),
        *(piece for row in rows for piece in _point(row, name, x, y)),
        tag("text", title, x=_FRAME.left, y=13),
    )


def _value(name: str, language: Language, value: float) -> str:
    return figure(value, language) if name == LOSS else percent(value, language)


def _ends(measure: Measure) -> tuple[float, float, float]:
    return measure.value.low, measure.value.value, measure.value.high


def _point(row: Row, name: str, x: Scale, y: Scale) -> list[Markup]:
    low, value, high = _ends(row.measures[name])
    place, right = x(row.seconds), x(row.seconds) > (x.start + x.end) / 2
    return [
        tag("line", x1=place, x2=place, y1=y(low), y2=y(high), class_="whisker"),
        tag("circle", cx=place, cy=y(value), r=5, class_="dot"),
        tag(
            "text",
            row.label,
            x=place + (-10 if right else 10),
            y=y(value) + 4,
            text_anchor="end" if right else "start",
            class_="label",
        ),
    ]
