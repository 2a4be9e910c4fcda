"""The optimizers over named weights, with fp32 masters where the model computes in bf16.

With `dtype: bfloat16` a fully trained model computes in a bf16 copy of its weights, while the
masters, the gradients summed over a step's micro-batches and the optimizer's moments stay in
fp32: bf16 keeps 8 bits of mantissa, so an update below 1/256 of a weight would be lost in it.
(Autocast over fp32 weights was measured too: 4 % slower here, since it casts every weight in
every pass.) Adapters keep fp32 weights themselves, so their masters are the weights.

All are torch's own, but `adamw8bit`: bitsandbytes keeps AdamW's moments of matrices from 4,096
weights on in 8 bits, block by block (Dettmers et al., arXiv 2110.02861). Adafactor (Shazeer and
Stern, arXiv 1804.04235) takes its rate as a share of each weight's own size, so it wants a larger
one than AdamW (about 1e-2), and moves weights that begin at 0, as LoRA's do, very slowly.

Muon (Jordan et al. 2024) updates the hidden matrices; embeddings, head, norms and biases stay
with AdamW. Its step is scaled to AdamW's size (Liu et al., arXiv 2502.16982), so both
take the recipe's one learning rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch.nn import Parameter
from transformers import PreTrainedModel

from lekalo.core.errors import RecipeError
from lekalo.core.train_settings import OptimizerSettings
from lekalo.training import words

_MUON_MOMENTUM = 0.95


class Weights:
    """The trained weights: `live` ones in the model, fp32 `masters` for the optimizer.

    Where a live weight is fp32 it is its own master.
    """

    def __init__(self, live: Mapping[str, Parameter], masters: Mapping[str, torch.Tensor]) -> None:
        self.live = dict(live)
        self.masters = {
            name: weight
            if weight.dtype == torch.float32
            else Parameter(masters.get(name, weight).detach().float().clone())
            for name, weight in live.items()
        }

    @property
    def apart(self) -> dict[str, Parameter]:
        """The masters that are not the live weights."""
        return {n: m for n, m in self.masters.items() if m is not self.live[n]}

    def collect(self) -> None:
        """Adds the live gradients of one micro-batch to the masters' and clears them."""
        for name, master in self.apart.items():
            gradient, self.live[name].grad = self.live[name].grad, None
            if gradient is not None and master.grad is None:
                master.grad = gradient.float()
            elif gradient is not None and master.grad is not None:
                master.grad += gradient

    @torch.no_grad()
    def add(self, name: str, gradients: Sequence[torch.Tensor]) -> None:
        """Adds gradients of one weight, taken apart from it, to its master's. They are laid out in
        memory as the master is: a fused optimizer takes both for one order of numbers."""
        master = self.masters[name]
        for gradient in gradients:
            if master.grad is None:
                master.grad = torch.empty_like(master).copy_(gradient)
            else:
                master.grad += gradient

    @torch.no_grad()
    def publish(self) -> None:
        """Copies the masters into the live weights after a step."""
        for name, master in self.apart.items():
            self.live[name].copy_(master)


class Optimizer:
    """One or two of torch's optimizers over the masters, with state by the weights' names."""

    def __init__(self, weights: Weights, settings: OptimizerSettings, hidden: set[str]) -> None:
        self._names = {id(master): name for name, master in weights.masters.items()}
        self._masters = weights.masters
        muon = hidden if settings.name == "muon" else set()
        rest = {n: m for n, m in weights.masters.items() if n not in muon}
        self._parts: list[torch.optim.Optimizer] = []
        if rest:
            self._parts.append(_MAKERS[settings.name](_groups(rest, settings, hidden), settings))
        if muon:
            self._parts.append(_muon([weights.masters[n] for n in sorted(muon)], settings))

    def clip(self, limit: float) -> float:
        """The global gradient norm before clipping; scales gradients to `limit` unless 0."""
        bound = limit if limit > 0 else float("inf")
        return float(torch.nn.utils.clip_grad_norm_(self._masters.values(), bound))

    def step(self, rate: float) -> None:
        """One update at this learning rate; gradients are cleared after it."""
        for part in self._parts:
            for group in part.param_groups:
                group["lr"] = rate
            part.step()
            part.zero_grad()

    def state(self) -> dict[str, torch.Tensor]:
        """Moments and counters as `weight|key`, for safetensors. Tables that bitsandbytes
        shares between weights become each weight's own: one file may not hold a tensor twice."""
        return {
            f"{self._names[id(weight)]}|{key}": _own(key, value)
            for part in self._parts
            for weight, values in part.state.items()
            for key, value in values.items()
        }

    def load(self, state: Mapping[str, torch.Tensor]) -> None:
        """Takes back what `state` gave."""
        for part in self._parts:
            for weight in (w for group in part.param_groups for w in group["params"]):
                name = self._names[id(weight)] + "|"
                part.state[weight] = {
                    key.removeprefix(name): value.item()
                    if value.dtype == torch.int64
                    else value.clone()
                    for key, value in state.items()
                    if key.startswith(name)
                }


