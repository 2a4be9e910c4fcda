"""The text files of the company and the small grammar they are written in.

Text with `[a|b]` picks one of several at random; `<m|f|n>` picks by the gender of the product;
`{slot}` is filled in. No inflection is computed: every form stands in the files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal, Protocol, TypeVar

from lekalo.core.errors import DataError

Lang = Literal["en", "ru"]

_TRIES = 200
"""Draws in a row that bring no new question before the texts count as used up."""
_TEXTS = Path(__file__).parent / "texts"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_GENDER = re.compile(r"<([^<>]*)>")
_GENDERS = "mfn"


class Asking(Protocol):
    """Anything drawn for its question."""

    @property
    def question(self) -> str:
        """What is asked."""


Asked = TypeVar("Asked", bound=Asking)


@cache
def text(lang: Lang, name: str) -> str:
    """One text file of the company, as it stands."""
    return (_TEXTS / lang / name).read_text(encoding="utf-8")


@cache
def names(lang: Lang, folder: str) -> tuple[str, ...]:
    """The file names in one folder of the company's texts."""
    return tuple(sorted(path.name for path in (_TEXTS / lang / folder).iterdir()))


@cache
def lines(lang: Lang, name: str) -> tuple[str, ...]:
    """The lines of a text file without its comments (`//`) and blank lines."""
    stripped = (line.strip() for line in text(lang, name).splitlines())
    return tuple(line for line in stripped if line and not line.startswith("//"))


@cache
def sections(lang: Lang, name: str) -> dict[str, tuple[str, ...]]:
    """The lines of a text file under their `= heading`; a line `-` is the empty text."""
    found: dict[str, list[str]] = {}
    for line in lines(lang, name):
        if line.startswith("= "):
            current = found.setdefault(line[2:], [])
        else:
            current.append("" if line == "-" else line)
    return {heading: tuple(body) for heading, body in found.items()}


def fields(line: str) -> list[str]:
    """The parts of a line between `|`, without the spaces around them."""
    return [part.strip() for part in line.split("|")]


def expand(template: str, slots: Mapping[str, str], rng: Random) -> str:
    """One reading of `template`: genders resolved (they may stand in a choice), choices drawn,
    slots filled."""
    gender = _GENDERS.index(slots["gender"])
    agreed = _GENDER.sub(lambda found: found[1].split("|")[gender], template)
    chosen = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), agreed)
    return chosen.format_map(slots)


def join(*parts: str) -> str:
    """The parts that are not empty, with a space between."""
    return " ".join(part for part in parts if part)


def distinct(draw: Callable[[], Asked], count: int) -> list[Asked]:
    """`count` draws with different questions; `DataError` where the texts have no more."""
    found: dict[str, Asked] = {}
    tries = 0
    while len(found) < count:
        drawn = draw()
        tries = tries + 1 if drawn.question in found else 0
        if tries > _TRIES:
            raise DataError(
                f"{count} different questions were asked for, but the made-up company has only "
                f"about {len(found)}. Ask for fewer."
            )
        found.setdefault(drawn.question, drawn)
    return list(found.values())
