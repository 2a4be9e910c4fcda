"""A sheet: rows to check, and which of them were planted.

    sheet = Builder("leakage", "exact", "en", "tuning", seed=1)
    first = sheet.train(question, answer, "alpaca:15")
    sheet.plant(first, sheet.held_out(copy, answer))
    sheet.decoy(sheet.held_out(other, ""))
    built = sheet.build()

Rows are shuffled when the sheet is built, so that no check sees the order they were planted in.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lekalo.core.interfaces import Material
from lekalo.core.records import Example, Language, Message, Pair, Where

Half = Literal["tuning", "held-out"]
HALVES: tuple[Half, ...] = ("tuning", "held-out")
TRAIN, HELD_OUT, PAIRS = "train.jsonl", "eval.jsonl", "pairs.jsonl"
Place = tuple[str, int]


@dataclass(frozen=True)
class Plant:
    """One defect (any of its places found is enough) or, where `decoy`, one look-alike."""

    kind: str
    places: tuple[Place, ...]
    decoy: bool = False


@dataclass(frozen=True)
class Sheet:
    """What one run of one check is measured on. `origins` leads back to the real rows;
    `neutral` places are the untouched sides of decoys and say nothing either way."""

    check: str
    kind: str
    language: Language
    half: Half
    material: Material
    plants: tuple[Plant, ...]
    origins: Mapping[Place, str]
    neutral: frozenset[Place]


@dataclass(eq=False)
class Row:
    """A row on its way into a sheet."""

    file: str
    question: str
    answer: str
    origin: str = ""
    group: str = ""
    author: str = ""
    pair: tuple[str, str, str] | None = None


@dataclass
class Builder:
    """Collects rows and plants, then shuffles and numbers them."""

    check: str
    kind: str
    language: Language
    half: Half
    seed: int
    rows: list[Row] = field(default_factory=list)
    marks: list[tuple[str, tuple[Row, ...], bool]] = field(default_factory=list)
    beside: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(f"{self.seed}{self.check}{self.kind}{self.language}{self.half}")

    def train(self, question: str, answer: str, origin: str = "", author: str = "") -> Row:
        """A row to learn from."""
        self.rows.append(Row(TRAIN, question, answer, origin, author=author))
        return self.rows[-1]

    def held_out(self, question: str, answer: str = "", origin: str = "") -> Row:
        """An eval row; without an answer it is a suite's question."""
        self.rows.append(Row(HELD_OUT, question, answer, origin))
        return self.rows[-1]

    def pair(
        self, prompt: str, chosen: str, rejected: str, criterion: str, origin: str = ""
    ) -> Row:
        """A choice between two answers."""
        row = Row(PAIRS, prompt, "", origin, pair=(chosen, rejected, criterion))
        self.rows.append(row)
        return row

    def plant(self, *rows: Row, kind: str = "") -> None:
        """These rows together are one defect."""
        self.marks.append((kind or self.kind, rows, False))

    def decoy(self, *rows: Row, kind: str, beside: Sequence[Row] = ()) -> None:
        """These rows look like a defect and are none; `beside` are the rows they look like."""
        self.marks.append((kind, rows, True))
        self.beside.extend(beside)

    def build(self) -> Sheet:
        """The sheet, its rows in a seeded order."""
        self.random.shuffle(self.rows)
        lines = dict.fromkeys((TRAIN, HELD_OUT, PAIRS), 0)
        where: dict[Row, Place] = {}
        for row in self.rows:
            lines[row.file] += 1
            where[row] = (row.file, lines[row.file])
        material = Material(
            train=[example(r, where[r]) for r in self.rows if r.file == TRAIN],
            held_out=[example(r, where[r]) for r in self.rows if r.file == HELD_OUT],
            pairs=[choice(r, where[r]) for r in self.rows if r.file == PAIRS],
        )
        plants = tuple(Plant(k, tuple(where[r] for r in rows), d) for k, rows, d in self.marks)
        return Sheet(
            self.check,
            self.kind,
            self.language,
            self.half,
            material,
            plants,
            {where[row]: row.origin for row in self.rows if row.origin},
            frozenset(where[row] for row in self.beside),
        )


def example(row: Row, place: Place) -> Example:
    """The row as a chat."""
    turns = [Message("user", row.question)]
    if row.answer:
        turns.append(Message("assistant", row.answer))
    meta = {"author": row.author} if row.author else {}
    return Example(tuple(turns), Where(*place), row.group, meta)


def choice(row: Row, place: Place) -> Pair:
    """The row as a pair."""
    assert row.pair is not None
    chosen, rejected, criterion = row.pair
    return Pair((Message("user", row.question),), chosen, rejected, Where(*place), criterion)
