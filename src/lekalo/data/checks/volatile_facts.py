"""`volatile-facts`: answers that carry prices, dates, terms, stock, phones, links, opening hours.

What is trained in can only be changed by training again; such facts belong in documents that
the assistant reads. A fact that the question or the system text gives is not learned, and is left
alone; so are history and general knowledge. `data.drafts` writes the documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Language, Where
from lekalo.data.checks._places import places, told
from lekalo.data.checks._turns import Turn, count, turns
from lekalo.text.plural import count_en, count_ru, form_ru
from lekalo.text.volatile import KINDS, Volatile, volatile

_TEXTS = {
    "en": {
        "message": "{rows} of {all} {carry} facts that change ({kinds}); the model would go on "
        "saying them after they have changed.",
        "remedy": "Move these facts into documents of the knowledge base (`lekalo check --drafts "
        "FOLDER` writes them), and keep the style.",
        "in": "{kind} in {count}",
        "price": "prices",
        "date": "dates",
        "term": "terms",
        "stock": "stock",
        "phone": "phone numbers",
        "link": "links",
        "hours": "opening hours",
    },
    "ru": {
        "message": "{rows} из {all} {carry} то, что меняется ({kinds}); модель повторит это и "
        "тогда, когда оно уже неверно.",
        "remedy": "Перенесите эти сведения в документы базы знаний (их черновики запишет "
        "`lekalo check --drafts ПАПКА`), а в примерах оставьте стиль.",
        "in": "{kind}: {count}",
        "price": "цены",
        "date": "даты",
        "term": "сроки",
        "stock": "наличие",
        "phone": "телефоны",
        "link": "ссылки",
        "hours": "часы работы",
    },
}


@final
@CHECKS.register("volatile-facts")
class VolatileFacts(Check):
    """Warns of answers to learn from that carry facts which change."""

    name = "volatile-facts"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding that names the rows, and the first fact of each."""
        kinds: Counter[str] = Counter()
        named: list[Where] = []
        rows, last, seen = 0, -1, set[str]()
        texts = _TEXTS[material.language]
        for turn in turns(material):
            if turn.row != last:
                last, seen = turn.row, set()
            found = list(facts_of(turn))
            if found and not seen:
                rows += 1
                if len(named) < 100:
                    named.append(_place(turn, found[0], texts[found[0].kind]))
            kinds.update({fact.kind for fact in found} - seen)
            seen |= {fact.kind for fact in found}
        if rows:
            yield _finding(rows, count(material), kinds, named, material.language)


def facts_of(turn: Turn) -> Iterator[Volatile]:
    """The facts of an answer that its question and system text do not give."""
    for fact in volatile(turn.text):
        said = fact.text.strip(" .,;:")
        if said not in turn.question and said not in turn.system:
            yield fact


def _place(turn: Turn, fact: Volatile, kind: str) -> Where:
    return told(turn.where, f"{kind}: {fact.text.strip(' .,;:')[:60]}")


def _finding(
    rows: int, total: int, kinds: Counter[str], named: list[Where], language: Language
) -> Finding:
    texts = _TEXTS[language]
    said = ", ".join(
        texts["in"].format(kind=texts[kind], count=kinds[kind]) for kind in KINDS if kinds[kind]
    )
    if language == "ru":
        counted = count_ru(rows, "ответ", "ответа", "ответов")
        carry = form_ru(rows, "несёт", "несут", "несут")
    else:
        counted, carry = count_en(rows, "answer"), "carries" if rows == 1 else "carry"
    return Finding(
        code="volatile-facts",
        severity="warning",
        message=texts["message"].format(rows=counted, all=total, kinds=said, carry=carry),
        remedy=texts["remedy"],
        where=places(named),
        figure=rows / total,
        threshold=0.0,
    )
