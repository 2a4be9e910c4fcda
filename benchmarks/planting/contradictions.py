"""One question, answers that disagree: in a number, a date, yes or no, named steps or options.

Facts of business are by hand (`labels/facts.*.csv`): a question, its rewording, a right answer, the
same in other words, and one that clashes. Besides, numbers are changed in real answers.
Decoys: answers that agree in other words, and twins (nearly the same question, rightly
another answer).
"""

from __future__ import annotations

from collections.abc import Iterator

from lekalo.core.records import Language
from planting import wording
from planting.real import Fact, Real, drawn, facts, letters, twins
from planting.sheets import Builder, Half, Sheet

BASE = 150
_AUTHORS = {"en": ("Ann", "Bob"), "ru": ("Аня", "Борис")}


def sheets(language: Language, half: Half, seed: int) -> Iterator[Sheet]:
    """Every kind on the same question and on a reworded one, and numbers in real answers."""
    for reworded in (False, True):
        for kind in ("number", "date", "yes_no", "option"):
            yield _by_hand(kind, reworded, language, half, seed)
    yield _real_numbers(language, half, seed)


def _start(kind: str, language: Language, half: Half, seed: int) -> tuple[Builder, list[Real]]:
    sheet = Builder("contradictions", kind, language, half, seed)
    base = drawn(language, half, BASE, sheet.random)
    return sheet, base


def _by_hand(kind: str, reworded: bool, language: Language, half: Half, seed: int) -> Sheet:
    name = f"{'reworded' if reworded else 'same'}-{kind.replace('_', '-')}"
    sheet, base = _start(name, language, half, seed)
    for real in base:
        sheet.train(real.question, real.answer, real.origin)
    for fact in facts(language, half):
        if fact.kind == kind:
            _clash(sheet, fact, reworded, language)
        else:
            _agree(sheet, fact, reworded, language)
    for pair in twins(language, half):
        one = sheet.train(pair.question, pair.answer)
        sheet.decoy(one, sheet.train(pair.twin, pair.twin_answer), kind="twin")
    return sheet.build()


def _clash(sheet: Builder, fact: Fact, reworded: bool, language: Language) -> None:
    ann, bob = _AUTHORS[language]
    asked = fact.reworded if reworded else _same(sheet, fact.question, language)
    one = sheet.train(fact.question, fact.answer, author=ann)
    sheet.plant(one, sheet.train(asked, fact.clashes, author=bob))


def _same(sheet: Builder, question: str, language: Language) -> str:
    """The same to any reader: as it stands, or in other case, spaces or marks."""
    if sheet.random.random() < 0.5:
        return question
    return wording.one_of(
        (wording.case, wording.marks, wording.spaces), question, sheet.random, language
    )


def _agree(sheet: Builder, fact: Fact, reworded: bool, language: Language) -> None:
    """A fact of another kind than the sheet's: its answers agree, or its question is a twin's."""
    one = sheet.train(fact.question, fact.answer)
    if sheet.random.random() < 0.5:
        asked = fact.reworded if reworded else fact.question
        sheet.decoy(one, sheet.train(asked, fact.agrees), kind="agrees")
    else:
        sheet.decoy(one, sheet.train(fact.twin, fact.twin_answer), kind="twin")


def _real_numbers(language: Language, half: Half, seed: int) -> Sheet:
    """A real answer and the same with one number changed; questions that have one answer."""
    sheet, base = _start("same-number-real", language, half, seed)
    sources = ("xquad_en", "medquad") if language == "en" else ("xquad_ru",)
    numbered = drawn(language, half, 60, sheet.random, _tells_a_number, sources)
    taken = {letters(real.question) for real in numbered}
    for real in base:
        if letters(real.question) not in taken:
            sheet.train(real.question, real.answer, real.origin)
    for n, real in enumerate(numbered):
        one = sheet.train(real.question, real.answer, real.origin)
        if n % 2:
            spelled = wording.one_of(
                (wording.marks, wording.spaces), real.answer, sheet.random, language
            )
            sheet.decoy(one, sheet.train(real.question, spelled), kind="same-answer")
        elif other := wording.number(real.answer, sheet.random, language):
            sheet.plant(one, sheet.train(_same(sheet, real.question, language), other))
    return sheet.build()


def _tells_a_number(real: Real) -> bool:
    """Short enough that its number is what it tells, and not a list's count."""
    return len(real.answer) < 400 and any(
        piece.isdecimal() and len(piece) > 1 for piece in real.answer.replace(".", " ").split()
    )
