"""Settle answers that disagree: keep one of each group, and write a cleaned copy.

Разрешить противоречия: оставить один ответ из каждой группы и записать исправленную копию.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from lekalo.cli import console, counts, mistakes
from lekalo.cli import data_words as words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Json
from lekalo.core.errors import UserError
from lekalo.core.interfaces import Embedder
from lekalo.data.resolve import (
    Choice,
    Choices,
    contradicting,
    copy_name,
    parse_keep,
    read_choices,
    save_choices,
    write_kept,
)

_SHOWN = 1500
"""Letters of an answer that are shown."""


def command(
    file: Annotated[Path, typer.Argument(help=both("The data file.", "Файл данных."))],
    out: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "The copy; by default FILE.resolved beside it. Must be new.",
                "Куда записать копию: новый файл; без него — рядом, с .resolved в имени.",
            )
        ),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "Write the groups as a YAML file to edit, and stop.",
                "Записать группы в файл YAML, чтобы выбрать в нём, и закончить.",
            )
        ),
    ] = None,
    embedding: Annotated[
        str,
        typer.Option(
            help=both(
                "An embedding model, as `check --embedding` names it.",
                "Модель близости по смыслу, как в `check --embedding`.",
            )
        ),
    ] = "",
    choices: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "Take the choices from this file; nothing is asked.",
                "Взять выбор из этого файла и ни о чём не спрашивать.",
            )
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Asks about each group in the terminal; what was answered is kept after every answer, so
    that you may stop and go on later. The source is never written over.

    Спрашивает о каждой группе в терминале; каждый выбор сразу сохраняется, поэтому можно прерваться
    и продолжить позже. Исходный файл не меняется.
    """
    if write is not None and choices is not None:
        raise UserError(mistakes.WRITE_OR_CHOICES)
    if json and write is None and choices is None:
        raise UserError(mistakes.JSON_ASKS_NOTHING)
    found = contradicting(file, _embedder(embedding), spoken())
    if write is not None:
        _write(found, write, json)
    elif not found.choices:
        _say_nothing(file, json)
    elif choices is not None:
        _finish(read_choices(choices, found), out, json)
    else:
        _ask(found, out)


def _embedder(name: str) -> Embedder | None:
    if not name:
        return None
    from lekalo.models.embedding import load_encoder  # brings torch

    return load_encoder(name)


def _write(found: Choices, path: Path, json: bool) -> None:
    if path.exists():
        raise UserError(mistakes.CHOICES_THERE(path=path))
    save_choices(found, path)
    if json:
        console.print_json({"choices": str(path), "groups": len(found.choices)})
    else:
        groups = counts.groups(len(found.choices))
        console.say(words.TO_FILL(path=path, groups=groups))


def _say_nothing(file: Path, json: bool) -> None:
    if json:
        console.print_json({"file": None, "groups": 0, "left_out": 0, "undecided": 0})
    else:
        console.say(words.NOTHING_DISAGREES(file=file))


def _finish(found: Choices, out: Path | None, json: bool) -> None:
    copy = out or copy_name(found.file)
    count = write_kept(found, copy)
    if json:
        told: dict[str, Any] = {"file": str(copy), "groups": len(found.choices)}
        console.print_json({**told, "left_out": count, "undecided": found.undecided})
        return
    groups = counts.groups(len(found.choices))
    console.say(words.RESOLVED(copy=copy, rows=counts.rows(count), groups=groups), "bold")
    if found.undecided:
        console.say(words.UNDECIDED(groups=counts.groups(found.undecided)), "yellow")


def _ask(found: Choices, out: Path | None) -> None:
    kept = found.file.with_name(f"{found.file.name}.choices.yaml")
    if kept.exists():
        found = read_choices(kept, found)
    for number, choice in enumerate(found.choices):
        if choice.keep is not None:
            continue
        _show(number, choice, len(found.choices))
        keep, stopped = _answered(choice, _prompt)
        if stopped:
            console.say(words.KEPT(path=kept))
            return
        if keep is not None:
            found = found.with_keep(number, keep)
            save_choices(found, kept)
    _finish(found, out, json=False)


def _show(number: int, choice: Choice, count: int) -> None:
    console.say(words.GROUP(number=number + 1, count=count), "bold")
    questions = dict.fromkeys(answer.question for answer in choice.answers)
    for question in questions:
        console.say(words.QUESTION(text=question[:_SHOWN]))
    for place, answer in enumerate(choice.answers, start=1):
        author = f", {answer.author}" if answer.author else ""
        text = answer.text[:_SHOWN]
        console.say(words.ANSWER(number=place, line=answer.line, author=author, text=text))


def _answered(choice: Choice, ask: Callable[[str], str]) -> tuple[tuple[int, ...] | None, bool]:
    """The lines that are kept (None: skipped), and whether the person stops here."""
    while True:
        try:
            said = ask(words.ASK(count=len(choice.answers)).say(spoken())).strip().lower()
        except (EOFError, KeyboardInterrupt, typer.Abort):
            return None, True
        if said == "stop":
            return None, True
        try:
            return parse_keep(said, choice), False
        except UserError as error:
            console.say(error.say(spoken()), "yellow")


def _prompt(text: str) -> str:
    said: str = typer.prompt(text, default="skip", show_default=False)
    return said
