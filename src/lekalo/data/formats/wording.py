"""Sentences of the readers in English and in Russian, put into words when the listener is known.

    RowError(LONG, limit=64).told.say("ru")      # the problem and the remedy

Who listens may be known only when everything is read (`lekalo check` guesses the language from
the data), so a reader keeps a sentence with its values. The sentences themselves stand in
`words_files`, `words_rows` and `shapes.sentences`; English is the text of the exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lekalo.core.errors import DataError
from lekalo.core.records import Language
from lekalo.core.wording import Word as Word
from lekalo.core.words import reason_of_system as reason_of_system
from lekalo.text.plural import number_of as number_of

_LONGEST = 400


class Sentence(NamedTuple):
    """A problem and its remedy in each language, with `{gaps}` for values. A value that is a
    `Word` also gives the gap `{name_in}`."""

    en: tuple[str, str]
    ru: tuple[str, str]


Value = str | int | Word


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with what stands in its gaps."""

    sentence: Sentence
    values: Mapping[str, Value]

    def say(self, language: Language) -> tuple[str, str]:
        """The problem, fit for a person's screen, and the remedy."""
        filled: dict[str, str | int] = {}
        for name, value in self.values.items():
            if isinstance(value, Word):
                filled[name] = value.ru if language == "ru" else value.en
                filled[f"{name}_in"] = value.ru_in
            else:
                filled[name] = value
        problem, remedy = self.sentence.ru if language == "ru" else self.sentence.en
        return printable(problem.format(**filled)), remedy.format(**filled)


@dataclass(frozen=True, slots=True)
class Whole:
    """What is told as one text, for a gap in another sentence."""

    told: Told

    def say(self, language: Language) -> str:
        """The problem and the remedy."""
        return " ".join(self.told.say(language))


class ToldError(DataError):
    """What is wrong with a file or a row, without the place, which the reader adds."""

    def __init__(self, sentence: Sentence, **values: Value) -> None:
        self.told = Told(sentence, values)
        super().__init__(Whole(self.told))

    @property
    def problem(self) -> str:
        """What is wrong, in English."""
        return self.told.say("en")[0]

    @property
    def remedy(self) -> str:
        """What to do, in English."""
        return self.told.say("en")[1]


def printable(text: str) -> str:
    """`text` for a person's screen: what a file holds may steer a terminal or break a line, and
    may be long without end."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}..."
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def listed(names: list[str], shown: int) -> Word:
    """The first names with commas, and a word for the others."""
    first = ", ".join(names[:shown])
    more = len(names) > shown
    return Word(first + " and more" * more, first + " и другие" * more)
