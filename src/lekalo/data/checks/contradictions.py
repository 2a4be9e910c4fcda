"""`contradictions`: the same question with answers that disagree, so the model learns to guess.

Two answers disagree when one says yes and the other no, or when each has a number that the
other lacks. Thousands separators and the numbering of lists are no difference. Leaves out
questions in other words, steps, and numbers written as words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Example, Finding
from lekalo.data.checks._places import places
from lekalo.data.normalise import answer, question

HOLD_ABOVE = 0.01
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_LIST_MARK = re.compile(r"(?m)^[ \t]*\d{1,2}[.)]\s")
_YES_NO = re.compile(r"\W*(yes|no|да|нет)\b", re.IGNORECASE)
_SAID = {"yes": True, "да": True, "no": False, "нет": False}


@final
@CHECKS.register("contradictions")
class Contradictions(Check):
    """Holds when over 1 % of the training rows are in disagreement, else warns."""

    name = "contradictions"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding that names the rows, and their authors where the data has them."""
        train = material.train
        asked: dict[tuple[str, str], list[Example]] = defaultdict(list)
        for example in train:
            asked[_context(example)].append(example)
        clashing = [one for same in asked.values() if _clash(same) for one in same]
        if not clashing:
            return
        share = len(clashing) / len(train)
        authors = sorted({one.meta["author"] for one in clashing if "author" in one.meta})
        by = f" (authors: {', '.join(authors)})" if authors else ""
        yield Finding(
            code="contradictions",
            severity="hold" if share > HOLD_ABOVE else "warning",
            message=f"{len(clashing)} training rows ask the same and answer with different "
            f"numbers or yes against no{by}; the model would learn to guess.",
            remedy="Decide which answer is right and remove the others.",
            where=places([one.where for one in clashing]),
            figure=share,
            threshold=HOLD_ABOVE,
        )


def _context(example: Example) -> tuple[str, str]:
    """The question and what it is asked under: another system text may call for another answer."""
    first = example.messages[0]
    return question(example.messages), first.content if first.role == "system" else ""


def _clash(same: Sequence[Example]) -> bool:
    texts = [answer(example) for example in same]
    if {_polarity(text) for text in texts} >= {True, False}:
        return True
    # every two sets contain one another exactly when, sorted by size, each contains the last
    chain = sorted({_numbers(text) for text in texts}, key=len)
    return not all(small <= large for small, large in pairwise(chain))


def _polarity(text: str) -> bool | None:
    match = _YES_NO.match(text)
    return _SAID[match[1].lower()] if match else None


def _numbers(text: str) -> frozenset[str]:
    found = _NUMBER.findall(_LIST_MARK.sub("", text))
    return frozenset(_plain(number) for number in found)


def _plain(number: str) -> str:
    """`1 000`, `1,000` and `1000` alike; `2,5` as `2.5`."""
    if re.fullmatch(r"\d{1,3}(?:[ \u00a0\u202f,]\d{3})+", number):
        return re.sub(r"\D", "", number)
    return number.replace(",", ".")
