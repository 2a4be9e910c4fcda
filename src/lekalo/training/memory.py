"""The memory that a run will need, derived before its first step.

Weights, gradients and optimizer state follow from counts of weights (P of the base, T trained):

                    weights          gradients   AdamW's moments
    LoRA            P x dtype + 4 T        4 T               8 T
    above NF4       P x 0.52 + 4 T         4 T               8 T    (embeddings and head: dtype)
    full, fp32      4 P                    4 T               8 T
    full, bf16      2 P + 4 P (masters)    2 T + 4 T         8 T

Muon keeps one moment instead of two. Activations are what a forward pass over N tokens keeps for
the backward one; a decoder layer of width D, inner width I, H heads and G key-value heads of
size d keeps, a token,

    4 D       the inputs and outputs of both norms
    3 H d     queries, the attention's output, and the same laid out for the next product
    2 G d     keys and values
    4 I       gate, its activation, up, and their product

(and 2 D more for the normed states where the norms are trained too), and the backward pass of
one layer holds 3 I + 2 D beside them. With checkpointing of activations each layer keeps its
D inputs, and one layer at a time the rest. The loss adds 2 D a token and its chunk of logits.

Beside these stands what the process holds already when it is asked: Python, the libraries, the
rows. For a base of 20 million weights the sum was 0.7 to 1.2 times the largest resident size of
six runs (fp32 and bf16, LoRA and full, 8 and 32 rows a step, with checkpointing and without).

Left out: the allocator's gaps, and the T x T scores that bf16 attention keeps on a CPU for rows
over 96 tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForCausalLM, PreTrainedModel

from lekalo.core.recipe import Recipe
from lekalo.core.settings import TrainSettings
from lekalo.models.adapters import attach_adapter
from lekalo.models.logprobs import CHUNK_LOGITS
from lekalo.models.quantise import compressible, held_bytes, own_bytes, weight_count
from lekalo.training.optimizer import hidden_matrices

_FLOAT = 4
"""Bytes of fp32: masters, moments, adapters and logits."""
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """Bytes of each part at the fullest moment of a step."""

    weights: int
    gradients: int
    optimizer: int
    activations: int
    process: int = 0
    """What the process holds beside all these."""

    @property
    def total(self) -> int:
        """All parts together."""
        trained = self.weights + self.gradients + self.optimizer + self.activations
        return trained + self.process


def estimate(
    model: PreTrainedModel,
    recipe: Recipe,
    lengths: NDArray[np.int64],
    beside: int | None = None,
) -> MemoryEstimate:
    """What training `model` by `recipe` on rows of these lengths (tokens) will hold. The model
    must have no adapter yet; it may be on the meta device. `beside` are the bytes held beside
    the training; by default what this process holds now, the model aside."""
    size = 2 if recipe.train.dtype == "bfloat16" else _FLOAT
    full = recipe.adapter.name == "full"
    trained = trained_weights(model, recipe)
    masters = trained if full and size < _FLOAT else 0
    return MemoryEstimate(
        weights=held_bytes(model, recipe.quantise, size) + _FLOAT * (masters if full else trained),
        gradients=_FLOAT * trained + masters * size,
        optimizer=_FLOAT * _moments(model, recipe, trained),
        activations=_activations(model, recipe, largest_pass(lengths, recipe.train), size),
        process=_process(model) if beside is None else beside,
    )


def trained_weights(model: PreTrainedModel, recipe: Recipe) -> int:
    """How many weights `recipe` trains on `model`, which has no adapter yet: all of them, or
    those of its adapter, put on a twin of the model that holds no numbers."""
    if recipe.adapter.name == "full":
        return weight_count(model)
    with torch.device("meta"):
        twin = AutoModelForCausalLM.from_config(model.config)
    adapter = attach_adapter(twin, recipe.adapter, recipe.seed)
    count: int = sum(weight.numel() for weight in adapter.parameters().values())
    return count


def _process(model: PreTrainedModel) -> int:
    """Bytes that this process holds, the model aside. Weights read through a map of their file
    count only once they are looked at, so each page of theirs is, first."""
    weights = [w.detach() for w in model.parameters() if not w.is_meta]
    for weight in weights:
        weight.flatten()[:: _PAGE // weight.element_size()].float().sum()
    return max(0, resident() - (own_bytes(model) if weights else 0))


def resident() -> int:
    """Bytes of this process in memory now; 0 where the system has no /proc to say it."""
    return _status("VmRSS")


def peak_resident() -> int:
    """The most bytes that this process has had in memory; 0 where there is no /proc."""
    return _status("VmHWM")


def _status(key: str) -> int:
    path = Path("/proc/self/status")
    if not path.exists():
        return 0
    lines = path.read_text().splitlines()
    found = next(line for line in lines if line.startswith(key + ":"))
    return int(found.split()[1]) * 1024


def largest_pass(lengths: NDArray[np.int64], settings: TrainSettings) -> int:
    """The most tokens that one forward pass can hold: whole rows up to `micro_tokens`, or one
    longer row; no more than an optimizer step can have."""
    longest = int(lengths.max())
    if settings.batch_tokens:
        step = settings.batch_tokens + longest
    else:
        step = int(np.sort(lengths)[-(settings.batch_rows or 1) :].sum())
    return min(max(settings.micro_tokens, longest), step)


def _moments(model: PreTrainedModel, recipe: Recipe, trained: int) -> int:
    """Numbers that the optimizer keeps: two a weight, one where Muon takes it."""
    if recipe.train.optimizer.name != "muon":
        return 2 * trained
    if recipe.adapter.name != "full":
        return trained  # both matrices of a LoRA are Muon's
    named: dict[str, torch.nn.Parameter] = dict(model.named_parameters())
    return 2 * trained - sum(named[name].numel() for name in hidden_matrices(model, named))


def _activations(model: PreTrainedModel, recipe: Recipe, tokens: int, size: int) -> int:
    config = model.config.get_text_config()
    width = int(config.hidden_size)
    inner = getattr(config, "intermediate_size", None) or 4 * width
    heads = config.num_attention_heads
    groups = getattr(config, "num_key_value_heads", None) or heads
    head = getattr(config, "head_dim", None) or width // heads
    norms = 6 if recipe.adapter.name == "full" else 4
    layer = norms * width + 3 * heads * head + 2 * groups * head + 4 * inner
    layers = config.num_hidden_layers
    kept: int = layers * width + layer if recipe.train.checkpointing else layers * layer
    backward = 3 * inner + 2 * width
    logits: int = 2 * _FLOAT * min(CHUNK_LOGITS, tokens * config.vocab_size)
    expanded = 0  # one layer's weight at a time, where it is held in codes
    if recipe.quantise != "none":
        expanded = max(m.in_features * m.out_features for m in compressible(model)) * size
    return tokens * size * (kept + backward + 2 * width) + logits + expanded
