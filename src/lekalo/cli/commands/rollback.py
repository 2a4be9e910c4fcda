"""Go back to the version that was live before; a running server follows at once.

Вернуться к версии, которая была рабочей до этого; сервер переходит на неё сразу.
"""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.help import both
from lekalo.cli.options import Because, Home, Json, home_folder
from lekalo.versions.registry import Registry


def command(
    name: Annotated[str, typer.Argument(help=both("The assistant's name.", "Имя помощника."))],
    because: Because = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """One atomic step with its row of history.

    Один неделимый шаг, записанный в историю.
    """
    version = Registry(home_folder(home)).rollback(name, why=because)
    if json:
        console.print_json({"live": version.ref})
        return
    console.say(words.LIVE_AGAIN(ref=version.ref), "bold green")
