"""Log-probabilities and cross-entropy at chosen positions, in chunks that never hold all logits.

The backbone runs over every token; the head only where a target stands. For M targets and a
vocabulary of V the logits would be M x V; here only a chunk of them lives at a time, and its
gradient with respect to the hidden states is taken at once, as cross-entropy's gradient is
softmax minus one-hot. The head's own gradient is computed only where the head is trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.models import base_words as words
from lekalo.models.attention import PACKED
from lekalo.models.products import linear

CHUNK_LOGITS = 1 << 21
"""Logits alive at once: 8 MiB in fp32, which stay in a processor's cache between the passes over
them: chunks of twice that cost a fifth more."""
BLOCK_LOGITS = 1 << 19
"""Logits that are fp32 at once where the model computes in less: 2 MiB."""
_FEWEST = 64
"""Positions of a chunk at least, whatever the vocabulary: products of fewer are slow."""


def hidden_states(
    model: PreTrainedModel,
    input_ids_1N: torch.Tensor,
    position_ids_1N: torch.Tensor,
    row_starts: Sequence[int],
) -> torch.Tensor:
    """The states before the head, [N, D], of rows laid end to end.

    Several rows need `models.attention.packing` around the call.
    """
    backbone = model.base_model
    packs = model.config._attn_implementation == PACKED
    assert packs or len(row_starts) == 2, "several rows in one line, and no packing around"
    packed = {"row_starts": tuple(row_starts)} if packs else {}
    output = backbone(
        input_ids=input_ids_1N, position_ids=position_ids_1N, use_cache=False, **packed
    )
    states: torch.Tensor = output.last_hidden_state.squeeze(0)
    return states


def head_of(model: PreTrainedModel) -> tuple[torch.Tensor, torch.Tensor | None]:
    """The head's weight [V, D] and bias [V] or None. `ModelError` where logits are more than
    one matrix product of the states."""
    check_head(model)
    head = model.get_output_embeddings()
    if not isinstance(head, torch.nn.Linear):
        raise ModelError(words.NO_HEAD)
    return head.weight, head.bias


def check_head(model: PreTrainedModel) -> None:
    """Raises `ModelError` where the model does more with its head's output than to give it."""
    config = model.config.get_text_config()
    for key in ("final_logit_softcapping", "logits_scaling", "logit_scale"):
        if getattr(config, key, None) not in (None, 1, 1.0):
            raise ModelError(words.ODD_HEAD(key=key))


def summed_loss(
    states_MD: torch.Tensor,
    weight_VD: torch.Tensor,
    ids_M: torch.Tensor,
    bias_V: torch.Tensor | None = None,
) -> torch.Tensor:
    """-sum of log p(ids[m] | states[m]) in nats, 0-d, fp32; differentiable, chunk by chunk."""
    loss: torch.Tensor = _SummedLoss.apply(  # type: ignore[no-untyped-call]
        states_MD, weight_VD, bias_V, ids_M
    )
    return loss


@torch.no_grad()
def token_logprobs(
    states_MD: torch.Tensor,
    weight_VD: torch.Tensor,
    ids_M: torch.Tensor,
    bias_V: torch.Tensor | None = None,
) -> torch.Tensor:
    """log p(ids[m] | states[m]) in nats, [M], fp32; no gradient."""
    parts = []
    for states, ids in _chunks(states_MD, ids_M, weight_VD.shape[0]):
        logp = torch.log_softmax(linear(states, weight_VD, bias_V), 1, dtype=torch.float32)
        parts.append(logp.gather(1, ids[:, None])[:, 0])
    return torch.cat(parts)


def chunk_rows(vocabulary: int) -> int:
    """Positions whose logits are alive at once."""
    return max(_FEWEST, CHUNK_LOGITS // vocabulary)


def _chunks(
    states: torch.Tensor, ids: torch.Tensor, vocabulary: int
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    size = chunk_rows(vocabulary)
    return list(zip(torch.split(states, size), torch.split(ids, size), strict=True))


class _SummedLoss(torch.autograd.Function):
    """Cross-entropy whose gradients are made in the forward pass, while the logits are there."""

    @staticmethod
    def forward(
        ctx: Any,
        states_MD: torch.Tensor,
        weight_VD: torch.Tensor,
        bias_V: torch.Tensor | None,
        ids_M: torch.Tensor,
    ) -> torch.Tensor:
        need_states, need_weight, need_bias, _ = ctx.needs_input_grad
        total = torch.zeros((), dtype=torch.float32, device=states_MD.device)
        d_states = torch.empty_like(states_MD) if need_states else None
        d_weight = torch.zeros_like(weight_VD, dtype=torch.float32) if need_weight else None
        d_bias = torch.zeros_like(weight_VD[:, 0], dtype=torch.float32) if need_bias else None
        start = 0
        need = need_states or need_weight or need_bias
        for states, ids in _chunks(states_MD, ids_M, weight_VD.shape[0]):
            logits = linear(states, weight_VD, bias_V)
            total += _losses_to_slopes(logits, ids, need, d_bias)
            if d_states is not None:
                d_states[start : start + len(ids)] = linear(logits, weight_VD.T)
            if d_weight is not None:
                d_weight += linear(logits.T, states.T)
            del logits  # else the next chunk would stand beside this one
            start += len(ids)
        ctx.save_for_backward(d_states, d_weight, d_bias)
        ctx.dtypes = (weight_VD.dtype, None if bias_V is None else bias_V.dtype)
        return total

    @staticmethod
    def backward(ctx: Any, scale: torch.Tensor) -> Any:
        d_states, d_weight, d_bias = ctx.saved_tensors
        weight_dtype, bias_dtype = ctx.dtypes
        return (
            None if d_states is None else d_states.mul_(scale),
            None if d_weight is None else d_weight.mul_(scale).to(weight_dtype),
            None if d_bias is None else d_bias.mul_(scale).to(bias_dtype),
            None,
        )


def _losses_to_slopes(
    logits_CV: torch.Tensor, ids_C: torch.Tensor, need: bool, d_bias_V: torch.Tensor | None
) -> torch.Tensor:
    """The summed loss, 0-d fp32; logits become their gradient, softmax minus one-hot, where there
    is a `need` for it. In fp32, a block at a time: of bf16 logits no copy as large is made."""
    total = torch.zeros((), dtype=torch.float32, device=logits_CV.device)
    size = max(1, BLOCK_LOGITS // logits_CV.shape[1])
    for low, ids in zip(*(torch.split(t, size) for t in (logits_CV, ids_C)), strict=True):
        wide = low.float()
        top, own = wide.amax(1), wide.gather(1, ids[:, None])[:, 0]
        slope = torch.softmax(wide, 1, out=wide)  # in the logits' memory
        # log of the sum of exponents, from the largest share: that one never underflows
        total += (top - slope.amax(1).log() - own).sum()
        if need:
            slope[torch.arange(len(ids), device=ids.device), ids] -= 1
        if d_bias_V is not None:
            d_bias_V += slope.sum(0)
        if need and slope is not low:
            low.copy_(slope)
    return total
