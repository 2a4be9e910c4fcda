"""In which language this command speaks: English or Russian.

What is said first counts: `--lang`; the `language` of the recipe that is named, or that lies in
this folder or beside the runs and versions; that of most letters in the data files that are
named; the system's own language. A broken recipe or data file still says its language.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import get_args

from lekalo.core.errors import LekaloError
from lekalo.core.records import Language

_KEY = re.compile(r"^language:\s*[\"']?(\w+)", re.MULTILINE)
_RECIPES = (".yaml", ".yml")
_RECIPE = "recipe.yaml"
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_CYRILLIC, _LATIN = re.compile("[а-яё]", re.IGNORECASE), re.compile("[a-z]", re.IGNORECASE)
_ROWS = 50
"""Rows that tell the data's language."""


def spoken(args: Sequence[str] | None = None) -> Language:
    """The language for a command line, by default this process's."""
    words = sys.argv[1:] if args is None else list(args)
    found = (
        *_said(words),
        *(_of_recipe(path) for path in _recipes(words)),
        *(_of_data(path) for path in _data(words)),
    )
    return next((one for one in found if one), None) or _of_system()


def _said(words: Sequence[str]) -> Iterator[Language | None]:
    for word, following in pairwise([*words, ""]):
        name, equals, value = word.partition("=")
        if name == "--lang":
            yield _known(value if equals else following)
        elif word == "--set":
            yield _known(following.removeprefix("language="))


def _recipes(words: Sequence[str]) -> Iterator[Path]:
    named = [Path(word) for word in words if word and not word.startswith("-")]
    for path in named:
        yield path if path.suffix in _RECIPES else path / _RECIPE
    home = next((b for a, b in pairwise(words) if a == "--home"), "")
    if home := home or os.environ.get("LEKALO_HOME", ""):
        yield Path(home).parent / _RECIPE
    yield Path(_RECIPE)


def _of_recipe(path: Path) -> Language | None:
    """What the recipe says; its default where it says nothing; None where there is none."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return None
    key = _KEY.search(text)
    return (_known(key[1]) if key else None) or "en"


def _data(words: Sequence[str]) -> Iterator[Path]:
    for word in words:
        path = Path(re.sub(r":\d+$", "", word))
        if path.suffix not in _RECIPES and path.suffix and path.is_file():
            yield path


def _of_data(path: Path) -> Language | None:
    from lekalo.data.split_files import numbered_rows  # readers are slow to import

    try:
        rows = [row.raw.value for row in islice(numbered_rows(path), _ROWS)]
    except LekaloError:
        return None
    text = " ".join(_texts(rows))
    russian, english = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    return None if russian == english == 0 else "ru" if russian > english else "en"


def _texts(value: object) -> Iterator[str]:
    """What a row says, without the names of its keys, which are English in any language."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _of_system() -> Language:
    name = next((os.environ[key] for key in _LOCALES if os.environ.get(key)), "")
    return "ru" if name.lower().startswith("ru") else "en"


def _known(value: str) -> Language | None:
    return next((one for one in get_args(Language) if one == value), None)
