"""Writes what nano is pretrained on: chats of mixed skills, held-out rows and baseline suites.

    python -m lekalo.demo.corpus build/nano --rows 700000

writes `train.jsonl`, `held_out.jsonl`, `baseline_en.jsonl` and `baseline_ru.jsonl`. No training
row holds a held-out instance (`world.held_out`); the suites and held-out rows hold nothing else.
The text follows no house template. Training is done by `lekalo train recipes/nano.yaml`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lekalo.core import words
from lekalo.core.files import outside, write_text
from lekalo.demo.world import LANGUAGES, SKILLS, Language, Skill, Turn, held_out
from lekalo.demo.world_systems import draw_system

HELD_OUT_ROWS = 1000
ITEMS_PER_SKILL = 25
_SYSTEM_SHARE = 0.25
_MIXED_SHARE = 0.15
"""Of the rows, those in which several skills follow one another in one chat."""

Row = dict[str, Any]


def skills() -> dict[str, Skill]:
    """Every skill by name."""
    return {name: SKILLS.get(name)() for name in SKILLS.names()}


def rows(seed: int) -> Iterator[Row]:
    """Training rows without end, half English and half Russian."""
    rng = random.Random(seed)
    drawn = _Draws(rng)
    while True:
        language = rng.choice(LANGUAGES)
        count = 1 if rng.random() > _MIXED_SHARE else rng.choice((2, 2, 3, 4))
        turns = [turn for _ in range(count) for turn in drawn.training(language)]
        yield _row(rng, language, turns)


def write(
    folder: Path, rows_wanted: int, seed: int, progress: Callable[[int], None] | None = None
) -> None:
    """Writes `train.jsonl` with `rows_wanted` rows and `held_out.jsonl` into `folder`.

    `progress` is told the number of rows written so far, now and then. The same arguments
    write the same bytes.
    """
    stream = rows(seed)
    with outside(words.WRITING(path=folder)):
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / ".train.jsonl.part"
        with part.open("w", encoding="utf-8") as file:
            for done in range(rows_wanted):
                file.write(_line(next(stream)))
                if progress is not None and done % 1000 == 999:
                    progress(done + 1)
        part.replace(folder / "train.jsonl")
    write_text(folder / "held_out.jsonl", "".join(map(_line, _held_out_rows(seed))))


def suites(folder: Path, seed: int = 0, items: int = ITEMS_PER_SKILL) -> None:
    """Writes `baseline_en.jsonl` and `baseline_ru.jsonl`: `items` of each skill in each,
    tagged with the skill and the language, all of them held out and different."""
    for language in LANGUAGES:
        lines = [
            _line(item)
            for name, skill in sorted(skills().items())
            for item in _items(name, skill, language, seed, items)
        ]
        write_text(folder / f"baseline_{language}.jsonl", "".join(lines))


class _Draws:
    """Turns of weighted skills, on either side of the line between training and held out."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._bag = [(n, s) for n, s in sorted(skills().items()) for _ in range(s.weight)]

    def training(self, language: Language) -> tuple[Turn, ...]:
        """A conversation in which no turn is held out."""
        name, skill = self._rng.choice(self._bag)
        while True:
            turns = skill.draw(self._rng, language)
            if not any(held_out(name, language, turn.key) for turn in turns):
                return turns

    def held(self, language: Language) -> tuple[Turn, ...]:
        """A conversation of one turn, held out."""
        name, skill = self._rng.choice(self._bag)
        while True:
            turn = skill.draw(self._rng, language)[0]
            if held_out(name, language, turn.key):
                return (turn,)


def _held_out_rows(seed: int) -> Iterator[Row]:
    rng = random.Random(f"held out {seed}")
    drawn = _Draws(rng)
    for _ in range(HELD_OUT_ROWS):
        language = rng.choice(LANGUAGES)
        yield _row(rng, language, drawn.held(language))


def _items(name: str, skill: Skill, language: Language, seed: int, count: int) -> Iterator[Row]:
    rng = random.Random(f"suite {name} {language} {seed}")
    seen: set[tuple[str, ...]] = set()
    while len(seen) < count:
        turn = skill.draw(rng, language)[0]
        if turn.key in seen or not held_out(name, language, turn.key):
            continue
        seen.add(turn.key)
        yield {
            "id": f"{name}-{language}-{len(seen):03d}",
            "messages": [{"role": "user", "content": turn.question}],
            "expects": list(turn.expects),
            "tags": [name, language],
        }


def _row(rng: random.Random, language: Language, turns: tuple[Turn, ...] | list[Turn]) -> Row:
    messages = []
    if rng.random() < _SYSTEM_SHARE:
        messages.append({"role": "system", "content": draw_system(rng, language)})
    for turn in turns:
        messages.append({"role": "user", "content": turn.question})
        messages.append({"role": "assistant", "content": turn.answer})
    return {"messages": messages}


def _line(value: Row) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes the corpus and the suites into a folder, saying how far it has come."""
    parser = argparse.ArgumentParser(description="Writes nano's corpus and baseline suites.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=700_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    write(asked.folder, asked.rows, asked.seed, lambda n: print(f"\r{n:,} rows", end=""))
    suites(asked.folder)
    print(f"\nwritten to {asked.folder}")


if __name__ == "__main__":
    main()
