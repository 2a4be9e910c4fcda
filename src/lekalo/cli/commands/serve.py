"""Serve the live versions behind an OpenAI-compatible API on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.listener import spoken
from lekalo.cli.options import Home, home_folder
from lekalo.serving.server import DEFAULT_PORT, serve


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Assistants or bases; by default all.")
    ] = None,
    host: Annotated[str, typer.Option(help="Other than loopback needs LEKALO_API_KEY.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = DEFAULT_PORT,
    home: Home = None,
) -> None:
    """Promotions and rollbacks take effect without a restart. Ctrl+C stops."""

    def ready(url: str) -> None:
        console.say(words.SERVING(url=url), "bold")

    kept, speaks = home_folder(home), spoken()
    serve(kept, names or [], host=host, port=port, language=speaks, on_ready=ready)
