"""Plan: what to do with this data, from a prompt to pretraining, and what each way costs.

Что делать с этими данными, от промпта до предобучения, и сколько стоит каждый путь.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from lekalo.cli import console, mistakes
from lekalo.cli.help import both
from lekalo.cli.options import (
    DEFAULT_RECIPE,
    DataLanguage,
    DataOrRecipe,
    Home,
    Json,
    Overrides,
    recipe_meant,
)
from lekalo.core.errors import UserError
from lekalo.core.sizes import read_count, read_size


def command(
    data: DataOrRecipe = [],
    base: Annotated[
        str,
        typer.Option(
            help=both(
                "With data files: nano, a folder or a hub id.",
                "Для файлов данных: nano, папка или имя на Hugging Face.",
            )
        ),
    ] = "",
    tokens: Annotated[
        str,
        typer.Option(
            help=both(
                "The whole text's size: 3B, 50M.",
                "Сколько токенов во всём тексте: 3B (миллиарды), 50M (миллионы).",
            )
        ),
    ] = "",
    on: Annotated[
        str,
        typer.Option(
            help=both(
                "A graphics card from the table, such as h100; else this machine.",
                "Видеокарта из таблицы, например h100; без него — эта машина.",
            )
        ),
    ] = "",
    price: Annotated[
        float | None,
        typer.Option(
            min=0,
            help=both(
                "What an hour of the machine costs, in any currency.",
                "Цена часа работы машины, в любой валюте.",
            ),
        ),
    ] = None,
    memory: Annotated[
        str,
        typer.Option(
            help=both(
                "What the run may take, such as 6GB.", "Сколько памяти можно занять, например 6GB."
            )
        ),
    ] = "",
    probe: Annotated[
        bool,
        typer.Option(
            help=both(
                "Measure a few real steps here (20 s).",
                "Замерить здесь несколько настоящих шагов (20 с).",
            )
        ),
    ] = True,
    language: DataLanguage = None,
    overrides: Overrides = [],
    home: Home = None,
    json: Json = False,
) -> None:
    """Reads the data as `check` does and prints one screen: five ways, which to take and why,
    with tokens, FLOPs, memory, time and money. Without data, ./recipe.yaml is planned for.

    Читает данные так же, как `check`, и печатает один экран: пять путей, какой выбрать и почему,
    с токенами, FLOP, памятью, временем и деньгами. Без данных план строится для ./recipe.yaml.
    """
    from lekalo.cli import plan_screen
    from lekalo.planning.machines import machine
    from lekalo.planning.plan import Asked, plan_files, plan_recipe
    from lekalo.project import open_project

    recipe = recipe_meant(data) if data or not tokens or DEFAULT_RECIPE.exists() else None
    if recipe is None and overrides:
        raise UserError(mistakes.SET_NEEDS_RECIPE)
    if recipe is not None and base:
        raise UserError(mistakes.BASE_NEEDS_DATA)
    asked = Asked(
        on=machine(on),
        hourly=price,
        memory=_read("--memory", memory, read_size, "MB, GB, TB", "6GB") if memory else None,
        tokens=_read("--tokens", tokens, read_count, "K, M, B, T", "3B") if tokens else None,
        probe=probe,
    )
    with console.stages() as report:
        if recipe is not None:
            said = [f"language={language}"] if language else []
            project = open_project(recipe, [*overrides, *said], home)
            made = plan_recipe(project, asked=asked, report=report)
        else:
            made = plan_files(data, base or "nano", asked=asked, language=language, report=report)
    if json:
        console.print_json(plan_screen.plan_json(made))
    else:
        plan_screen.say_plan(made)


def _read(option: str, text: str, read: Callable[[str], int], allowed: str, example: str) -> int:
    try:
        return read(text)
    except ValueError as error:
        said = {"option": option, "value": text, "allowed": allowed, "example": example}
        raise UserError(mistakes.SIZE(**said)) from error
