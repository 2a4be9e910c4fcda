"""numeric: the number in the answer is the target.

Options: `target` and `tolerance` (default 0, absolute). The number is the last one in the
answer, since a reasoned answer ends with its result; an answer with one number has just that.

Read as one number: 1234, -12, −12 (a real minus), 0.5, 0,5, 1 234,5 (also with no-break
spaces), 1,234.5, 1.234,5, 1.5e3. One comma before exactly three digits (1,234) can be a
thousand in English or a fraction in Russian; it is right when either reading is. A sign
counts when it touches the number and follows no digit or letter: 10-15 ends in 15. Runs of
digits that are no single number (12.05.2024, 10:30, 1/2, 1,2,3) and digits inside words
(A4) are passed over; numbers in words are not read. Units, currencies and % are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from pydantic import Field

from lekalo.core.interfaces import SCORERS, Scorer
from lekalo.core.records import Completion, Item, Score
from lekalo.scorers import _words as words
from lekalo.scorers._options import Options, read_options
from lekalo.scorers._text import scored

_GAP = "[ \u00a0\u2009\u202f]"
_RUN = re.compile(
    r"(?<!\w)(?<![0-9][.,:/])(?P<sign>(?<![\w)\]])[-−–][$€£₽]?)?"
    rf"(?P<body>(?:[1-9][0-9]{{0,2}}(?:{_GAP}[0-9]{{3}}(?![0-9]))+|[0-9]+)"
    r"(?:[.,:/][0-9]+)*(?:[eE][-+]?[0-9]{1,3}(?!\w))?)"
)
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?(?:[eE][-+]?[0-9]+)?")
_SPACED = re.compile(rf"[1-9][0-9]{{0,2}}(?:{_GAP}[0-9]{{3}})+(?:[.,][0-9]+)?")
_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DOTS = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})")


class NumericOptions(Options):
    """The number wanted, and how far from it is still right."""

    target: int | float = Field(allow_inf_nan=False)
    tolerance: int | float = Field(0, ge=0, allow_inf_nan=False)


@SCORERS.register("numeric")
class Numeric(Scorer):
    """1 when the answer's last number is within the tolerance of the target."""

    name: ClassVar[str] = "numeric"

    @classmethod
    def validate(cls, options: Mapping[str, Any]) -> None:
        """Raises `DataError` when the options are wrong."""
        read_options(NumericOptions, cls.name, options)

    def score(self, item: Item, completion: Completion, options: Mapping[str, Any]) -> Score:
        """1 or 0. Decimal arithmetic: 2.4 is within 0.1 of 2.3, as a person expects."""
        wanted = read_options(NumericOptions, self.name, options)
        number, readings = _last_number(completion.text)
        if not readings:
            return scored(0.0, words.NO_NUMBER, item)
        target, tolerance = Decimal(str(wanted.target)), Decimal(str(wanted.tolerance))
        if any(abs(reading - target) <= tolerance for reading in readings):
            return scored(1.0, words.NUMBER(number=number), item)
        said = words.NOT_WITHIN if tolerance else words.OTHER_NUMBER
        return scored(0.0, said(number=number, target=target, tolerance=tolerance), item)


def _last_number(text: str) -> tuple[str, list[Decimal]]:
    """The last number as it is written and its possible values; none without a number."""
    for match in reversed(list(_RUN.finditer(text))):
        readings = _readings(match["body"])
        if readings:
            minus = "-" if match["sign"] else ""
            return minus + match["body"], [-r if minus else r for r in readings]
    return "", []


def _readings(body: str) -> list[Decimal]:
    """Every value these digits and separators can stand for."""
    texts = []
    if _PLAIN.fullmatch(body):
        texts.append(body.replace(",", "."))
    if _SPACED.fullmatch(body):
        texts.append(re.sub(_GAP, "", body).replace(",", "."))
    if _COMMAS.fullmatch(body):
        texts.append(body.replace(",", ""))
    if _DOTS.fullmatch(body):
        texts.append(body.replace(".", "").replace(",", "."))
    return [Decimal(text) for text in texts]
