"""contains: the answer holds certain phrases, and holds none of others.

Options, at least one of them: `all` (every phrase is there), `any` (one of them is there),
`none` (not one is there). A phrase is looked for inside words too, so that the stem
`гарант` finds `гарантируем`; the comparison is loose: see `_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from lekalo.core.interfaces import SCORERS, Scorer
from lekalo.core.records import Completion, Item, Score
from lekalo.scorers._options import Options, read_options
from lekalo.scorers._text import loose

Phrases = list[Annotated[str, Field(min_length=1, pattern=r"\S")]]


class ContainsOptions(Options):
    """Phrases wanted and phrases banned."""

    any: Phrases = Field([])
    all: Phrases = Field([])
    none: Phrases = Field([])

    @model_validator(mode="after")
    def _satisfiable(self) -> ContainsOptions:
        if not (self.any or self.all or self.none):
            raise ValueError("it needs phrases in at least one of: any, all, none.")
        for phrase in self.all:
            banned = _found(self.none, loose(phrase))
            if banned:
                raise ValueError(f"no answer can pass: 'all' has '{phrase}', 'none' has {banned}.")
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
            return Score(0.0, f"The answer lacks '{missing[0]}'.")
        if wanted.any and not _found(wanted.any, answer):
            return Score(0.0, f"The answer has none of: {', '.join(wanted.any)}.")
        if banned:
            return Score(0.0, f"The answer has {banned}, which is banned.")
        return Score(1.0, "The answer has what it must and nothing that is banned.")


def _found(phrases: list[str], text: str) -> str:
    """The first phrase that is in the loose `text`, in quotes, or an empty string."""
    return next((f"'{phrase}'" for phrase in phrases if loose(phrase) in text), "")
