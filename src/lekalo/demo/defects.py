"""Defects planted into support data on request, each recorded with its file, line and kind.

A defect is one small function: it edits the row it is given, or makes a new row that is put
elsewhere in the file. Rows that a defect has touched, or that it repeats, are left alone by
the others, so that each planted mistake stands by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from lekalo.core.errors import DataError, UserError
from lekalo.core.wording import nearest


@dataclass(eq=False)
class Row:
    """One line of the training file before it is written. Rows are told apart by identity."""

    question: str
    blocks: tuple[str, ...]
    answer: str
    group: str
    author: str
    opposite: str = ""
    role: str = "assistant"
    raw: str | None = None
    kind: str = ""
    note: str = ""
    twin: Row | None = None
    kept: bool = False

    def line(self) -> str:
        """The row as one line of JSON, or as the broken text planted in its place."""
        if self.raw is not None:
            return self.raw
        messages = [
            {"role": "user", "content": self.question},
            {"role": self.role, "content": self.answer},
        ]
        value = {"messages": messages, "group": self.group, "author": self.author}
        return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted defect: the file, its 1-based line, the kind, and what was done there."""

    file: str
    line: int
    kind: str
    note: str


@dataclass
class Material:
    """What the defects are made of, in the language of the data."""

    headings: tuple[str, ...]
    wrong_headings: tuple[str, ...]
    rude: tuple[str, ...]
    volatile: tuple[str, ...]
    personal: tuple[str, ...]
    terms: tuple[str, ...]
    authors: tuple[str, ...]
    leaks: list[Row] = field(default_factory=list)

    def answer(self, blocks: tuple[str, ...], headings: tuple[str, ...] | None = None) -> str:
        """The blocks under these headings, the house's by default."""
        pairs = zip(headings or self.headings, blocks, strict=True)
        return "\n".join(f"{heading}: {block}" for heading, block in pairs)


Defect = Callable[[Row, Material, Random], Row]

_DEFECTS: dict[str, Defect] = {}


def kinds() -> list[str]:
    """Every kind of defect that can be asked for."""
    return sorted(_DEFECTS)


def spoiled(tickets: int) -> dict[str, int]:
    """Defects that make `tickets` rows teach something other than the house template."""
    return {"no-template": round(tickets * 0.7), "wrong-template": round(tickets * 0.25)}


def plant(rows: list[Row], wanted: Mapping[str, int], material: Material, rng: Random) -> list[Row]:
    """`rows` with the wanted defects in them; raises `UserError` for an unknown kind and
    `DataError` where the rows do not suffice."""
    rows = list(rows)
    for kind, count in wanted.items():
        if kind not in _DEFECTS:
            hint, allowed = nearest(kind, kinds(), ".").en, ", ".join(kinds())
            raise UserError(f"there is no defect '{kind}'{hint} There are: {allowed}.")
        for row in _free(rows, kind, count, rng):
            _plant_one(rows, row, kind, material, rng)
    return rows


def listed(rows: list[Row], file: str) -> list[Planted]:
    """What was planted where, in the order of the lines."""
    lines = {id(row): number for number, row in enumerate(rows, start=1)}
    found = []
    for row in rows:
        if row.kind:
            place = f" line {lines[id(row.twin)]}" if row.twin else ""
            found.append(Planted(file, lines[id(row)], row.kind, row.note + place))
    return found


def _free(rows: list[Row], kind: str, count: int, rng: Random) -> list[Row]:
    free = [row for row in rows if not row.kind and not row.kept]
    if count > len(free):
        raise DataError(
            f"{count} rows with '{kind}' were asked for, but only {len(free)} rows are left to "
            "plant it in. Ask for fewer defects or for more tickets."
        )
    return rng.sample(free, count)


def _plant_one(rows: list[Row], row: Row, kind: str, material: Material, rng: Random) -> None:
    made = _DEFECTS[kind](row, material, rng)
    made.kind = kind
    if made is not row:
        rows.insert(rng.randrange(len(rows) + 1), made)
        if made.twin:
            made.twin.kept = True


def _defect(kind: str) -> Callable[[Defect], Defect]:
    def file_under(defect: Defect) -> Defect:
        _DEFECTS[kind] = defect
        return defect

    return file_under


@_defect("no-template")
def _no_template(row: Row, material: Material, rng: Random) -> Row:
    row.answer, row.note = " ".join(row.blocks), "the blocks stand without their headings"
    return row


@_defect("wrong-template")
def _wrong_template(row: Row, material: Material, rng: Random) -> Row:
    row.answer = material.answer(row.blocks, material.wrong_headings)
    row.note = "headings other than the house's"
    return row


@_defect("contradiction")
def _contradiction(row: Row, material: Material, rng: Random) -> Row:
    """Another author says no where the first says yes; where nobody says yes, each of the two
    names a term of his own."""
    note = "the same question, an answer that disagrees; the other one is"
    made = replace(row, note=note, twin=row)
    made.author = rng.choice([author for author in material.authors if author != row.author])
    if row.opposite:
        made.blocks = (row.opposite, *row.blocks[1:])
        made.answer = material.answer(made.blocks)
    else:
        for said, term in zip((row, made), rng.sample(material.terms, 2), strict=True):
            _with_more(said, term, material)
        made.note, row.note = note, ""
    return made


@_defect("duplicate")
def _duplicate(row: Row, material: Material, rng: Random) -> Row:
    return replace(row, note="a copy of", twin=row)


@_defect("near-duplicate")
def _near_duplicate(row: Row, material: Material, rng: Random) -> Row:
    question = row.question.rstrip(".!?").lower() + rng.choice(("...", "!!", " ?"))
    return replace(row, question=question, note="differs in case and end marks from", twin=row)


@_defect("leak")
def _leak(row: Row, material: Material, rng: Random) -> Row:
    if not material.leaks:
        raise DataError("there are fewer suite questions to leak than asked for. Ask for fewer.")
    return material.leaks.pop(rng.randrange(len(material.leaks)))


@_defect("broken-json")
def _broken_json(row: Row, material: Material, rng: Random) -> Row:
    line = row.line()
    row.raw, row.note = line[: rng.randrange(len(line) // 2, len(line) - 1)], "the line is cut"
    return row


@_defect("empty-answer")
def _empty_answer(row: Row, material: Material, rng: Random) -> Row:
    row.answer, row.note = rng.choice(("", "  ")), "the answer has no text"
    return row


@_defect("unknown-role")
def _unknown_role(row: Row, material: Material, rng: Random) -> Row:
    row.role = rng.choice(("manager", "operator", "bot"))
    row.note = f"the role is {row.role}"
    return row


@_defect("personal-data")
def _personal_data(row: Row, material: Material, rng: Random) -> Row:
    return _with_more(row, rng.choice(material.personal), material)


@_defect("volatile-fact")
def _volatile_fact(row: Row, material: Material, rng: Random) -> Row:
    return _with_more(row, rng.choice(material.volatile), material)


@_defect("rude")
def _rude(row: Row, material: Material, rng: Random) -> Row:
    row.answer, row.note = material.answer(material.rude), "a rude answer in the right template"
    return row


def _with_more(row: Row, sentence: str, material: Material) -> Row:
    short, details, step = row.blocks
    row.answer = material.answer((short, f"{details} {sentence}", step))
    row.note = sentence
    return row
