"""`leakage`: held-out or suite questions that are trained on too, so their score means nothing.

Found: the same question; nearly the same; the same but for names and numbers; the same answer to a
reworded question; a reworded question; rows of one group (a customer, a ticket) on both sides.
Data made from a few templates, or from many wordings of a few questions, is told by its twins
within training: there a reworded twin is the rule, so a warning says it where it is common and
nothing is said where it is rare. One long instruction before short texts makes even nearly the
same questions the rule. Leaves out translations, unless an embedder is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Embedder, Material
from lekalo.core.records import Example, Finding, Where
from lekalo.data.checks._leaks import Kind, compared, leaks
from lekalo.data.checks._places import places, told

_USUAL = 0.1  # twins among training rows: over it, the data is made from templates
_FORM = 0.2  # nearly the same twins among training rows: over it, that is the data's form
_ENOUGH, _TWINS = 30, 10  # training rows that can tell; or, of fewer, those that have a twin
_MOST, _SOME = 1 / 3, 3  # or such a share of fewer still, no less than so many
_RARE = 0.25  # of the usual share of twins: under it, nothing is said of templates
_IN_WORDS: tuple[Kind, ...] = ("changed", "answer", "reworded")

Twins = dict[int, tuple[int, str]]
"""By number of a held-out row: the training row that asks the same, and how."""

_TEXTS = {
    "en": {
        "hold": "{count} of {all} evaluation questions {are} also in the training data ({kinds}), "
        "so the figures would show memory and not skill.",
        "hold!": "Take these rows out of the training data, or out of the evaluation.",
        "usual": "{count} of {all} evaluation questions {are} asked in training in nearly the same "
        "words, in other words or with other names and numbers ({kinds}). {share:.0%} of the "
        "training rows have such twins among themselves: the figures will tell of new wordings, "
        "not of new questions.",
        "usual!": "Hold out whole kinds of questions, or write evaluation questions that training "
        "does not ask.",
        "same": "same",
        "near": "nearly the same",
        "changed": "other names or numbers",
        "answer": "reworded, same answer",
        "reworded": "reworded",
        "group": "same group",
    },
    "ru": {
        "hold": "{count} из {all} проверочных вопросов есть и в обучающих данных ({kinds}): "
        "оценка покажет память, а не умение.",
        "hold!": "Уберите эти строки из обучающих данных или из проверки.",
        "usual": "{count} из {all} проверочных вопросов есть в обучающих данных почти теми же "
        "словами, другими словами или с другими именами и числами ({kinds}). Среди обучающих "
        "строк такие двойники есть у {share:.0%}: оценка расскажет о новых формулировках, а не о "
        "новых вопросах.",
        "usual!": "Отложите для проверки целые виды вопросов или напишите вопросы, которых нет "
        "в обучении.",
        "same": "дословно",
        "near": "почти дословно",
        "changed": "другие имена или числа",
        "answer": "другими словами, тот же ответ",
        "reworded": "другими словами",
        "group": "та же группа",
    },
}


@final
@CHECKS.register("leakage")
class Leakage(Check):
    """Holds when a question stands on both sides, in whatever words; see above on templates."""

    name = "leakage"
    needs = ("train", "held_out")

    def meant(self, material: Material) -> Iterator[str]:
        """What is asked on both sides."""
        if len(material.train) and len(material.held_out):
            yield from map(compared, chain(material.held_out, material.train))

    def run(self, material: Material) -> Iterable[Finding]:
        """At most two findings, each naming the places on both sides and how they are alike."""
        train, held_out = material.train, material.held_out
        if not train or not held_out:
            return
        sure, vague, usual = _told_apart(train, held_out, material.embed)
        if sure:
            yield _finding("hold", sure, material)
        if len(vague) >= _RARE * usual * len(held_out) > 0:
            yield _finding("usual", vague, material, usual)


def leaking(
    train: Sequence[Example], held_out: Sequence[Example], embed: Embedder | None = None
) -> Twins:
    """The held-out rows for which the check holds: what a split must not part."""
    return _told_apart(train, held_out, embed)[0] if train and held_out else {}


def _told_apart(
    train: Sequence[Example], held_out: Sequence[Example], embed: Embedder | None
) -> tuple[Twins, Twins, float]:
    """The twins that are leaks, those that are the data's form, and the share of training rows
    that have twins of those kinds among themselves."""
    found = leaks(train, held_out, embed)
    form = _tells(found.usual["near"], _FORM, len(train))
    in_words = (*_IN_WORDS, "near") if form else _IN_WORDS
    usual = sum(found.usual[kind] for kind in in_words)
    templates = _tells(usual, _USUAL, len(train))
    sure: Twins = dict(_same_group(train, held_out))
    vague: Twins = {}
    for held, (row, kind) in found.found.items():
        (vague if templates and kind in in_words else sure)[held] = (row, kind)
    return sure, {held: twin for held, twin in vague.items() if held not in sure}, usual


def _tells(share: float, least: float, rows: int) -> bool:
    """Whether the share of training rows that have a twin shows that twins are the rule."""
    twins = round(share * rows)
    most = share >= _MOST and twins >= _SOME
    return share >= least and (rows >= _ENOUGH or twins >= _TWINS or most)


def _same_group(
    train: Sequence[Example], held_out: Sequence[Example]
) -> Iterable[tuple[int, tuple[int, str]]]:
    """Held-out rows whose group is trained on, each with the group's first training row."""
    groups = {example.group for example in held_out if example.group}
    first: dict[str, int] = {}
    for row, example in enumerate(train if groups else ()):
        if example.group in groups:
            first.setdefault(example.group, row)
    for held, example in enumerate(held_out):
        if example.group in first:
            yield held, (first[example.group], "group")


def _finding(said: str, twins: Twins, material: Material, usual: float = 0.0) -> Finding:
    texts, count, total = _TEXTS[material.language], len(twins), len(material.held_out)
    named = [kind for _, kind in twins.values()]
    kinds = ", ".join(
        f"{texts[kind]}: {named.count(kind)}" for kind in sorted(set(named), key=list(texts).index)
    )
    are = "is" if count == 1 else "are"
    where: list[Where] = []
    for held, (row, kind) in sorted(twins.items())[:50]:
        for place in (material.held_out[held].where, material.train[row].where):
            where.append(told(place, texts[kind]))
    return Finding(
        code="leakage",
        severity="hold" if said == "hold" else "warning",
        message=texts[said].format(count=count, all=total, are=are, kinds=kinds, share=usual),
        remedy=texts[said + "!"],
        where=places(where),
        figure=count / total,
        threshold=0.0 if said == "hold" else _RARE * usual,
    )
