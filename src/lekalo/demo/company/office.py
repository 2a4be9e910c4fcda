"""Product cards and business letters: what is asked, and how the house writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from lekalo.demo.company import goods
from lekalo.demo.company.grammar import Lang, distinct, expand, fields, sections

_FILE = "office.txt"


@dataclass(frozen=True, slots=True)
class Task:
    """One request with the house's answer; `group` keeps look-alikes on one side of a split."""

    question: str
    answer: str
    group: str


def cards(lang: Lang, count: int, rng: Random, *, held: bool = False) -> list[Task]:
    """`count` different card tasks; held ones use wordings and products never trained."""
    return distinct(lambda: _card(lang, rng, held), count)


def letters(lang: Lang, count: int, rng: Random, *, held: bool = False) -> list[Task]:
    """`count` different letter tasks; held ones use wordings never trained."""
    return distinct(lambda: _letter(lang, rng, held), count)


def card_expectation(lang: Lang) -> dict[str, Any]:
    """The scorer that knows a card by its headings."""
    return {"scorer": "sections", "headings": list(sections(lang, _FILE)["card-headings"])}


def letter_expectation(lang: Lang) -> dict[str, Any]:
    """The scorer that knows a letter by its lines."""
    return {"scorer": "regex", "pattern": sections(lang, _FILE)["letter-pattern"][0]}


def _catalogue(lang: Lang, held: bool) -> Iterator[tuple[goods.Product, str]]:
    """Every product of every brand; each fourth is held out, shifting from brand to brand."""
    for row, brand in enumerate(goods.brands(lang)):
        for column, product in enumerate(goods.products(lang)):
            if ((row + column) % 4 == 0) is held:
                yield product, brand


def _card(lang: Lang, rng: Random, held: bool) -> Task:
    product, brand = rng.choice(list(_catalogue(lang, held)))
    name = product.branded(product.name, brand, lang)
    facts = ", ".join(rng.sample(product.facts, len(product.facts)))
    asks = sections(lang, _FILE)["card-asks-held" if held else "card-asks"]
    number = rng.randrange(len(asks))
    blocks = (name[0].upper() + name[1:], product.purpose, facts, product.care)
    pairs = zip(sections(lang, _FILE)["card-headings"], blocks, strict=True)
    answer = "\n".join(f"{heading}: {block}" for heading, block in pairs)
    return Task(asks[number].format(name=name, facts=facts), answer, f"card-{name}-{number + 1}")


def _letter(lang: Lang, rng: Random, held: bool) -> Task:
    texts = sections(lang, _FILE)
    number = rng.randrange(len(texts["topics"]))
    filled = expand(texts["topics"][number], goods.slots(lang, rng), rng)
    topic, subject, body = fields(filled)
    who, greeting = fields(rng.choice(texts["people"]))
    asks = texts["letter-asks-held" if held else "letter-asks"]
    wording = rng.randrange(len(asks))
    answer = "\n".join(texts["letter-shape"]).format(
        subject=subject[0].upper() + subject[1:], greeting=greeting, body=body
    )
    question = asks[wording].format(who=who, topic=topic)
    return Task(question, answer, f"letter-{number + 1}-{wording + 1}")
