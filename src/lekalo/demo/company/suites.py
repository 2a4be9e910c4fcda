"""The company's evaluation suites as items: what is asked, and what an answer must be."""

from __future__ import annotations

from random import Random
from typing import Any

from lekalo.demo.company import goods
from lekalo.demo.company.grammar import Lang, expand, lines
from lekalo.demo.company.office import Task
from lekalo.demo.company.support import HEADINGS, Ticket

Item = dict[str, Any]


def template_expectation(lang: Lang) -> dict[str, Any]:
    """The scorer that knows a support answer by its three blocks."""
    return {"scorer": "sections", "headings": list(HEADINGS[lang])}


def target(lang: Lang, tickets: list[Ticket]) -> list[Item]:
    """Questions never trained; a new intent is tagged so."""
    expects = [template_expectation(lang)]
    items = []
    for number, ticket in enumerate(tickets, start=1):
        kind = "known-intent" if ticket.blocks else "new-intent"
        tags = [lang, kind, ticket.intent]
        items.append(_item(f"target-{lang}-{number:03d}", ticket.question, expects, tags))
    return items


def golden(lang: Lang) -> list[Item]:
    """The critical cases: the house template, and nothing of what is forbidden there."""
    rng = Random(f"golden {lang}")
    found = lines(lang, "golden.txt")
    items = []
    for number, (ask, ban) in enumerate(zip(found[::2], found[1::2], strict=True), start=1):
        question = expand(ask.removeprefix("? "), goods.slots(lang, rng), rng)
        banned = {"scorer": "contains", "none": ban.removeprefix("! ").split("|")}
        expects = [template_expectation(lang), banned]
        items.append(_item(f"golden-{lang}-{number:03d}", question, expects, [lang, "critical"]))
    return items


def office(name: str, lang: Lang, tasks: list[Task], expects: list[dict[str, Any]]) -> list[Item]:
    """Cards or letters never trained, each judged by its form."""
    return [
        _item(f"{name}-{lang}-{number:03d}", task.question, expects, [lang])
        for number, task in enumerate(tasks, start=1)
    ]


def _item(name: str, question: str, expects: list[dict[str, Any]], tags: list[str]) -> Item:
    messages = [{"role": "user", "content": question}]
    return {"id": name, "messages": messages, "expects": expects, "tags": tags}
