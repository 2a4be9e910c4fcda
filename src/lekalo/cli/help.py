"""Help in the listener's language, and what is said of a command line that cannot be read.

    seeds: Annotated[int, typer.Option(help=both("How often each is trained.", "Сколько раз ..."))]

Both texts of a command, an argument or an option stand together in its file, as paragraphs: those
with Russian letters are for who reads Russian. What Typer says in English alone is in `help_words`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from lekalo.cli import help_words as words
from lekalo.cli.listener import spoken
from lekalo.cli.mistakes import ONE_OF
from lekalo.core.records import Language
from lekalo.core.wording import Sayable, Word, nearest

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_KIND = re.compile(r"<(?:list\[)?(\w+)[^|>]*>(?:\.\.\.)?")
_CHOICE = re.compile(r"'(?P<value>.*)' is not one of (?P<allowed>.*?)\.?$", re.DOTALL)
_EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((?P<words>.*)\)", re.DOTALL)


def both(en: str, ru: str) -> str:
    """One text of help in two languages, for `said`."""
    return f"{en}\n\n{ru}"


def said(text: str | None, language: Language) -> str:
    """The paragraphs of `text` that are in this language."""
    parts = inspect.cleandoc(text or "").split("\n\n")
    return "\n\n".join(p for p in parts if bool(_CYRILLIC.search(p)) == (language == "ru"))


class _Listening:
    """A command's help in the listener's language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """How it is called."""
        _write_usage(self, ctx, formatter)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What it does."""
        _write_text(self, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Its arguments and options, and the commands of a group."""
        _write_parameters(self, ctx, formatter)
        if isinstance(self, TyperGroup):
            self.format_commands(ctx, formatter)


class Command(_Listening, TyperCommand):
    """A command whose help is in the listener's language."""


class Group(_Listening, TyperGroup):
    """A group of commands whose help is in the listener's language."""


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    language = spoken()
    pieces = " ".join(command.collect_usage_pieces(ctx))
    for english, word in words.PIECES.items():
        pieces = pieces.replace(english, word.say(language))
    formatter.write_usage(ctx.command_path, pieces, prefix=words.USAGE.say(language))


def _write_text(command: Any, formatter: Any) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(said(command.help, spoken()))


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    language = spoken()
    for kind, title in words.SECTIONS.items():
        chosen = [one for one in command.get_params(ctx) if one.param_type_name == kind]
        if rows := [_row(one, ctx, language) for one in chosen if not one.hidden]:
            with formatter.section(title.say(language)):
                formatter.write_dl(rows)


def _row(parameter: Any, ctx: Any, language: Language) -> tuple[str, str]:
    """A parameter's name and help, with Typer's own words put into the language."""
    if parameter.name == "help":
        parameter.help = words.HELP.say(language)
    parameter.help = said(parameter.help, language)
    name, text = parameter.get_help_record(ctx)
    text = re.sub(r"\[default: ", f"[{words.DEFAULT.say(language)}: ", text)
    text = re.sub(r"\brequired\]$", f"{words.REQUIRED.say(language)}]", text)
    return _KIND.sub(lambda found: _kind(found, language), name), text


def _kind(found: re.Match[str], language: Language) -> str:
    """`<path>` of Typer's `<list[Path]>`: what to write, without the program's own types."""
    known = words.KINDS.get(found[1].lower())
    return f"<{known.say(language)}>" if known else found[0]


# What cannot be read


def is_refusal(error: Exception) -> bool:
    """Whether Typer could not read the command line."""
    return hasattr(error, "format_message") and hasattr(error, "ctx")


def refused(error: Any) -> Sayable:
    """What is wrong with the command line, by Typer's exception."""
    option, found = getattr(error, "option_name", ""), str(error.message or "")
    match type(error).__name__:
        case "NoSuchOption":
            return words.NO_OPTION(name=option, hint=nearest(option, _options(error.ctx), "."))
        case "BadOptionUsage" if "does not take" in found:
            return words.NO_VALUE(name=option)
        case "BadOptionUsage":
            return words.NEEDS_VALUE(name=option)
        case "MissingParameter":
            name, help_text = _named(error.param), error.param.help
            what = Word(said(help_text, "en"), said(help_text, "ru"))
            return words.MISSING(name=name, what=what)
        case "BadParameter":
            return _wrong(_named(error.param), error, found)
    if extra := _EXTRA.search(found):
        return words.EXTRA(words=extra["words"])
    return Word(found, found)  # our own sentence, in the listener's language by now


def _wrong(name: str, error: Any, found: str) -> Sayable:
    from lekalo.core.strict import wrong_value  # brings pydantic, which help does without

    if choice := _CHOICE.search(found):
        allowed = choice["allowed"].replace("'", "")
        return ONE_OF(option=name, value=choice["value"], allowed=allowed)
    cause = error.__cause__
    if hasattr(cause, "errors"):
        item = cause.errors()[0]
        return words.WRONG_VALUE(option=name, reason=wrong_value(item), value=item["input"])
    return words.AT_OPTION(option=name, reason=found)


def _named(parameter: Any) -> str:
    return str(parameter.opts[-1] if parameter.param_type_name == "option" else parameter.name)


def _options(ctx: Any) -> Iterator[str]:
    for one in ctx.command.get_params(ctx) if ctx else ():
        if one.param_type_name == "option":
            yield from (*one.opts, *one.secondary_opts)
