"""Supervised fine-tuning: the loss falls on the answers of a chat, or as `train_on` says.

loss = -sum over trained tokens of log p(token | everything before it in its row)

The mask comes from the renderer's spans, never from looking for a string. A row with nothing to
train on is refused by its file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import final

import numpy as np
import torch
from transformers import PreTrainedModel

from lekalo.core.interfaces import METHODS, Method
from lekalo.core.records import Document, Example, Where
from lekalo.data.batches import Batch, Row
from lekalo.data.formats.wording import Sentence, ToldError
from lekalo.models.chat import Renderer
from lekalo.models.head_loss import head_loss
from lekalo.models.logprobs import hidden_states

_DOCUMENT = Sentence(
    (
        "{where} is a document, and method sft learns from chats.",
        "Use method.name: pretrain, or give question-answer examples.",
    ),
    (
        "{where}: это документ, а метод sft учится на диалогах.",
        "Задайте method.name: pretrain или дайте вопросы с ответами.",
    ),
)
_NOTHING = Sentence(
    (
        "{where} has nothing to train on: no answer of the assistant.",
        "Add the answer, or take the row out.",
    ),
    (
        "{where}: учить нечего, ответа ассистента нет.",
        "Добавьте ответ или уберите строку.",
    ),
)


@final
@METHODS.register("sft")
class Sft(Method):
    """Cross-entropy on answers."""

    name = "sft"

    def rows(self, records: Iterable[Example | Document], renderer: Renderer) -> Iterator[Row]:
        """One row a chat; a document, or a chat with nothing to train on, raises `DataError`."""
        for record in records:
            if isinstance(record, Document):
                raise ToldError(_DOCUMENT, where=str(record.where))
            rendered = renderer.row(record.messages, self.settings.train_on, record.tools)
            if not any(rendered.trained[1:]):
                raise ToldError(_NOTHING, where=str(record.where))
            yield make_row(rendered.tokens, rendered.trained, record.where)

    def loss(self, model: torch.nn.Module, batch: Batch) -> torch.Tensor:
        """The summed loss over the answers' tokens, 0-d fp32."""
        return batch_loss(model, batch)


def make_row(tokens: Sequence[int], trained: Sequence[bool], where: Where) -> Row:
    """The row of these tokens; its first one, which nothing predicts, is not a target."""
    mask = np.array(trained, np.bool_)
    mask[0] = False
    return Row(np.array(tokens, np.int32), mask, where)


def batch_loss(model: torch.nn.Module, batch: Batch) -> torch.Tensor:
    """The summed next-token loss at the batch's targets, in nats, 0-d fp32."""
    assert isinstance(model, PreTrainedModel)
    states_ND = hidden_states(model, batch.input_ids_1N, batch.position_ids_1N, batch.row_starts)
    return head_loss(model, states_ND[batch.target_positions_M], batch.target_ids_M)
