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
    H T       the attention's weights, for each token of a row of T tokens up to 384

(and 2 D more for the normed states where the norms are trained too), and the backward pass of
one layer holds 3 I + 2 D beside them. With checkpointing of activations each layer keeps its
D inputs, and one layer at a time the rest. The loss adds 2 D a token and its chunk of logits. N and
T are those of the fullest pass of the run's own plan. Where a step is one pass, its gradients
come as its activations go, so the larger of the two counts.

Beside these stand what the process holds already when it is asked (Python, the libraries, the
rows) and `_GAPS`. Measured by `benchmarks/plan.py`.

Left out: answers to suites, which are written before and after training; and on a CPU what
oneDNN makes and keeps for each new number of tokens in a product (0.6 MB a shape), by which a
long run of passes that all differ outgrows what is foreseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForCausalLM, PreTrainedModel

from lekalo.core.recipe import Recipe
from lekalo.data.batches import Plan
from lekalo.models.adapters import attach_adapter
from lekalo.models.logprobs import chunk_rows
from lekalo.models.quantise import compressible, held_bytes, own_bytes, weight_count
from lekalo.models.row_attention import kept_weights
from lekalo.training.optimizer import hidden_matrices

_FLOAT = 4
"""Bytes of fp32: masters, moments, adapters and logits."""
_PAGE = 4096
_GAPS = 160 << 20
"""What a run holds above the counted: gaps in the C library's heap, which keeps blocks of up to 32
MiB, and what the libraries load at their first step. Runs of four kinds on two bases held 60 to
250 MiB; blocks of larger bases are not kept, so it does not grow with the base."""
_LOOKED_AT = 100_000
"""Rows of a run whose passes are looked at for the largest."""


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """Bytes of each part at the fullest moment of a step."""

    weights: int
    gradients: int
    optimizer: int
    activations: int
    process: int = 0
    """What the process holds beside all these."""
    apart: int = 0
    """What of gradients and activations is never held at once: in the only pass of a step the
    former come as the latter go."""
    loading: int = 0
    """The weights while they are cast, before the first step."""

    @property
    def total(self) -> int:
        """The most at once: while training, or while the base is loaded."""
        trained = self.weights + self.gradients + self.optimizer + self.activations - self.apart
        return max(trained, self.loading) + self.process


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
    gradients = _FLOAT * trained + masters * size
    taken = list(passes(lengths, recipe))
    activations = max(_activations(model, recipe, rows, size) for step in taken for rows in step)
    alone = all(len(step) == 1 for step in taken)
    return MemoryEstimate(
        weights=held_bytes(model, recipe.quantise, size) + _FLOAT * (masters if full else trained),
        gradients=gradients,
        optimizer=_FLOAT * _moments(model, recipe, trained),
        activations=activations,
        process=_GAPS + (_process(model) if beside is None else beside),
        apart=min(gradients, activations) if alone else 0,
        loading=_loading(model, recipe, size),
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


def _loading(model: PreTrainedModel, recipe: Recipe, size: int) -> int:
    """A base is read in fp32, and cast weight by weight while the former ones are still held;
    one held in fewer bits is compressed as it is read."""
    if recipe.quantise != "none":
        return 0
    return weight_count(model) * (_FLOAT + (size if size < _FLOAT else 0))


def passes(lengths: NDArray[np.int64], recipe: Recipe) -> Iterator[list[list[int]]]:
    """The lengths of the rows of each forward pass of each step of the run, as its plan takes
    them; of a long run, those of its first `_LOOKED_AT` rows."""
    settings = recipe.train
    plan = Plan(lengths, recipe.seed, settings.batch_rows, settings.batch_tokens)
    seen = 0
    for step in range(settings.steps or plan.steps_for(settings.epochs)):
        if seen >= _LOOKED_AT:
            return
        rows = [int(lengths[number]) for number in plan.rows_of(step)]
        seen += len(rows)
        yield list(_filled(rows, settings.micro_tokens))


def _filled(rows: Sequence[int], micro_tokens: int) -> Iterator[list[int]]:
    """As `data.batches.micro_batches` fills passes, by the rows' lengths alone."""
    waiting: list[int] = []
    for length in rows:
        if waiting and sum(waiting) + length > micro_tokens:
            yield waiting
            waiting = []
        waiting.append(length)
    if waiting:
        yield waiting


def _moments(model: PreTrainedModel, recipe: Recipe, trained: int) -> int:
    """Numbers that the optimizer keeps: two a weight, one where Muon takes it."""
    if recipe.train.optimizer.name != "muon":
        return 2 * trained
    if recipe.adapter.name != "full":
        return trained  # both matrices of a LoRA are Muon's
    named: dict[str, torch.nn.Parameter] = dict(model.named_parameters())
    return 2 * trained - sum(named[name].numel() for name in hidden_matrices(model, named))


def _activations(model: PreTrainedModel, recipe: Recipe, rows: Sequence[int], size: int) -> int:
    """Bytes at the fullest moment of a pass over rows of these lengths."""
    config = model.config.get_text_config()
    tokens, width = sum(rows), int(config.hidden_size)
    inner = getattr(config, "intermediate_size", None) or 4 * width
    heads = config.num_attention_heads
    groups = getattr(config, "num_key_value_heads", None) or heads
    head = getattr(config, "head_dim", None) or width // heads
    norms = 6 if recipe.adapter.name == "full" else 4
    layer = tokens * (norms * width + 3 * heads * head + 2 * groups * head + 4 * inner)
    layer += heads * sum(map(kept_weights, rows))
    layers = config.num_hidden_layers
    kept: int = layers * width * tokens + layer if recipe.train.checkpointing else layers * layer
    backward = tokens * (3 * inner + 2 * width)
    chunk = min(tokens, chunk_rows(config.vocab_size)) * config.vocab_size
    logits: int = 2 * _FLOAT * chunk
    expanded = 0  # one layer's weight at a time, where it is held in codes
    if recipe.quantise != "none":
        expanded = max(m.in_features * m.out_features for m in compressible(model))
    return size * (kept + backward + 2 * width * tokens + expanded) + logits
