"""Serve the live versions behind an OpenAI-compatible API on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.options import Home, home_folder
from lekalo.serving.server import serve


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Assistants or bases; by default all.")
    ] = None,
    host: Annotated[str, typer.Option(help="Other than loopback needs LEKALO_API_KEY.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000,
    home: Home = None,
) -> None:
    """Promotions and rollbacks take effect without a restart. Ctrl+C stops."""

    def ready(url: str) -> None:
        console.say(words.SERVING(url=url), "bold")

    serve(home_folder(home), names or [], host=host, port=port, on_ready=ready)
