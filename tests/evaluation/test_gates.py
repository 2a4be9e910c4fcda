"""The gate's word on results whose right verdict can be argued on paper."""

import re
import string
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekalo.core.records import ItemResult, Score, SuiteKind, SuiteResult, Verdict
from lekalo.core.settings import GateSettings
from lekalo.evaluation.gate_words import WORDS
from lekalo.evaluation.gates import judge
from lekalo.evaluation.statistics import mean_interval

SETTINGS = GateSettings()


def suite(
    kind: SuiteKind, values: Sequence[float], name: str = "", hash_: str = "sha256:1"
) -> SuiteResult:
    items = tuple(
        ItemResult(f"i-{number}", "an answer", "stop", (Score(1.0), Score(value, "Reason.")))
        for number, value in enumerate(values)
    )
    interval = mean_interval(values or [0.0])
    return SuiteResult(name or kind, kind, hash_, interval, items)


def passes(count: int, of: int) -> list[float]:
    return [1.0] * count + [0.0] * (of - count)


KEPT = suite("baseline", passes(190, 200))
REACHED = suite("target", passes(60, 60))
NOTHING_YET = suite("target", passes(3, 60))


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_all_well_is_a_release() -> None:
    golden = suite("golden", passes(12, 12))
    verdict = judge(
        [REACHED, golden, KEPT],
        [NOTHING_YET, golden, KEPT],
        SETTINGS,
        candidate_ref="desk@3",
        against_ref="desk@2",
    )
    assert verdict.decision == "release" and verdict.missing_items == 0
    assert codes(verdict) == ["target-reached", "golden-passed", "baseline-kept", "target-better"]
    assert (verdict.candidate, verdict.against) == ("desk@3", "desk@2")
    assert {reason.severity for reason in verdict.reasons} == {"note"}


@pytest.mark.parametrize(
    ("count", "decision"),
    [  # of 60, at 90 %: Wilson's bounds by hand are [.940, 1], [.841, .974], [.672, .871]
        (60, "release"),
        (56, "undecided"),
        (47, "hold"),
    ],
)
def test_a_target_is_judged_by_its_interval(count: int, decision: str) -> None:
    verdict = judge([suite("target", passes(count, 60)), KEPT], [NOTHING_YET, KEPT], SETTINGS)
    assert verdict.decision == decision
    assert (verdict.missing_items > 0) == (decision == "undecided")
    assert verdict.reasons[0].figure in (count / 60, 0.0)


def test_the_items_asked_for_on_a_full_score_are_enough() -> None:
    # 20 of 20 shows 83.9 %; n / (n + 3.8415) >= 0.9 from n = 35 on
    verdict = judge([suite("target", passes(20, 20)), KEPT], [KEPT], SETTINGS)
    assert (verdict.decision, verdict.missing_items) == ("undecided", 15)
    assert "about 15 items" in verdict.reasons[0].remedy
    assert judge([suite("target", passes(35, 35)), KEPT], [KEPT], SETTINGS).decision == "release"
    assert judge([suite("target", passes(34, 34)), KEPT], [KEPT], SETTINGS).missing_items == 1


def test_one_failed_golden_item_holds_and_is_named() -> None:
    golden = suite("golden", passes(11, 12))
    verdict = judge([REACHED, golden, KEPT], [golden, KEPT], SETTINGS)
    assert (verdict.decision, codes(verdict)[0]) == ("hold", "golden-failed")
    reason = verdict.reasons[0]
    assert "'i-11': Reason." in reason.message
    assert [where.part for where in reason.where] == ["suite golden, item i-11"]


def test_a_golden_item_half_right_is_not_right() -> None:
    golden = suite("golden", [1.0, 0.99])
    assert codes(judge([golden, KEPT], [KEPT], SETTINGS))[0] == "golden-failed"


def swapped(n: int, was: int, lost: int, gained: int) -> tuple[SuiteResult, SuiteResult]:
    """A baseline suite before (`was` of `n` pass) and after."""
    before = passes(was, n)
    after = [0.0] * lost + before[lost:was] + [1.0] * gained + before[was + gained :]
    return suite("baseline", before), suite("baseline", after)


