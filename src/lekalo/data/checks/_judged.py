"""Rows near in meaning whose answers contradict each other in a named judge's view.

The embedder finds the pairs, nearest first; the judge decides. Rows that words have shown to
disagree are not asked about again. Leaves out whether the judge is right: a person should look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np

from lekalo.core.errors import OutsideError
from lekalo.core.interfaces import Judge, Material
from lekalo.core.records import Example, Finding, Where
from lekalo.data.checks._places import places, told
from lekalo.data.normalise import answer, normalise
from lekalo.text.meaning import near_in_meaning
from lekalo.text.pairs import Near
from lekalo.text.plural import count_en, count_ru

MOST = 300
"""Pairs that a judge is asked about: each is a call of a model."""

_TEXTS = {
    "en": {
        "found": "{pairs} near in meaning contradict each other in the judge's view; the model "
        "would learn to guess.",
        "found!": "Look at them side by side, and keep one answer of each pair.",
        "pair": "judged pair {number}",
        "failed": "Rows near in meaning were not judged: {reason}",
        "failed!": "Words alone were compared. Run the check again when the judge answers.",
    },
    "ru": {
        "found": "Судья считает, что близкие по смыслу строки противоречат друг другу: {pairs}; "
        "модель научится гадать.",
        "found!": "Сравните ответы и оставьте в каждой паре один.",
        "pair": "пара {number}, по мнению судьи",
        "failed": "Близкие по смыслу строки судья не сравнил: {reason}",
        "failed!": "Сравнены только слова. Запустите проверку снова, когда судья ответит.",
    },
}


def judged(
    material: Material, questions: Iterable[str], known: Collection[int]
) -> Iterator[Finding]:
    """At most one finding; nothing without an embedder and a judge. `questions` are those of
    every row, which the embedder knows; `known` are rows that are found already."""
    if material.embed is None or material.judge is None:
        return
    texts, train, asked = _TEXTS[material.language], material.train, list(questions)
    near = near_in_meaning(material.embed, asked, None)
    try:
        pairs = list(_contradicting(train, asked, near, material.judge, known))
    except OutsideError as error:
        message = texts["failed"].format(reason=error)
        yield Finding("contradictions", "warning", message, texts["failed!"])
        return
    if pairs:
        where: list[Where] = [
            told(train[row].where, texts["pair"].format(number=number))
            for number, pair in enumerate(pairs, 1)
            for row in pair
        ]
        said = (
            count_ru(len(pairs), "пара", "пары", "пар")
            if material.language == "ru"
            else count_en(len(pairs), "pair of rows", "pairs of rows")
        )
        share = len({row for pair in pairs for row in pair}) / len(train)
        message = texts["found"].format(pairs=said)
        yield Finding(
            "contradictions", "warning", message, texts["found!"], places(where), share, 0.0
        )


def _contradicting(
    train: Sequence[Example],
    questions: Sequence[str],
    near: Near,
    judge: Judge,
    known: Collection[int],
) -> Iterator[tuple[int, int]]:
    asked = 0
    for place in np.argsort(-near.score, kind="stable").tolist():
        left, right = int(near.left[place]), int(near.right[place])
        if left in known or right in known or not _comparable(train[left], train[right]):
            continue
        if asked == MOST:
            return
        asked += 1
        if judge(questions[left], answer(train[left]), answer(train[right])):
            yield min(left, right), max(left, right)


def _comparable(one: Example, other: Example) -> bool:
    """Whether both are one question with one answer, under the same system text, and the answers
    differ."""
    shapes = [[(m.role, m.content if m.role == "system" else "") for m in e.messages]
              for e in (one, other)]  # fmt: skip
    single = sum(role == "assistant" for role, _ in shapes[0]) == 1
    return single and shapes[0] == shapes[1] and normalise(answer(one)) != normalise(answer(other))
