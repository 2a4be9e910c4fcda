"""contains: the answer holds certain phrases, and holds none of others.

Options, at least one of them: `all` (every phrase is there), `any` (one of them is there),
`none` (not one is there). A phrase is looked for inside words too, so that the stem
`гарант` finds `гарантируем`; the comparison is loose: see `_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from lekalo.core.errors import WrongValueError
from lekalo.core.interfaces import SCORERS, Scorer
from lekalo.core.records import Completion, Item, Score
from lekalo.scorers import _words as words
from lekalo.scorers._options import Options, read_options
from lekalo.scorers._text import loose, scored

Phrases = list[Annotated[str, Field(min_length=1, pattern=r"\S")]]


class ContainsOptions(Options):
    """Phrases wanted and phrases banned."""

    any: Phrases = Field([])
    all: Phrases = Field([])
    none: Phrases = Field([])

    @model_validator(mode="after")
    def _satisfiable(self) -> ContainsOptions:
        if not (self.any or self.all or self.none):
            raise WrongValueError(words.NO_PHRASES)
        for phrase in self.all:
            banned = _found(self.none, loose(phrase))
            if banned:
                raise WrongValueError(words.NOTHING_PASSES(phrase=phrase, banned=banned))
        return self


@SCORERS.register("contains")
class Contains(Scorer):
    """1 when every wanted phrase is in the answer and no banned one is."""

    name: ClassVar[str] = "contains"

    @classmethod
    def validate(cls, options: Mapping[str, Any]) -> None:
        """Raises `DataError` when the options are wrong or cannot be satisfied."""
        read_options(ContainsOptions, cls.name, options)

    def score(self, item: Item, completion: Completion, options: Mapping[str, Any]) -> Score:
        """1 or 0."""
        wanted = read_options(ContainsOptions, self.name, options)
        answer = loose(completion.text)
        missing = [phrase for phrase in wanted.all if loose(phrase) not in answer]
        banned = _found(wanted.none, answer)
        if missing:
            return scored(0.0, words.LACKS(phrase=missing[0]), item)
        if wanted.any and not _found(wanted.any, answer):
            return scored(0.0, words.HAS_NONE(phrases=", ".join(wanted.any)), item)
        if banned:
            return scored(0.0, words.BANNED(phrase=banned), item)
        return scored(1.0, words.CONTAINS, item)


def _found(phrases: list[str], text: str) -> str:
    """The first phrase that is in the loose `text`, in quotes, or an empty string."""
    return next((f"'{phrase}'" for phrase in phrases if loose(phrase) in text), "")
