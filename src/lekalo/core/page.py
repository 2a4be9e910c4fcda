"""What every HTML page of ours is made with: the template engine, the common style, numbers.

    page = environment("lekalo.evaluation", "en").get_template("report.html").render(...)

Every page stands alone: inline CSS and SVG, nothing from the network, every text escaped by the
engine. A package's own templates may include `page.css`, the style that all pages share.
"""

from __future__ import annotations

import math

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from lekalo.core.records import Language

_NO_BREAK = "\u00a0"


def environment(package: str, language: Language) -> Environment:
    """The engine over the package's `templates`, with the filters `percent` and `figure`."""
    loader = ChoiceLoader([PackageLoader(package), PackageLoader("lekalo.core")])
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "percent": lambda share: percent(share, language),
        "figure": lambda value: figure(value, language),
    }
    return made


def figure(value: float, language: Language) -> str:
    """A number as its readers write it: 1 234.5 in English, 1 234,5 in Russian."""
    if not math.isfinite(value):
        return "—"
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 1 if abs(value) >= 10 else 3
    text = f"{value:,.{digits}f}"
    text = (text.rstrip("0").rstrip(".") if "." in text else text).replace(",", _NO_BREAK)
    return text.replace(".", ",") if language == "ru" else text


def percent(share: float, language: Language) -> str:
    """A share in 0..1 as per cent with one decimal."""
    text = f"{100 * share:.1f}"
    return (text.replace(".", ",") if language == "ru" else text) + _NO_BREAK + "%"
