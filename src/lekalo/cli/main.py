"""The entry point: finds the command's file, runs it, and turns errors into sentences.

A command is a file of `cli/commands` with a function `command` whose parameters Typer
reads. A folder there is a group, and its files are its commands: `commands/data/show.py` is
`lekalo data show`. Only the file of the command that runs is imported, so that help is quick.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from lekalo import __version__
from lekalo.cli.listener import spoken
from lekalo.cli.mistakes import NO_COMMAND
from lekalo.core.errors import LekaloError
from lekalo.core.wording import nearest

_COMMANDS = Path(__file__).parent / "commands"
_PACKAGE = "lekalo.cli.commands"
_HELP = {"help_option_names": ["-h", "--help"]}


def _is_command(path: Path) -> bool:
    named = path.name[:1].isalpha()
    return named and (path.suffix == ".py" or (path / "__init__.py").is_file())


def _summary(path: Path) -> str:
    """The first line of a command's or a group's docstring, read without importing it."""
    file = path / "__init__.py" if path.is_dir() else path
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().strip('"')


class _Commands(TyperGroup):
    """The commands of one folder: listed by name, imported when called."""

    folder = _COMMANDS
    package = _PACKAGE

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(self._paths())

    def get_command(self, ctx: Any, cmd_name: str) -> Any | None:
        paths = self._paths()
        if cmd_name not in paths:
            said = NO_COMMAND(name=cmd_name, hint=nearest(cmd_name, paths))
            ctx.fail(said.say(spoken()))
        module = importlib.import_module(f"{self.package}.{paths[cmd_name].stem}")
        if paths[cmd_name].is_dir():
            return _group(cmd_name, paths[cmd_name], module)
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(cmd_name, help=module.__doc__, context_settings=_HELP)(module.command)
        return typer.main.get_command(app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        rows = [(name, _summary(path)) for name, path in sorted(self._paths().items())]
        if rows:  # a group may still be empty, and the formatter refuses no rows
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def _paths(self) -> dict[str, Path]:
        found = filter(_is_command, self.folder.iterdir())
        return {path.stem.replace("_", "-"): path for path in found}


def _group(name: str, folder: Path, module: Any) -> _Commands:
    group = _Commands(
        name=name,
        help=module.__doc__,
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings=_HELP,
    )
    group.folder, group.package = folder, module.__name__
    return group


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings=_HELP,
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
        from lekalo.cli.words import STOPPED

        print(STOPPED.say(spoken()), file=sys.stderr)
        raise SystemExit(130) from None
