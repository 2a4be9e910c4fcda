"""Statistics against published tables, enumeration and the tests that they invert."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekalo.evaluation.statistics import (
    bootstrap_mean,
    items_for_pair,
    items_for_share,
    mcnemar,
    mean_interval,
    paired_bootstrap,
    paired_difference,
    tango,
    two_sided_z,
    wilson,
)


@pytest.mark.parametrize(
    ("passes", "n", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(passes: int, n: int, low: float, high: float) -> None:
    interval = wilson(passes, n, 0.95)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)
    assert (interval.value, interval.count, interval.level) == (passes / n, n, 0.95)


@given(st.integers(1, 500), st.data(), st.floats(0.55, 0.999))
def test_wilsons_ends_are_the_shares_a_score_test_just_keeps(
    n: int, data: st.DataObject, level: float
) -> None:
    passes = data.draw(st.integers(0, n))
    interval = wilson(passes, n, level)
    assert 0 <= interval.low <= interval.value <= interval.high <= 1
    for end in (interval.low, interval.high):
        if 0 < end < 1:
            score = (interval.value - end) / math.sqrt(end * (1 - end) / n)
            assert abs(score) == pytest.approx(two_sided_z(level), rel=1e-6)


def test_a_full_score_of_sixty_is_not_certainty() -> None:
    # By hand: n / (n + z^2) = 60 / (60 + 3.8415)
    assert wilson(60, 60).low == pytest.approx(60 / (60 + 1.959964**2), abs=1e-6)


def test_the_normal_quantiles_are_the_tables() -> None:
    assert two_sided_z(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert two_sided_z(0.90) == pytest.approx(1.644854, abs=1e-6)


def enumerated_quantile(values: list[float], q: float) -> float:
    """The exact quantile of the resampled mean: every one of the n^n resamples."""
    means = [sum(sample) / len(values) for sample in itertools.product(values, repeat=len(values))]
    return float(np.quantile(means, q))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_bootstrap_is_the_enumeration_of_all_resamples(level: float) -> None:
    values = [0.0, 0.25, 0.5, 1.0, 1.0]
    interval = bootstrap_mean(values, level, seed=3)
    tail = (1 - level) / 2
    # Means of five quarters lie 0.05 apart, so the right quantiles are met exactly.
    assert interval.low == pytest.approx(enumerated_quantile(values, tail), abs=1e-9)
    assert interval.high == pytest.approx(enumerated_quantile(values, 1 - tail), abs=1e-9)
    assert bootstrap_mean(values, level, seed=3) == interval


def test_a_large_bootstrap_is_the_normal_interval() -> None:
    values = np.random.default_rng(1).beta(2, 3, size=2_000)
    interval = bootstrap_mean(values.tolist(), 0.95, seed=0)
    half = 1.959964 * values.std() / math.sqrt(len(values))
    assert interval.low == pytest.approx(values.mean() - half, abs=half * 0.05)
    assert interval.high == pytest.approx(values.mean() + half, abs=half * 0.05)


def test_values_all_alike_are_not_certainty() -> None:
    graded = mean_interval([0.7] * 20)
    assert graded.value == pytest.approx(0.7) and graded.low < 0.6 and graded.high > 0.8
    assert mean_interval([1.0, 1.0, 0.0]) == wilson(2, 3)
    assert mean_interval([0.5, 1.0, 0.0], seed=2) == bootstrap_mean([0.5, 1.0, 0.0], seed=2)


def pairs(gained: int, lost: int, both: int, neither: int) -> tuple[list[float], list[float]]:
    before = [0.0] * gained + [1.0] * lost + [1.0] * both + [0.0] * neither
    after = [1.0] * gained + [0.0] * lost + [1.0] * both + [0.0] * neither
    return before, after


def test_mcnemar_is_the_sign_test_of_the_changes() -> None:
    change = mcnemar(*pairs(12, 2, 30, 6))
    # By hand: 2 (C(14,0) + C(14,1) + C(14,2)) / 2^14 = 2 * 106 / 16384
    assert (change.gained, change.lost, change.p_value) == (12, 2, 212 / 16384)
    assert mcnemar(*pairs(0, 0, 5, 5)).p_value == 1
    assert mcnemar(*pairs(3, 3, 5, 5)).p_value == 1


@given(st.integers(0, 7), st.integers(0, 7))
def test_mcnemar_enumerates_the_coin(gained: int, lost: int) -> None:
    total, seen = gained + lost, abs(gained - lost)
    outcomes = itertools.product((1, -1), repeat=total)
    extreme = sum(abs(sum(outcome)) >= seen for outcome in outcomes)
    assert mcnemar(*pairs(gained, lost, 1, 1)).p_value == pytest.approx(extreme / 2**total)


def restricted_score(gained: int, lost: int, n: int, bound: float) -> float:
    """The score test of a paired difference, the nuisance share found by search: an
    independent way to Tango's statistic, which the library solves in closed form."""
    low, high = max(0.0, -bound), (1 - bound) / 2

    def likelihood(p_lost: float) -> float:
        shares = (p_lost + bound, p_lost, 1 - 2 * p_lost - bound)
        counts = (gained, lost, n - gained - lost)
        terms = [c * math.log(max(p, 1e-300)) for c, p in zip(counts, shares, strict=True) if c]
        return sum(terms)

    for _ in range(200):  # ternary search: the likelihood is concave
        third = (high - low) / 3
        if likelihood(low + third) < likelihood(high - third):
            low += third
        else:
            high -= third
    variance = n * (2 * low + bound - bound**2)
    return (gained - lost - n * bound) / math.sqrt(variance)


