"""Help, and what is said of a command line that cannot be read, in English and in Russian."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from lekalo.cli.help import said
from lekalo.cli.main import app
from support.terminal import lekalo

ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2}")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
NAMES = re.compile(r"`[^`]*`|<[^>]*>|\{[^}]*\}|--?[a-z-]+|\bHugging Face\b")


def contexts() -> dict[str, Any]:
    """Every command and group with its context, by what a person types."""

    def below(ctx: Any) -> Iterator[tuple[str, Any]]:
        yield ctx.command_path, ctx
        for name in getattr(ctx.command, "list_commands", lambda _: ())(ctx):
            command = ctx.command.get_command(ctx, name)
            assert command is not None
            yield from below(type(ctx)(command, info_name=name, parent=ctx))

    root = typer.main.get_command(app)
    return dict(below(root.make_context("lekalo", [], resilient_parsing=True)))


@pytest.fixture(scope="module")
def helps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Every help as it is shown, by language and command."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("help"))
        patch.setattr(sys, "argv", ["lekalo"])
        patch.delenv("LEKALO_HOME", raising=False)
        for language in ("en", "ru"):
            patch.setenv("LC_ALL", f"{language}.UTF-8")
            found[language] = {name: ctx.get_help() for name, ctx in contexts().items()}
    return found


def test_every_command_argument_and_option_has_both_texts() -> None:
    found = contexts()
    assert {"lekalo", "lekalo train", "lekalo data", "lekalo data show"} <= set(found)
    for name, ctx in found.items():
        texts = {name: ctx.command.help}
        texts |= {f"{name} {one.name}": one.help for one in ctx.command.params}
        for place, text in texts.items():
            english, russian = said(text, "en"), said(text, "ru")
            assert english and russian, place
            assert len(english.split("\n\n")) == len(russian.split("\n\n")), place
            assert english.endswith((".", ")")) and russian.endswith((".", ")", "`")), place


def test_russian_help_holds_no_english_sentence(helps: dict[str, dict[str, str]]) -> None:
    for name, text in helps["ru"].items():
        plain = NAMES.sub("", " ".join(text.replace(name, "").split()))
        assert not ENGLISH.search(plain), (name, ENGLISH.findall(plain))
        for word in ("Usage", "Options", "Arguments", "Commands", "default", "required", "OPTIONS"):
            assert not re.search(rf"\b{word}\b", text), (name, word)
        assert "Показать эту справку" in text


def test_english_help_holds_no_russian(helps: dict[str, dict[str, str]]) -> None:
    for name, text in helps["en"].items():
        assert not CYRILLIC.search(text), name
        assert "list[" not in text, name


def test_both_helps_show_the_same_parameters(helps: dict[str, dict[str, str]]) -> None:
    for name, text in helps["en"].items():
        options = set(re.findall(r"^ +(--?[a-z-]+)", text, re.MULTILINE))
        assert options == set(re.findall(r"^ +(--?[a-z-]+)", helps["ru"][name], re.MULTILINE))


def test_help_follows_the_recipe_as_everything_does(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("name: shop\nlanguage: ru\ndata: {train: a.jsonl}\n")
    assert "Перечислить запуски" in lekalo("runs", "--help", cwd=tmp_path, LC_ALL="C").stdout
    assert "Перечислить запуски" in lekalo("-h", cwd=tmp_path, LC_ALL="C").stdout


@pytest.mark.parametrize(
    ("words", "english", "russian"),
    [
        (["schema", "--jsn"], "there is no option --jsn.", "параметра --jsn нет."),
        (["new", "x", "--lan", "ru"], "did you mean '--lang'?", "может быть, «--lang»?"),
        (["new", "x", "--lang"], "a value must follow --lang.", "после --lang нужно значение."),
        (["new", "x", "--json=1"], "--json takes no value.", "после --json ничего писать не"),
        (["new"], "name is missing. The assistant's name", "не указано: name. Имя помощника"),
        (["new", "x", "y z"], "what to do with: y z. A text", "команде не нужно: y z. Текст"),
        (["new", "x", "--lang", "de"], "it is one of: en, ru.", "нужно одно из: en, ru."),
        (["compare", "x", "--seeds", "0"], "--seeds: input should be 1", "--seeds: нужно не"),
        (["compare", "x", "--seeds", "a"], "should be a whole number", "нужно целое число"),
        (["runz"], "there is no command 'runz'", "команды «runz» нет"),
    ],
)
def test_a_command_line_that_cannot_be_read(
    tmp_path: Path, words: list[str], english: str, russian: str
) -> None:
    for locale, said_of_it in (("C", english), ("ru_RU.UTF-8", russian)):
        ran = lekalo(*words, cwd=tmp_path, LC_ALL=locale, PYTHONUTF8="1")
        shown = " ".join(ran.stderr.split())
        assert (ran.returncode, ran.stdout) == (2, "") and said_of_it in shown, shown


def test_with_json_it_is_one_document(tmp_path: Path) -> None:
    ran = lekalo("new", "--json", cwd=tmp_path)
    assert ran.returncode == 2 and "name is missing" in json.loads(ran.stdout)["error"]
