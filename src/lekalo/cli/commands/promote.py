"""Make a version live, if its gate allows; a running server follows at once.

Сделать версию рабочей, если решение это позволяет; сервер переходит на неё сразу.
"""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.help import both
from lekalo.cli.options import Accept, Because, Home, Json, home_folder, reasons
from lekalo.versions.registry import Registry


def command(
    ref: Annotated[
        str, typer.Argument(help=both("name@3 or name@candidate.", "имя@3 или имя@candidate."))
    ],
    accept: Accept = [],
    because: Because = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """A version that was not measured, or that the gate holds, is refused with the reasons.

    Версия, которую не измеряли или не пропустило решение, отклоняется с указанием причин.
    """
    accepted = reasons(accept, because)
    registry = Registry(home_folder(home))
    version = registry.resolve(ref)
    live = registry.promote(version.name, version.number, why=because, accept=accepted)
    if json:
        console.print_json({"live": live.ref})
        return
    console.say(words.LIVE(ref=live.ref), "bold green")
    console.say(words.NEXT_SERVE(name=live.name))
