"""Pretraining: the next token of running text, every token a target.

Documents are taken as they stand and chats are rendered whole, through the same renderer that
serves them. Rows longer than the base's context go on in the next row (`data.rows.cut`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import final

import torch

from lekalo.core.interfaces import METHODS, Method
from lekalo.core.records import Document, Example
from lekalo.data.batches import Batch, Row
from lekalo.methods.sft import batch_loss, make_row
from lekalo.models.chat import Renderer


@final
@METHODS.register("pretrain")
class Pretrain(Method):
    """-sum of log p(token | tokens before it in its row)."""

    name = "pretrain"

    def rows(self, records: Iterable[Example | Document], renderer: Renderer) -> Iterator[Row]:
        """One row a record, every token but the first trained; records of one token left out."""
        for record in records:
            tokens = _tokens(record, renderer)
            if len(tokens) > 1:
                yield make_row(tokens, [True] * len(tokens), record.where)

    def loss(self, model: torch.nn.Module, batch: Batch) -> torch.Tensor:
        """The summed loss over every token, 0-d fp32."""
        return batch_loss(model, batch)


def _tokens(record: Example | Document, renderer: Renderer) -> tuple[int, ...]:
    if isinstance(record, Document):
        return renderer.text(record.text)
    return renderer.row(record.messages, "all", record.tools).tokens
