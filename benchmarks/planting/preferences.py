"""Choices that contradict each other (`reversed`, `cycle`) or say nothing (`equal`,
`no-criterion`).

Decoys: the same two answers chosen the same way twice, and two questions over one answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from common import DATA

from lekalo.core.records import Language
from planting.sheets import Builder, Half, Sheet

PLANTED = 10
_CRITERION = {"en": "more polite and complete", "ru": "вежливее и полнее"}


def sheets(language: Language, half: Half, seed: int) -> Iterator[Sheet]:
    """A sheet a kind."""
    for kind in ("reversed", "cycle", "equal", "no-criterion"):
        yield _sheet(kind, language, half, seed)


def choices(language: Language, half: Half) -> list[tuple[str, str, str, str]]:
    """Prompt, better, worse and origin: of pairs in English, of a judge's grades in Russian."""
    found = []
    if language == "en":
        path = DATA / "rasbt_llms/instruction-data-with-preference.json"
        for n, row in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            prompt = "\n".join(filter(None, (row["instruction"], row["input"])))
            found.append((prompt, row["chosen"], row["rejected"], f"rasbt-pairs:{n}"))
    else:
        path = DATA / "rulm/saicuna_vs_vicuna.jsonl"
        for n, line in enumerate(path.read_text(encoding="utf-8").split("\n")):
            row = json.loads(line) if line.strip() else None
            if row and row["left_answer"] != row["right_answer"]:
                prompt = "\n".join(filter(None, (row["instruction"], row["input"])))
                found.append((prompt, row["left_answer"], row["right_answer"], f"saicuna:{n}"))
    seen: dict[str, tuple[str, str, str, str]] = {row[0]: row for row in found}
    return [row for n, row in enumerate(seen.values()) if (n % 2 == 0) == (half == "tuning")]


def _sheet(kind: str, language: Language, half: Half, seed: int) -> Sheet:
    sheet = Builder("preference-noise", kind, language, half, seed)
    rows = choices(language, half)
    sheet.random.shuffle(rows)
    said = _CRITERION[language]
    for n, (prompt, better, worse, origin) in enumerate(rows[:80]):
        if n >= PLANTED:
            pair = sheet.pair(prompt, better, worse, said, origin)
            if n < 2 * PLANTED:
                sheet.decoy(pair, sheet.pair(prompt, better, worse, said), kind="said-twice")
        elif kind == "reversed":
            first = sheet.pair(prompt, better, worse, said)
            sheet.plant(first, sheet.pair(prompt, worse, better, said))
        elif kind == "cycle":
            third = rows[-1 - n][1]
            ring = ((better, worse), (worse, third), (third, better))
            sheet.plant(*(sheet.pair(prompt, a, b, said) for a, b in ring))
        elif kind == "equal":
            sheet.plant(sheet.pair(prompt, better, better + " ", said))
        else:
            sheet.plant(sheet.pair(prompt, better, worse, ""))
    return sheet.build()
