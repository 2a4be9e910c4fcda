"""Whatever a person reads exists in English and in Russian: every sentence of every part.

Sentences are found where they stand, so a new one is looked at without being listed here.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import lekalo
from lekalo.cli.words import STAGES
from lekalo.core.wording import Phrase, Word
from lekalo.data.formats.wording import Sentence

FORMS = {"are", "ask", "answer"}
"""Gaps for a verb that only one of the languages puts into another form after a number."""
NOT_SAID = ("lekalo.demo.", "lekalo.text.")
"""Packages whose tables by language are material for texts or for looking at them."""


def modules() -> list[str]:
    """Every module that may speak to a person."""
    found = pkgutil.walk_packages(lekalo.__path__, "lekalo.")
    return [module.name for module in found if not module.name.startswith(NOT_SAID)]


def pairs(value: Any, name: str) -> Iterator[tuple[str, Any, Any]]:
    """The English and the Russian side of everything that `value` holds."""
    if isinstance(value, Phrase | Word | Sentence):
        yield name, value.en, value.ru
    elif isinstance(value, Mapping) and set(value) == {"en", "ru"}:
        yield name, value["en"], value["ru"]
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from pairs(inner, f"{name}[{key!r}]")
    elif isinstance(value, tuple | list):
        for number, inner in enumerate(value):
            yield from pairs(inner, f"{name}[{number}]")


def texts(english: Any, russian: Any, name: str) -> Iterator[tuple[str, str, str]]:
    """The single sentences of both sides, which must be built alike."""
    if isinstance(english, str) and isinstance(russian, str):
        yield name, english, russian
    elif isinstance(english, Mapping):
        assert isinstance(russian, Mapping) and english.keys() == russian.keys(), name
        for key in english:
            yield from texts(english[key], russian[key], f"{name}[{key!r}]")
    elif isinstance(english, tuple) and isinstance(russian, tuple):
        assert len(english) == len(russian), name
        for number, both in enumerate(zip(english, russian, strict=True)):
            yield from texts(*both, f"{name}[{number}]")


def sentences(module: str) -> list[tuple[str, str, str]]:
    """A module's sentences: name, English, Russian."""
    held = vars(importlib.import_module(module))
    return [
        text
        for name, value in held.items()
        if not name.startswith("__")
        for told in pairs(value, f"{module}.{name}")
        for text in texts(told[1], told[2], told[0])
    ]


def gaps(text: str) -> set[str]:
    """The names of the values that a sentence takes, whatever form they stand in."""
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {name.removesuffix("_in") for name in names} - FORMS


@pytest.mark.parametrize("module", modules())
def test_both_languages_say_the_same_of_the_same_values(module: str) -> None:
    for name, english, russian in sentences(module):
        assert bool(english) == bool(russian), name
        assert gaps(english) == gaps(russian), name


@pytest.mark.parametrize("module", modules())
def test_what_is_said_in_words_is_said_in_russian_words(module: str) -> None:
    for name, english, russian in sentences(module):
        plain = re.sub(r"{.*?}|`.*?`|<.*?>", "", english)
        if re.search("[a-z]+ [a-z]+ [a-z]+", plain):  # words, not names
            assert re.search("[а-яё]", russian, re.IGNORECASE), name


def test_the_sentences_are_found() -> None:
    known = sentences("lekalo.core.recipe_words") + sentences("lekalo.cli.words")
    assert {"lekalo.core.recipe_words.NO_KEYS", "lekalo.cli.words.STAGES['reading']"} <= {
        name for name, _, _ in known
    }


def test_every_stage_that_a_bar_shows_has_its_name() -> None:
    source = Path(lekalo.__path__[0])
    code = "\n".join(file.read_text(encoding="utf-8") for file in source.rglob("*.py"))
    shown = set(re.findall(r"\breport\(\s*\"(\w+)\"", code))
    assert shown and shown <= set(STAGES)
