"""The memory that a run will need, derived before its first step.

Weights, gradients and optimizer state follow from counts of weights (P of the base, T trained):

                    weights             gradients           state of the optimizer
    adapter         P x dtype + 4 T     4 T                 adamw       8 T
    above NF4       P x 0.52 + 4 T      4 T                 adamw8bit   2.03 T (small ones 8 T)
    full, fp32      4 P                 4 T                 adafactor   a row and a column of each
    full, bf16      2 P + 4 P masters   4 T, and 2 T more   muon        4 T, of what is no hidden
                                        in several passes               matrix 8 T
                                                            sgd         4 T with momentum

Embeddings and head of a compressed base stay in dtype, and one layer at a time is expanded. What
a pass keeps is counted in `activations`; its rows are those of the fullest pass of the run's own
plan, with the places that a soft prompt puts before each. Where a step is one pass, its gradients
come as its activations go, so the larger of the two counts. Each of the `lines` that a step is
computed in has gradients of its own; their passes together have no more rows than one line's.

Beside these stand what the process holds already when it is asked (Python, the libraries, the
rows), what the libraries load while it trains (`_CODE`), the trained weights as they were last kept
(`second_look`), and the gaps that its heap is let have (`heap.GROWN`; between two trims they may
be larger). Compared with real runs by `benchmarks/plan.py`.

Left out: answers to suites, which are written before and after training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import Parameter
from transformers import PreTrainedModel

from lekalo.core.recipe import Recipe
from lekalo.core.train_settings import OptimizerSettings
from lekalo.data.batches import Plan
from lekalo.models.quantise import compressible, held_bytes, own_bytes, weight_count
from lekalo.models.row_attention import kept_weights
from lekalo.training.activations import Twin, activations, twin_of
from lekalo.training.heap import GROWN, resident
from lekalo.training.lines import line_count
from lekalo.training.optimizer import hidden_matrices
from lekalo.training.second_look import ROOM

_FLOAT = 4
"""Bytes of fp32: masters, moments, adapters and logits."""
_PAGE = 4096
_CODE = 150_000_000
"""Bytes of code and buffers that the libraries load and make at a run's first steps; half of it are
the 128 compiled products that oneDNN keeps (`models.products`)."""
_LOOKED_AT = 100_000
"""Rows of a run whose passes are looked at for the largest."""
_CODES_FROM, _CODE_BLOCK, _TABLE = 4096, 256, 256 * 4
"""bitsandbytes: weights from which moments are held in codes, those that share a scale, and bytes
of the table of codes that each of the two moments has."""


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
    twin = twin_of(model, recipe)
    live, masters = _trained_bytes(twin.named)
    taken = list(passes(lengths, recipe))
    held = [activations(twin, rows, size) for rows in _fullest(taken, recipe)]
    most, least = max(one.most for one in held), max(one.least for one in held)
    alone = all(len(step) == 1 for step in taken)
    lines = line_count(twin.model, live, torch.get_num_threads())
    gradients = max(lines * live, masters) if alone else lines * live + masters
    passing = gradients if alone else (lines * live if masters else 0)
    expanded = _expanded(model, recipe) * size
    beside = _CODE + (_process(model) if beside is None else beside)
    beside += live if live <= ROOM else 0
    found = MemoryEstimate(
        weights=held_bytes(model, recipe.quantise, size) + (0 if twin.full else live) + masters,
        gradients=gradients,
        optimizer=state_bytes(recipe.train.optimizer, twin.named, hidden_of(twin)),
        activations=most + expanded,
        process=beside,
        apart=min(passing, most - least),
        loading=_loading(model, recipe, size),
    )
    return replace(found, process=beside + round(GROWN * found.total))


def _trained_bytes(named: Mapping[str, Parameter]) -> tuple[int, int]:
    """Bytes of the trained weights in the model, and of the fp32 masters of those not in fp32."""
    apart = sum(weight.numel() for weight in named.values() if weight.dtype != torch.float32)
    return sum(weight.nbytes for weight in named.values()), _FLOAT * apart


def _fullest(taken: Sequence[Sequence[list[int]]], recipe: Recipe) -> list[list[int]]:
    """The passes that may be the fullest: by their places, and by attention's weights."""
    every = [rows for step in taken for rows in step]
    before = recipe.adapter.virtual
    by_places = max(every, key=lambda rows: sum(rows) + before * len(rows))
    by_weights = max(every, key=lambda rows: sum(rows) + sum(map(kept_weights, rows)))
    return [by_places] if by_places is by_weights else [by_places, by_weights]


def _expanded(model: PreTrainedModel, recipe: Recipe) -> int:
    """Numbers of the largest layer that is held in codes; one at a time is expanded."""
    if recipe.quantise == "none":
        return 0
    return max(layer.in_features * layer.out_features for layer in compressible(model))


def hidden_of(twin: Twin) -> set[str]:
    """The names of the trained weights that Muon takes."""
    return hidden_matrices(twin.model, twin.named)


def state_bytes(
    settings: OptimizerSettings, named: Mapping[str, Parameter], hidden: set[str]
) -> int:
    """Bytes that the optimizer keeps of these weights; counters of steps aside."""
    tables = (
        2 * _TABLE if settings.name == "adamw8bit" and any(map(_in_codes, named.values())) else 0
    )
    return tables + sum(
        _state_of(settings, weight, hidden=name in hidden) for name, weight in named.items()
    )


def _state_of(settings: OptimizerSettings, weight: Parameter, *, hidden: bool) -> int:
    count = weight.numel()
    if settings.name == "sgd":
        return _FLOAT * count if settings.betas[0] else 0
    if settings.name == "muon" and hidden:
        return _FLOAT * count
    if settings.name == "adafactor":
        if weight.ndim < 2:
            return _FLOAT * count
        return _FLOAT * (count // weight.shape[-1] + count // weight.shape[-2])
    if settings.name == "adamw8bit" and _in_codes(weight):
        return 2 * (count + _FLOAT * -(-count // _CODE_BLOCK))
    return 2 * _FLOAT * count


def _in_codes(weight: Parameter) -> bool:
    return weight.numel() >= _CODES_FROM


def trained_weights(model: PreTrainedModel, recipe: Recipe) -> int:
    """How many weights `recipe` trains on `model`, which has no adapter yet."""
    return twin_of(model, recipe).count


def _process(model: PreTrainedModel) -> int:
    """Bytes that this process holds, the model aside. Weights read through a map of their file
    count only once they are looked at, so each page of theirs is, first."""
    weights = [w.detach() for w in model.parameters() if not w.is_meta]
    for weight in weights:
        weight.flatten()[:: _PAGE // weight.element_size()].float().sum()
    return max(0, resident() - (own_bytes(model) if weights else 0))


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
        yield list(_filled(rows, settings.micro_tokens, recipe.adapter.virtual))


def _filled(rows: Sequence[int], micro_tokens: int, before: int) -> Iterator[list[int]]:
    """As `data.batches.micro_batches` fills passes, by the rows' lengths alone."""
    waiting: list[int] = []
    held = 0
    for length in rows:
        if waiting and held + length + before > micro_tokens:
            yield waiting
            waiting, held = [], 0
        waiting.append(length)
        held += length + before
    if waiting:
        yield waiting
