"""Every adapter beside LoRA in the loop: the same steps however a batch is cut, learning, going
on to the same bits, and leaving the base as it was."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lekalo.core.recipe import load_recipe
from lekalo.core.runlog import RunLog
from lekalo.models.adapters import load_adapter
from lekalo.training.loop import fit
from support.jobs import make_job

KINDS = {
    "houlsby": {"name": "bottleneck", "rank": 4},
    "parallel": {"name": "bottleneck", "rank": 4, "placement": "parallel", "activation": "relu"},
    "ia3": {"name": "ia3"},
    "layers": {"name": "layers", "targets": ["layers.1", "norm", "lm_head"]},
    "prompt": {"name": "prompt", "tokens": 4},
    "mlp": {"name": "ptuning", "tokens": 4},
    "lstm": {"name": "ptuning", "tokens": 4, "encoder": "lstm", "encoder_width": 8},
    "prefix": {"name": "prefix", "tokens": 4},
    "projected": {"name": "prefix", "tokens": 4, "projection": True},
}
RATES = {"prompt": 0.2, "prefix": 0.3, "lstm": 0.01}
"""Where 0.03 is too little, or too much."""
each_kind = pytest.mark.parametrize("kind", list(KINDS))


class KilledError(Exception):
    """What stops a run in its midst."""


def _job(folder, kind, train=None, architecture="llama", **recipe):
    settings = {"steps": 6, "eval_every": 3} | (train or {})
    return make_job(folder, settings, architecture, adapter=KINDS[kind], **recipe)


def _losses(job):
    return [event["loss"] for event in RunLog(job.folder / "log.jsonl").read("step")]


def _saved(job, checkpoint):
    adapter = load_adapter(job.base.model, checkpoint.folder)
    weights = {name: w.detach().clone() for name, w in adapter.parameters().items()}
    adapter.detach()
    return weights


@each_kind
def test_the_trajectory_is_the_same_however_a_step_is_cut(tmp_path, kind):
    results = []
    for number, train in enumerate([{}, {"micro_tokens": 16}, {"checkpointing": True}]):
        job = _job(tmp_path / str(number), kind, train, method={"name": "sft"})
        evals = [c.eval_loss for c in fit(job).checkpoints]
        results.append(_losses(job) + evals)
    for other in results[1:]:
        np.testing.assert_allclose(other, results[0], rtol=2e-4)


@each_kind
def test_it_goes_on_to_the_same_bits_and_leaves_the_base_as_it_was(tmp_path, kind):
    whole = _job(tmp_path / "whole", kind, method={"name": "pretrain"})
    before = {name: w.detach().clone() for name, w in whole.base.model.named_parameters()}
    expected = _saved(whole, fit(whole).checkpoints[-1])
    after = dict(whole.base.model.named_parameters())
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)

    def kill(progress):
        if progress.step == 5:
            raise KilledError

    with pytest.raises(KilledError):
        fit(_job(tmp_path / "killed", kind, method={"name": "pretrain"}), progress=kill)
    resumed = _job(tmp_path / "killed", kind, method={"name": "pretrain"})
    found = _saved(resumed, fit(resumed, resume=True).checkpoints[-1])
    assert expected.keys() == found.keys()
    assert all(torch.equal(expected[name], found[name]) for name in expected)


@pytest.mark.parametrize("architecture", ["llama", "qwen3", "gemma3_text"])
@each_kind
def test_it_learns(tmp_path, kind, architecture):
    rate = RATES.get(kind, 0.03)
    job = _job(tmp_path, kind, {"steps": 30, "learning_rate": rate}, architecture)
    fit(job)
    losses = _losses(job)
    assert np.mean(losses[-4:]) < 0.98 * np.mean(losses[:2])


@pytest.mark.parametrize("kind", ["bottleneck", "ia3", "prefix", "prompt"])
def test_it_has_a_recipe(kind):
    path = Path(__file__).parents[2] / "recipes" / f"support-{kind}.yaml"
    assert load_recipe(path).adapter.name == kind
