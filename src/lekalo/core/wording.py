"""Sentences in English and in Russian that are put into words when the listener is known.

    NO_RUN = Phrase("there is no run '{name}'.", "запуска «{name}» нет.")
    raise NotFoundError(NO_RUN(name="support-7"))     # str(error) is the English sentence
    error.say("ru")

A part's sentences stand in one file of words beside it. What stands in the gaps may itself be
said in two languages. Leaves out numbers with their nouns: see `text.plural`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, runtime_checkable

from lekalo.core.records import Language


@runtime_checkable
class Sayable(Protocol):
    """What can be said in both languages."""

    def say(self, language: Language) -> str:
        """The text for a person."""


class Word(NamedTuple):
    """A word or a phrase to stand in a sentence; `ru_in` is what stands after "в"."""

    en: str
    ru: str
    ru_in: str = ""

    def say(self, language: Language) -> str:
        """The word for a person."""
        return self.ru if language == "ru" else self.en


class Phrase(NamedTuple):
    """A sentence in each language, with the same `{gaps}` for values in both."""

    en: str
    ru: str

    def __call__(self, **values: Any) -> Spoken:
        """The phrase with what stands in its gaps: a `Sayable`, or anything that has a text."""
        return Spoken(self, values)

    def say(self, language: Language) -> str:
        """The text of a phrase without gaps."""
        return Spoken(self, {}).say(language)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A phrase with its values."""

    phrase: Phrase
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        """The text for a person."""
        said = {name: said_in(value, language) for name, value in self.values.items()}
        return (self.phrase.ru if language == "ru" else self.phrase.en).format(**said)


@dataclass(frozen=True, slots=True)
class Joined:
    """Several sentences, one after another."""

    parts: tuple[str | Sayable, ...]
    by: str | Sayable = " "

    def say(self, language: Language) -> str:
        """The text for a person."""
        return str(said_in(self.by, language)).join(
            str(said_in(part, language)) for part in self.parts
        )


def said_in(value: Any, language: Language) -> Any:
    """`value` in words where it has them in both languages, else as it is."""
    return value.say(language) if isinstance(value, Sayable) else value


def nearest(name: str, allowed: Iterable[str], otherwise: str | Word = "") -> Word:
    """`; did you mean 'x'?` for the closest allowed name, else `otherwise`."""
    close = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    if not close:
        return otherwise if isinstance(otherwise, Word) else Word(otherwise, otherwise)
    return Word(f"; did you mean '{close[0]}'?", f"; может быть, «{close[0]}»?")
