"""How often: `200`, `200 steps`, `0.5 epochs` or `100k tokens`, as a recipe writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lekalo.core import words
from lekalo.core.errors import WrongValueError

Unit = Literal["steps", "epochs", "tokens"]

_UNITS: dict[str, Unit] = {
    "": "steps",
    "step": "steps",
    "steps": "steps",
    "epoch": "epochs",
    "epochs": "epochs",
    "token": "tokens",
    "tokens": "tokens",
}
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}
_FORM = re.compile(r"(\d+(?:\.\d+)?)\s*([km]?)\s*([a-z]*)")


@dataclass(frozen=True, slots=True)
class Every:
    """An interval of a run: `amount` of steps, epochs or tokens; only epochs may be broken."""

    amount: float
    unit: Unit

    def __str__(self) -> str:
        whole = float(self.amount).is_integer()
        return f"{int(self.amount) if whole else self.amount!r} {self.unit}"


def read_every(value: str | int) -> Every:
    """The interval that `value` says. Raises `ValueError` with what is allowed."""
    found = _FORM.fullmatch(str(value).strip().lower())
    if found is None or found[3] not in _UNITS:
        raise WrongValueError(words.EVERY)
    every = Every(float(found[1]) * _TIMES[found[2]], _UNITS[found[3]])
    if every.amount <= 0 or (every.unit != "epochs" and not every.amount.is_integer()):
        raise WrongValueError(words.WHOLE_STEPS(unit=every.unit))
    return every
