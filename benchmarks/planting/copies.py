"""Rows that stand twice (`exact`) or nearly (`near-...`), among rows that only look alike.

Decoys: the same question with one word that matters changed (another product, another verb), or
with another number, each with its own right answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from lekalo.core.records import Language
from planting import wording
from planting.real import Real, drawn, facts, twins
from planting.sheets import Builder, Half, Sheet

NEAR: dict[str, tuple[wording.Change, ...]] = {
    "near-typo": (wording.typo,),
    "near-word": (wording.word, wording.filler),
    "near-order": (wording.order,),
    "near-polite": (wording.polite,),
}
BASE, PLANTED = 180, 28


def sheets(language: Language, half: Half, seed: int) -> Iterator[Sheet]:
    """One sheet of exact copies and one of each kind of near copy."""
    yield _exact(language, half, seed)
    for kind, changes in NEAR.items():
        yield _near(kind, changes, language, half, seed)


def _exact(language: Language, half: Half, seed: int) -> Sheet:
    sheet = Builder("duplicates", "exact", language, half, seed)
    base = drawn(language, half, BASE, sheet.random)
    handles = [sheet.train(row.question, row.answer, row.origin) for row in base]
    changes = wording.EXACT if language == "en" else (*wording.EXACT, wording.yo)
    for real, handle in list(zip(base, handles, strict=True))[:PLANTED]:
        question = _several(changes, real.question, sheet.random, language)
        answer = _several(changes, real.answer, sheet.random, language)
        sheet.plant(handle, sheet.train(question, answer))
    _decoys(sheet, base, language, half)
    return sheet.build()


def _several(
    changes: tuple[wording.Change, ...], text: str, rng: random.Random, language: Language
) -> str:
    """None, one or two changes on top of each other, as rows come from several exports."""
    for _ in range(rng.randrange(3)):
        text = wording.one_of(changes, text, rng, language)
    return text


def _near(
    kind: str, changes: tuple[wording.Change, ...], language: Language, half: Half, seed: int
) -> Sheet:
    sheet = Builder("duplicates", kind, language, half, seed)
    base = drawn(language, half, BASE, sheet.random)
    planted = 0
    for real in base:
        handle = sheet.train(real.question, real.answer, real.origin)
        made = wording.one_of(changes, real.question, sheet.random, language)
        # a change to a question of two words is no longer a near copy to anyone
        if planted < PLANTED and made != real.question and len(real.question.split()) >= 4:
            answer = real.answer
            if sheet.random.random() < 0.4:
                small = (wording.marks, wording.typo, wording.spaces)
                answer = wording.one_of(small, answer, sheet.random, language)
            sheet.plant(handle, sheet.train(made, answer))
            planted += 1
    _decoys(sheet, base, language, half)
    return sheet.build()


def _decoys(sheet: Builder, base: list[Real], language: Language, half: Half) -> None:
    for fact in (*facts(language, half), *twins(language, half)):
        one = sheet.train(fact.question, fact.answer)
        sheet.decoy(one, sheet.train(fact.twin, fact.twin_answer), kind="twin")
    changed = 0
    for real in base[PLANTED * 2 :]:
        question = wording.number(real.question, sheet.random, language)
        answer = wording.number(real.answer, sheet.random, language)
        if question and answer and changed < 8:
            beside = next(row for row in sheet.rows if row.origin == real.origin)
            sheet.decoy(sheet.train(question, answer), kind="other-number", beside=[beside])
            changed += 1
