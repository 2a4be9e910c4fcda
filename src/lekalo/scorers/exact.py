"""exact: the answer is the target, nothing more and nothing less.

Options: `target` (text), `ignore_case` (default false). White space around the answer never
counts. With `ignore_case` the comparison is loose: see `_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from lekalo.core.interfaces import SCORERS, Scorer
from lekalo.core.records import Completion, Item, Score
from lekalo.scorers import _words as words
from lekalo.scorers._options import Options, read_options
from lekalo.scorers._text import loose, scored, strict


class ExactOptions(Options):
    """What the answer must be."""

    target: str = Field(min_length=1, pattern=r"\S")
    ignore_case: bool = False


@SCORERS.register("exact")
class Exact(Scorer):
    """1 when the answer equals the target."""

    name: ClassVar[str] = "exact"

    @classmethod
    def validate(cls, options: Mapping[str, Any]) -> None:
        """Raises `DataError` when the options are wrong."""
        read_options(ExactOptions, cls.name, options)

    def score(self, item: Item, completion: Completion, options: Mapping[str, Any]) -> Score:
        """1 or 0."""
        wanted = read_options(ExactOptions, self.name, options)
        form = loose if wanted.ignore_case else strict
        if form(completion.text) == form(wanted.target):
            return scored(1.0, words.EXACT, item)
        return scored(0.0, words.NOT_EXACT(target=wanted.target), item)
