"""The loop against a plain one written with torch, transformers and PEFT; and against itself."""

import warnings

import numpy as np
import pytest
import torch
from peft import PeftModel

from lekalo.core.errors import UserError
from lekalo.core.runlog import RunLog
from lekalo.core.settings import AdapterSettings
from lekalo.data.batches import Plan
from lekalo.models.adapters import attach_adapter
from lekalo.training.checkpoint import Evaluation
from lekalo.training.loop import fit
from lekalo.training.schedule import learning_rate
from support.jobs import adapter_keys, make_job
from support.tiny import tiny_model

FULL = {"adapter": {"name": "full"}}


def _losses(job):
    return [event["loss"] for event in RunLog(job.folder / "log.jsonl").read("step")]


def _weights(job):
    return {name: p.detach().clone() for name, p in job.base.model.named_parameters()}


def _reference(job, model):
    """The same steps row by row with transformers' own loss and torch's own optimizer."""
    settings, recipe = job.recipe.train, job.recipe
    plan = Plan(job.train.lengths, recipe.seed, settings.batch_rows)
    steps = plan.steps_for(settings.epochs)
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, weight_decay=0.0)
    losses = []
    for step in range(steps):
        rows = [job.train[int(index)] for index in plan.rows_of(step)]
        count = sum(int(row.trained.sum()) for row in rows)
        loss = 0.0
        for row in rows:
            ids = torch.from_numpy(row.tokens.astype(np.int64))[None]
            labels = torch.where(torch.from_numpy(row.trained)[None], ids, -100)
            loss = loss + model(ids, labels=labels).loss * int(row.trained.sum()) / count
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, settings.clip)
        optimizer.param_groups[0]["lr"] = learning_rate(
            step, steps, settings, settings.learning_rate
        )
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("architecture", ["llama", "gemma3_text"])
def test_full_training_follows_a_plain_loop(tmp_path, architecture):
    job = make_job(tmp_path, {"learning_rate": 0.003}, architecture, **FULL)
    expected = _reference(job, tiny_model(architecture).train())
    result = fit(job)
    assert result.last == len(expected) == 10
    np.testing.assert_allclose(_losses(job), expected, rtol=2e-4)
    assert expected[-1] < 0.9 * expected[0]  # there was something to follow


def test_lora_follows_pefts_lora_in_a_plain_loop(tmp_path):
    job = make_job(tmp_path / "run", {})
    start, start_folder = tiny_model(), tmp_path / "start"
    start_folder.mkdir()
    attach_adapter(start, AdapterSettings(rank=4), job.recipe.seed).save(start_folder, "tiny")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        theirs = PeftModel.from_pretrained(tiny_model(), str(start_folder), is_trainable=True)
        expected = _reference(job, theirs.train())
    fit(job)
    np.testing.assert_allclose(_losses(job), expected, rtol=2e-4)
    assert expected[-1] < 0.95 * expected[0]


@pytest.mark.parametrize("adapter", ["lora", "full"])
@pytest.mark.parametrize(
    "change", [{"micro_tokens": 16}, {"micro_tokens": 70}, {"checkpointing": True}], ids=str
)
def test_the_trajectory_is_the_same(tmp_path, change, adapter):
    """Whatever the micro-batches and whether activations are kept or computed again."""
    results = []
    for name, train in (("one", {}), ("other", change)):
        job = make_job(tmp_path / name, train, adapter=adapter_keys(adapter))
        evals = [c.eval_loss for c in fit(job).checkpoints]
        results.append((_losses(job), evals))
    np.testing.assert_allclose(results[0][0], results[1][0], rtol=1e-4)
    np.testing.assert_allclose(results[0][1], results[1][1], rtol=1e-4)


def test_an_architecture_that_cannot_pack_trains_the_same_and_says_so(tmp_path, monkeypatch):
    packed = make_job(tmp_path / "packed", {})
    fit(packed)
    single = make_job(tmp_path / "single", {})
    monkeypatch.setattr("lekalo.training.loop.can_pack", lambda model: False)
    fit(single)
    np.testing.assert_allclose(_losses(single), _losses(packed), rtol=1e-4)
    (start,) = RunLog(single.folder / "log.jsonl").read("start")
    assert start["packed"] is False and "one row at a time" in start["why"]


