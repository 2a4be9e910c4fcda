"""Bits a byte and preferred endings, beside sums over the model's own logits."""

from __future__ import annotations

import math

import pytest
import torch

from lekalo.evaluation.likelihood import Choice, TextBits, bits_per_byte, choose, text_bits
from lekalo.models.base import Base, load_base
from support.tiny import tiny_base

TEXTS = ["A lamp stands on the table.", "Лампа стоит на столе. Её свет мягкий.", "x"]


def bits_by_logits(base: Base, text: str) -> float:
    """log2 of every token but the first, from one forward pass of transformers."""
    ids = base.tokenizer.encode(text, add_special_tokens=False)
    bos = base.tokenizer.bos_token_id
    ids = ids if bos is None else [bos, *ids]
    with torch.no_grad():
        logits = base.model(torch.tensor([ids])).logits[0].double()
    logp = logits.log_softmax(-1)
    return -sum(float(logp[n - 1, ids[n]]) for n in range(1, len(ids))) / math.log(2)


@pytest.fixture(scope="module", params=["tiny", "nano"])
def base(request: pytest.FixtureRequest) -> Base:
    return tiny_base() if request.param == "tiny" else load_base("nano")


def test_bits_are_those_of_the_logits(base: Base) -> None:
    for text, measured in zip(TEXTS, text_bits(base, TEXTS), strict=True):
        assert measured.bits == pytest.approx(bits_by_logits(base, text), rel=1e-4, abs=1e-6)


def test_bytes_are_those_of_what_is_foreseen(base: Base) -> None:
    first = base.tokenizer.encode(TEXTS[0], add_special_tokens=False)[:1]
    unseen = 0 if base.tokenizer.bos_token_id is not None else len(base.tokenizer.decode(first))
    assert text_bits(base, TEXTS[:1])[0].bytes == len(TEXTS[0].encode()) - unseen


def test_a_text_longer_than_the_context_counts_every_token(base: Base) -> None:
    long = " ".join(f"Lamp {n} stands on table {n % 7}." for n in range(400))
    assert len(base.renderer.text(long)) > base.context
    (measured,) = text_bits(base, [long])
    tokens = base.tokenizer.encode(long, add_special_tokens=False)
    # a random model spreads its bets, so each token costs about log2 of the vocabulary
    assert measured.bits / len(tokens) < 2 * math.log2(len(base.tokenizer))
    assert measured.bytes > 0.99 * len(long.encode())


def test_bits_a_byte_weigh_texts_by_their_bytes() -> None:
    interval = bits_per_byte([TextBits(10.0, 5), TextBits(30.0, 35)])
    assert interval.value == pytest.approx(40 / 40)
    assert interval.low == pytest.approx(30 / 35) and interval.high == pytest.approx(2.0)


def test_the_likelier_ending_is_chosen(base: Base) -> None:
    beginning, endings = "The lamp", (" is on.", " xq zv kj.")
    costs = [
        bits_by_logits(base, beginning + ending) - bits_by_logits(base, beginning)
        for ending in endings
    ]
    likelier = min((0, 1), key=lambda n: costs[n] / len(endings[n].encode()))
    assert choose(base, [Choice(beginning, endings, likelier)]) == [True]
    assert choose(base, [Choice(beginning, endings, 1 - likelier)]) == [False]
