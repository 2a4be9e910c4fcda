"""The base's own skills beside the company's work: chats to replay, and the baseline suite.

The skill that a fitting is meant to change is left out of both: nano answers a shop's clients
in its own neutral way, and a support assistant must not keep doing so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from lekalo.demo import corpus
from lekalo.demo.company.grammar import Lang
from lekalo.demo.world import LANGUAGES, held_out

CHANGED = {"support": "support", "cards": "describe", "letters": "letters"}
"""The skill of the base that each kind of work replaces."""


def replay(
    work: str, rows: int, seed: int, languages: Sequence[Lang] = LANGUAGES
) -> list[dict[str, Any]]:
    """`rows` chats of the base's skills in these languages, all different, none held out."""
    rng = Random(f"{seed} replay {work}")
    drawn = [(name, skill) for name, skill in sorted(corpus.skills().items()) if _kept(name, work)]
    weights = [skill.weight for _, skill in drawn]
    chats: dict[str, dict[str, Any]] = {}
    while len(chats) < rows:
        [(name, skill)] = rng.choices(drawn, weights)
        language = rng.choice(languages)
        turns = skill.draw(rng, language)
        if any(held_out(name, language, turn.key) for turn in turns):
            continue
        said = [(turn.question, turn.answer) for turn in turns]
        messages = [message for pair in said for message in _turns(*pair)]
        chats.setdefault(turns[0].question, {"messages": messages})
    return list(chats.values())


def baseline(work: str, lang: Lang, items: int) -> list[dict[str, Any]]:
    """The base's baseline suite in `lang`: `items` questions of each skill that must stay."""
    with TemporaryDirectory() as name:
        corpus.suites(Path(name), items=items)
        lines = (Path(name) / f"baseline_{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [item for item in found if _kept(item["tags"][0], work)]


def _kept(skill: str, work: str) -> bool:
    return skill != CHANGED.get(work)


def _turns(question: str, answer: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
