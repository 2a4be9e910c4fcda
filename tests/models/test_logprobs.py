"""The chunked head against torch's own cross-entropy over all logits."""

import pytest
import torch
from torch.nn import functional as F

from lekalo.core.errors import ModelError
from lekalo.models import logprobs
from lekalo.models.logprobs import head_of, hidden_states, summed_loss, token_logprobs
from support.tiny import tiny_model


@pytest.fixture(params=[1, 30, 10**6], ids=["a row a chunk", "uneven chunks", "one chunk"])
def chunk(request, monkeypatch):
    monkeypatch.setattr(logprobs, "CHUNK_LOGITS", request.param * 11)


def _problem(bias):
    generator = torch.Generator().manual_seed(3)
    states = torch.randn(67, 5, generator=generator, dtype=torch.float64).float()
    weight = torch.randn(11, 5, generator=generator)
    ids = torch.randint(0, 11, (67,), generator=generator)
    return states, weight, ids, torch.randn(11, generator=generator) if bias else None


@pytest.mark.parametrize("bias", [False, True])
def test_loss_and_every_gradient_equal_cross_entropy(chunk, bias):
    states, weight, ids, offset = _problem(bias)
    leaves = [t.requires_grad_() for t in (states, weight, offset) if t is not None]
    others = [t.detach().clone().requires_grad_() for t in leaves]
    ours = summed_loss(leaves[0], leaves[1], ids, *leaves[2:])
    theirs = F.cross_entropy(F.linear(*others), ids, reduction="sum")
    torch.testing.assert_close(ours, theirs)
    (ours * 0.37).backward()
    (theirs * 0.37).backward()
    for one, other in zip(leaves, others, strict=True):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-5, atol=1e-5)


def test_a_frozen_head_gets_no_gradient(chunk):
    states, weight, ids, _ = _problem(False)
    states.requires_grad_()
    summed_loss(states, weight, ids).backward()
    assert weight.grad is None and states.grad is not None


def test_logprobs_equal_log_softmax(chunk):
    states, weight, ids, bias = _problem(True)
    expected = F.log_softmax(states @ weight.T + bias, 1)[torch.arange(67), ids]
    torch.testing.assert_close(token_logprobs(states, weight, ids, bias), expected)


def test_states_times_head_are_the_models_logits():
    model = tiny_model("qwen3").eval()
    ids = torch.arange(5, 25)[None]
    with torch.no_grad():
        states = hidden_states(model, ids, torch.arange(20)[None], (0, 20))
        weight, bias = head_of(model)
        torch.testing.assert_close(F.linear(states, weight, bias), model(ids).logits[0])


def test_a_head_that_does_more_is_refused():
    with pytest.raises(ModelError, match="final_logit_softcapping"):
        head_of(tiny_model("gemma3_text", final_logit_softcapping=30.0))
