"""What every HTML page of ours is made with: one frame, one style, words that all share, numbers.

    text = render("lekalo.evaluation", "report", "en", WORDS["en"], data=...)

A package's page is `templates/NAME.html`, which fills the blocks of `page.html`, `NAME.css`, which
begins with `page.css`, and a `NAME.js` where the page has a script. Every page stands alone:
inline CSS and SVG, nothing from the network, every text escaped by the engine; its content policy
lets in its own style and script, by their hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from jinja2.exceptions import TemplateNotFound
from markupsafe import Markup, escape

from lekalo.core.records import Language

_NO_BREAK = "\u00a0"

SHARED: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "lang": "en",
        "made": "Made",
        "hold": "hold",
        "warning": "warning",
        "note": "note",
        "remedy": "What to do",
        "where": "Where",
        "more": "more",
        "not_measured": "not measured",
    },
    "ru": {
        "lang": "ru",
        "made": "Составлено",
        "hold": "остановка",
        "warning": "предупреждение",
        "note": "к сведению",
        "remedy": "Что делать",
        "where": "Где",
        "more": "ещё",
        "not_measured": "не измерено",
    },
}
"""Words that several pages say; a page's own come beside them."""


def render(
    package: str, name: str, language: Language, words: Mapping[str, str], **values: Any
) -> str:
    """The page `name` of `package`, as text; its template sees `words` and SHARED as `w`."""
    pages = _environment(package, language)
    style, script = _source(pages, f"{name}.css"), _source(pages, f"{name}.js")
    scripts = f"script-src {_hash(script)}; " if script else ""
    return pages.get_template(f"{name}.html").render(
        values,
        w={**SHARED[language], **words},
        policy=f"default-src 'none'; style-src {_hash(style)}; {scripts}"
        "base-uri 'none'; form-action 'none'",
        style=Markup(style),
        script=Markup(script),
    )


def _environment(package: str, language: Language) -> Environment:
    """The engine over the package's `templates`: filters `percent`, `figure` and `coded`."""
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
    made.filters["coded"] = coded
    return made


def _source(pages: Environment, name: str) -> str:
    """The rendered file; empty where the package has none of this name."""
    try:
        return "\n" + pages.get_template(name).render() + "\n"
    except TemplateNotFound:
        return ""


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def coded(text: str) -> Markup:
    """A sentence whose commands and keys, in backticks as a terminal shows them, stand as code."""
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(text))))


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
