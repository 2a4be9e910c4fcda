"""One rule's word in the gate."""

from __future__ import annotations

from dataclasses import dataclass

from lekalo.core.records import Decision, Finding, SuiteResult, Where
from lekalo.evaluation.gate_words import GateWords


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule's word: what it decides, its finding, and how many more items would tell."""

    decision: Decision
    finding: Finding
    missing: int = 0


def hold(
    code: str,
    message: str,
    remedy: str,
    suite: str = "",
    figure: float | None = None,
    threshold: float | None = None,
) -> Ruling:
    """The candidate may not go live."""
    where = (Where(part=f"suite {suite}"),) if suite else ()
    return Ruling("hold", Finding(code, "hold", message, remedy, where, figure, threshold))


def not_measured(say: GateWords, suite: str, why: str) -> Ruling:
    """Nobody knows: a hold, since what was not measured is never passed."""
    message = say("not-measured", suite=suite, why=say(why))
    return hold("not-measured", message, say("not-measured!"), suite)


def undecided(
    say: GateWords, message: str, result: SuiteResult, need: int, figure: float, threshold: float
) -> Ruling:
    """Too few items to tell; `need` is how many in all would."""
    missing = max(1, need - len(result.items))
    remedy = say("too-few-items!", missing=missing)
    where = (Where(part=f"suite {result.suite}"),)
    finding = Finding("too-few-items", "warning", message, remedy, where, figure, threshold)
    return Ruling("undecided", finding, missing)


def release(
    code: str,
    message: str,
    suite: str,
    figure: float | None = None,
    threshold: float | None = None,
) -> Ruling:
    """Nothing against it; a note."""
    where = (Where(part=f"suite {suite}"),)
    return Ruling("release", Finding(code, "note", message, "", where, figure, threshold))
