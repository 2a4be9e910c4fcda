"""Answers that left the house template, among many that keep it.

Two templates: the demo company's three blocks, and headings in Markdown put over real answers.
Defects: a block missing, a heading renamed, misspelt, blocks in another order, no template, a
block more. Decoys keep the template: a long block, a list inside, a brand in Latin letters, an
exclamation, a quotation.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from lekalo.core.records import Language
from planting.real import drawn, rows
from planting.sheets import Builder, Half, Sheet

BASE, PLANTED = 140, 8
Blocks = list[tuple[str, str]]

_HEADS: dict[str, dict[Language, tuple[str, str, str]]] = {
    "colon": {
        "en": ("Short", "Details", "Next step"),
        "ru": ("Коротко", "Подробно", "Следующий шаг"),
    },
    "markdown": {
        "en": ("Answer", "Explanation", "Sources"),
        "ru": ("Ответ", "Пояснение", "Источники"),
    },
}
_RENAMED: dict[Language, tuple[str, ...]] = {
    "en": ("Summary", "In detail", "What to do"),
    "ru": ("Итог", "Детали", "Что делать"),
}
_MORE: dict[Language, tuple[str, str]] = {
    "en": ("Disclaimer", "This is not advice."),
    "ru": ("Важно", "Это не совет."),
}
_KEPT: dict[Language, tuple[str, ...]] = {
    "en": (
        "{} The Samsung Galaxy app shows it as well.",
        "{} There are two ways:\n- by phone;\n- by mail.",
        "{} Great choice!",
        '{} As one client said: "It works: I checked".',
        "{0} {0} {0}",
    ),
    "ru": (
        "{} В приложении Samsung Galaxy это тоже видно.",
        "{} Есть два пути:\n- по телефону;\n- письмом.",
        "{} Отличный выбор!",
        "{} Как сказал один клиент: «Работает: проверено».",
        "{0} {0} {0}",
    ),
}


def write(style: str, blocks: Blocks) -> str:
    """The blocks as text."""
    if style == "colon":
        return "\n".join(f"{head}: {body}" for head, body in blocks)
    return "\n\n".join(f"## {head}\n{body}" for head, body in blocks)


def missing(blocks: Blocks, rng: random.Random, language: Language) -> Blocks:
    """A block is left out."""
    out = rng.randrange(len(blocks))
    return [block for n, block in enumerate(blocks) if n != out]


def renamed(blocks: Blocks, rng: random.Random, language: Language) -> Blocks:
    """A heading has another name."""
    n = rng.randrange(len(blocks))
    return [(_RENAMED[language][i] if i == n else h, b) for i, (h, b) in enumerate(blocks)]


def misspelt(blocks: Blocks, rng: random.Random, language: Language) -> Blocks:
    """Two letters of a heading are swapped, or one is lost."""
    n = rng.randrange(len(blocks))
    head = blocks[n][0]
    at = rng.randrange(1, len(head) - 2)
    swapped = head[:at] + head[at + 1] + head[at] + head[at + 2 :]
    bad = swapped if swapped != head else head[:at] + head[at + 1 :]
    return [(bad if i == n else h, b) for i, (h, b) in enumerate(blocks)]


def reordered(blocks: Blocks, rng: random.Random, language: Language) -> Blocks:
    """Two blocks stand in another order."""
    n = rng.randrange(len(blocks) - 1)
    return [*blocks[:n], blocks[n + 1], blocks[n], *blocks[n + 2 :]]


def extra(blocks: Blocks, rng: random.Random, language: Language) -> Blocks:
    """A block more."""
    return [*blocks, _MORE[language]]


DEFECTS: dict[str, Callable[[Blocks, random.Random, Language], Blocks]] = {
    "missing": missing,
    "renamed": renamed,
    "misspelt": misspelt,
    "reordered": reordered,
    "extra": extra,
}


def sheets(language: Language, half: Half, seed: int) -> Iterator[Sheet]:
    """Each kind of drift in each style of template."""
    for style in _HEADS:
        for kind in (*DEFECTS, "none"):
            yield _sheet(kind, style, language, half, seed)


def _answers(
    style: str, language: Language, half: Half, rng: random.Random
) -> list[tuple[str, str, Blocks]]:
    """Questions with answers in blocks: the demo company's, or real answers under headings."""
    heads = _HEADS[style][language]
    if style == "colon":
        pool = [r for r in rows(f"company_{language}") if r.half == half]
        rng.shuffle(pool)
        split = [(r, [line.partition(": ") for line in r.answer.split("\n")]) for r in pool]
        return [
            (r.question, r.origin, [(h, b) for h, _, b in parts])
            for r, parts in split
            if [h for h, _, _ in parts] == list(heads)
        ][:BASE]
    made = []
    for real in drawn(language, half, BASE, rng, lambda r: len(r.answer) > 20):
        words = real.answer.split()
        middle = max(1, len(words) // 3)
        parts = (" ".join(words[:middle]), " ".join(words[middle:]), "docs/faq.md")
        made.append((real.question, real.origin, list(zip(heads, parts, strict=True))))
    return made


def _sheet(kind: str, style: str, language: Language, half: Half, seed: int) -> Sheet:
    sheet = Builder("template-drift", f"{kind}-{style}", language, half, seed)
    for n, (question, origin, blocks) in enumerate(_answers(style, language, half, sheet.random)):
        if n < PLANTED and kind == "none":
            sheet.plant(sheet.train(question, " ".join(body for _, body in blocks)))
        elif n < PLANTED:
            bad = DEFECTS[kind](blocks, sheet.random, language)
            sheet.plant(sheet.train(question, write(style, bad)))
        elif n < PLANTED * 3:
            at = sheet.random.randrange(len(blocks) - 1)
            frame = sheet.random.choice(_KEPT[language])
            kept = [(h, frame.format(b) if i == at else b) for i, (h, b) in enumerate(blocks)]
            sheet.decoy(sheet.train(question, write(style, kept)), kind="keeps-template")
        else:
            sheet.train(question, write(style, blocks), origin)
    return sheet.build()
