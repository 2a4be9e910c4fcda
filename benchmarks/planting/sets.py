"""Mistakes of a whole set, said or not said of it: few rows, few answers, one-sided choices,
dated facts in a corpus.

A set is a defect where `spoilt`; else it looks like one. Real sets wherever there are such.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from common import DATA

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Document, Example, Language, Message, Pair, Where
from planting import preferences, real


@dataclass(frozen=True)
class Whole:
    """One set, and whether the check must speak of it."""

    check: str
    name: str
    language: Language
    material: Material
    spoilt: bool


def wholes() -> Iterator[Whole]:
    """Every set."""
    yield from _uniform()
    yield from _choices()
    yield from _corpora()


def named(whole: Whole) -> bool:
    """Whether the check said anything but a note."""
    findings = CHECKS.get(whole.check)().run(whole.material)
    return any(finding.severity != "note" for finding in findings)


def _chats(rows: list[tuple[str, str]]) -> list[Example]:
    return [
        Example((Message("user", q), Message("assistant", a)), Where("train.jsonl", n))
        for n, (q, a) in enumerate(rows, 1)
    ]


def _uniform() -> Iterator[Whole]:
    for source, count, language, spoilt in (
        ("bitext", 6480, "en", True),
        ("bitext", 600, "en", True),
        ("company_ru", 30, "ru", True),
        ("alpaca", 20, "en", True),
        ("alpaca", 2000, "en", False),
        ("medquad", 1000, "en", False),
        ("xquad_en", 600, "en", False),
        ("arena", 500, "ru", False),
        ("xquad_ru", 600, "ru", False),
        ("company_ru", 400, "ru", False),
    ):
        rows = [(r.question, r.answer) for r in real.rows(source) if r.answer]
        if source == "bitext":
            random.Random(0).shuffle(rows)
        yield Whole(
            "small-uniform-data",
            f"{source}, {count} rows",
            "ru" if language == "ru" else "en",
            Material(_chats(rows[:count])),
            spoilt,
        )
    labels = [(r.question, r.tag.replace("_", " ")) for r in real.rows("banking")][:1000]
    material = Material(_chats(labels))
    yield Whole("small-uniform-data", "banking77 with its labels", "en", material, False)


def _choices() -> Iterator[Whole]:
    languages: tuple[Language, ...] = ("en", "ru")
    for language in languages:
        rows = preferences.choices(language, "tuning")
        rows += preferences.choices(language, "held-out")
        longer, mixed, first = [], [], []
        for n, (prompt, one, other, _) in enumerate(rows):
            ask = (Message("user", prompt),)
            more, less = sorted((one + " " + one[: n % 7], other), key=len, reverse=True)
            where = Where("pairs.jsonl", n + 1)
            shown = {"first": "chosen" if n % 2 else "rejected"}
            longer.append(Pair(ask, more, less, where, "clearer", meta=shown))
            pair = (more, less) if n % 2 else (less, more)
            mixed.append(Pair(ask, *pair, where, "clearer", meta={"first": shown["first"]}))
            first.append(Pair(ask, *pair, where, "clearer", meta={"first": "chosen"}))
        for name, pairs, spoilt in (
            ("the longer is always chosen", longer, True),
            ("the first shown is always chosen", first, True),
            ("chosen by turns", _shown_by_turns(mixed), False),
        ):
            yield Whole("preference-noise", name, language, Material(pairs=pairs), spoilt)


def _shown_by_turns(pairs: list[Pair]) -> list[Pair]:
    """Which was shown first goes by twos, so that it follows neither choice nor length."""
    return [
        Pair(
            p.prompt,
            p.chosen,
            p.rejected,
            p.where,
            p.criterion,
            meta={"first": "chosen" if n // 2 % 2 else "rejected"},
        )
        for n, p in enumerate(pairs)
    ]


def _corpora() -> Iterator[Whole]:
    rng = random.Random(0)
    news: dict[Language, str] = {
        "en": "From {} March 2024 the rate for a container to Rotterdam is ${}. Call "
        "+49 30 9018{}. The tariff holds until 30 June 2024, and {} places are left.",
        "ru": "С {} марта 2024 года ставка за контейнер до Владивостока {} руб. Тел. 8-495-901-{}. "
        "Тариф действует до 30 июня 2024 года, осталось {} мест.",
    }
    for language, text in news.items():
        made = [
            Document(
                text.format(rng.randrange(1, 29), rng.randrange(900, 2000), 2000 + n, n),
                Where(f"news-{n}.txt", 1),
            )
            for n in range(60)
        ]
        name = "dated tariffs"
        yield Whole("expects-fresh-facts", name, language, Material(documents=made), True)
    yield Whole("expects-fresh-facts", "Shakespeare", "en", Material(documents=_verse("en")), False)
    yield Whole(
        "expects-fresh-facts", "Russian verse", "ru", Material(documents=_verse("ru")), False
    )


def _verse(language: Language) -> list[Document]:
    folder = DATA / ("tiny_shakespeare" if language == "en" else "ruslit")
    texts = []
    for path in sorted(folder.rglob("*.txt")):
        data = path.read_bytes()
        try:
            texts.append(data.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(data.decode("cp1251"))
    body = "\n".join(texts)[:120_000]
    return [
        Document(body[n : n + 2000], Where(f"verse-{n}.txt", 1)) for n in range(0, len(body), 2000)
    ]
