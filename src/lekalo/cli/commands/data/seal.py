"""Seal a held-out file or a suite, so that a run is held when somebody changes it.

Опечатать отложенный файл или набор: изменённый кем-то, он остановит запуск.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lekalo.cli import console, counts
from lekalo.cli import data_words as words
from lekalo.cli.help import both
from lekalo.cli.options import Because, Json
from lekalo.data.seals import seal_path, write_seal


def command(
    files: Annotated[
        list[Path],
        typer.Argument(
            help=both(
                "Held-out files, golden and other suites.",
                "Отложенные файлы, золотой и другие наборы.",
            )
        ),
    ],
    because: Because = "",
    json: Json = False,
) -> None:
    """The seal stands beside the file. A file whose seal is broken is sealed anew only with
    --because.

    Печать лежит рядом с файлом. Файл, в котором печать нарушена, опечатывают заново только с
    --because.
    """
    sealed = {file: write_seal(file, because) for file in files}
    if json:
        rows = [
            {"file": str(file), "seal": str(seal_path(file)), "hash": s.hash, "rows": s.rows}
            for file, s in sealed.items()
        ]
        console.print_json({"sealed": rows})
        return
    for file, seal in sealed.items():
        count = counts.rows(seal.rows)
        console.say(words.SEALED(file=seal_path(file), rows=count, date=seal.sealed))
