"""The range test: its reading of a curve by hand, and what it leaves behind in a run."""

import numpy as np
import pytest

from lekalo.core.errors import UserError
from lekalo.core.runlog import RunLog
from lekalo.data.batches import Plan
from lekalo.training import range_test as ranges
from lekalo.training.loop import fit
from support.jobs import adapter_keys, make_job, pattern_rows

RATES = [10.0**power for power in range(-6, 2)]


class _StopError(Exception):
    pass


def _final(folder):
    last = sorted((folder / "checkpoints").glob("step-*"))[-1]
    return {p.name: p.read_bytes() for p in last.glob("*.safetensors")}


def _tests(folder):
    return list(RunLog(folder / "log.jsonl").read("range"))


def test_a_curve_that_falls_and_turns_gives_an_interval_and_a_pick():
    """The lowest at 1e-2; a tenth of its fall, 0.2, is first reached at 1e-4."""
    found = ranges.read_curve(RATES[:6], [0, -0.1, -0.5, -1.5, -2.0, -0.9], 10)
    assert (found.low, found.high, found.why) == (1e-4, 1e-2, "")
    assert found.pick == pytest.approx(1e-2 / ranges.BELOW)


def test_a_pick_is_never_below_the_safe_interval():
    found = ranges.read_curve(RATES[:4], [0, -0.1, -2.0, 0.0], 10)
    assert found.low == found.high == found.pick == 1e-4


def test_a_curve_that_only_flattens_has_turned_where_it_flattened():
    """From 1e-3 on, ten times the rate brings less than a tenth more."""
    found = ranges.read_curve(RATES[:5], [0, -0.1, -1.0, -2.0, -2.1], 10)
    assert (found.low, found.high) == (1e-4, 1e-3)


@pytest.mark.parametrize(
    ("rates", "changes", "why"),
    [
        (RATES, [0, 0, -0.01, 0.01, 0.2, 1, 2, 3], "fall"),
        (RATES, [0, 0, -0.1, -0.2, -0.5, -1, -2, -3], "turn"),
        (RATES[:5], [0, 0, -0.1, -0.2, -0.5], "number"),
        ([], [], "number"),
    ],
)
def test_a_curve_without_fall_turn_or_numbers_gives_none(rates, changes, why):
    found = ranges.read_curve(rates, changes, 10)
    assert (found.low, found.high, found.pick, found.why) == (None, None, None, why)


@pytest.mark.parametrize(
    ("steps", "number", "each"),
    [(1000, 80, 7), (150, 80, 1), (100, 56, 1), (10, 30, 1)],  # 8,000 rows x 0.07 = 560 = 80 x 7
)
def test_the_test_costs_a_small_share_of_the_run(steps, number, each):
    rows = pattern_rows(40)
    small = ranges.small_steps(Plan(rows.lengths, 0, batch_rows=8), rows, steps)
    assert (len(small), len(small[0])) == (number, each)
    first = [rows[int(i)] for i in Plan(rows.lengths, 0, batch_rows=8).rows_of(0)]
    taken = [row for step in small for row in step]
    assert all(np.array_equal(a.tokens, b.tokens) for a, b in zip(taken, first, strict=False))


AUTO = {"learning_rate": "auto", "epochs": 20, "eval_every": 50}


@pytest.mark.parametrize("adapter", ["lora", "full"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_auto_is_a_run_at_the_pick_to_the_bit(tmp_path, adapter, dtype):
    recipe, train = {"adapter": adapter_keys(adapter, dropout=0.1)}, AUTO | {"dtype": dtype}
    fit(make_job(tmp_path / "auto", train, **recipe))
    (found,) = _tests(tmp_path / "auto")
    assert found["low"] <= found["pick"] < found["high"]
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

    for stop.at in (3, 60):
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
