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
from lekalo.data.checks._places import places
from lekalo.data.checks._repeats import Repeats, repeats
from lekalo.text.plural import count_en, count_ru, form_ru

_TEXTS = {
    "en": {
        "exact": "{rows} of {all} {repeat} an earlier one; what is repeated is learned by heart.",
        "near": "{rows} of {all} {repeat} an earlier one but for a slip or two (typos, polite "
        "words, word order); what is repeated is learned by heart.",
        "remedy": "Keep one of each, unless the weight is meant.",
        "of": "repeats {place}",
        "like": "like {place}",
    },
    "ru": {
        "exact": "{rows} из {all} {repeat} одну из прежних; повторённое модель заучивает наизусть.",
        "near": "{rows} из {all} {repeat} одну из прежних с мелкими отличиями (опечатки, "
        "вежливые слова, порядок слов); повторённое модель заучивает наизусть.",
        "remedy": "Оставьте по одной, если повтор не нужен нарочно.",
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
        """Leaves the repeats out, keeping the first of each."""
        texts = _TEXTS[material.language]
        for records in _kinds(material):
            found = repeats(records)
            near = set(found.near.tolist())
            for number in sorted(near.union(found.exact.tolist())):
                place = records[int(found.first[number])].where
                why = texts["like" if number in near else "of"].format(place=place)
                yield Fix(records[number].where, self.name, why)


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
        for number in (repeated.near if near else repeated.exact)[:100].tolist():
            where, first = records[number].where, records[int(repeated.first[number])].where
            found.append(Where(where.file, where.line, said.format(place=first)))
    return found


def _finding(
    count: int, total: int, near: bool, where: Sequence[Where], material: Material
) -> Finding:
    texts = _TEXTS[material.language]
    if material.language == "ru":
        rows = count_ru(count, "строка", "строки", "строк")
        repeat = form_ru(count, "повторяет", "повторяют", "повторяют")
    else:
        rows, repeat = count_en(count, "row"), "repeats" if count == 1 else "repeat"
    return Finding(
        code="duplicates",
        severity="warning",
        message=texts["near" if near else "exact"].format(rows=rows, all=total, repeat=repeat),
        remedy=texts["remedy"],
        where=places(where),
        figure=count / total,
        threshold=0.0,
    )
