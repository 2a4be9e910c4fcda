"""Options that several commands share, so that they mean the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from lekalo.cli import mistakes
from lekalo.cli.help import both
from lekalo.core.errors import UserError

RecipePath = Annotated[
    Path,
    typer.Argument(
        help=both("The recipe; by default ./recipe.yaml.", "Рецепт; без него ./recipe.yaml.")
    ),
]
DataOrRecipe = Annotated[
    list[Path],
    typer.Argument(
        help=both(
            "Files or folders of data, or a recipe.", "Файлы или папки с данными либо рецепт."
        )
    ),
]
DEFAULT_RECIPE = Path("recipe.yaml")
_RECIPES = (".yaml", ".yml")
Overrides = Annotated[
    list[str],
    typer.Option(
        "--set",
        help=both(
            "Override a key: --set train.epochs=2.", "Заменить ключ рецепта: --set train.epochs=2."
        ),
    ),
]
DataLanguage = Annotated[
    Literal["en", "ru"] | None,
    typer.Option(
        "--lang", help=both("en or ru; else the data's.", "en или ru; без него — язык данных.")
    ),
]
Json = Annotated[
    bool,
    typer.Option("--json", help=both("Print one JSON document.", "Напечатать один документ JSON.")),
]
Home = Annotated[
    Path | None,
    typer.Option(
        help=both(
            "The folder of runs and versions; by default .lekalo.",
            "Папка запусков и версий; без него .lekalo.",
        )
    ),
]
Because = Annotated[
    str,
    typer.Option(
        help=both(
            "Why; kept in the history for good.", "Почему; причина навсегда остаётся в истории."
        )
    ),
]
Accept = Annotated[
    list[str],
    typer.Option(
        "--accept",
        help=both(
            "Go on in spite of this finding (needs --because).",
            "Идти дальше, несмотря на это замечание (нужна причина в --because).",
        ),
    ),
]


WHAT = both(
    "name@3, name@live, run:step, a base (nano), or name@2:0.7+other@3:0.3 (a blend).",
    "имя@3, имя@live, запуск:шаг, базовая модель (nano) или имя@2:0.7+другое@3:0.3 (смесь).",
)
"""What a reference may be, in the help of the commands that ask it."""


def reasons(accept: Sequence[str], because: str) -> dict[str, str]:
    """The reason for each finding that is let pass; `UserError` where none is given."""
    if accept and not because.strip():
        raise UserError(mistakes.ACCEPT_WHY)
    return dict.fromkeys(accept, because)


def home_folder(home: Path | None) -> Path:
    """`--home`, else LEKALO_HOME, else `.lekalo` in the present folder."""
    return home or Path(os.environ.get("LEKALO_HOME") or ".lekalo")


def recipe_meant(data: Sequence[Path]) -> Path | None:
    """The recipe that is meant by a command's arguments, if one is: named, in the folder named,
    or in this folder; None where they are data."""
    if not data:
        if not DEFAULT_RECIPE.exists():
            raise UserError(mistakes.NO_RECIPE_HERE)
        return DEFAULT_RECIPE
    recipes = [p for p in data if p.suffix in _RECIPES or (p / DEFAULT_RECIPE).is_file()]
    if recipes and len(data) > 1:
        raise UserError(mistakes.RECIPE_ALONE(path=recipes[0]))
    return recipes[0] if recipes else None
