"""Show a row as the model will see it: what is trained, and what is only read.

Показать строку такой, какой её увидит модель: чему она учится, а что только читает.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from transformers.utils.logging import set_verbosity_error

from lekalo.cli import console, counts, mistakes
from lekalo.cli import data_words as words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Json
from lekalo.cli.token_view import View, legend, painted, views
from lekalo.core.errors import DataError, ModelError, UserError
from lekalo.core.records import Document, Pair, Record
from lekalo.data.formats.lines import RowError
from lekalo.data.formats.shapes import read_row
from lekalo.data.split_files import NumberedRow, numbered_rows
from lekalo.models.folders import load_tokenizer, resolve_base

_SHOWN = 4000
"""Tokens that a person is shown of one answer or text."""
_PLACE = re.compile(r"(.+):(\d+)")


def command(
    file: Annotated[
        str,
        typer.Argument(
            help=both(
                "A data file, or a place in it: tickets.csv:57.",
                "Файл данных или место в нём: tickets.csv:57.",
            )
        ),
    ],
    row: Annotated[
        int,
        typer.Option(
            min=1, help=both("Which row, counted from 1.", "Какую строку показать, считая с 1.")
        ),
    ] = 1,
    mask: Annotated[
        bool,
        typer.Option(
            "--mask", help=both("Show where each token ends.", "Показать границы токенов.")
        ),
    ] = False,
    base: Annotated[
        str,
        typer.Option(
            help=both(
                "The base whose chat template writes it.",
                "Базовая модель, по шаблону которой записан разговор.",
            )
        ),
    ] = "nano",
    json: Json = False,
) -> None:
    """Trained tokens are in colour, or in brackets where there is none. A pair shows both its
    answers. A recipe's system prompt is not in the file, and so is not shown.

    Чему модель учится, выделено цветом, а без цвета — скобками. У пары показаны оба ответа.
    Системного промпта рецепта в файле нет, поэтому он не показан.
    """
    found = _find(file, row)
    if isinstance(found.raw.value, RowError):
        raise DataError(mistakes.AT_PLACE(where=found.where, problem=found.raw.value))
    tokenizer = load_tokenizer(resolve_base(base))
    set_verbosity_error()  # that a row is too long is said below, in our own words
    try:
        shape, records = read_row(found.raw.value, found.where)
        shown = [(record, views(tokenizer, record)) for record in records]
    except (DataError, ModelError) as error:
        raise DataError(mistakes.AT_PLACE(where=found.where, problem=error)) from None
    if json:
        console.print_json(_json(found, shape, base, shown))
        return
    console.say(words.SHOWN(where=found.where, shape=shape, base=base), "bold")
    language = spoken()
    colour = console.out.is_terminal and not console.out.no_color
    for record, record_views in shown:
        for name, value in _about(record):
            known = words.ABOUT.get(name)
            console.say(f"  {known.say(language) if known else name}: {value}", "dim")
        for view in record_views:
            _say_view(view, tokenizer.model_max_length, colour=colour, parted=mask)
    console.out.print(legend(language, colour=colour, parted=mask))


def _say_view(view: View, limit: int, *, colour: bool, parted: bool) -> None:
    count = len(view.tokens)
    said = words.VIEW_OVER if count > limit else words.VIEW
    name, tokens = words.VIEWS[view.name], counts.tokens(count)
    console.say(said(name=name, tokens=tokens, limit=limit, trained=view.trained_count), "bold")
    console.out.print(painted(view.first(_SHOWN), colour=colour, parted=parted))
    if count > _SHOWN:
        console.say(words.MORE_TOKENS(count=count - _SHOWN), "yellow")
    console.say("")


def _find(file: str, row: int) -> NumberedRow:
    place = _PLACE.fullmatch(file)
    if place and not Path(file).exists() and Path(place[1]).exists():
        return _at_line(place[1], int(place[2]))
    count = 0
    for count, found in enumerate(numbered_rows(Path(file), spoken()), 1):
        if count == row:
            return found
    if not count:
        raise DataError(mistakes.NO_ROWS(file=file))
    said = mistakes.ROW_RANGE(file=file, rows=counts.rows(count), row=row, count=count)
    raise UserError(said)


def _at_line(file: str, line: int) -> NumberedRow:
    """The row that stands on the line, or begins before it."""
    last = None
    for found in numbered_rows(Path(file), spoken()):
        if (found.where.line or 1) > line:
            break
        last = found
    if last is None:
        raise UserError(mistakes.NO_LINE(file=file, line=line))
    return last


def _about(record: Record) -> list[tuple[str, str]]:
    """What stands beside the row's text and is not shown to the model."""
    if isinstance(record, Document):
        return [("title", record.title)] if record.title else []
    about = {"group": record.group, **record.meta}
    if isinstance(record, Pair):
        about["criterion"] = record.criterion
    return [(name, value) for name, value in about.items() if value]


def _json(
    found: NumberedRow, shape: str, base: str, shown: list[tuple[Record, list[View]]]
) -> dict[str, Any]:
    return {
        "file": found.where.file,
        "line": found.where.line,
        "shape": shape,
        "base": base,
        "records": [
            {"about": dict(_about(record)), "views": [_view_json(view) for view in record_views]}
            for record, record_views in shown
        ],
    }


def _view_json(view: View) -> dict[str, Any]:
    return {
        "name": view.name,
        "tokens": list(view.tokens),
        "pieces": list(view.pieces),
        "trained": list(view.trained),
        "trained_tokens": view.trained_count,
    }
