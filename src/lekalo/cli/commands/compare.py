"""Compare recipes on the same data: quality with intervals, time, memory, disk, in one table.

Сравнить рецепты на одних данных: качество с интервалами, время, память и место на диске.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lekalo.cli import console
from lekalo.cli.help import both
from lekalo.cli.options import Home, Json, Overrides, home_folder

PAGE = "compare.html"


def command(
    recipes: Annotated[
        list[Path],
        typer.Argument(
            help=both(
                "Two recipes or more; the first is the one that the others are measured by.",
                "Два рецепта или больше; с первым сравнивают остальные.",
            )
        ),
    ],
    seeds: Annotated[
        int,
        typer.Option(
            min=1, help=both("How often each is trained.", "Сколько раз обучить по каждому.")
        ),
    ] = 1,
    page: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help=both(
                "The page; by default .lekalo/compare.html.",
                "Куда записать страницу; без него .lekalo/compare.html.",
            ),
        ),
    ] = None,
    overrides: Overrides = [],
    home: Home = None,
    json: Json = False,
) -> None:
    """Trains each in a process of its own and measures the same suites. What was done before on
    the same recipe, data and seed is not done again. The data is not checked: see `check`.

    Обучает по каждому рецепту отдельно и измеряет на одних и тех же наборах. Что уже сделано с
    теми же рецептом, данными и зерном, заново не делается. Данные здесь не проверяются: для этого
    есть `check`.
    """
    from lekalo.cli import compare_screen
    from lekalo.comparing.compare import compare
    from lekalo.comparing.page import write_page

    kept = home_folder(home)
    with console.stages() as report:
        made = compare(recipes, seeds=seeds, overrides=overrides, home=kept, report=report)
    written = page or kept / PAGE
    write_page(written, made)
    if json:
        console.print_json(compare_screen.comparison_json(made, written))
    else:
        compare_screen.say_comparison(made, written)
