"""How a comparison looks on the terminal, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table

from lekalo.cli import console
from lekalo.comparing.compare import Comparison
from lekalo.comparing.page import lines
from lekalo.comparing.table import LOSS, Row
from lekalo.comparing.words import PAGE
from lekalo.core.findings import finding_json
from lekalo.core.page import figure, percent
from lekalo.core.wording import Word

_MB = 1e6
_SECONDS, _MEGABYTES = Word("s", "с"), Word("MB", "МБ")


def comparison_json(made: Comparison, page: Path) -> dict[str, Any]:
    """What `compare --json` prints: seconds, bytes and shares as plain numbers."""
    return {
        "seeds": list(made.seeds),
        "recipes": [_row_json(row) for row in made.rows],
        "findings": [finding_json(finding) for finding in made.findings],
        "page": str(page),
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "recipe": row.label,
        "adapter": row.adapter,
        "rank": row.rank,
        "quantise": row.quantise,
        "measures": {
            name: {
                "value": asdict(measure.value),
                "difference": None if measure.difference is None else asdict(measure.difference),
                "seeds": list(measure.seeds),
            }
            for name, measure in row.measures.items()
        },
        "seconds": row.seconds,
        "peak_bytes": row.peak,
        "disk_bytes": row.size,
        "weights_trained": row.share,
    }


def say_comparison(made: Comparison, page: Path) -> None:
    """Prints the table, what it means, and where the page is."""
    words, language = PAGE[made.language], made.language
    seconds, megabytes = _SECONDS.say(language), _MEGABYTES.say(language)
    measures = list(made.rows[0].measures)
    titles = [words["loss"].partition(",")[0] if name == LOSS else name for name in measures]
    names = [words["recipe"], *titles, *(words[k] for k in ("share", "time", "memory", "disk"))]
    table = Table(*names[:1], box=None, pad_edge=False, header_style="dim")
    for name in names[1:]:
        table.add_column(name, justify="right")
    told = {name: lines(made, name) for name in measures}
    for number, row in enumerate(made.rows):
        quality = [f"{told[m][number].value}\n{told[m][number].difference}" for m in measures]
        costs = [
            percent(row.share, language),
            f"{figure(round(row.seconds, 1), language)} {seconds}",
            f"{figure(round(row.peak / _MB), language)} {megabytes}",
            f"{figure(round(row.size / _MB, 2), language)} {megabytes}",
        ]
        table.add_row(row.label, *quality, *costs)
    console.out.print(table)
    if not measures:
        console.say(words["none"], "yellow")
    console.say_findings(made.findings, language)
    console.say(f"{words['title']}: {page}")
