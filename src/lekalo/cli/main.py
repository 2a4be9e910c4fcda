"""The entry point: finds the command's file, runs it, and turns errors into sentences.

A command is a file of `cli/commands` with a function `command` whose parameters Typer
reads. Only the file of the command that runs is imported, so that help is quick.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from lekalo import __version__
from lekalo.core.errors import LekaloError, nearest

_COMMANDS = Path(__file__).parent / "commands"


def _summary(name: str) -> str:
    """The first line of a command file's docstring, read without importing it."""
    with (_COMMANDS / f"{name}.py").open(encoding="utf-8") as file:
        return file.readline().strip().strip('"')


class _Commands(TyperGroup):
    """The commands as files: listed by name, imported when called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(path.stem for path in _COMMANDS.glob("[a-z]*.py"))

    def get_command(self, ctx: Any, cmd_name: str) -> Any | None:
        names = self.list_commands(ctx)
        if cmd_name not in names:
            ctx.fail(f"there is no command '{cmd_name}'{nearest(cmd_name, names)}")
        if ctx.resilient_parsing or "--help" in sys.argv[1:2]:
            return TyperCommand(cmd_name, short_help=_summary(cmd_name))
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        module = importlib.import_module(f"lekalo.cli.commands.{cmd_name}")
        app.command(cmd_name, help=module.__doc__)(module.command)
        return typer.main.get_command(app)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"lekalo {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True),
) -> None:
    """Fits a language model to your business's work, and proves that it fits.

    Start with `lekalo demo`, or `lekalo new my-support`.
    """


def main() -> None:
    """Runs the command line; every error of ours becomes a sentence and an exit code."""
    try:
        app()
    except LekaloError as error:
        from lekalo.cli.console import say_error

        say_error(error, json_wanted="--json" in sys.argv)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        print("Stopped. What was saved is kept; `lekalo train --resume` goes on.", file=sys.stderr)
        raise SystemExit(130) from None