def test_tango_gives_the_published_test() -> None:
    # Tango 1998, section 5: 44 pairs, one lost, none gained, margin 0.1: Z = 1.709, p = 0.044
    assert restricted_score(0, 1, 44, -0.1) == pytest.approx(1.709, abs=5e-4)
    # so the bound touches the margin at the level where z is 1.709: 2 Phi(1.7086) - 1
    assert tango(0, 1, 44, 0.912467).low == pytest.approx(-0.1, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.data())
def test_tangos_ends_are_where_the_score_test_turns(n: int, data: st.DataObject) -> None:
    gained = data.draw(st.integers(0, n))
    lost = data.draw(st.integers(0, n - gained))
    interval = tango(gained, lost, n, 0.95)
    assert interval.low <= interval.value <= interval.high
    for end in (interval.low, interval.high):
        if -0.999 < end < 0.999:
            score = restricted_score(gained, lost, n, end)
            assert abs(score) == pytest.approx(1.959964, rel=1e-3)


def test_tango_without_a_change_still_has_width() -> None:
    z2 = 1.959964**2
    assert tango(0, 0, 200).low == pytest.approx(-z2 / (200 + z2), abs=1e-6)


@given(st.integers(1, 40), st.data())
def test_tango_never_falls_when_an_item_gets_better(n: int, data: st.DataObject) -> None:
    gained = data.draw(st.integers(0, n))
    lost = data.draw(st.integers(0, n - gained))
    plain = tango(gained, lost, n, 0.9)
    better = tango(gained, lost - 1, n, 0.9) if lost else None
    better = tango(gained + 1, lost, n, 0.9) if gained + lost < n else better
    if better:
        assert better.low >= plain.low - 1e-9 and better.high >= plain.high - 1e-9


def test_pairing_cancels_what_is_hard_for_both() -> None:
    hard = np.random.default_rng(0).uniform(0, 0.9, size=100)
    interval = paired_bootstrap(hard.tolist(), (hard + 0.05).tolist(), seed=1)
    assert (interval.low, interval.high) == (pytest.approx(0.05), pytest.approx(0.05))
    assert paired_difference(*pairs(3, 1, 5, 1), 0.9) == tango(3, 1, 10, 0.9)


def test_items_for_a_share_are_just_enough() -> None:
    # A full score leaves no chance, so the count must be the smallest whose interval clears.
    need = items_for_share(1.0, 0.9, 0.95)
    assert wilson(need, need).low >= 0.9 > wilson(need - 1, need - 1).low
    # Fleiss' formula by hand: ((1.959964 * 0.3 + 0.841621 * 0.357071) / 0.05)^2 = 315.2
    assert items_for_share(0.85, 0.9, 0.95) == 316


def test_items_for_a_pair_are_just_enough() -> None:
    need = items_for_pair(0.0, 0.0, -0.03, 0.9)
    assert tango(0, 0, need, 0.9).low >= -0.03 > tango(0, 0, need - 1, 0.9).low
    # By hand: (1.644854 + 0.841621)^2 * 0.05 / 0.03^2 = 343.5
    assert items_for_pair(0.0, 0.05, -0.03, 0.9) == 344


def test_the_items_asked_for_tell_as_often_as_planned() -> None:
    need = items_for_pair(0.0, 0.06, -0.03, 0.9)
    draws = np.random.default_rng(5).multinomial(need, [0.03, 0.03, 0.94], size=400)
    told = [tango(int(gained), int(lost), need, 0.9).low > -0.03 for gained, lost, _ in draws]
    # 80 % planned; 400 draws have a standard error of 2 points
    assert 0.72 <= float(np.mean(told)) <= 0.88
