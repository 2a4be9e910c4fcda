"""The entry point: finds the command's file, runs it, and turns errors into sentences.

A command is a file of `cli/commands` with a function `command` whose parameters Typer
reads. A folder there is a group, and its files are its commands: `commands/data/show.py` is
`lekalo data show`. Only the file of the command that runs is imported, so that help is quick.
Its docstring and its function's are its help, English first (`cli.help`).
"""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path
from typing import Any, NoReturn

import typer

from lekalo import __version__
from lekalo.cli import help_words as words
from lekalo.cli.help import Command, Group, both, is_refusal, refused, said
from lekalo.cli.listener import spoken
from lekalo.cli.mistakes import NO_COMMAND
from lekalo.core.errors import LekaloError, UserError
from lekalo.core.wording import nearest

_COMMANDS = Path(__file__).parent / "commands"
_PACKAGE = "lekalo.cli.commands"
_HELP = {"help_option_names": ["-h", "--help"]}
_INTERRUPTED = 130


def _is_command(path: Path) -> bool:
    named = path.name[:1].isalpha()
    return named and (path.suffix == ".py" or (path / "__init__.py").is_file())


def _summary(path: Path) -> str:
    """A command's or a group's docstring, read without importing it."""
    file = path / "__init__.py" if path.is_dir() else path
    docstring = file.read_text(encoding="utf-8").split('"""', 2)[1]
    return " ".join(said(docstring, spoken()).split())


class _Commands(Group):
    """The commands of one folder: listed by name, imported when called."""

    folder = _COMMANDS
    package = _PACKAGE

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(self._paths())

    def get_command(self, ctx: Any, cmd_name: str) -> Any | None:
        paths = self._paths()
        if cmd_name not in paths:
            missing = NO_COMMAND(name=cmd_name, hint=nearest(cmd_name, paths, "."))
            ctx.fail(missing.say(spoken()))
        module = importlib.import_module(f"{self.package}.{paths[cmd_name].stem}")
        if paths[cmd_name].is_dir():
            return _group(cmd_name, paths[cmd_name], module)
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        text = f"{module.__doc__}\n\n{inspect.cleandoc(module.command.__doc__ or '')}"
        app.command(cmd_name, cls=Command, help=text, context_settings=_HELP)(module.command)
        return typer.main.get_command(app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        rows = [(name, _summary(path)) for name, path in sorted(self._paths().items())]
        if rows:  # a group may still be empty, and the formatter refuses no rows
            with formatter.section(words.COMMANDS.say(spoken())):
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
    version: bool = typer.Option(
        False,
        "--version",
        callback=_version,
        is_eager=True,
        help=both("Show the version and exit.", "Показать версию и выйти."),
    ),
) -> None:
    """Fits a language model to your business's work, and proves that it fits.

    Подгоняет языковую модель под работу вашего предприятия и доказывает, что она подошла.

    Start with `lekalo demo`, or `lekalo new my-support`.

    Начните с `lekalo demo --lang ru` или с `lekalo new my-support --lang ru`.
    """


def main() -> None:
    """Runs the command line; every error of ours becomes a sentence and an exit code."""
    try:
        code = app(standalone_mode=False)
    except LekaloError as error:
        _leave(error)
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except Exception as error:
        if not is_refusal(error):
            raise
        _refuse(error)
    if code == _INTERRUPTED:
        from lekalo.cli.words import STOPPED

        print(STOPPED.say(spoken()), file=sys.stderr)
    raise SystemExit(code if isinstance(code, int) else 0)


def _leave(error: LekaloError) -> NoReturn:
    from lekalo.cli.console import say_error

    say_error(error, json_wanted="--json" in sys.argv)
    raise SystemExit(error.exit_code) from None


def _refuse(error: Any) -> NoReturn:
    """Says what is wrong with the command line; a group that is called alone says its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    if error.ctx and "--json" not in sys.argv:
        print(error.ctx.get_usage(), file=sys.stderr)
        print(words.HINT(command=error.ctx.command_path).say(spoken()), file=sys.stderr)
    _leave(UserError(refused(error)))
