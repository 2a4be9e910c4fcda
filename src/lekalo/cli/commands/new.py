"""Make a folder with a commented recipe, sample data, a prompt, a policy and suites.

Создать папку с рецептом, пояснениями, примерами, промптом, правилами и наборами.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from lekalo.cli import console, words
from lekalo.cli.help import both
from lekalo.demo.project import write


def command(
    name: Annotated[
        str,
        typer.Argument(
            help=both(
                "The assistant's name, such as my-support.", "Имя помощника, например my-support."
            )
        ),
    ],
    template: Annotated[
        Literal["support", "cards", "letters", "blank"],
        typer.Option(
            help=both(
                "What it writes: replies, product cards, letters; blank is empty.",
                "Что он пишет: ответы поддержки, карточки, письма; blank — пустая заготовка.",
            )
        ),
    ] = "support",
    lang: Annotated[
        Literal["en", "ru"], typer.Option(help=both("The language of the files.", "Язык файлов."))
    ] = "en",
    json: Annotated[
        bool, typer.Option("--json", help=both("Print JSON.", "Напечатать один документ JSON."))
    ] = False,
) -> None:
    """Writes the folder NAME; an existing folder with files in it is left alone.

    Пишет папку с этим именем; папка, в которой уже есть файлы, не меняется.
    """
    written = write(Path(name), Path(name).name, template, lang)
    if json:
        console.print_json({"folder": name, "files": [str(path) for path in written]})
        return
    for path in written:
        console.say(f"  {path}")
    console.say(words.NEXT_TRAIN(folder=name), "bold")
