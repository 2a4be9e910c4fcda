"""Serve the live versions behind an OpenAI-compatible API on this machine.

Запустить на этой машине сервер рабочих версий, совместимый с OpenAI.
"""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Home, home_folder
from lekalo.serving.server import DEFAULT_PORT, serve


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help=both(
                "Assistants or bases; by default all.",
                "Помощники или базовые модели; без них — все.",
            )
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            help=both(
                "The address; one that other machines reach needs the key LEKALO_API_KEY.",
                "Адрес; если его видно с других машин, нужен ключ LEKALO_API_KEY.",
            )
        ),
    ] = ("127.0.0.1"),
    port: Annotated[
        int, typer.Option(help=both("The port; 0 takes a free one.", "Порт; 0 — любой свободный."))
    ] = DEFAULT_PORT,
    home: Home = None,
) -> None:
    """Promotions and rollbacks take effect without a restart. Ctrl+C stops.

    Выпуск и откат действуют без перезапуска. Остановить: Ctrl+C.
    """

    def ready(url: str) -> None:
        console.say(words.SERVING(url=url), "bold")

    kept, speaks = home_folder(home), spoken()
    serve(kept, names or [], host=host, port=port, language=speaks, on_ready=ready)
