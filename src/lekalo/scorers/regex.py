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

from lekalo.core.errors import WrongValueError
from lekalo.core.interfaces import SCORERS, Scorer
from lekalo.core.records import Completion, Item, Score
from lekalo.scorers import _words as words
from lekalo.scorers._options import Options, read_options
from lekalo.scorers._text import scored

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
            raise WrongValueError(words.UNKNOWN_FLAG(flag=unknown[0]))
        return flags

    @model_validator(mode="after")
    def _compiles(self) -> RegexOptions:
        try:
            _compiled(self.pattern, self.flags)
        except (regex.error, RecursionError) as error:
            said = words.NOT_REGEX(pattern=self.pattern[:80], error=error)
            raise WrongValueError(said) from error
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
            said = words.STOPPED(pattern=wanted.pattern, seconds=SECONDS)
            return scored(0.0, said, item)
        if found:
            return scored(1.0, words.MATCHES(pattern=wanted.pattern), item)
        return scored(0.0, words.NO_MATCH(pattern=wanted.pattern), item)


@functools.lru_cache(maxsize=1024)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    bits = functools.reduce(lambda one, letter: one | _FLAGS[letter], flags, regex.VERSION0)
    return regex.compile(pattern, bits)
