"""Write data of any format and shape as JSON Lines of one shape.

Записать данные любого формата и вида как JSON Lines одного вида.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from lekalo.cli import console, counts
from lekalo.cli import data_words as words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import DataLanguage, Json
from lekalo.core.findings import finding_json
from lekalo.data.convert import Converted, convert

Shape = Literal["messages", "sharegpt", "alpaca", "prompt-completion", "dpo", "kto", "text"]


def command(
    source: Annotated[
        Path,
        typer.Argument(
            help=both(
                "A file, a folder, or a hub id (owner/name).",
                "Файл, папка или имя набора на Hugging Face (владелец/имя).",
            )
        ),
    ],
    out: Annotated[
        Path,
        typer.Argument(
            help=both(
                "The .jsonl file to write; it must be new.", "Куда записать: новый файл .jsonl."
            )
        ),
    ],
    to: Annotated[
        Shape,
        typer.Option(help=both("The shape of the rows written.", "В каком виде записать строки.")),
    ] = "messages",
    drop: Annotated[
        bool,
        typer.Option(
            "--drop-bad",
            help=both(
                "Leave out, and name, rows that do not pass.",
                "Пропустить негодные строки и перечислить их.",
            ),
        ),
    ] = False,
    language: DataLanguage = None,
    json: Json = False,
) -> None:
    """A row that the shape cannot express is refused by file and line; nothing is lost unsaid.

    Строка, которую в этом виде записать нельзя, отклоняется с файлом и номером; молча ничего не
    теряется.
    """
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
