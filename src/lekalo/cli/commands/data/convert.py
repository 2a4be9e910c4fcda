"""Write data of any format and shape as JSON Lines of one shape."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from lekalo.cli import console
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
    json: Json = False,
) -> None:
    """A row that the shape cannot express is refused by file and line; nothing is lost unsaid."""
    converted = convert([source], out, to, Path(), drop=drop)
    if json:
        console.print_json(_json(converted, out, to))
        return
    rows = "1 row" if converted.rows == 1 else f"{converted.rows} rows"
    console.say(f"{rows} of {to} in {out}, made of: {converted.shape}", "bold")
    if converted.dropped:
        console.say(f"{converted.dropped} left out:")
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
