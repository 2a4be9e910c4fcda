"""regex: the answer matches a pattern somewhere.

Options: `pattern` and `flags`, some of the letters i (ignore case), m (^ and $ at every
line), s (a dot is any character). Use `^...$` to match a whole line, `\\A...\\Z` the answer.

Patterns come from users and answers from a model, so a match may take for ever with
Python's own `re`; the `regex` package stops at a time limit, which then scores 0 and says so.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, ClassVar

import regex
from pydantic import Field, field_validator, model_validator

from lekalo.core.interfaces import SCORERS, Scorer
from lekalo.core.records import Completion, Item, Score
from lekalo.scorers._options import Options, read_options

SECONDS = 1.0
"""The longest one match may take."""

_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}


class RegexOptions(Options):
    """A pattern and its flags."""

    pattern: str = Field(min_length=1, max_length=2000)
    flags: str = ""

    @field_validator("flags")
    @classmethod
    def _known(cls, flags: str) -> str:
        unknown = sorted(set(flags) - set(_FLAGS))
        if unknown:
            raise ValueError(f"unknown flag '{unknown[0]}'; there are i, m and s.")
        return flags

    @model_validator(mode="after")
    def _compiles(self) -> RegexOptions:
        try:
            _compiled(self.pattern, self.flags)
        except (regex.error, RecursionError) as error:
            raise ValueError(
                f"'{self.pattern[:80]}' is not a regular expression: {error}."
            ) from error
        return self


@SCORERS.register("regex")
class Regex(Scorer):
    """1 when the pattern is found in the answer."""

    name: ClassVar[str] = "regex"

    @classmethod
    def validate(cls, options: Mapping[str, Any]) -> None:
        """Raises `DataError` when the options are wrong or the pattern does not compile."""
        read_options(RegexOptions, cls.name, options)

    def score(self, item: Item, completion: Completion, options: Mapping[str, Any]) -> Score:
        """1 or 0; 0 also when the match took longer than `SECONDS`."""
        wanted = read_options(RegexOptions, self.name, options)
        try:
            found = _compiled(wanted.pattern, wanted.flags).search(completion.text, timeout=SECONDS)
        except TimeoutError:
            return Score(
                0.0,
                f"The pattern '{wanted.pattern}' was stopped after {SECONDS:g} s on this answer, "
                "so it counts as not matched. Write it without nested repeats.",
            )
        if found:
            return Score(1.0, f"The answer matches '{wanted.pattern}'.")
        return Score(0.0, f"The answer does not match '{wanted.pattern}'.")


@functools.lru_cache(maxsize=1024)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    bits = functools.reduce(lambda one, letter: one | _FLAGS[letter], flags, regex.VERSION0)
    return regex.compile(pattern, bits)
