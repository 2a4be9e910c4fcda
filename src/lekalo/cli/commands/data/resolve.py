"""Settle answers that disagree: keep one of each group, and write a cleaned copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from lekalo.cli import console
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
from lekalo.text.plural import count_en

_SHOWN = 1500
"""Letters of an answer that are shown."""
_WORDS = {
    "en": {
        "group": "Group {number} of {count}",
        "question": "Question: {text}",
        "answer": "  {number}) line {line}{author}: {text}",
        "ask": "Keep which? (1 ... {count}, several, all, none, skip, stop)",
        "kept": "Choices are kept in {path}; the same command goes on from there.",
    },
    "ru": {
        "group": "Группа {number} из {count}",
        "question": "Вопрос: {text}",
        "answer": "  {number}) строка {line}{author}: {text}",
        "ask": "Что оставить? (1 ... {count}, несколько, all - все, none - ничего, "
        "skip - позже, stop - прервать)",
        "kept": "Выбор сохранён в {path}; та же команда продолжит с этого места.",
    },
}


def command(
    file: Annotated[Path, typer.Argument(help="The data file.")],
    out: Annotated[
        Path | None, typer.Option(help="The copy; by default FILE.resolved beside it. Must be new.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Write the groups as a YAML file to edit, and stop.")
    ] = None,
    embedding: Annotated[
        str, typer.Option(help="An embedding model, as `check --embedding` names it.")
    ] = "",
    choices: Annotated[
        Path | None, typer.Option(help="Take the choices from this file; nothing is asked.")
    ] = None,
    json: Json = False,
) -> None:
    """Asks about each group in the terminal; what was answered is kept after every answer, so
    that you may stop and go on later. The source is never written over."""
    if write is not None and choices is not None:
        raise UserError("--write makes the file that --choices reads; give one of the two.")
    if json and write is None and choices is None:
        raise UserError("--json asks nothing, so it needs --write or --choices.")
    found = contradicting(file, _embedder(embedding))
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
        raise UserError(f"{path} is there already, and may hold choices. Name a new file.")
    save_choices(found, path)
    if json:
        console.print_json({"choices": str(path), "groups": len(found.choices)})
    else:
        groups = count_en(len(found.choices), "group")
        console.say(f"{path}: {groups}. Fill in each `keep`, then give it as --choices.")


def _say_nothing(file: Path, json: bool) -> None:
    if json:
        console.print_json({"file": None, "groups": 0, "left_out": 0, "undecided": 0})
    else:
        console.say(f"No answers of {file} disagree; there is nothing to resolve.")


def _finish(found: Choices, out: Path | None, json: bool) -> None:
    copy = out or copy_name(found.file)
    count = write_kept(found, copy)
    if json:
        told: dict[str, Any] = {"file": str(copy), "groups": len(found.choices)}
        console.print_json({**told, "left_out": count, "undecided": found.undecided})
        return
    groups = count_en(len(found.choices), "group")
    console.say(f"{copy}: {count_en(count, 'row')} left out, {groups} in all", "bold")
    if found.undecided:
        console.say(f"  undecided and left whole: {count_en(found.undecided, 'group')}", "yellow")


def _ask(found: Choices, out: Path | None) -> None:
    kept = found.file.with_name(f"{found.file.name}.choices.yaml")
    words = _WORDS[_language(found)]
    if kept.exists():
        found = read_choices(kept, found)
    for number, choice in enumerate(found.choices):
        if choice.keep is not None:
            continue
        _show(number, choice, len(found.choices), words)
        keep, stopped = _answered(choice, words, _prompt)
        if stopped:
            console.say(words["kept"].format(path=kept))
            return
        if keep is not None:
            found = found.with_keep(number, keep)
            save_choices(found, kept)
    _finish(found, out, json=False)


def _show(number: int, choice: Choice, count: int, words: dict[str, str]) -> None:
    console.say(words["group"].format(number=number + 1, count=count), "bold")
    questions = dict.fromkeys(answer.question for answer in choice.answers)
    for question in questions:
        console.say(words["question"].format(text=question[:_SHOWN]))
    for place, answer in enumerate(choice.answers, start=1):
        author = f", {answer.author}" if answer.author else ""
        text = answer.text[:_SHOWN]
        console.say(
            words["answer"].format(number=place, line=answer.line, author=author, text=text)
        )


def _answered(
    choice: Choice, words: dict[str, str], ask: Callable[[str], str]
) -> tuple[tuple[int, ...] | None, bool]:
    """The lines that are kept (None: skipped), and whether the person stops here."""
    while True:
        try:
            said = ask(words["ask"].format(count=len(choice.answers))).strip().lower()
        except (EOFError, KeyboardInterrupt, typer.Abort):
            return None, True
        if said == "stop":
            return None, True
        try:
            return parse_keep(said, choice), False
        except UserError as error:
            console.say(str(error), "yellow")


def _prompt(text: str) -> str:
    said: str = typer.prompt(text, default="skip", show_default=False)
    return said


def _language(found: Choices) -> str:
    """Russian where most questions are."""
    texts = [choice.answers[0].question for choice in found.choices]
    russian = sum(bool(re.search("[а-яё]", text, re.IGNORECASE)) for text in texts)
    return "ru" if russian * 2 > len(texts) else "en"
