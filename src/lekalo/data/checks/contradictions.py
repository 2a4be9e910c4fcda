"""`contradictions`: one question with answers that disagree, so the model learns to guess.

Answers disagree in numbers, dates, yes or no, or in the names of what to open, press or call.
The question may be the same or the same in other words; another system text or another history
makes it another question. Two ways of saying one thing agree (14 days, two weeks), and what
only one of two answers tells is no disagreement. `lekalo data resolve` lets a person keep one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Example, Finding, Language, Where
from lekalo.data.checks._asked_rows import openings
from lekalo.data.checks._disagreeing import Group, disagreeing
from lekalo.data.checks._judged import judged
from lekalo.data.checks._places import places, told
from lekalo.text.plural import count_en, count_ru, form_ru

HOLD_ABOVE = 0.01

_TEXTS = {
    "en": {
        "message": "{rows} ask the same as another and answer otherwise ({kinds}){by}; the model "
        "would learn to guess.",
        "remedy": "Keep one answer of each group: `lekalo data resolve FILE` shows them side "
        "by side and writes a cleaned copy.",
        "yes-no": "yes against no",
        "number": "numbers",
        "date": "dates or times",
        "name": "names of steps or options",
        "by": "; authors: {names}",
        "group": "group {number}, {kind}",
        "author": ", author {name}",
    },
    "ru": {
        "message": "{rows} {ask} то же, что и другие, а {answer} иначе ({kinds}){by}; модель "
        "научится гадать.",
        "remedy": "Оставьте в каждой группе один ответ: `lekalo data resolve ФАЙЛ` покажет их "
        "рядом и запишет очищенную копию.",
        "yes-no": "да против нет",
        "number": "числа",
        "date": "даты или время",
        "name": "названия шагов или вариантов",
        "by": "; авторы: {names}",
        "group": "группа {number}, {kind}",
        "author": ", автор {name}",
    },
}


@final
@CHECKS.register("contradictions")
class Contradictions(Check):
    """Holds when over 1 % of the training rows are in disagreement, else warns."""

    name = "contradictions"

    def meant(self, material: Material) -> Iterator[str]:
        """The first question of every row."""
        return (question for question, _ in openings(material.train))

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding that names the rows by group, and their authors where the data has them;
        another for what a judge adds, where one is named."""
        groups = disagreeing(material.train, material.embed)
        if groups:
            yield from self._found(groups, material)
        known = {row for group in groups for row in group.rows}
        yield from judged(material, self.meant(material), known)

    def _found(self, groups: Sequence[Group], material: Material) -> Iterator[Finding]:
        train = material.train
        count = sum(len(group.rows) for group in groups)
        share = count / len(train)
        yield Finding(
            code="contradictions",
            severity="hold" if share > HOLD_ABOVE else "warning",
            message=_message(groups, count, train, material.language),
            remedy=_TEXTS[material.language]["remedy"],
            where=places(_named(groups, train, material.language)),
            figure=share,
            threshold=HOLD_ABOVE,
        )


def _message(
    groups: Sequence[Group], count: int, train: Sequence[Example], language: Language
) -> str:
    texts = _TEXTS[language]
    kinds = ", ".join(
        f"{texts[kind]}: {number}"
        for kind in ("number", "date", "yes-no", "name")
        if (number := sum(len(group.rows) for group in groups if group.kind == kind))
    )
    authors = sorted({a for group in groups for row in group.rows if (a := _author(train[row]))})
    by = texts["by"].format(names=", ".join(authors[:10])) if authors else ""
    if language == "en":
        rows = count_en(count, "training row")
    else:
        rows = count_ru(count, "обучающая строка", "обучающие строки", "обучающих строк")
    return texts["message"].format(
        rows=rows,
        kinds=kinds,
        by=by,
        ask=form_ru(count, "спрашивает", "спрашивают", "спрашивают"),
        answer=form_ru(count, "отвечает", "отвечают", "отвечают"),
    )


def _author(example: Example) -> str:
    return example.meta.get("author", "")


def _named(groups: Sequence[Group], train: Sequence[Example], language: Language) -> list[Where]:
    """The rows' places, each with its group and author."""
    texts = _TEXTS[language]
    named: list[Where] = []
    for number, group in enumerate(groups, start=1):
        said = texts["group"].format(number=number, kind=texts[group.kind])
        for row in group.rows:
            example = train[row]
            author = _author(example)
            by = texts["author"].format(name=author) if author else ""
            named.append(told(example.where, said + by))
        if len(named) >= 100:
            break
    return named
