"""The gate: may this candidate go live? Release, hold, or undecided, with reasons.

    golden     every item passes. These are named cases, not a sample, so there is no interval.
    target     the two-sided interval at `level` lies at or above `target_at_least` (release),
               below it (hold), or around it (undecided: so many more items).
    baseline   paired non-inferiority, item by item, against what is live. The fall is surely
               within `baseline_drop` (release), surely over it (`forgetting`, hold), or it
               cannot be told. "Surely" is a one-sided bound at `level`, as in the two one-sided
               tests of Schuirmann 1987, J. Pharmacokinet. Biopharm. 15, 657-680.

What that costs in items, at the defaults (95 %, 3 points, 80 % power) and no true fall: 88
when no item changes sides, 207 when 3 % of them do, 344 at 5 %, 687 at 10 %. A target suite
whose items all pass shows 90 % with 35 of them.

A bar at the very end (a target of 100 %, no fall at all) can be shown by no sample, so it is
read of these very items. What was not measured holds, and is never passed. Release needs
every suite, so looking at many of them needs no correction (Berger 1982); more items passing
never makes a verdict worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lekalo.core.records import Decision, Finding, Language, Score, SuiteResult, Verdict, Where
from lekalo.core.settings import GateSettings
from lekalo.evaluation.gate_words import GateWords
from lekalo.evaluation.rulings import Ruling, hold, not_measured, release, undecided
from lekalo.evaluation.statistics import (
    is_pass_fail,
    items_for_pair,
    items_for_share,
    mcnemar,
    mean_interval,
    paired_difference,
)

WORTH_TELLING = 0.01
"""A difference under one point is not planned for: it would ask for endless items."""

_ORDER: dict[Decision, int] = {"hold": 0, "undecided": 1, "release": 2}


def judge(
    candidate: Sequence[SuiteResult],
    against: Sequence[SuiteResult],
    settings: GateSettings,
    *,
    candidate_ref: str = "",
    against_ref: str = "",
    language: Language = "en",
) -> Verdict:
    """The verdict on `candidate`, compared with `against` (what is live, or the base).

    Both hold whole results, items included. Reasons, written in `language`, come with holds
    first; `missing_items` is the sum over undecided suites, and 0 where more items would not
    change the verdict.
    """
    gate = _Gate(settings, GateWords(language))
    rulings = [
        *gate.absent(candidate, against),
        *(gate.rule(result, _same(result, against)) for result in candidate),
        *gate.changes(candidate, against),
    ]
    rulings.sort(key=lambda ruling: _ORDER[ruling.decision])
    decision = rulings[0].decision
    return Verdict(
        decision=decision,
        reasons=tuple(ruling.finding for ruling in rulings),
        candidate=candidate_ref,
        against=against_ref,
        missing_items=sum(r.missing for r in rulings) if decision == "undecided" else 0,
    )


class _Gate:
    """The rules under one recipe's settings, in one language."""

    def __init__(self, settings: GateSettings, say: GateWords) -> None:
        self._settings, self._say = settings, say

    def absent(
        self, candidate: Sequence[SuiteResult], against: Sequence[SuiteResult]
    ) -> Iterator[Ruling]:
        """Holds for what nobody measured."""
        measured = {result.suite for result in candidate}
        for other in against:
            if other.suite not in measured:
                yield not_measured(self._say, other.suite, "unmeasured-candidate")
        kinds = {result.kind for result in candidate}
        if "baseline" not in kinds:
            yield self._untested("untested-baseline")
        if not kinds & {"target", "golden"}:
            yield self._untested("untested-target")

    def _untested(self, code: str) -> Ruling:
        return hold(code, self._say(code), self._say(code + "!"))

    def rule(self, result: SuiteResult, other: SuiteResult | None) -> Ruling:
        """One suite's word."""
        if not result.items:
            return not_measured(self._say, result.suite, "unmeasured-items")
        if result.kind == "golden":
            return self._golden(result)
        if result.kind == "target":
            return self._target(result)
        if other is None:
            return not_measured(self._say, result.suite, "unmeasured-live")
        if not _comparable(result, other):
            return not_measured(self._say, result.suite, "unmeasured-changed")
        return self._baseline(result, other)

    def _golden(self, result: SuiteResult) -> Ruling:
        failed = [item for item in result.items if item.value < 1]
        count = len(result.items)
        share = 1 - len(failed) / count
        if not failed:
            message = self._say("golden-passed", suite=result.suite, count=count)
            return release("golden-passed", message, result.suite, share, 1.0)
        message = self._say(
            "golden-failed",
            suite=result.suite,
            failed=len(failed),
            count=count,
            first=failed[0].item,
            reason=_why(failed[0].scores),
        )
        where = tuple(Where(part=f"suite {result.suite}, item {item.item}") for item in failed)
        remedy = self._say("golden-failed!")
        return Ruling("hold", Finding("golden-failed", "hold", message, remedy, where, share, 1.0))

    def _target(self, result: SuiteResult) -> Ruling:
        say, bar = self._say, self._settings.target_at_least
        if bar == 1:
            return self._golden(result)
        interval = mean_interval(_values(result), self._settings.level)
        about = say(
            "target",
            suite=result.suite,
            value=say.percent(interval.value),
            count=interval.count,
            level=say.percent(self._settings.level),
            low=say.percent(interval.low),
            high=say.percent(interval.high),
        )
        facts = {"about": about, "bar": say.percent(bar)}
        if interval.low >= bar:
            message = say("target-reached", **facts)
            return release("target-reached", message, result.suite, interval.value, bar)
        if interval.high < bar:
            message, remedy = say("target-missed", **facts), say("target-missed!")
            return hold("target-missed", message, remedy, result.suite, interval.value, bar)
        share = min(1.0, max(0.0, _worth_telling(interval.value, bar)))
        need = items_for_share(share, bar, self._settings.level)
        message = say("too-few-target", **facts)
        return undecided(say, message, result, need, interval.value, bar)

    def _baseline(self, result: SuiteResult, other: SuiteResult) -> Ruling:
        say, margin = self._say, self._settings.baseline_drop
        before, after = _before(result, other), _values(result)
        bound = 2 * self._settings.level - 1
        change = paired_difference(before, after, bound)
        about = say(
            "baseline",
            suite=result.suite,
            was=say.percent(float(np.mean(before))),
            now=say.percent(float(np.mean(after))),
            count=change.count,
        )
        facts = {
            "about": about,
            "level": say.percent(self._settings.level),
            "allowed": say.points(margin),
            "most": say.points(max(0.0, -change.low)),
            "least": say.points(-change.high),
        }
        fall = -change.value
        if (margin == 0 and change.value >= 0) or (margin > 0 and change.low >= -margin):
            message = say("baseline-kept", **facts)
            return release("baseline-kept", message, result.suite, fall, margin)
        if change.high < -margin:
            message, remedy = say("forgetting", **facts), say("forgetting!")
            return hold("forgetting", message, remedy, result.suite, fall, margin)
        spread = float(np.var(np.subtract(after, before)))
        need = items_for_pair(_worth_telling(change.value, -margin), spread, -margin, bound)
        message = say("too-few-baseline", **facts)
        return undecided(say, message, result, need, fall, margin)

    def changes(
        self, candidate: Sequence[SuiteResult], against: Sequence[SuiteResult]
    ) -> Iterator[Ruling]:
        """What is better or worse on the target suites than what is live: said, never a hold."""
        for result in candidate:
            other = _same(result, against)
            if result.kind != "target" or not result.items:
                continue
            if other is not None and _comparable(result, other):
                yield self._change(result, other)
            else:
                message = self._say("not-compared", suite=result.suite)
                yield release("not-compared", message, result.suite)

    def _change(self, result: SuiteResult, other: SuiteResult) -> Ruling:
        say = self._say
        before, after = _before(result, other), _values(result)
        change = paired_difference(before, after, self._settings.level)
        about = say(
            "change",
            suite=result.suite,
            was=say.percent(float(np.mean(before))),
            now=say.percent(float(np.mean(after))),
        )
        if not _differs(before, after, self._settings.level):
            message = say("target-same", about=about)
            return release("target-same", message, result.suite, change.value, 0.0)
        code = "target-better" if change.value > 0 else "target-worse"
        message = say(code, about=about, test=self._test(before, after))
        if change.value > 0:
            return release(code, message, result.suite, change.value, 0.0)
        where = (Where(part=f"suite {result.suite}"),)
        worse = Finding(code, "warning", message, say(code + "!"), where, change.value, 0.0)
        return Ruling("release", worse)

    def _test(self, before: Sequence[float], after: Sequence[float]) -> str:
        if not is_pass_fail([*before, *after]):
            return self._say("bootstrap")
        change = mcnemar(before, after)
        p_value = f"p = {change.p_value:.2g}" if change.p_value >= 0.001 else "p < 0.001"
        return self._say("mcnemar", gained=change.gained, lost=change.lost, p=p_value)


def _why(scores: Sequence[Score]) -> str:
    return min(scores, key=lambda score: score.value).reason


def _differs(before: Sequence[float], after: Sequence[float], level: float) -> bool:
    if is_pass_fail([*before, *after]):
        return mcnemar(before, after).p_value < 1 - level
    change = paired_difference(before, after, level)
    return not change.low <= 0 <= change.high


def _same(result: SuiteResult, others: Sequence[SuiteResult]) -> SuiteResult | None:
    return next((other for other in others if other.suite == result.suite), None)


def _comparable(result: SuiteResult, other: SuiteResult) -> bool:
    same_items = {item.item for item in result.items} == {item.item for item in other.items}
    return result.suite_hash == other.suite_hash and same_items


def _before(result: SuiteResult, other: SuiteResult) -> list[float]:
    """The values of `other` in the order of the items of `result`."""
    by_item = {item.item: item.value for item in other.items}
    return [by_item[item.item] for item in result.items]


def _values(result: SuiteResult) -> list[float]:
    return [item.value for item in result.items]


def _worth_telling(value: float, bar: float) -> float:
    """`value`, moved to at least one point from `bar`."""
    distance = max(abs(value - bar), WORTH_TELLING)
    return bar + distance if value >= bar else bar - distance