@pytest.mark.parametrize(
    ("n", "was", "lost", "gained", "decision"),
    [
        (200, 190, 0, 0, "release"),  # nothing changed: 2.7055 / 202.7 = 1.3 points at most
        (200, 190, 4, 4, "release"),  # 8 changes even out: 2.7 points at most
        (200, 190, 40, 0, "hold"),  # 20 points are lost
        (200, 190, 9, 3, "undecided"),  # 3 points, with chance on either side
        (30, 28, 0, 0, "undecided"),  # 2.7055 / 32.7 = 8.3 points could be lost unseen
        (30, 28, 20, 0, "hold"),
    ],
)
def test_a_baseline_may_not_fall_by_more_than_the_margin(
    n: int, was: int, lost: int, gained: int, decision: str
) -> None:
    before, after = swapped(n, was, lost, gained)
    verdict = judge([REACHED, after], [NOTHING_YET, before], SETTINGS)
    assert verdict.decision == decision
    assert {"hold": "forgetting", "release": "target-reached", "undecided": "too-few-items"}[
        decision
    ] == codes(verdict)[0]


def test_forgetting_gives_the_fall_and_the_margin() -> None:
    before, after = swapped(200, 190, 40, 0)
    reason = judge([REACHED, after], [before], SETTINGS).reasons[0]
    assert (reason.figure, reason.threshold) == (pytest.approx(0.2), 0.03)
    assert "95 % before, 75 % now" in reason.message


def test_the_items_asked_for_on_an_even_baseline_are_enough() -> None:
    before, after = swapped(30, 28, 0, 0)
    verdict = judge([REACHED, after], [before], SETTINGS)
    # n >= z^2 (1 - m) / m = 2.7055 * 0.97 / 0.03 = 87.5
    assert verdict.missing_items == 88 - 30
    for n, decision in ((88, "release"), (87, "undecided")):
        before, after = swapped(n, n - 2, 0, 0)
        assert judge([REACHED, after], [before], SETTINGS).decision == decision


def test_undecided_suites_add_up() -> None:
    before, after = swapped(30, 28, 0, 0)
    verdict = judge([suite("target", passes(20, 20)), after], [before], SETTINGS)
    assert (verdict.decision, verdict.missing_items) == ("undecided", 15 + 58)


def test_pairs_are_matched_by_item_and_not_by_place() -> None:
    before, after = swapped(200, 190, 0, 0)
    turned = SuiteResult(
        after.suite, after.kind, after.suite_hash, after.interval, after.items[::-1]
    )
    assert judge([REACHED, turned], [before], SETTINGS).decision == "release"


@pytest.mark.parametrize(
    ("candidate", "against", "code"),
    [
        ([REACHED], [], "untested-baseline"),
        ([KEPT], [KEPT], "untested-target"),
        ([], [], "untested-baseline"),
        ([REACHED, KEPT], [], "not-measured"),
        ([REACHED, KEPT], [KEPT, suite("golden", [1.0])], "not-measured"),
        ([REACHED, suite("baseline", [])], [KEPT], "not-measured"),
        ([REACHED, KEPT], [suite("baseline", passes(190, 200), hash_="other")], "not-measured"),
        ([REACHED, KEPT], [suite("baseline", passes(190, 199))], "not-measured"),
    ],
)
def test_what_was_not_measured_is_never_passed(
    candidate: list[SuiteResult], against: list[SuiteResult], code: str
) -> None:
    verdict = judge(candidate, against, SETTINGS)
    assert verdict.decision == "hold"
    assert code in codes(verdict)
    assert all(reason.remedy for reason in verdict.reasons if reason.severity == "hold")


