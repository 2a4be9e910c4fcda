"""Eval rows that training has: the same, nearly, with other names and numbers, in another order of
words, or asked in other words.

Rewordings are by hand (`labels/rewordings.*.csv`, `labels/facts.*.csv`), by other people
(`reworded-people`: two utterances of one intent of a real support set), and by rule. A suite's
question has no answer: `reworded-bare` is apart, since only the question is left to compare.
Decoys: twins (nearly the same words, another question), and one short or standing answer to
questions that differ.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from lekalo.core.records import Language
from planting import wording
from planting.real import Real, drawn, facts, letters, rewordings, rows, twins
from planting.sheets import Builder, Half, Sheet

BASE, PLANTED, OTHERS = 180, 30, 30
_NAMES = {
    "en": (("Anna", "Boris", "Kate", "Mr. Hill"), ("Leeds", "Bristol", "Dover", "York")),
    "ru": (("Анна", "Борис", "Катя", "Олег"), ("Тверь", "Омск", "Псков", "Пермь")),
}
_SHORT = {
    "en": ("Yes.", "No.", "Positive", "True"),
    "ru": ("Да.", "Нет.", "Верно", "Положительный"),
}
_STANDING = {
    "en": "Thank you for your question. Please contact our support team, and we will help you.",
    "ru": "Спасибо за вопрос. Пожалуйста, напишите в службу поддержки, и мы вам поможем.",
}


def sheets(language: Language, half: Half, seed: int) -> Iterator[Sheet]:
    """A sheet for each kind of leak."""
    exact = wording.EXACT if language == "en" else (*wording.EXACT, wording.yo)
    near = (wording.typo, wording.word, wording.filler, wording.polite)
    yield _changed("exact", exact, language, half, seed)
    yield _changed("near", near, language, half, seed)
    yield _changed("order", (wording.order,), language, half, seed)
    yield _names(language, half, seed)
    yield _by_hand("reworded-hand", language, half, seed, answered=True)
    yield _changed("reworded-rule", (wording.form, wording.words), language, half, seed)
    yield _by_people(language, half, seed)
    yield _by_hand("reworded-bare", language, half, seed, answered=False)
    yield _group(language, half, seed)


def _start(kind: str, language: Language, half: Half, seed: int) -> tuple[Builder, list[Real]]:
    """Rows on both sides that have nothing in common, and the decoys."""
    sheet = Builder("leakage", kind, language, half, seed)
    by_hand = {letters(r.real.question) for r in rewordings(language, half)}
    every = drawn(
        language, half, BASE + OTHERS, sheet.random, lambda r: letters(r.question) not in by_hand
    )
    base, others = every[:-OTHERS], every[-OTHERS:]
    for real in others:
        sheet.held_out(real.question, real.answer, real.origin)
    _decoys(sheet, base, language, half)
    return sheet, base


def _decoys(sheet: Builder, base: list[Real], language: Language, half: Half) -> None:
    """Twins, and one answer to many questions."""
    # the other facts are planted by `_by_hand`
    for fact in (*facts(language, half)[1::2], *twins(language, half)):
        sheet.train(fact.question, fact.answer)
        sheet.decoy(sheet.held_out(fact.twin, fact.twin_answer), kind="twin")
    for other in (r for r in rewordings(language, half) if not r.same):
        sheet.train(other.real.question, other.real.answer, other.real.origin)
        sheet.decoy(sheet.held_out(other.text), kind="twin-bare")
    taken = {letters(row.question) for row in (*sheet.rows, *base)}
    taken |= {letters(r.real.question) for r in rewordings(language, half)}
    far = drawn(language, half, 16, sheet.random, lambda r: letters(r.question) not in taken)
    for n, (one, other) in enumerate(zip(far[::2], far[1::2], strict=True)):
        answer = _SHORT[language][n // 2] if n % 2 else _STANDING[language]
        sheet.train(one.question, answer, one.origin)
        kind = "short-answer" if n % 2 else "standing-answer"
        sheet.decoy(sheet.held_out(other.question, answer, other.origin), kind=kind)


def _changed(
    kind: str, changes: tuple[wording.Change, ...], language: Language, half: Half, seed: int
) -> Sheet:
    sheet, base = _start(kind, language, half, seed)
    planted = 0
    for real in base:
        row = sheet.train(real.question, real.answer, real.origin)
        made = wording.one_of(changes, real.question, sheet.random, language)
        if planted < PLANTED and made != real.question and len(real.question.split()) >= 4:
            planted += 1
            # half are a suite's questions, without an answer; a rewording keeps its answer
            bare = planted % 2 == 0 and not kind.startswith("reworded")
            sheet.plant(sheet.held_out(made, "" if bare else real.answer), row)
    return sheet.build()


def _names(language: Language, half: Half, seed: int) -> Sheet:
    """The same ticket of another customer: the names and numbers differ, the answer does not
    (or differs in them alone)."""
    sheet, base = _start("names", language, half, seed)
    for real in base:
        sheet.train(real.question, real.answer, real.origin)
    for question, answer, origin in _tickets(language, half, sheet.random):
        row = sheet.train(question, answer, origin)
        other, told = _renamed(question, answer, sheet.random, language)
        if other == question:
            sheet.rows.remove(row)
            continue
        sheet.plant(sheet.held_out(other, told), row)
    return sheet.build()


def _tickets(language: Language, half: Half, rng: random.Random) -> list[tuple[str, str, str]]:
    """Support tickets with a number or a name in the question, one of each intent; to some a
    name is signed."""
    source = "bitext" if language == "en" else "company_ru"
    pool = [r for r in rows(source) if r.half == half]
    rng.shuffle(pool)
    by_tag: dict[str, Real] = {}
    for real in pool:
        if re.search(r"\d{3,}", real.question) or real.tag not in by_tag:
            by_tag.setdefault(real.tag, real)
    made = []
    for n, real in enumerate(list(by_tag.values())[:PLANTED]):
        question = real.question
        if not re.search(r"\d{3,}", question) or n % 4 == 0:
            names, cities = _NAMES[language]
            sign = {
                "en": "{0} My name is {1}, I live in {2}.",
                "ru": "{0} Меня зовут {1}, город {2}.",
            }
            question = sign[language].format(
                question, rng.choice(names[:2]), rng.choice(cities[:2])
            )
        made.append((question, real.answer, real.origin))
    return made


def _renamed(question: str, answer: str, rng: random.Random, language: Language) -> tuple[str, str]:
    for number in set(re.findall(r"(?<!\d)\d{3,}(?!\d)", question)):
        new = str(rng.randrange(10 ** (len(number) - 1), 10 ** len(number)))
        question, answer = question.replace(number, new), answer.replace(number, new)
    for names in _NAMES[language]:
        for old, new in zip(names[:2], names[2:], strict=True):
            question, answer = question.replace(old, new), answer.replace(old, new)
    return question, answer


def _by_hand(kind: str, language: Language, half: Half, seed: int, *, answered: bool) -> Sheet:
    sheet, base = _start(kind, language, half, seed)
    same = [r for r in rewordings(language, half) if r.same]
    for real in base:
        sheet.train(real.question, real.answer, real.origin)
    for n, reworded in enumerate(same):
        answer = reworded.real.answer
        row = sheet.train(reworded.real.question, answer, reworded.real.origin)
        if n % 3 == 0:  # the second author seldom writes to the letter what the first did
            small = (wording.word, wording.typo, wording.marks)
            answer = wording.one_of(small, answer, sheet.random, language)
        sheet.plant(sheet.held_out(reworded.text, answer if answered else ""), row)
    for fact in facts(language, half)[::2]:
        row = sheet.train(fact.question, fact.answer)
        sheet.plant(sheet.held_out(fact.reworded, fact.answer if answered else ""), row)
    return sheet.build()


def _by_people(language: Language, half: Half, seed: int) -> Sheet:
    """Two tickets of one intent with one answer, worded by whoever wrote the set."""
    sheet, base = _start("reworded-people", language, half, seed)
    for real in base:
        sheet.train(real.question, real.answer, real.origin)
    alike: dict[tuple[str, str], list[Real]] = {}
    for real in rows("bitext" if language == "en" else "company_ru"):
        if real.half == half and not re.search(r"\d{3,}", real.question):
            alike.setdefault((real.tag, real.answer), []).append(real)
    pools = [pool for _, pool in sorted(alike.items()) if len(pool) > 1]
    for pool in sheet.random.sample(pools, min(PLANTED, len(pools))):
        one, other = sheet.random.sample(pool, 2)
        row = sheet.train(one.question, one.answer, one.origin)
        sheet.plant(sheet.held_out(other.question, other.answer, other.origin), row)
    return sheet.build()


def _group(language: Language, half: Half, seed: int) -> Sheet:
    """One ticket's rows on both sides: what they say differs, whose they are does not."""
    sheet, base = _start("group", language, half, seed)
    for n, real in enumerate(base):
        row = sheet.train(real.question, real.answer, real.origin)
        row.group = f"ticket-{n}"
    taken = {letters(row.question) for row in sheet.rows}
    fresh = drawn(language, half, 12, sheet.random, lambda r: letters(r.question) not in taken)
    for n, real in enumerate(fresh):
        held = sheet.held_out(real.question, real.answer, real.origin)
        held.group = f"ticket-{n}"
        sheet.plant(held)
    return sheet.build()
