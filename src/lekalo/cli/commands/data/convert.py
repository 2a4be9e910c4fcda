"""Write data of any format and shape as JSON Lines of one shape."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from lekalo.cli import console, counts
from lekalo.cli import data_words as words
from lekalo.cli.listener import spoken
from lekalo.cli.options import Json
from lekalo.core.findings import finding_json
from lekalo.data.convert import Converted, convert

Shape = Literal["messages", "sharegpt", "alpaca", "prompt-completion", "dpo", "kto", "text"]


def command(
    source: Annotated[Path, typer.Argument(help="A file, a folder, or a hub id (owner/name).")],
    out: Annotated[Path, typer.Argument(help="The .jsonl file to write; it must be new.")],
    to: Annotated[Shape, typer.Option(help="The shape of the rows written.")] = "messages",
    drop: Annotated[
        bool, typer.Option("--drop-bad", help="Leave out, and name, rows that do not pass.")
    ] = False,
    language: Annotated[
        Literal["en", "ru"] | None, typer.Option("--lang", help="en or ru; else the data's.")
    ] = None,
    json: Json = False,
) -> None:
    """A row that the shape cannot express is refused by file and line; nothing is lost unsaid."""
    said = language or spoken()
    converted = convert([source], out, to, Path(), drop=drop, language=said)
    if json:
        console.print_json(_json(converted, out, to))
        return
    rows = counts.rows(converted.rows)
    console.say(words.CONVERTED(rows=rows, to=to, out=out, shape=converted.shape), "bold")
    if converted.dropped:
        console.say(words.LEFT_OUT(count=converted.dropped))
    console.say_findings([*converted.left_out[:20], *converted.notes])


def _json(converted: Converted, out: Path, to: str) -> dict[str, object]:
    return {
        "file": str(out),
        "to": to,
        "rows": converted.rows,
        "shape": converted.shape,
        "dropped": converted.dropped,
        "left_out": [finding_json(finding) for finding in converted.left_out],
        "notes": [finding_json(finding) for finding in converted.notes],
    }
