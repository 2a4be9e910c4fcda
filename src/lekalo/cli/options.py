"""Options that several commands share, so that they mean the same everywhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

RecipePath = Annotated[Path, typer.Argument(help="The recipe; by default ./recipe.yaml.")]
DEFAULT_RECIPE = Path("recipe.yaml")
Overrides = Annotated[
    list[str], typer.Option("--set", help="Override a key: --set train.epochs=2.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Home = Annotated[
    Path | None, typer.Option(help="The folder of runs and versions; by default .lekalo.")
]
Because = Annotated[str, typer.Option(help="Why; kept in the history for good.")]
Accept = Annotated[
    list[str], typer.Option("--accept", help="Go on in spite of this finding (needs --because).")
]


def home_folder(home: Path | None) -> Path:
    """`--home`, else LEKALO_HOME, else `.lekalo` in the present folder."""
    return home or Path(os.environ.get("LEKALO_HOME") or ".lekalo")
