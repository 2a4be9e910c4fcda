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

from lekalo.core.recipe import GateSettings
from lekalo.core.records import Decision, Finding, Score, SuiteResult, Verdict, Where
from lekalo.evaluation.rulings import (
    Ruling,
    hold,
    not_measured,
    percent,
    points,
    release,
    undecided,
)
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
) -> Verdict:
    """The verdict on `candidate`, compared with `against` (what is live, or the base).

    Both hold whole results, items included. Reasons come with holds first; `missing_items`
    is the sum over undecided suites, and 0 where more items would not change the verdict.
    """
    rulings = [
        *_absent(candidate, against),
        *(_rule(result, _same(result, against), settings) for result in candidate),
        *_changes(candidate, against, settings),
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


def _absent(candidate: Sequence[SuiteResult], against: Sequence[SuiteResult]) -> Iterator[Ruling]:
    """Holds for what nobody measured."""
    measured = {result.suite for result in candidate}
    for other in against:
        if other.suite not in measured:
            yield not_measured(other.suite, "it was measured on what is live, not on this one")
    kinds = {result.kind for result in candidate}
    if "baseline" not in kinds:
        yield hold(
            "untested-baseline",
            "No baseline suite was measured, so nobody knows which of the model's earlier skills "
            "this training cost.",
            "Add a suite with `kind: baseline` on what must not get worse.",
        )
    if not kinds & {"target", "golden"}:
        yield hold(
            "untested-target",
            "No target or golden suite was measured, so nothing shows that the assistant does "
            "its work.",
            "Add a suite with `kind: target` on what the assistant is for.",
        )


def _rule(result: SuiteResult, other: SuiteResult | None, settings: GateSettings) -> Ruling:
    if not result.items:
        return not_measured(result.suite, "it has no items")
    if result.kind == "golden":
        return _golden(result)
    if result.kind == "target":
        return _target(result, settings)
    if other is None:
        return not_measured(result.suite, "there is no result of what is live to compare with")
    if not _comparable(result, other):
        return not_measured(result.suite, "its items changed since what is live was measured")
    return _baseline(result, other, settings)


def _golden(result: SuiteResult) -> Ruling:
    failed = [item for item in result.items if item.value < 1]
    share = 1 - len(failed) / len(result.items)
    if not failed:
        message = f"Suite '{result.suite}': all {len(result.items)} items pass, as they must."
        return release("golden-passed", message, result.suite, share, 1.0)
    finding = Finding(
        "golden-failed",
        "hold",
        f"Suite '{result.suite}': {len(failed)} of {len(result.items)} items fail, and all must "
        f"pass. The first is '{failed[0].item}': {_why(failed[0].scores)}",
        "Read the failed answers in the report; add examples of such cases, or mend the prompt.",
        tuple(Where(part=f"suite {result.suite}, item {item.item}") for item in failed),
        share,
        1.0,
    )
    return Ruling("hold", finding)


def _why(scores: Sequence[Score]) -> str:
    return min(scores, key=lambda score: score.value).reason


def _target(result: SuiteResult, settings: GateSettings) -> Ruling:
    bar = settings.target_at_least
    if bar == 1:
        return _golden(result)
    interval = mean_interval(_values(result), settings.level)
    about = (
        f"Suite '{result.suite}': {percent(interval.value)} of {interval.count} items pass "
        f"({percent(settings.level)} interval {percent(interval.low)} to {percent(interval.high)})"
    )
    if interval.low >= bar:
        message = f"{about}; at least {percent(bar)} is asked for."
        return release("target-reached", message, result.suite, interval.value, bar)
    if interval.high < bar:
        return hold(
            "target-missed",
            f"{about}; {percent(bar)} is asked for.",
            "Read the failed answers in the report; add examples of what fails, or train longer.",
            result.suite,
            interval.value,
            bar,
        )
    share = min(1.0, max(0.0, _worth_telling(interval.value, bar)))
    need = items_for_share(share, bar, settings.level)
    message = f"{about}: too few to tell whether it reaches {percent(bar)}."
    return undecided(message, result, need, interval.value, bar)


def _baseline(result: SuiteResult, other: SuiteResult, settings: GateSettings) -> Ruling:
    before, after = _before(result, other), _values(result)
    margin, bound = settings.baseline_drop, 2 * settings.level - 1
    change = paired_difference(before, after, bound)
    was, now = float(np.mean(before)), float(np.mean(after))
    about = (
        f"Suite '{result.suite}': {percent(was)} before, {percent(now)} now, on the same "
        f"{change.count} items"
    )
    sure, fall, allowed = (
        f"with {percent(settings.level)} confidence",
        -change.value,
        points(margin),
    )
    if (margin == 0 and change.value >= 0) or (margin > 0 and change.low >= -margin):
        most = points(max(0.0, -change.low))
        message = f"{about}; {sure} the fall is at most {most} ({allowed} allowed)."
        return release("baseline-kept", message, result.suite, fall, margin)
    if change.high < -margin:
        return hold(
            "forgetting",
            f"{about}; {sure} it fell by at least {points(-change.high)} ({allowed} allowed).",
            "Mix general examples in (`data.replay`), lower `train.learning_rate`, or train for "
            "fewer epochs.",
            result.suite,
            fall,
            margin,
        )
    spread = float(np.var(np.subtract(after, before)))
    need = items_for_pair(_worth_telling(change.value, -margin), spread, -margin, bound)
    message = f"{about}: too few to tell whether it fell by more than {allowed}."
    return undecided(message, result, need, fall, margin)


def _changes(
    candidate: Sequence[SuiteResult], against: Sequence[SuiteResult], settings: GateSettings
) -> Iterator[Ruling]:
    """What is better or worse on the target suites than what is live: said, never a hold."""
    for result in candidate:
        other = _same(result, against)
        if result.kind == "target" and result.items:
            known = other is not None and _comparable(result, other)
            yield _change(result, other, settings) if known and other else _incomparable(result)


def _change(result: SuiteResult, other: SuiteResult, settings: GateSettings) -> Ruling:
    before, after = _before(result, other), _values(result)
    change = paired_difference(before, after, settings.level)
    about = (
        f"Suite '{result.suite}': {percent(float(np.mean(before)))} on what is live, "
        f"{percent(float(np.mean(after)))} now"
    )
    if not _differs(before, after, settings.level):
        message = f"{about}; the difference is within chance."
        return release("target-same", message, result.suite, change.value, 0.0)
    if change.value > 0:
        message = f"{about}; it is better by more than chance ({_test(before, after)})."
        return release("target-better", message, result.suite, change.value, 0.0)
    worse = Finding(
        "target-worse",
        "warning",
        f"{about}; it is worse by more than chance ({_test(before, after)}).",
        "Compare the answers side by side in the report before it goes live.",
        (Where(part=f"suite {result.suite}"),),
        change.value,
        0.0,
    )
    return Ruling("release", worse)


def _differs(before: Sequence[float], after: Sequence[float], level: float) -> bool:
    if is_pass_fail([*before, *after]):
        return mcnemar(before, after).p_value < 1 - level
    change = paired_difference(before, after, level)
    return not change.low <= 0 <= change.high


def _test(before: Sequence[float], after: Sequence[float]) -> str:
    if not is_pass_fail([*before, *after]):
        return "paired bootstrap"
    change = mcnemar(before, after)
    p_value = f"p = {change.p_value:.2g}" if change.p_value >= 0.001 else "p < 0.001"
    return f"{change.gained} items gained, {change.lost} lost, exact McNemar {p_value}"


def _incomparable(result: SuiteResult) -> Ruling:
    message = f"Suite '{result.suite}': not measured on what is live with these items."
    return release("not-compared", message, result.suite)


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
