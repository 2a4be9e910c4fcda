"""Writes the company's files into a folder, with defects planted where they are asked for.

The same arguments write the same bytes. The baseline suite and the rows to replay are the
base's own skills, from `company.general`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from lekalo.core.files import write_json, write_text
from lekalo.demo.company import feedback, general, office, suites, support
from lekalo.demo.company.grammar import Lang, names, sections, text
from lekalo.demo.company.support import Ticket
from lekalo.demo.defects import Material, Planted, Row, listed, plant

TRAIN = "data/train.jsonl"
REPLAY_ROWS = 400
BASELINE_ITEMS = 8
"""Of each skill."""
OFFICE_ROWS = 120
FEEDBACK_ROWS = 120
_PERSONS = 5
"""Different people in each sentence of personal data."""


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` put into `folder`: every file, and the defects planted among them."""

    folder: Path
    files: tuple[Path, ...]
    planted: tuple[Planted, ...]

    @property
    def train(self) -> Path:
        """The support tickets to learn from."""
        return self.folder / TRAIN

    @property
    def target(self) -> Path:
        """The suite of questions never trained."""
        return self.folder / "suites/target.jsonl"

    @property
    def baseline(self) -> Path:
        """The suite of the base's own skills, which must not get worse."""
        return self.folder / "suites/baseline.jsonl"

    @property
    def golden(self) -> Path:
        """The suite of critical cases."""
        return self.folder / "suites/golden.jsonl"


def write(
    folder: Path,
    lang: Lang,
    seed: int = 7,
    tickets: int = 400,
    defects: Mapping[str, int] | None = None,
    items: int = 60,
) -> Written:
    """Writes the whole company into `folder`: `tickets` training tickets and a target suite of
    `items` questions. `defects` gives the number to plant by kind (see `demo.defects`)."""
    asked = support.unseen(lang, items, _rng(seed, lang, "target"))
    learned = support.tickets(lang, tickets, _rng(seed, lang, "tickets"))
    rows = _rows(lang, learned, asked, defects or {}, _rng(seed, lang, "defects"))
    planted = tuple(listed(rows, TRAIN))
    files = {
        TRAIN: "".join(row.line() + "\n" for row in rows),
        "data/cards.jsonl": jsonl(
            map(office_row, office.cards(lang, OFFICE_ROWS, _rng(seed, lang, "cards")))
        ),
        "data/letters.jsonl": jsonl(
            map(office_row, office.letters(lang, OFFICE_ROWS, _rng(seed, lang, "letters")))
        ),
        "data/replay.jsonl": jsonl(general.replay("support", REPLAY_ROWS, seed)),
        "suites/target.jsonl": jsonl(suites.target(lang, asked)),
        "suites/golden.jsonl": jsonl(suites.golden(lang)),
        "suites/baseline.jsonl": jsonl(general.baseline("support", lang, BASELINE_ITEMS)),
    }
    files |= _feedback(lang, seed) | shared_texts(lang)
    for name, content in files.items():
        write_text(folder / name, content)
    write_json(folder / "planted.json", [asdict(one) for one in planted])
    names_written = (*files, "planted.json")
    return Written(folder, tuple(folder / name for name in names_written), planted)


def jsonl(values: Iterable[dict[str, Any]]) -> str:
    """One JSON document a line."""
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def ticket_row(lang: Lang, ticket: Ticket) -> Row:
    """A ticket as a row of the training file, clean."""
    return Row(
        question=ticket.question,
        blocks=ticket.blocks,
        answer=support.answer(lang, ticket.blocks),
        group=ticket.group,
        author=ticket.author,
        opposite=ticket.opposite,
    )


def office_row(task: office.Task) -> dict[str, Any]:
    """A card or a letter as a chat."""
    messages = [
        {"role": "user", "content": task.question},
        {"role": "assistant", "content": task.answer},
    ]
    return {"messages": messages, "group": task.group}


def shared_texts(lang: Lang) -> dict[str, str]:
    """The documents, the policy and the prompt, which do not depend on the seed."""
    kept = ["policy.yaml", "prompt.md"]
    kept += [f"documents/{name}" for name in names(lang, "documents")]
    return {name: text(lang, name) for name in kept}


def _rng(seed: int, lang: Lang, part: str) -> Random:
    return Random(f"{seed} {lang} {part}")


def _rows(
    lang: Lang,
    learned: list[Ticket],
    asked: list[Ticket],
    wanted: Mapping[str, int],
    rng: Random,
) -> list[Row]:
    rows = [ticket_row(lang, ticket) for ticket in learned]
    return plant(rows, wanted, _material(lang, asked, rng), rng)


def _material(lang: Lang, asked: list[Ticket], rng: Random) -> Material:
    parts = sections(lang, "parts.txt")
    leaks = []
    for number, ticket in enumerate(asked, start=1):
        if ticket.blocks:
            leak = ticket_row(lang, ticket)
            leak.note = f"the question of target-{lang}-{number:03d} in suites/target.jsonl"
            leaks.append(leak)
    return Material(
        headings=support.HEADINGS[lang],
        wrong_headings=parts["wrong-headings"],
        rude=feedback.rude_blocks(lang),
        volatile=parts["volatile"],
        personal=tuple(_someone(lang, line, rng) for line in parts["personal"] * _PERSONS),
        terms=parts["terms"],
        authors=parts["authors"],
        leaks=leaks,
    )


def _someone(lang: Lang, line: str, rng: Random) -> str:
    """Numbers that nobody has: Ofcom keeps +44 20 7946 0xxx for fiction."""
    digits = f"{rng.randrange(1000):03d}"
    phone = {"en": f"+44 20 7946 0{digits}", "ru": f"+7 900 000-0{digits[0]}-{digits[1:]}"}[lang]
    person = rng.choice(sections(lang, "parts.txt")["persons"])
    return line.format(person=person, phone=phone, mail=f"client{digits}@example.com")


def _feedback(lang: Lang, seed: int) -> dict[str, str]:
    rng = _rng(seed, lang, "feedback")
    drawn = support.tickets(lang, FEEDBACK_ROWS, rng)
    return {
        "data/pairs.jsonl": jsonl(feedback.pairs(lang, drawn, rng)),
        "data/ratings.jsonl": jsonl(feedback.ratings(lang, drawn[: FEEDBACK_ROWS // 3], rng)),
    }
