"""Choosing the next token, against transformers' own filters and against the distribution."""

from __future__ import annotations

import pytest
import torch
from transformers.generation.logits_process import (
    LogitsProcessorList,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from lekalo.core.errors import UserError
from lekalo.models.sampling import Sampling, choose

SETTINGS = [
    {"temperature": 1.0},
    {"temperature": 0.7, "top_k": 5},
    {"temperature": 1.3, "top_p": 0.8},
    {"temperature": 2.0, "top_k": 12, "top_p": 0.5},
    {"temperature": 0.5, "top_k": 1},
    {"temperature": 1.0, "top_p": 1e-6},
]


def by_transformers(logits, temperature, top_k=0, top_p=1.0) -> torch.Tensor:
    """The probabilities [V] that transformers would draw from."""
    warpers = LogitsProcessorList([TemperatureLogitsWarper(temperature)])
    if top_k:
        warpers.append(TopKLogitsWarper(top_k))
    warpers.append(TopPLogitsWarper(top_p))
    return warpers(None, logits[None].clone())[0].softmax(-1)


@pytest.mark.parametrize("values", SETTINGS, ids=str)
def test_drawn_as_often_as_transformers_would(values):
    """4,000 rows at once: every token within five standard deviations of its expected count,
    and none outside the kept ones."""
    count, vocabulary = 4000, 40
    logits = torch.randn(vocabulary, generator=torch.Generator().manual_seed(0)) * 2
    samplings = [Sampling(**values, seed=seed) for seed in range(count)]
    generators = [torch.Generator().manual_seed(sampling.seed) for sampling in samplings]
    drawn = choose(logits.expand(count, -1), samplings, generators)
    counts = torch.bincount(torch.tensor(drawn), minlength=vocabulary)
    expected = by_transformers(logits, **values)
    assert (counts[expected == 0] == 0).all()
    spread = (count * expected * (1 - expected)).sqrt()
    assert ((counts - count * expected).abs() <= 5 * spread + 1e-3).all()


def test_greedy_rows_and_drawn_ones_side_by_side():
    logits = torch.randn(3, 50, generator=torch.Generator().manual_seed(1))
    samplings = [Sampling(), Sampling(temperature=1.0, seed=5), Sampling()]

    def generators():
        return [torch.Generator().manual_seed(s.seed) for s in samplings]

    together = choose(logits, samplings, generators())
    alone = [
        choose(logits[i : i + 1], samplings[i : i + 1], generators()[i : i + 1]) for i in (0, 1, 2)
    ]
    assert [[token] for token in together] == alone
    assert together[0] == logits[0].argmax() and together[2] == logits[2].argmax()


@pytest.mark.parametrize(
    "values",
    [
        {"max_tokens": 0},
        {"temperature": -0.1},
        {"temperature": 2.1},
        {"top_p": 0.0},
        {"top_p": 1.1},
        {"top_k": -1},
        {"stop": ("a", "")},
        {"seed": -1},
    ],
    ids=str,
)
def test_values_out_of_range_are_named(values):
    (name,) = values
    with pytest.raises(UserError, match=rf"^{name} is .* must be"):
        Sampling(**values)
