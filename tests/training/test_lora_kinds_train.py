"""Every kind of LoRA trains as PEFT's does in a plain loop, however the steps are cut."""

import warnings

import numpy as np
import pytest
import torch
from peft import PeftModel

from lekalo.core.errors import ModelError
from lekalo.core.runlog import RunLog
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter
from lekalo.models.head_loss import head_loss
from lekalo.training.loop import fit
from support.jobs import make_job
from support.tiny import tiny_base, tiny_model
from training.test_loop import _losses, _reference

KINDS = {
    "dora": {"dora": True},
    "rslora": {"rslora": True, "rank_pattern": {"q_proj": 2}, "alpha_pattern": {"v_proj": 8.0}},
    "ends": {"targets": ["embed_tokens", "lm_head", "q_proj"], "dora": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_losses_are_pefts(tmp_path, kind):
    keys = {"rank": 4, **KINDS[kind]}
    job = make_job(tmp_path / "run", {}, adapter=keys)
    (tmp_path / "start").mkdir()
    start = attach_adapter(tiny_model(), AdapterSettings(**keys), job.recipe.seed)
    start.save(tmp_path / "start", "tiny")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = str(tmp_path / "start")
        theirs = PeftModel.from_pretrained(tiny_model(), folder, is_trainable=True)
        expected = _reference(job, theirs.train())
    fit(job)
    np.testing.assert_allclose(_losses(job), expected, rtol=2e-4)
    assert expected[-1] < 0.95 * expected[0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_trajectory_is_the_same_however_it_is_cut(tmp_path, kind):
    """Micro-batches of other sizes, activations computed again, and rows as running text."""
    losses = []
    for number, (train, method) in enumerate(
        [({}, "sft"), ({"micro_tokens": 16}, "sft"), ({"checkpointing": True}, "pretrain")]
    ):
        keys = {"rank": 4, **KINDS[kind]}
        folder = tmp_path / str(number)
        job = make_job(folder, train, adapter=keys, method={"name": method})
        fit(job)
        losses.append(_losses(job))
        assert list(RunLog(folder / "log.jsonl").read("start"))
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-4)
    np.testing.assert_allclose(losses[2], losses[0], rtol=1e-4)


def test_an_adapted_heads_loss_is_the_plain_one_chunk_by_chunk(monkeypatch):
    monkeypatch.setattr("lekalo.models.head_loss.chunk_rows", lambda vocabulary: 3)
    model = tiny_base(tie_word_embeddings=False).model
    adapter = attach_adapter(model, AdapterSettings(rank=4, targets=["lm_head"], dora=True), 0)
    weights = list(adapter.parameters().values())
    torch.manual_seed(0)
    with torch.no_grad():
        for weight in weights:
            weight += 0.1 * torch.randn_like(weight)
    states = torch.randn(10, 32, requires_grad=True)
    ids = torch.randint(0, 261, (10,))
    logits = model.lm_head(states)
    expected = torch.nn.functional.cross_entropy(logits, ids, reduction="sum")
    ours = head_loss(model, states, ids)
    torch.testing.assert_close(ours, expected)
    wanted = torch.autograd.grad(expected, [states, *weights])
    torch.testing.assert_close(
        torch.autograd.grad(2 * ours, [states, *weights]), [2 * g for g in wanted]
    )
    with torch.no_grad():
        torch.testing.assert_close(head_loss(model, states, ids), expected)


def test_a_head_whose_output_is_changed_after_it_is_refused():
    model = tiny_model("gemma3_text", final_logit_softcapping=30.0, tie_word_embeddings=False)
    attach_adapter(model, AdapterSettings(rank=4, targets=["lm_head"]), 0)
    with pytest.raises(ModelError, match="final_logit_softcapping"):
        head_loss(model, torch.zeros(2, 32), torch.zeros(2, dtype=torch.long))
