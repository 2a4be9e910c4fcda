"""What a question is about: its words as concepts, with how rare each is among the texts.

Politeness and question words fall away, synonyms meet (`synonyms`), and "send it back" becomes
one concept. `Asked` keeps the concepts of many texts as numbers, not the texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lekalo.text.lemmas import lemmas, stop_lemmas
from lekalo.text.pairs import Ints
from lekalo.text.synonyms import concept_of, light, phrases

_LIGHT = np.float32(0.35)  # of its weight is left to a word that adds little
_PHRASE_REACH = 3  # "get my money back", "call my order off"


@dataclass(frozen=True)
class Asked:
    """Text n's concepts, distinct and rarest first, are `concepts[starts[n] : starts[n + 1]]`;
    `names` and `weights` (inverse document frequency) are by concept."""

    concepts: NDArray[np.int32]
    starts: Ints
    names: list[str]
    weights: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, number: int) -> NDArray[np.int32]:
        """One text's concepts."""
        return self.concepts[self.starts[number] : self.starts[number + 1]]


def concepts(text: str) -> list[str]:
    """The text's concepts in order, repeats among them."""
    joined, empty = phrases(), stop_lemmas()
    said = lemmas(text)
    found: list[str] = []
    eaten: set[int] = set()
    for place, lemma in enumerate(said):
        if place in eaten:
            continue
        for second, meant in joined.get(lemma, ()):
            reach = said[place + 1 : place + 1 + _PHRASE_REACH]
            if second in reach:
                eaten.add(place + 1 + reach.index(second))
                found.extend(meant.split())
                break
        else:
            if lemma not in empty:
                found.append(concept_of(lemma))
    return found


def read(texts: Iterable[str], others: Iterable[str] | None = None) -> tuple[Asked, int | None]:
    """The concepts of all texts, and where `others` begin, if there are others."""
    names: dict[str, int] = {}
    flat, ends = array("i"), array("q", [0])
    split = None
    for side in (texts, others):
        if side is others:
            split = len(ends) - 1
        for text in side or ():
            flat.extend(names.setdefault(name, len(names)) for name in set(concepts(text)))
            ends.append(len(flat))
    numbers, starts = np.array(flat, np.int32), np.array(ends, np.int64)
    often = np.bincount(numbers, minlength=len(names))
    weights = np.log(1 + max(len(starts) - 1, 1) / np.maximum(often, 1)).astype(np.float32)
    weights[[number for name, number in names.items() if name in light()]] *= _LIGHT
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    order = np.lexsort((numbers, -weights[numbers], rows))
    made = Asked(numbers[order], starts, list(names), weights)
    return made, None if others is None else split
