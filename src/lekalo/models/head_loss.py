"""The summed loss of a model's head, plain or with an adapter on it, never with all logits.

A plain head takes `logprobs.summed_loss`. One that is adapted is asked module and all, a chunk of
positions at a time, and each chunk's gradients are taken at once.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from transformers import PreTrainedModel

from lekalo.models.adapters._mix import Adapted
from lekalo.models.logprobs import check_head, chunk_rows, head_of, summed_loss


def head_loss(model: PreTrainedModel, states_MD: Tensor, ids_M: Tensor) -> Tensor:
    """-sum of log p(ids[m] | states[m]) in nats, 0-d, fp32; differentiable in the states and in
    what is trained of the head."""
    head = model.get_output_embeddings()
    if not isinstance(head, Adapted):
        weight, bias = head_of(model)
        return summed_loss(states_MD, weight, ids_M, bias)
    check_head(model)
    needed = torch.is_grad_enabled()  # it is never so inside an autograd function
    trained = [weight for weight in head.parameters() if needed and weight.requires_grad]
    loss: Tensor = _AdaptedLoss.apply(  # type: ignore[no-untyped-call]
        states_MD, ids_M, head, model.config.get_text_config().vocab_size, *trained
    )
    return loss


class _AdaptedLoss(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, states_MD: Tensor, ids_M: Tensor, head: Adapted, vocabulary: int, *trained: Tensor
    ) -> Tensor:
        need = any(ctx.needs_input_grad)
        total = torch.zeros((), dtype=torch.float32, device=states_MD.device)
        d_states = torch.zeros_like(states_MD)
        d_trained = [torch.zeros_like(weight) for weight in trained]
        size, start = chunk_rows(vocabulary), 0
        for states, ids in zip(torch.split(states_MD, size), torch.split(ids_M, size), strict=True):
            with torch.set_grad_enabled(need):
                leaf = states.detach().requires_grad_(need)
                loss = F.cross_entropy(head(leaf).float(), ids, reduction="sum")
            total += loss.detach()
            if need:
                own, *others = torch.autograd.grad(loss, [leaf, *trained], allow_unused=True)
                d_states[start : start + len(ids)] = own
                for held, grad in zip(d_trained, others, strict=True):
                    if grad is not None:  # None: of a slot that is not in force
                        held += grad
            start += len(ids)
        ctx.save_for_backward(d_states, *d_trained)
        return total

    @staticmethod
    def backward(ctx: Any, scale: Tensor) -> Any:
        d_states, *d_trained = ctx.saved_tensors
        return d_states.mul_(scale), None, None, None, *(grad.mul_(scale) for grad in d_trained)
