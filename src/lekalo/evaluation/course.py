"""The course of one training as the report shows it: plain records, with nothing computed.

`training.telling` fills them from a run's folder. None and empty mean that it was not measured;
the page says so, and `why` or a note says for what reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lekalo.core.records import Finding, Interval

Points = Sequence[tuple[float, float]]

MOST_COPIES = 5
"""Copied texts that the page shows."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One run's losses in nats a token, as (step, loss): of each step, and at each evaluation of
    a fixed sample of the trained rows and of the held-out ones. `chosen` is the released step,
    `epoch` the steps of one, `returns` the steps from which the run went back, and where to."""

    name: str
    train: Points
    held_out: Points
    chosen: int | None = None
    trained: Points = ()
    epoch: int | None = None
    returns: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RangeCurve:
    """A range test: the smoothed change of the loss at each rate, the safe interval and the rate
    that it recommends. Where it recommends none, `why` is the reason as a sentence's end."""

    rates: tuple[float, ...]
    changes: tuple[float, ...]
    low: float | None = None
    high: float | None = None
    pick: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CopiedText:
    """The longest stretch that an answer had word for word from a trained one; `share` is of all
    the answers' words that stand in such stretches. Without text, nothing was copied."""

    text: str
    words: int
    share: float
    where: str


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One evaluation and its checkpoint. Losses in nats a token; `reworded` is what a trained
    answer costs more after its question in other words. `kept` says why the checkpoint stands
    (`best`, `last`, `every`); `removed` that it stood once."""

    step: int
    trained: float | None = None
    held_out: float | None = None
    score: float | None = None
    reworded: float | None = None
    copied: CopiedText | None = None
    kept: tuple[str, ...] = ()
    removed: bool = False
    best: bool = False
    released: str = ""

    @property
    def gap(self) -> float | None:
        """How much more a held-out token costs than a trained one."""
        if self.held_out is None or self.trained is None:
            return None
        return self.held_out - self.trained


@dataclass(frozen=True, slots=True)
class Cost:
    """One measure of the untrained base, held whole and compressed. A suite's is the share that
    passes, and `change` the difference; without a name it is bits a byte of the held-out rows,
    and `change` their growth as a share."""

    name: str
    whole: Interval
    compressed: Interval
    change: Interval


@dataclass(frozen=True, slots=True)
class Course:
    """One training: what it was given (`facts`, by name), how it went, and what it says of
    itself. `score` names the suite that picks the best; the notes say why a part is missing."""

    curve: Curve
    rates: Points = ()
    facts: tuple[tuple[str, str], ...] = ()
    range: RangeCurve | None = None
    range_note: str = ""
    evaluated: tuple[Evaluated, ...] = ()
    score: str = ""
    probes_note: str = ""
    events: tuple[str, ...] = ()
    costs: tuple[Cost, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def copies(self) -> tuple[Evaluated, ...]:
        """The evaluations that show what was copied: each text once, the longest first."""
        texts = {e.copied.text: e for e in self.evaluated if e.copied and e.copied.text}
        longest = sorted(texts.values(), key=lambda e: -e.copied.words if e.copied else 0)
        return tuple(longest[:MOST_COPIES])
