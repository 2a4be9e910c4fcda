"""What the data is, as far as the advice needs it: counts, tokens, what the answers carry.

    told = facts(examples, documents, base, language="en")

Tokens are counted on up to `SAMPLE` records spread over all, through the base's one renderer, and
scaled by the number of records. Whether answers carry facts that change, whether documents do,
and whether the examples are few or alike is asked of the checks that `lekalo check` runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from lekalo.core.errors import UserError
from lekalo.core.interfaces import CHECKS, METHODS, Material
from lekalo.core.records import Document, Example, Language
from lekalo.core.settings import MethodSettings
from lekalo.data.batches import Row
from lekalo.data.rows import RowList, bounded, cut
from lekalo.models.base import Base
from lekalo.planning.arithmetic import Rows

SAMPLE = 2000
"""Records of one kind whose tokens are counted."""
R = TypeVar("R", Example, Document)

_VOCABULARY = 256
"""Made-up tokens are drawn from so many: which they are changes no cost."""


@dataclass(frozen=True)
class Sampled:
    """Rows rendered from a sample of the records, `scale` times as many stand behind them."""

    rows: RowList
    scale: float

    @property
    def sizes(self) -> Rows:
        """Their lengths and trained tokens."""
        rows = self.rows
        trained = sum(int(rows[number].trained.sum()) for number in range(len(rows)))
        return Rows(rows.lengths, trained, self.scale)


@dataclass(frozen=True)
class Facts:
    """`letters` are characters a token of this base's tokenizer, the lower the worse it knows the
    writing; `volatile` is the share of answers with facts that change, `fresh` the share of
    documents' sentences with facts of the day (0 where the check found few); `alike` says that
    the examples are few or alike. `stated` where the text's size was given, not counted."""

    examples: int
    documents: int
    chats: Sampled | None
    texts: Sampled | None
    letters: float
    volatile: float
    fresh: float
    alike: bool
    stated: bool = False

    @property
    def example_tokens(self) -> int:
        """Tokens of the examples."""
        return self.chats.sizes.tokens if self.chats else 0

    @property
    def document_tokens(self) -> int:
        """Tokens of the documents."""
        return self.texts.sizes.tokens if self.texts else 0


def facts(
    examples: Sequence[Example],
    documents: Sequence[Document],
    base: Base,
    language: Language,
    *,
    knowledge: bool = False,
) -> Facts:
    """What these records are to this base."""
    material = Material(examples, (), documents, language=language, knowledge=knowledge)
    chats, said = _rendered(examples, base, "sft")
    texts, written = _rendered(documents, base, "pretrain")
    tokens = sum(int(one.rows.lengths.sum()) for one in (chats, texts) if one)
    return Facts(
        examples=len(examples),
        documents=len(documents),
        chats=chats,
        texts=texts,
        letters=(said + written) / max(tokens, 1),
        volatile=_figure("volatile-facts", material) if examples else 0.0,
        fresh=_figure("expects-fresh-facts", material) if documents else 0.0,
        alike=_figure("small-uniform-data", material) > 0 if examples else False,
    )


def with_tokens(told: Facts, tokens: int, context: int, *, stated: bool = True) -> Facts:
    """The facts with so many tokens of domain text in all: those at hand are its sample, and
    where there are none its rows are as long as the base reads."""
    if told.texts is None:
        trained = np.arange(context) > 0
        made = np.arange(context, dtype=np.int32) % _VOCABULARY
        count = max(1, min(SAMPLE, tokens // context))
        sample = Sampled(RowList([Row(made, trained)] * count), tokens / (count * context))
    else:
        sample = replace(told.texts, scale=tokens / int(told.texts.rows.lengths.sum()))
    return replace(told, texts=sample, stated=stated)


def as_document(record: Example | Document) -> Document:
    """A record as the running text that pretraining takes it for."""
    if isinstance(record, Document):
        return record
    return Document("\n\n".join(message.content for message in record.messages), record.where)


def _rendered(records: Sequence[R], base: Base, name: str) -> tuple[Sampled | None, int]:
    """The sample's rows, and the characters of the records that gave them. Records that this
    base cannot take are left out here; `lekalo check` names them."""
    method = METHODS.get(name)(MethodSettings(name=name))
    rows: list[Row] = []
    read = letters = 0
    for record in _spread(records):
        try:
            made = list(method.rows([record], base.renderer))
        except UserError:
            continue
        rows += made
        letters += _letters(record) if made else 0
        read += 1
    fitting = (
        list(cut(rows, base.context)) if name == "pretrain" else bounded(rows, base.context)[0]
    )
    if not fitting:
        return None, 0
    return Sampled(RowList(fitting), len(records) / read), letters


def _spread(records: Sequence[R]) -> Iterator[R]:
    wanted = np.linspace(0, len(records) - 1, min(SAMPLE, len(records))).astype(int)
    kept = set(wanted.tolist())
    return (record for number, record in enumerate(records) if number in kept)


def _letters(record: Example | Document) -> int:
    if isinstance(record, Document):
        return len(record.text)
    return sum(len(message.content) for message in record.messages)


def _figure(check: str, material: Material) -> float:
    """The figure of the check's first finding; 0 where it finds nothing."""
    found = next(iter(CHECKS.get(check)().run(material)), None)
    return float(found.figure or 1.0) if found else 0.0
