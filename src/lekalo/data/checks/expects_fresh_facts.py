"""`expects-fresh-facts`: a corpus for domain training that is full of facts of the day.

Language and terms can be learned from documents; prices, dates, versions and figures of this
year are learned as they stand and are wrong by the next. A sentence counts where it has such a
fact, or a recent year or a version told as what is so now. History, fiction and reference
texts pass. How many of these facts a trained model gets wrong is asked after training, not here.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Document, Finding, Where
from lekalo.data.checks._places import places, told
from lekalo.text.volatile import volatile

WARN_FROM = 0.05
"""The share of sentences with facts of the day."""
_FEWEST = 10  # such sentences
_READ, _LETTERS = 20_000, 40_000  # documents, spread over all; letters of each
_SHOWN = 20
_KINDS = ("price", "date", "stock", "hours", "term")

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.](?=\d)[^.!?\n]+)*")
_SHORTEST = 15  # letters of a sentence that is counted
_YEAR = re.compile(r"\b20[1-4]\d\b")
_NOW = re.compile(
    r"\b(?:today|now|currently|at present|as of|this (?:year|month|quarter)|so far|latest|newest"
    r"|since|forecast|expected|plans?|is|are|has|have|will"
    r"|сегодня|сейчас|ныне|в настоящее время|на данный момент|по состоянию на|в этом году|с начала"
    r"|на сегодня|прогноз\w*|ожида\w+|план\w*|составля\w+|текущ\w+|действу\w+|является|будет"
    r"|выросл\w*|снизил\w*|достиг\w*)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d\s?%|\d[ ,.]\d{3}|\b(?:percent|процент\w*|million|billion|млн|млрд|тыс)\b")
_VERSION = re.compile(
    r"\b(?:version|release|release[ds]?|верси[яию]|релиз\w*|обновлени\w*)\s(?:\w+\s)?v?\d+\.\d+",
    re.IGNORECASE,
)

_TEXTS = {
    "en": {
        "message": "{share} of the sentences of the documents carry facts of the day (prices, "
        "dates, versions, figures of a year); trained in, they go stale and are told as true.",
        "remedy": "Keep such documents in the knowledge base, and train on those that teach the "
        "field's language.",
        "part": "{count} of {all} sentences",
    },
    "ru": {
        "message": "{share} предложений в документах несут сведения на сегодня (цены, даты, "
        "версии, показатели года); выученные, они устареют, а модель будет выдавать их за верные.",
        "remedy": "Держите такие документы в базе знаний, а обучайте на тех, что учат языку "
        "отрасли.",
        "part": "предложений: {count} из {all}",
    },
}


@dataclass(frozen=True, slots=True, order=True)
class _Dense:
    """A document by how many facts of the day it has."""

    fresh: int
    sentences: int
    number: int
    where: Where


@final
@CHECKS.register("expects-fresh-facts")
class ExpectsFreshFacts(Check):
    """Warns when at least 5 % of the sentences of documents carry facts of the day."""

    name = "expects-fresh-facts"
    needs = ("documents",)

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding that names the documents with most of them."""
        fresh, sentences, dense = _counted(material.documents)
        if fresh < _FEWEST or fresh < WARN_FROM * sentences:
            return
        texts = _TEXTS[material.language]
        part = texts["part"]
        yield Finding(
            code="expects-fresh-facts",
            severity="warning",
            message=texts["message"].format(share=_percent(fresh / sentences, material.language)),
            remedy=texts["remedy"],
            where=places(
                [told(one.where, part.format(count=one.fresh, all=one.sentences)) for one in dense]
            ),
            figure=fresh / sentences,
            threshold=WARN_FROM,
        )


def _counted(documents: Sequence[Document]) -> tuple[int, int, list[_Dense]]:
    """Sentences with facts of the day, all sentences, and the documents with most of the former."""
    spread = np.linspace(0, len(documents) - 1, min(_READ, len(documents))).astype(int)
    wanted = set(spread.tolist())
    fresh = sentences = 0
    dense: list[_Dense] = []
    for number, document in enumerate(documents):
        if number not in wanted:
            continue
        found, size = _fresh(document.text[:_LETTERS])
        fresh, sentences = fresh + found, sentences + size
        if found:
            heapq.heappush(dense, _Dense(found, size, number, document.where))
            if len(dense) > _SHOWN:
                heapq.heappop(dense)
    return fresh, sentences, sorted(dense, reverse=True)


def _fresh(text: str) -> tuple[int, int]:
    said = [m[0] for m in _SENTENCE.finditer(text) if len(m[0].strip()) >= _SHORTEST]
    return sum(map(_of_the_day, said)), len(said)


def _of_the_day(sentence: str) -> bool:
    if any(fact.kind in _KINDS for fact in volatile(sentence)) or _VERSION.search(sentence):
        return True
    return bool(_YEAR.search(sentence) and _NOW.search(sentence) and _FIGURE.search(sentence))


def _percent(share: float, language: str) -> str:
    return f"{share:.0%}" if language == "en" else f"{share * 100:.0f} %"
