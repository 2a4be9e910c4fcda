"""Rates by hand: 100 steps of which 10 warm up, from 1.0 to 0.1."""

import pytest

from lekalo.core.settings import TrainSettings
from lekalo.training.schedule import learning_rate


def _rate(step, schedule):
    settings = TrainSettings(learning_rate=1.0, schedule=schedule, warmup=0.1, final_share=0.1)
    return learning_rate(step, 100, settings)


@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine"])
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
    assert learning_rate(0, 1, TrainSettings(learning_rate=0.5, warmup=0)) == 0.5
