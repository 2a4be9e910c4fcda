"""Make a folder with a commented recipe, sample data, a prompt, a policy and suites."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from lekalo.cli import console, words
from lekalo.demo.project import write


def command(
    name: Annotated[str, typer.Argument(help="The assistant's name, such as my-support.")],
    template: Annotated[
        Literal["support", "cards", "letters", "blank"], typer.Option(help="What it writes.")
    ] = "support",
    lang: Annotated[Literal["en", "ru"], typer.Option(help="The language of the files.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Writes the folder NAME; an existing folder with files in it is left alone."""
    written = write(Path(name), Path(name).name, template, lang)
    if json:
        console.print_json({"folder": name, "files": [str(path) for path in written]})
        return
    for path in written:
        console.say(f"  {path}")
    console.say(words.NEXT_TRAIN(folder=name), "bold")