@pytest.mark.parametrize("adapter", ["lora", "full"])
def test_bf16_learns_as_fp32_does(tmp_path, adapter):
    final = {}
    for dtype in ("float32", "bfloat16"):
        train = {"dtype": dtype, "epochs": 4}
        job = make_job(tmp_path / dtype, train, adapter=adapter_keys(adapter))
        final[dtype] = fit(job).checkpoints[-1].eval_loss
        first = _losses(job)[0]
    assert final["bfloat16"] < 0.9 * first
    assert final["bfloat16"] == pytest.approx(final["float32"], rel=0.05)


def test_the_base_is_left_as_it_was_after_lora(tmp_path):
    job = make_job(tmp_path, {})
    before = _weights(job)
    fit(job)
    after = _weights(job)
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert job.base.model.config._attn_implementation == "sdpa"


def test_the_eval_loss_is_transformers_own(tmp_path):
    job = make_job(tmp_path, {}, **FULL)
    result = fit(job)
    model, total, count = job.base.model, 0.0, 0
    for index in range(len(job.held_out)):
        row = job.held_out[index]
        ids = torch.from_numpy(row.tokens.astype(np.int64))[None]
        labels = torch.where(torch.from_numpy(row.trained)[None], ids, -100)
        with torch.no_grad():
            total += model(ids, labels=labels).loss.item() * int(row.trained.sum())
        count += int(row.trained.sum())
    assert result.checkpoints[-1].eval_loss == pytest.approx(total / count, rel=1e-5)


def test_muon_learns(tmp_path):
    train = {"optimizer": {"name": "muon"}, "epochs": 4}
    job = make_job(tmp_path, train, **FULL)
    fit(job)
    assert _losses(job)[-1] < 0.7 * _losses(job)[0]


def _evaluations(monkeypatch, losses):
    """Puts these in place of measured eval losses."""
    given = iter(losses)
    monkeypatch.setattr(
        "lekalo.training.keeping.Evaluator.measure",
        lambda self, step: Evaluation(step, next(given)),
    )


def test_best_last_and_some_more_are_kept(tmp_path, monkeypatch):
    _evaluations(monkeypatch, [5, 4, 2, 3, 3, 2, 3, 3, 3, 3])
    result = fit(make_job(tmp_path, {"eval_every": 1, "keep": 2}))
    assert [c.step for c in result.checkpoints] == [3, 8, 9, 10]
    assert (result.best, result.last) == (3, 10)
    assert [c.eval_loss for c in result.checkpoints] == [2, 3, 3, 3]


def test_early_stopping(tmp_path, monkeypatch):
    _evaluations(monkeypatch, [5, 4, 4.5, 3, 3, 3.5])
    result = fit(make_job(tmp_path, {"eval_every": 1, "early_stopping": 2}))
    assert (result.best, result.last) == (4, 6)


def test_a_used_folder_is_refused_and_another_recipe_cannot_resume(tmp_path):
    fit(make_job(tmp_path, {}))
    with pytest.raises(UserError, match="--resume"):
        fit(make_job(tmp_path, {}))
    with pytest.raises(UserError, match="its recipe is not"):
        fit(make_job(tmp_path, {"clip": 0.5}), resume=True)


def test_progress_and_log_tell_the_run(tmp_path):
    job, seen = make_job(tmp_path, {}), []
    result = fit(job, progress=seen.append)
    assert [p.step for p in seen] == list(range(1, 11)) and seen[0].steps == 10
    assert [p.step for p in seen if p.eval_loss is not None] == [4, 8, 10]
    events = [event["event"] for event in RunLog(tmp_path / "log.jsonl").read()]
    assert events[0] == "start" and events[-1] == "end" and events.count("step") == 10
    assert result.tokens == 2 * int(job.train.lengths.sum())
