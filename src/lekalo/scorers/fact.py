"""fact: the answer states a certain fact, however it is written.

Option: `target`, a text with one fact in it: a number, sum, term, share, measure, date, time,
weekday, phone, e-mail or link. Two weeks are 14 days, 5 March 2026 is 05.03.2026. The first fact
of that sort in the answer counts, so an answer that guesses several is judged by its first guess.
What sorts there are: see `lekalo.text.facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field, model_validator

from lekalo.core.errors import WrongValueError
from lekalo.core.interfaces import SCORERS, Scorer
from lekalo.core.records import Completion, Item, Score
from lekalo.scorers import _words as words
from lekalo.scorers._options import Options, read_options
from lekalo.scorers._text import scored
from lekalo.text.facts import Fact, agree, comparable, facts


class FactOptions(Options):
    """The fact wanted, as a person would write it."""

    target: str = Field(min_length=1, max_length=200, pattern=r"\S")

    @model_validator(mode="after")
    def _states_one(self) -> FactOptions:
        if len(facts(self.target)) != 1:
            count = len(facts(self.target))
            raise WrongValueError(words.ONE_FACT(target=self.target[:80], count=count))
        return self


@SCORERS.register("fact")
class FactScorer(Scorer):
    """1 when the answer's first fact of the target's sort agrees with it."""

    name: ClassVar[str] = "fact"

    @classmethod
    def validate(cls, options: Mapping[str, Any]) -> None:
        """Raises `DataError` when the target does not state one fact."""
        read_options(FactOptions, cls.name, options)

    def score(self, item: Item, completion: Completion, options: Mapping[str, Any]) -> Score:
        """1 or 0."""
        target = read_options(FactOptions, self.name, options).target
        (wanted,) = facts(target)
        said = _first(completion.text, wanted)
        if said is None:
            return scored(0.0, words.NO_FACT(target=target), item)
        shown = completion.text[said.start : said.end]
        if agree(wanted, said):
            return scored(1.0, words.FACT(said=shown), item)
        return scored(0.0, words.OTHER_FACT(said=shown, target=target), item)


def _first(answer: str, wanted: Fact) -> Fact | None:
    return next((fact for fact in facts(answer) if comparable(fact, wanted)), None)