def _own(key: str, value: Any) -> torch.Tensor:
    """A value of an optimizer's state as a tensor; bitsandbytes counts steps in plain numbers."""
    if isinstance(value, int):
        return torch.tensor(value, dtype=torch.int64)
    assert isinstance(value, torch.Tensor)
    return value.clone() if key.startswith("qmap") else value


def _groups(
    named: Mapping[str, Parameter], settings: OptimizerSettings, hidden: set[str]
) -> list[dict[str, Any]]:
    """Weight decay falls on matrices, embeddings and head among them where the settings say so;
    norms and biases have none."""
    decayed = {
        name
        for name, weight in named.items()
        if weight.ndim >= 2 and (name in hidden or settings.decay_embeddings)
    }
    groups: list[dict[str, Any]] = []
    if decayed:
        groups.append({"params": [w for n, w in named.items() if n in decayed]})
    if len(decayed) < len(named):
        free = [w for n, w in named.items() if n not in decayed]
        groups.append({"params": free, "weight_decay": 0.0})
    return groups


def _adamw(groups: list[dict[str, Any]], settings: OptimizerSettings) -> torch.optim.Optimizer:
    return torch.optim.AdamW(
        groups,
        betas=settings.betas,
        eps=settings.eps,
        weight_decay=settings.weight_decay,
        fused=True,
    )


def _adamw8bit(groups: list[dict[str, Any]], settings: OptimizerSettings) -> torch.optim.Optimizer:
    try:
        from bitsandbytes.optim import AdamW8bit
    except ImportError as error:
        raise RecipeError(words.NO_ADAMW8BIT) from error
    decay = settings.weight_decay
    made = AdamW8bit(groups, betas=settings.betas, eps=settings.eps, weight_decay=decay)
    assert isinstance(made, torch.optim.Optimizer)
    return made


def _adafactor(groups: list[dict[str, Any]], settings: OptimizerSettings) -> torch.optim.Optimizer:
    return torch.optim.Adafactor(groups, weight_decay=settings.weight_decay)


def _sgd(groups: list[dict[str, Any]], settings: OptimizerSettings) -> torch.optim.Optimizer:
    return torch.optim.SGD(groups, momentum=settings.betas[0], weight_decay=settings.weight_decay)


_MAKERS = {
    "adamw": _adamw,
    "adamw8bit": _adamw8bit,
    "adafactor": _adafactor,
    "muon": _adamw,  # what is no hidden matrix
    "sgd": _sgd,
}


def _muon(matrices: list[Parameter], settings: OptimizerSettings) -> torch.optim.Optimizer:
    return torch.optim.Muon(
        matrices,
        momentum=_MUON_MOMENTUM,
        weight_decay=settings.weight_decay,
        adjust_lr_fn="match_rms_adamw",
    )


def hidden_matrices(model: PreTrainedModel, named: Mapping[str, Parameter]) -> set[str]:
    """The names of 2-D weights that are neither embedding nor head: what Muon is for."""
    ends = (*_embeddings(model), model.get_output_embeddings())
    outer = {id(end.weight) for end in ends if end is not None}
    return {name for name, w in named.items() if w.ndim == 2 and id(w) not in outer}


def _embeddings(model: PreTrainedModel) -> list[torch.nn.Embedding]:
    return [module for module in model.modules() if isinstance(module, torch.nn.Embedding)]
