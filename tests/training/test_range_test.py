"""The range test: its reading of a curve by hand, and what it leaves behind in a run."""

import numpy as np
import pytest

from lekalo.core.errors import UserError
from lekalo.core.runlog import RunLog
from lekalo.methods import sft
from lekalo.training import range_curve as curves
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


def test_a_walk_goes_on_until_there_is_a_worse_one_below_and_half_is_lost_above():
    falls = {-1: -0.2, 0: -0.5, 1: -1.0, 2: -2.0, 3: -1.5, 4: 3.0}
    assert curves.walk(falls.get) == {p: falls[p] for p in (0, 1, 2, 3, 4)}
    learning = {-2: -0.1, -1: -1.0, 0: 5.0}  # nothing learned at the start: down at once
    assert list(curves.walk(learning.get)) == [0, -1, -2]


def test_a_walk_ends_where_the_range_or_the_room_does():
    assert max(curves.walk(lambda power: -power - 1)) == curves.HIGHEST
    assert min(curves.walk(lambda _: np.inf)) == curves.LOWEST
    room = iter([-1.0, -2.0])
    assert curves.walk(lambda _: next(room, None)) == {0: -1.0, 1: -2.0}


def test_the_edge_is_halved_into():
    """Everything is lost above 0.6 of a power: between 0.5 and 0.75 after two halvings."""
    tried = {-1: -1.0, 0: -2.0, 1: 0.0}
    curves.halve(lambda power: -2.0 if power < 0.6 else np.inf, tried)
    assert sorted(tried) == [-1, 0, 0.5, 0.75, 1]
    curves.halve(lambda _: None, tried)
    assert len(tried) == 5


KIND = curves.Kind(start=1e-2, highest=6, trend=0.4)
TRIAL, RUN = curves.Size(8, 2), curves.Size(80, 8)


def test_the_rate_and_the_safe_interval_follow_from_where_half_of_the_fall_is_lost():
    """Above: -2 at power 0, -0.5 at 1, so -1 at 2/3. Below: still -1 at the lowest one tried, a
    quarter of the start, and the run is ten times as long."""
    found = curves.read_curve({-1: -1.0, 0: -2.0, 1: -0.5}, TRIAL, RUN, KIND)
    assert found.high == pytest.approx(1e-2 * 4 ** (2 / 3))
    assert found.low == pytest.approx(1e-2 / 4 / 10)
    assert found.pick == pytest.approx(found.high * 80**-KIND.trend)
    assert found.low < found.pick < found.high


def test_a_broken_trial_counts_as_one_that_learned_nothing():
    whole, broken = ({-1: -1.0, 0: -2.0, 1: at} for at in (0.0, np.inf))
    picks = [curves.read_curve(tried, TRIAL, RUN, KIND).pick for tried in (whole, broken)]
    assert picks[0] == picks[1] == pytest.approx(1e-2 * 2 * 80**-KIND.trend)


@pytest.mark.parametrize(
    ("tried", "why"),
    [
        ({}, "length"),
        ({-1: -1.0, 0: -2.0}, "length"),
        ({-1: -1.0, 0: -2.0, 1: -1.5}, "length"),
        ({-1: 0.1, 0: -0.01, 1: 0.0}, "fall"),
        ({-6: 0.0, -5: 0.0}, "fall"),
        ({-6: -2.0, -5: -0.5}, "turn"),
        ({4: -1.0, 5: -2.0, 6: -2.0}, "turn"),
        ({-1: np.inf, 0: np.inf, 1: np.inf}, "number"),
    ],
)
def test_trials_without_room_fall_edge_or_numbers_give_none(tried, why):
    found = curves.read_curve(tried, TRIAL, RUN, KIND)
    assert (found.low, found.high, found.pick, found.why) == (None, None, None, why)


@pytest.mark.parametrize(
    ("run", "distinct", "size"),
    [  # a fifth of 8 %, less 6 judgements of 6 rows forward between the five
        ((255, 4), 340, curves.Size(3, 4)),  # 13 rows
        ((400, 8), 800, curves.Size(6, 8)),  # 48 rows
        ((4000, 8), 800, curves.Size(8, 8)),  # more steps would tell no more
        ((400, 8), 24, curves.Size(3, 6)),
        ((100, 8), 800, None),  # 10 rows: three a step, not half of eight
    ],
)
def test_trials_take_a_small_share_of_the_run(run, distinct, size):
    assert ranges.size_of_trials(curves.Size(*run), distinct) == size


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
    none = curves.RangeTest((1e-6,), (0.0,), 1, why="fall")
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
    none = curves.RangeTest((1e-6,), (0.0,), 1, why="fall")

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
