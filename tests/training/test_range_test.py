"""The range test: its reading of a curve by hand, and what it leaves behind in a run."""

import numpy as np
import pytest

from lekalo.core.errors import UserError
from lekalo.core.runlog import RunLog
from lekalo.methods import sft
from lekalo.training import range_test as ranges
from lekalo.training.chain import fit_chain
from lekalo.training.loop import fit
from support.jobs import adapter_keys, make_job


class _StopError(Exception):
    pass


def _final(folder):
    last = sorted((folder / "checkpoints").glob("step-*"))[-1]
    return {p.name: p.read_bytes() for p in last.glob("*.safetensors")}


def _tests(folder):
    return list(RunLog(folder / "log.jsonl").read("range"))


def test_a_walk_goes_on_until_the_best_has_a_worse_one_on_either_side():
    tried = ranges.walk(lambda power: abs(power - 2.0), 0)
    assert sorted(tried) == [-1, 0, 1, 2, 3]


def test_a_walk_ends_where_the_range_or_the_room_does():
    assert max(ranges.walk(lambda power: -float(power), 0)) == ranges.HIGHEST
    room = iter([0.0, -1.0])
    assert ranges.walk(lambda _: next(room, None), 0) == {0: 0.0, -1: -1.0}


def test_the_best_rate_is_where_a_parabola_is_lowest():
    curve = {power: (power - 0.3) ** 2 - 5 for power in (-1, 0, 1)}
    assert ranges.lowest(curve) == pytest.approx(0.3)


def test_a_broken_trial_counts_as_one_that_learned_nothing():
    at_zero = ranges.lowest({-1: -1.0, 0: -2.0, 1: 0.0})
    assert ranges.lowest({-1: -1.0, 0: -2.0, 1: np.inf}) == at_zero == pytest.approx(-1 / 6)


SHORT, LONG, RUN = ranges.Size(2, 2), ranges.Size(8, 2), ranges.Size(80, 8)


def test_a_best_rate_that_falls_as_trials_get_longer_goes_on_falling():
    """Four times the steps, a quarter of the rate: a trend of 1, so ten times the steps of a
    trial take a tenth; four times its rows a step give twice the rate."""
    first, second = {0: -0.5, 1: -1.0, 2: -0.5}, {-1: -1.0, 0: -2.0, 1: -1.0}
    found = ranges.read_curves(first, second, SHORT, LONG, RUN)
    assert (found.trend, found.pick) == (pytest.approx(1.0), pytest.approx(1e-3 * 2 / 10))


def test_a_best_rate_that_stays_or_rises_is_only_scaled_to_the_batch():
    first, second = {-2: -0.5, -1: -1.0, 0: -0.5}, {-1: -1.0, 0: -2.0, 1: -1.0}
    found = ranges.read_curves(first, second, SHORT, LONG, RUN)
    assert (found.trend, found.pick) == (0.0, pytest.approx(1e-3 * 2))


def test_the_safe_interval_ends_where_half_of_the_fall_is_lost():
    """Above: -2 at power 0, -0.5 at 1, so -1 at 2/3. Below: still -1 at the lowest one tried."""
    second = {-1: -1.0, 0: -2.0, 1: -0.5}
    found = ranges.read_curves(second, second, SHORT, LONG, LONG)
    assert found.low == pytest.approx(1e-3 / 4)
    assert found.high == pytest.approx(1e-3 * 4 ** (2 / 3))
    assert found.low < found.pick < found.high


@pytest.mark.parametrize(
    ("tried", "why"),
    [
        ({}, "length"),
        ({-1: -1.0, 0: -2.0}, "length"),
        ({-1: 0.1, 0: -0.01, 1: 0.0}, "fall"),
        ({5: -1.0, 6: -2.0}, "turn"),
        ({-1: np.inf, 0: np.inf, 1: np.inf}, "number"),
    ],
)
def test_short_trials_without_room_fall_turn_or_numbers_give_none(tried, why):
    found = ranges.read_curves(tried, {}, SHORT, LONG, RUN)
    assert (found.low, found.high, found.pick, found.why) == (None, None, None, why)


def test_long_trials_that_run_out_of_room_still_have_their_best_rate():
    first = {-1: -0.5, 0: -1.0, 1: -0.5}
    found = ranges.read_curves(first, {0: -2.0, -1: -1.0}, SHORT, LONG, LONG)
    assert (found.pick, found.why) == (pytest.approx(1e-3), "")


@pytest.mark.parametrize(
    ("run", "distinct", "sizes"),
    [  # a tenth, less 9.5 judgements of 8 rows forward; a long trial is 1 / 4.75 of it
        ((400, 8), 800, (ranges.Size(2, 7), ranges.Size(8, 7))),  # 62 rows
        ((1000, 8), 800, (ranges.Size(5, 8), ranges.Size(20, 8))),  # 163 rows
        ((1000, 8), 48, (ranges.Size(2, 5), ranges.Size(8, 5))),
        ((100, 8), 800, None),  # 11 rows: one a step, not a quarter of eight
    ],
)
def test_trials_take_a_small_share_of_the_run(run, distinct, sizes):
    assert ranges.sizes(ranges.Size(*run), distinct) == sizes


