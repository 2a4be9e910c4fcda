"""Talk with a version, a run's checkpoint or a base, turn by turn.

Разговор с версией, контрольной точкой запуска или базовой моделью.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.listener import spoken
from lekalo.cli.options import WHAT, Home, home_folder
from lekalo.core.errors import UserError
from lekalo.core.records import Message
from lekalo.evaluation.subject import answer, dressed
from lekalo.references import open_ref


def command(
    ref: Annotated[str, typer.Argument(help=WHAT)],
    home: Home = None,
) -> None:
    """An empty line, or the end of the input, ends the talk; /new forgets what was said.

    Пустая строка или конец ввода заканчивает разговор; /new начинает его заново.
    """
    subject = open_ref(home_folder(home), ref)
    console.say(words.TALKING(label=subject.label), "dim")
    messages: list[Message] = []
    with dressed(subject) as model:
        worn = replace(subject, base=model, weights=None, blend=())
        while line := _read():
            if line == "/new":
                messages.clear()
                continue
            messages.append(Message("user", line))
            try:
                said = answer(worn, messages)
            except UserError as error:  # a talk grown over the context is no reason to lose it
                messages.pop()
                console.say(error.say(spoken()), "yellow")
                continue
            messages.append(Message("assistant", said.text))
            console.say(said.text)


def _read() -> str:
    try:
        return console.out.input("[bold]> [/bold]").strip()
    except EOFError:
        return ""
