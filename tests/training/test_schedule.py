"""Rates by hand: 100 steps of which 10 warm up, from 1.0 to 0.1."""

import pytest

from lekalo.core.train_settings import TrainSettings
from lekalo.training.schedule import learning_rate


def _rate(step, schedule):
    settings = TrainSettings(schedule=schedule, warmup=0.1, final_share=0.1)
    return learning_rate(step, 100, settings, 1.0)


@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine", "wsd"])
def test_warm_up_rises_to_the_full_rate(schedule):
    rates = [_rate(step, schedule) for step in range(11)]
    assert rates == pytest.approx([n / 11 for n in range(1, 12)])


def test_what_follows():
    assert _rate(99, "constant") == 1.0
    assert _rate(99, "linear") == pytest.approx(0.1)
    assert _rate(99, "cosine") == pytest.approx(0.1)
    middle = 10 + (99 - 10) // 2  # 44 of 89 steps on
    assert _rate(middle, "linear") == pytest.approx(1 - 0.9 * 44 / 89)
    assert _rate(middle, "cosine") == pytest.approx(0.55, abs=0.01)


def test_one_step_without_warm_up_has_the_full_rate():
    assert learning_rate(0, 1, TrainSettings(warmup=0), 0.5) == 0.5


def test_wsd_stays_and_then_falls_by_the_root():
    """The last 20 of 100 steps: n of 20 steps down, the rate is 1 - 0.9 sqrt(n / 20)."""
    assert [_rate(step, "wsd") for step in (10, 50, 79)] == [1.0, 1.0, 1.0]
    assert _rate(80, "wsd") == pytest.approx(1 - 0.9 * 0.05**0.5)
    assert _rate(84, "wsd") == pytest.approx(0.55)  # a quarter of the way, half of the fall
    assert _rate(99, "wsd") == pytest.approx(0.1)


def test_wsd_falls_over_no_more_than_what_warm_up_leaves():
    settings = TrainSettings(schedule="wsd", warmup=0.5, decay=1.0)
    rates = [learning_rate(step, 10, settings, 1.0) for step in range(10)]
    assert rates == pytest.approx(
        [n / 6 for n in range(1, 6)] + [1 - (n / 5) ** 0.5 for n in range(1, 6)]
    )
