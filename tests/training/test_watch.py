"""The watch stops what is sick and lets what is healthy be; the rules' figures are by hand."""

import math
import random
import statistics

import pytest

from lekalo.training.watch import Seen, Trouble, doubt


def _run(losses, norms=None):
    """Every step's judgement; a step that was stopped is not remembered."""
    seen, said = Seen(), []
    for loss, norm in zip(losses, norms or [1.0] * len(losses), strict=True):
        trouble = seen.judge(loss, norm)
        said.append(trouble.kind if trouble else "")
        if trouble is None:
            seen = seen.after(loss, norm)
    return said


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_stopped_from_the_first_step(bad):
    assert Seen().judge(bad, 1.0) == Seen().judge(2.0, bad) == Trouble("nan")


def test_a_leap_is_stopped_where_noise_is_not():
    """Losses go 2.0, 2.1, 2.0 ..: median 2.05 at most 2.1, noise 0.1 x 1.05, so 1 nat decides."""
    steady = [2.0, 2.1] * 10
    assert _run([*steady, 3.0]) == [""] * 21
    assert _run([*steady, 3.2]) == [""] * 20 + ["spike"]
    trouble = (seen := _seen(steady)).judge(3.2, 1.0)
    assert trouble == Trouble("spike", 3.2, statistics.median(seen.losses))


def _seen(losses, norm=1.0):
    seen = Seen()
    for loss in losses:
        seen = seen.after(loss, norm)
    return seen


def test_losses_that_swing_widely_may_leap_further():
    """The noise of 1, 3, 1, 3 .. is 2 x 1.4826 / sqrt(2) = 2.1, and eight of that are 16.8."""
    swinging = [1.0, 3.0] * 10
    assert _run([*swinging, 18.0])[-1] == ""
    assert _run([*swinging, 19.0])[-1] == "spike"


def test_a_blow_up_in_the_warm_up_and_a_slow_climb_are_seen():
    assert "climb" in _run([3, 3, 3, 8, 12, 11, 9, 8, 9, 10, 9, 9])
    slowly = [2.0 + 0.02 * step for step in range(100)]
    said = _run(slowly)
    assert said.index("climb") == 54  # the median of eight lags by 3.5 steps: 2.07 to 3.07


def test_norms_are_compared_with_the_largest():
    losses, norms = [2.0] * 20, [0.5] * 19 + [2.0]
    assert _run([*losses, 2.0], [*norms, 59.0])[-1] == ""
    assert _run([*losses, 2.0], [*norms, 61.0])[-1] == "gradient"
    assert _run([2.0] * 10, [0.1] * 9 + [9.0])[-1] == ""  # LoRA's norms grow at the start


def test_a_healthy_run_is_left_alone():
    """Falling losses with normal noise of every size, ten runs of a thousand steps each."""
    draw = random.Random(0)
    for noise in (0.0, 0.01, 0.1, 0.3, 1.0):
        for _ in range(2):
            losses = [
                max(0.0, 0.1 + 5 * math.exp(-step / 200) + draw.gauss(0, noise))
                for step in range(1000)
            ]
            norms = [draw.lognormvariate(0, 0.7) for _ in losses]
            assert not any(_run(losses, norms))


def test_an_evaluation_is_doubted_by_the_trained_rows_alone():
    assert doubt(9.0, 1.0, [1.0, 0.5]) is None  # held-out loss rises: overfitting
    assert doubt(1.0, 1.6, [1.0, 0.5]) == Trouble("climb", 1.6, 0.5)
    assert doubt(math.nan, 0.5, []) == doubt(None, math.inf, []) == Trouble("nan")
