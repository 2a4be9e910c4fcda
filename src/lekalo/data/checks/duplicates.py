"""`duplicates`: the same row several times, which weighs it more than its author meant.

Two rows are the same when all their turns are, case, spacing, punctuation, ё and look-alike
letters aside; nearly the same when their turns differ by typos, fillers and the order of words.
Chats, pairs, rated answers and documents are each compared among themselves. Leaves out
rewordings: several wordings of one question are good to learn from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Fix, Language, Record, Where
from lekalo.data.checks._places import NAMED, places, told
from lekalo.data.checks._repeats import Repeats, repeats
from lekalo.text.plural import count_en, count_ru, form_ru

NEAR = "near-duplicates"
"""The code of fixes that leave near repeats out, which a person should look at first."""

_TEXTS = {
    "en": {
        "exact": "{rows} of {all} {repeat} an earlier one; what is repeated is learned by heart.",
        "near": "{rows} of {all} {repeat} an earlier one but for a slip or two (typos, polite "
        "words, word order); what is repeated is learned by heart.",
        "exact!": "Keep one of each, unless the weight is meant; `lekalo check --fix` does it.",
        "near!": "Look through them, and keep one of each unless the weight is meant; "
        "`lekalo check --fix-near` leaves out all but the first.",
        "of": "repeats {place}",
        "like": "like {place}",
    },
    "ru": {
        "exact": "{rows} из {all} {repeat} одну из прежних; повторённое модель заучивает наизусть.",
        "near": "{rows} из {all} {repeat} одну из прежних с мелкими отличиями (опечатки, "
        "вежливые слова, порядок слов); повторённое модель заучивает наизусть.",
        "exact!": "Оставьте по одной, если повтор не нужен нарочно; это сделает "
        "`lekalo check --fix`.",
        "near!": "Просмотрите их и оставьте по одной, если повтор не нужен нарочно; "
        "`lekalo check --fix-near` уберёт все, кроме первых.",
        "of": "повторяет {place}",
        "like": "похожа на {place}",
    },
}


@final
@CHECKS.register("duplicates")
class Duplicates(Check):
    """Warns of every record that repeats an earlier one, exactly and nearly."""

    name = "duplicates"

    def run(self, material: Material) -> Iterable[Finding]:
        """At most one finding for the exact repeats and one for the near ones."""
        kinds = [(records, repeats(records)) for records in _kinds(material)]
        total = sum(len(records) for records, _ in kinds)
        for near in (False, True):
            count = sum(len(found.near if near else found.exact) for _, found in kinds)
            if count:
                yield _finding(count, total, near, _named(kinds, near, material.language), material)

    def fixes(self, material: Material) -> Iterator[Fix]:
        """Leaves the repeats out, keeping the first of each; near ones under `NEAR`."""
        texts = _TEXTS[material.language]
        for records in _kinds(material):
            found = repeats(records)
            for number in found.exact.tolist():
                place = records[int(found.original[number])].where
                yield Fix(records[number].where, self.name, texts["of"].format(place=place))
            for number in found.near.tolist():
                place = records[int(found.first[number])].where
                yield Fix(records[number].where, NEAR, texts["like"].format(place=place))


def _kinds(material: Material) -> list[Sequence[Record]]:
    kinds = (material.train, material.pairs, material.rated, material.documents)
    return [records for records in kinds if len(records) > 1]


def _named(
    kinds: Sequence[tuple[Sequence[Record], Repeats]], near: bool, language: Language
) -> list[Where]:
    """The first repeats, each with what it repeats."""
    said = _TEXTS[language]["like" if near else "of"]
    found: list[Where] = []
    for records, repeated in kinds:
        repeating, earlier = repeated.exact, repeated.original
        if near:
            repeating, earlier = repeated.near, repeated.first
        for number in repeating[:NAMED].tolist():
            place = records[int(earlier[number])].where
            found.append(told(records[number].where, said.format(place=place)))
    return found


def _finding(
    count: int, total: int, near: bool, where: Sequence[Where], material: Material
) -> Finding:
    texts, kind = _TEXTS[material.language], "near" if near else "exact"
    if material.language == "ru":
        rows = count_ru(count, "строка", "строки", "строк")
        repeat = form_ru(count, "повторяет", "повторяют", "повторяют")
    else:
        rows, repeat = count_en(count, "row"), "repeats" if count == 1 else "repeat"
    return Finding(
        code="duplicates",
        severity="warning",
        message=texts[kind].format(rows=rows, all=total, repeat=repeat),
        remedy=texts[kind + "!"],
        where=places(where),
        figure=count / total,
        threshold=0.0,
    )
