"""What a question is about: its words as concepts, with how rare each is among the texts.

Politeness and question words fall away, synonyms meet (`synonyms`), and "send it back" becomes
one concept. `Asked` keeps the concepts of many texts as numbers, not the texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
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

    def rarest(self, width: int) -> NDArray[np.int32]:
        """The rarest `width` concepts of each text [N, width], -1 where it has fewer."""
        return padded(self.concepts, self.starts, width)


def padded(flat: NDArray[np.int32], starts: Ints, width: int) -> NDArray[np.int32]:
    """Of texts whose numbers are `flat[starts[n] : starts[n + 1]]` the first ones [N, width], -1
    where there are fewer."""
    column = np.arange(width)
    place = np.minimum(starts[:-1, None] + column, max(len(flat) - 1, 0))
    rows = flat[place] if len(flat) else np.zeros(place.shape, np.int32)
    return np.where(column < np.diff(starts)[:, None], rows, -1).astype(np.int32)


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


class Reader:
    """Takes texts one by one; `names` may be another reader's, so that numbers agree."""

    def __init__(self, names: dict[str, int] | None = None) -> None:
        self.names: dict[str, int] = {} if names is None else names
        self._flat, self._ends = array("i"), array("q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, text: str) -> None:
        """The next text."""
        names = self.names
        self._flat.extend(names.setdefault(name, len(names)) for name in set(concepts(text)))
        self._ends.append(len(self._flat))

    def asked(self) -> Asked:
        """All texts so far."""
        numbers, starts = np.array(self._flat, np.int32), np.array(self._ends, np.int64)
        often = np.bincount(numbers, minlength=len(self.names))
        weights = weigh(list(self.names), often, len(self))
        rows = np.repeat(np.arange(len(self)), np.diff(starts))
        order = np.lexsort((numbers, -weights[numbers], rows))
        return Asked(numbers[order], starts, list(self.names), weights)


def weigh(names: Sequence[str], often: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """How much each concept says, by how often `count` texts have it."""
    weights = np.log(1 + max(count, 1) / np.maximum(often, 1)).astype(np.float32)
    weights[[number for number, name in enumerate(names) if name in light()]] *= _LIGHT
    return weights


def read(texts: Iterable[str], others: Iterable[str] | None = None) -> tuple[Asked, int | None]:
    """The concepts of all texts, and where `others` begin, if there are others."""
    reader = Reader()
    for text in texts:
        reader.add(text)
    split = None if others is None else len(reader)
    for text in others or ():
        reader.add(text)
    return reader.asked(), split