def test_a_target_worse_than_live_is_a_warning() -> None:
    now = suite("target", passes(290, 300))
    verdict = judge([now, KEPT], [suite("target", passes(300, 300)), KEPT], SETTINGS)
    assert verdict.decision == "release"
    warning = next(reason for reason in verdict.reasons if reason.code == "target-worse")
    assert warning.severity == "warning"
    assert "0 items gained, 10 lost" in warning.message  # p = 2 / 2^10 = 0.00195
    assert "p = 0.002" in warning.message


def test_graded_suites_are_paired_by_bootstrap() -> None:
    before = [0.5 + 0.004 * number for number in range(100)]
    now = [value + 0.01 for value in before]
    lost = [value - 0.2 for value in before]
    target = suite("target", now)
    easy = GateSettings(target_at_least=0.6)
    good = judge([target, suite("baseline", now)], [suite("baseline", before)], easy)
    assert (good.decision, codes(good)[-1]) == ("release", "not-compared")
    bad = judge([target, suite("baseline", lost)], [suite("baseline", before)], easy)
    assert codes(bad)[0] == "forgetting"


def test_bars_at_the_very_end_are_read_of_these_items() -> None:
    strict = GateSettings(target_at_least=1.0, baseline_drop=0.0)
    before, after = swapped(50, 40, 2, 2)
    assert judge([REACHED, after], [before], strict).decision == "release"
    almost = suite("target", passes(59, 60))
    assert judge([almost, after], [before], strict).decision == "hold"
    before, after = swapped(50, 40, 2, 1)
    assert judge([REACHED, after], [before], strict).decision == "undecided"


RANK = {"hold": 0, "undecided": 1, "release": 2}
shapes = st.integers(1, 120).flatmap(
    lambda size: st.tuples(*(st.integers(0, size) for _ in range(4)), st.just(size))
)


def mended(kind: SuiteKind, shape: tuple[int, ...]) -> tuple[SuiteResult, SuiteResult, SuiteResult]:
    """One suite on the candidate, on it with some failures mended, and on what is live."""
    failing, mend, was, shift, size = shape
    plain = [float(i >= failing) for i in range(size)]
    better = [float(i >= failing or i < mend) for i in range(size)]
    live = [float((i + shift) % size < was) for i in range(size)]
    return suite(kind, plain), suite(kind, better), suite(kind, live)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["target", "golden", "baseline"]),
    shapes,
    st.sampled_from([0.0, 0.02, 0.1]),
    st.sampled_from([0.6, 0.9, 1.0]),
)
def test_more_passes_never_make_a_verdict_worse(
    kind: SuiteKind, shape: tuple[int, ...], drop: float, bar: float
) -> None:
    fine = [result for result in (REACHED, suite("golden", [1.0]), KEPT) if result.kind != kind]
    plain, better, live = mended(kind, shape)
    rules = GateSettings(baseline_drop=drop, target_at_least=bar)
    worse = judge([plain, *fine], [live, *fine], rules)
    now = judge([better, *fine], [live, *fine], rules)
    assert RANK[now.decision] >= RANK[worse.decision]
    assert (now.decision == "undecided") == (now.missing_items > 0)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_stands_in_both_languages_with_the_same_facts() -> None:
    assert WORDS["en"].keys() == WORDS["ru"].keys()
    for key, text in WORDS["en"].items():
        assert _fields(text) == _fields(WORDS["ru"][key]), key
        assert re.search("[а-я]", WORDS["ru"][key]), key


def test_a_russian_verdict_is_the_same_verdict_in_russian() -> None:
    before, after = swapped(200, 190, 40, 0)
    candidate = [suite("target", passes(47, 60)), after, suite("golden", [0.0])]
    english = judge(candidate, [before], SETTINGS)
    russian = judge(candidate, [before], SETTINGS, language="ru")
    assert codes(russian) == codes(english) and russian.decision == english.decision
    assert [r.figure for r in russian.reasons] == [r.figure for r in english.reasons]
    told = " ".join(reason.message for reason in russian.reasons)
    assert "было 95 %, стало 75 %" in told and "78,3 %" in told
    assert not re.search(r"\b(items?|Suite|before|fall)\b", told)