AUTO = {"learning_rate": "auto", "epochs": 45, "eval_every": 100}


@pytest.mark.parametrize("adapter", ["lora", "full"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_auto_is_a_run_at_the_pick_to_the_bit(tmp_path, adapter, dtype):
    recipe, train = {"adapter": adapter_keys(adapter, dropout=0.1)}, AUTO | {"dtype": dtype}
    fit(make_job(tmp_path / "auto", train, **recipe))
    (found,) = _tests(tmp_path / "auto")
    assert found["low"] < found["pick"] < found["high"]
    assert 0 < found["work"] <= ranges.SHARE
    fit(make_job(tmp_path / "fixed", train | {"learning_rate": found["pick"]}, **recipe))
    assert _final(tmp_path / "auto") == _final(tmp_path / "fixed")


def test_a_resumed_run_and_one_like_it_do_not_measure_again(tmp_path, monkeypatch):
    measured, real = [], ranges.range_test

    def counted(*args, **more):
        measured.append(1)
        return real(*args, **more)

    monkeypatch.setattr("lekalo.training.rate.range_test", counted)

    def stop(seen):
        if seen.step == stop.at:
            raise _StopError

    for stop.at in (3, 120):
        with pytest.raises(_StopError):
            fit(make_job(tmp_path / "torn", AUTO), resume=True, progress=stop)
    fit(make_job(tmp_path / "torn", AUTO), resume=True)
    assert len(measured) == 1
    for name in ("one", "two"):
        job = make_job(tmp_path / name, AUTO)
        job.cache = tmp_path / "cache"
        fit(job)
    assert len(measured) == 2
    assert _final(tmp_path / "torn") == _final(tmp_path / "one") == _final(tmp_path / "two")


def test_without_a_recommendation_the_run_is_refused_or_falls_back(tmp_path, monkeypatch):
    none = ranges.RangeTest((1e-6,), (0.0,), 1, why="fall")
    monkeypatch.setattr("lekalo.training.rate.range_test", lambda *args, **more: none)
    with pytest.raises(UserError, match=r"the loss never fell.*train\.fallback_rate"):
        fit(make_job(tmp_path / "refused", AUTO))
    with pytest.raises(UserError, match="потери ни разу не уменьшились"):
        fit(make_job(tmp_path / "отказ", AUTO, language="ru"))
    fit(make_job(tmp_path / "fallen", AUTO | {"fallback_rate": 0.002, "warmup": 0}))
    (first, *_) = RunLog(tmp_path / "fallen" / "log.jsonl").read("step")
    assert first["lr"] == 0.002


def test_a_short_run_has_no_room_for_trials(tmp_path):
    with pytest.raises(UserError, match="the run is too short"):
        fit(make_job(tmp_path, AUTO | {"epochs": 2}))


def test_a_fixed_rate_above_the_interval_is_warned_of(tmp_path):
    train = AUTO | {"learning_rate": 0.9, "check_rate": True}
    result = fit(make_job(tmp_path / "high", train))
    finding = result.findings[0]
    assert (finding.code, finding.severity) == ("risky-learning-rate", "warning")
    (found,) = _tests(tmp_path / "high")
    assert (finding.figure, finding.threshold) == (0.9, found["high"])
    fair = fit(make_job(tmp_path / "fair", train | {"learning_rate": found["pick"]}))
    assert not fair.findings


def test_the_base_is_left_alone(tmp_path):
    job = make_job(tmp_path, AUTO)
    before = {n: p.detach().clone() for n, p in job.base.model.named_parameters()}
    fit(job)
    after = dict(job.base.model.named_parameters())
    assert all(np.array_equal(after[n].detach(), before[n]) for n in before)


def test_a_trial_holds_one_micro_batch_at_a_time_as_the_run_does(tmp_path, monkeypatch):
    real, made, gone = sft.batch_loss, [], []

    def watched(model, batch):
        loss = real(model, batch)
        if loss.requires_grad:
            assert len(gone) == len(made)  # each went back before the next was computed
            made.append(1)
            loss.register_hook(lambda _: gone.append(1))
        return loss

    monkeypatch.setattr(sft, "batch_loss", watched)
    fit(make_job(tmp_path, AUTO | {"micro_tokens": 24}))
    (found,) = _tests(tmp_path)
    assert found["work"] > 0 and len(made) > found["rows"]


def test_a_rate_found_after_another_training_is_not_taken_for_this_one(tmp_path, monkeypatch):
    measured = []
    none = ranges.RangeTest((1e-6,), (0.0,), 1, why="fall")

    def counted(*args, **more):
        measured.append(1)
        return none

    monkeypatch.setattr("lekalo.training.rate.range_test", counted)

    def chain(name, steps):
        auto = {"learning_rate": "auto", "fallback_rate": 0.002, "steps": 2}
        first = make_job(tmp_path / name / "first", {"steps": steps})
        second = make_job(tmp_path / name / "second", auto)
        second.base, second.cache = first.base, tmp_path / "cache"
        fit_chain([first, second])
        return len(measured)

    assert [chain("one", 2), chain("again", 2), chain("longer", 3)] == [1, 1, 2]
