"""Write data of any format and shape as JSON Lines of one shape."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from lekalo.cli import console
from lekalo.cli.options import Json
from lekalo.core.findings import finding_json
from lekalo.core.records import Language
from lekalo.data.convert import Converted, convert
from lekalo.text.plural import count_en, count_ru

Shape = Literal["messages", "sharegpt", "alpaca", "prompt-completion", "dpo", "kto", "text"]


def command(
    source: Annotated[Path, typer.Argument(help="A file, a folder, or a hub id (owner/name).")],
    out: Annotated[Path, typer.Argument(help="The .jsonl file to write; it must be new.")],
    to: Annotated[Shape, typer.Option(help="The shape of the rows written.")] = "messages",
    drop: Annotated[
        bool, typer.Option("--drop-bad", help="Leave out, and name, rows that do not pass.")
    ] = False,
    language: Annotated[
        Literal["en", "ru"], typer.Option("--lang", help="What is said is said in en or ru.")
    ] = "en",
    json: Json = False,
) -> None:
    """A row that the shape cannot express is refused by file and line; nothing is lost unsaid."""
    converted = convert([source], out, to, Path(), drop=drop, language=language)
    if json:
        console.print_json(_json(converted, out, to))
        return
    made, left_out = _said(converted, out, to, language)
    console.say(made, "bold")
    if converted.dropped:
        console.say(left_out)
    console.say_findings([*converted.left_out[:20], *converted.notes])


def _said(converted: Converted, out: Path, to: str, language: Language) -> tuple[str, str]:
    if language == "ru":
        rows = count_ru(converted.rows, "строка", "строки", "строк")
        made = f"{rows} вида {to} в {out}, из строк: {converted.shape}"
        return made, f"Пропущено строк: {converted.dropped}"
    rows = count_en(converted.rows, "row")
    made = f"{rows} of {to} in {out}, made of: {converted.shape}"
    return made, f"{converted.dropped} left out:"


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
