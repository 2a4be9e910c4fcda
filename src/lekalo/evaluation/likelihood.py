"""What a model expects to read: bits a byte of a text, and which of several endings it prefers.

    measured = text_bits(base, documents)
    bits_per_byte(measured)                  # an interval over the documents

    bits a byte = -sum of log2 p(token | tokens before it) / UTF-8 bytes of the text

Bytes, unlike tokens, are the same for every tokenizer, so figures of different bases compare.
Left out: sliding windows. A text longer than the context is read in pieces, and the first tokens of
each are foreseen from little.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch

from lekalo.core.records import Interval, Where
from lekalo.data.batches import Row, micro_batches
from lekalo.data.rows import cut
from lekalo.evaluation.statistics import bootstrap_ratio
from lekalo.methods.sft import batch_loss, make_row
from lekalo.models.attention import can_pack, packing
from lekalo.models.base import Base
from lekalo.models.rotary import turns_alike

_PIECE = 4096
"""Tokens in one forward pass, where they fit into the context."""


@dataclass(frozen=True, slots=True)
class TextBits:
    """One text: the bits that its foreseen tokens cost, and the bytes that they stand for."""

    bits: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A beginning and its possible endings, the right one at `right`."""

    beginning: str
    endings: tuple[str, ...]
    right: int


def text_bits(base: Base, texts: Iterable[str]) -> list[TextBits]:
    """Every text's bits under `base`, whatever adapter is on it. Where the tokenizer has no
    token for the beginning, a text's first token is foreseen from nothing and left out, with its
    bytes; a text of one token then counts for nothing."""
    return [_measured(base, text) for text in texts]


def row_bits(base: Base, rows: Iterable[Row]) -> list[TextBits]:
    """Every row's bits under `base`, of its trained tokens, and the bytes that these stand for."""
    return [
        TextBits(
            _nats(base, row) / math.log(2),
            len(base.renderer.decode(row.tokens[row.trained].tolist()).encode()),
        )
        for row in rows
    ]


def bits_per_byte(measured: Sequence[TextBits], level: float = 0.95) -> Interval:
    """All bits over all bytes, with its interval over the texts."""
    bits, sizes = [text.bits for text in measured], [text.bytes for text in measured]
    return bootstrap_ratio(bits, sizes, level)


def choose(base: Base, choices: Iterable[Choice]) -> list[bool]:
    """Whether each choice's likeliest ending, by bits a byte of the ending, is the right one."""
    right = []
    for choice in choices:
        costs = [_ending_cost(base, choice.beginning, ending) for ending in choice.endings]
        right.append(costs.index(min(costs)) == choice.right)
    return right


def _measured(base: Base, text: str) -> TextBits:
    tokens = base.renderer.text(text)
    ends = {base.tokenizer.bos_token_id, base.tokenizer.eos_token_id}
    # the end of a text is not a part of it, and its beginning only where it is foreseen
    trained = [position > 0 and token not in ends for position, token in enumerate(tokens)]
    if not any(trained):
        return TextBits(0.0, 0)
    unseen = base.renderer.decode(tokens[:1])
    nats = _nats(base, make_row(tokens, trained, Where()))
    return TextBits(nats / math.log(2), len(text.encode()) - len(unseen.encode()))


def _ending_cost(base: Base, beginning: str, ending: str) -> float:
    whole = base.renderer.text(beginning + ending)
    before = base.renderer.text(beginning)
    ends = {base.tokenizer.bos_token_id, base.tokenizer.eos_token_id}
    shared = _shared(whole, before)
    trained = [n >= max(1, shared) and token not in ends for n, token in enumerate(whole)]
    return _nats(base, make_row(whole, trained, Where())) / len(ending.encode())


def _shared(whole: Sequence[int], before: Sequence[int]) -> int:
    """Tokens that two sequences begin with alike: a word cut in two may be tokenised anew."""
    pairs = zip(whole, before, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(whole), len(before)))


@torch.no_grad()
def _nats(base: Base, row: Row) -> float:
    model = base.model
    pieces = (piece for piece in cut([row], base.context) if piece.trained.any())
    if turns_alike(model, min(len(row.tokens), base.context)) and can_pack(model):
        with packing(model):
            return sum(float(batch_loss(model, batch)) for batch in micro_batches(pieces, _PIECE))
    return sum(float(batch_loss(model, batch)) for batch in micro_batches(pieces, 1))
