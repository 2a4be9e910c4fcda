"""A run that goes wrong returns to its last checkpoint, halves the rate once, and goes on."""

import pytest
import torch

from lekalo.core.errors import HeldError
from lekalo.core.runlog import RunLog
from lekalo.training import checkpoint as kept
from lekalo.training.loop import fit
from support.jobs import adapter_keys, make_job

TRAIN = {"eval_every": 2, "schedule": "constant", "warmup": 0}


class _StopError(Exception):
    pass


def _ruin(monkeypatch, *steps):
    """The losses of these steps, by how often they were taken, are no number."""
    from lekalo.training import loop

    gradients, taken = loop._Run._gradients, []

    def ruined(run, step, rows):
        loss, norm, tokens = gradients(run, step, rows)
        taken.append(step)
        return (float("nan") if (step, run.state.rate) in steps else loss), norm, tokens

    monkeypatch.setattr(loop._Run, "_gradients", ruined)
    return taken


def _log(folder, event):
    return list(RunLog(folder / "log.jsonl").read(event))


def _final(folder):
    last = sorted((folder / "checkpoints").glob("step-*"))[-1]
    return {p.name: p.read_bytes() for p in last.glob("*.safetensors")}


@pytest.mark.parametrize("adapter", ["lora", "full"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_it_goes_on_from_the_checkpoint_at_half_the_rate(tmp_path, monkeypatch, adapter, dtype):
    """The same as a run whose rate was halved by hand from that checkpoint on."""
    recipe, train = {"adapter": adapter_keys(adapter)}, TRAIN | {"dtype": dtype}
    with monkeypatch.context() as patch:
        taken = _ruin(patch, (5, 0.01))
        result = fit(make_job(tmp_path / "ruined", train, **recipe))
    assert taken == [0, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9]
    assert (result.last, result.stopped) == (10, "")
    rates = {event["step"]: event["lr"] for event in _log(tmp_path / "ruined", "step")}
    assert [rates[step] for step in (4, 5, 10)] == [0.01, 0.005, 0.005]
    (event,) = _log(tmp_path / "ruined", "rollback")
    assert (event["step"], event["to"], event["kind"]) == (6, 4, "nan")
    (finding,) = result.findings
    assert (finding.code, finding.figure, finding.threshold) == ("risky-learning-rate", 0.01, 0.005)

    def halved(step, steps, settings, peak):
        return peak if step < 4 else peak / 2

    monkeypatch.setattr("lekalo.training.loop.learning_rate", halved)
    fit(make_job(tmp_path / "by hand", train, **recipe))
    assert _final(tmp_path / "ruined") == _final(tmp_path / "by hand")


@pytest.mark.parametrize("adapter", ["lora", "full"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_before_the_first_checkpoint_it_begins_anew(tmp_path, monkeypatch, adapter, dtype):
    recipe, train = {"adapter": adapter_keys(adapter)}, TRAIN | {"dtype": dtype}
    with monkeypatch.context() as patch:
        _ruin(patch, (1, 0.01))
        fit(make_job(tmp_path / "ruined", train, **recipe))
    gentle = train | {"learning_rate": 0.005}
    fit(make_job(tmp_path / "gentle", gentle, **recipe))
    assert _final(tmp_path / "ruined") == _final(tmp_path / "gentle")
    assert not (tmp_path / "ruined" / "start.safetensors").exists()


def test_the_second_time_it_stops_and_keeps_the_best(tmp_path, monkeypatch):
    _ruin(monkeypatch, (5, 0.01), (7, 0.005))
    result = fit(make_job(tmp_path, TRAIN))
    assert (result.stopped, result.last) == ("diverged", 6)
    assert result.best in [c.step for c in result.checkpoints] == [2, 4, 6]
    assert "stopped" in result.findings[0].message
    assert [w.part for w in result.findings[0].where] == ["step 6", "step 8"]


def test_with_nothing_kept_it_is_held(tmp_path, monkeypatch):
    _ruin(monkeypatch, (1, 0.01), (0, 0.005))
    job = make_job(tmp_path, TRAIN)
    before = {name: p.detach().clone() for name, p in job.base.model.named_parameters()}
    with pytest.raises(HeldError, match="auto") as caught:
        fit(job)
    assert caught.value.findings[0].code == "risky-learning-rate"
    after = dict(job.base.model.named_parameters())
    assert all(torch.equal(after[name], weight) for name, weight in before.items())


@pytest.mark.parametrize("where", ["before", "at", "after"])
def test_stopped_around_a_rollback_and_resumed_it_ends_in_the_same_bits(
    tmp_path, monkeypatch, where
):
    _ruin(monkeypatch, (5, 0.01))
    fit(make_job(tmp_path / "whole", TRAIN))

    def progress(seen):
        if (where == "at" and seen.note) or seen.step == {"before": 5, "after": 7}.get(where):
            raise _StopError

    with pytest.raises(_StopError):
        fit(make_job(tmp_path / "torn", TRAIN), progress=progress)
    result = fit(make_job(tmp_path / "torn", TRAIN), resume=True)
    assert _final(tmp_path / "torn") == _final(tmp_path / "whole")
    assert [f.code for f in result.findings] == ["risky-learning-rate"]


def test_an_evaluation_that_is_no_number_is_not_kept(tmp_path, monkeypatch):
    from lekalo.training.keeping import Evaluator

    measure = Evaluator.measure

    def ruined(self, step):
        found = measure(self, step)
        rate = float("nan") if step == 4 and not ruined.done else found.loss
        ruined.done = ruined.done or step == 4
        return kept.Evaluation(step, rate)

    ruined.done = False
    monkeypatch.setattr(Evaluator, "measure", ruined)
    result = fit(make_job(tmp_path, TRAIN))
    assert [c.step for c in result.checkpoints] == [2, 4, 6, 8, 10]
    (event,) = _log(tmp_path, "rollback")
    assert (event["step"], event["to"]) == (4, 2)


def test_a_rate_that_is_much_too_high_is_survived(tmp_path):
    """Nothing is made up here: full training at a hundred times a good rate."""
    train = TRAIN | {"learning_rate": 3.0, "epochs": 8, "clip": 0, "optimizer": {"name": "adamw"}}
    result = fit(make_job(tmp_path, train, adapter={"name": "full"}))
    assert [f.code for f in result.findings] == ["risky-learning-rate"]
    assert result.checkpoints
