"""Ask a version, a run's checkpoint or a base one question.

Задать один вопрос версии, контрольной точке запуска или базовой модели.
"""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.help import both
from lekalo.cli.options import WHAT, Home, Json, home_folder
from lekalo.core.records import Message
from lekalo.evaluation.subject import answer
from lekalo.references import open_ref


def command(
    ref: Annotated[str, typer.Argument(help=WHAT)],
    question: Annotated[str, typer.Argument(help=both("What to ask.", "О чём спросить."))],
    home: Home = None,
    json: Json = False,
) -> None:
    """Prints the answer, with the version that gave it.

    Печатает ответ и версию, которая его дала.
    """
    with console.stages() as report:
        report("loading", 0, 0, ref)
        subject = open_ref(home_folder(home), ref)
        said = answer(subject, [Message("user", question)])
    if json:
        console.print_json(
            {"version": subject.label, "answer": said.text, "finish_reason": said.finish_reason}
        )
        return
    console.say(said.text)
    ended = words.ANSWER_CUT if said.finish_reason == "length" else words.ANSWERED
    console.say(ended(label=subject.label), "dim")
