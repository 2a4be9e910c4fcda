"""What a recipe's compression of its base costs, said before training, and the mildest one that
fits the memory there is.

    quantisation-loss   warning: the base is worse compressed, or compressed more than it need be;
                        note: neither was seen

Worse means that a suite's sample fell, or that the held-out rows cost at least 2 % more bits a
byte, beyond chance. The full base is not loaded where it alone would not fit the stated memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lekalo.core.recipe import Recipe
from lekalo.core.records import Finding, Interval, Language, Severity, Where
from lekalo.core.settings import Quantise
from lekalo.core.sizes import say_size
from lekalo.data.batches import Rows
from lekalo.evaluation.compression import Loss, Tell, compare
from lekalo.evaluation.suites import Suite
from lekalo.models.base import Base
from lekalo.models.quantise import held_bytes
from lekalo.models.sampling import Sampling
from lekalo.training.memory import estimate

CODE = "quantisation-loss"
WORSE = 0.02
"""Growth of bits a byte, as a share, from which a base counts as worse."""
MILDER: tuple[Quantise, ...] = ("none", "int8", "nf4")
"""From the mildest to the strongest."""


@dataclass(frozen=True)
class Weighed:
    """What a base's compression costs: as a finding, and in figures where it was measured."""

    finding: Finding
    loss: Loss | None


_WORDS = {
    "en": {
        "worse": "Held in {held}, the base is worse than the full one even untrained: {what}.",
        "alike": "Held in {held}, the base is not seen to be worse than the full one: {what}.",
        "unseen": "What {held} costs the base was not measured: the full base alone needs "
        "{need}, and train.memory_limit is {limit}.",
        "suite": "{name} {after:.0%} ({low:.0%} to {high:.0%}) after {before:.0%}",
        "bits": "{growth:+.1%} ({low:+.1%} to {high:+.1%}) bits a byte of the held-out rows",
        "nothing": "there are no suites and no held-out rows to compare on",
        "milder": "{milder} fits too: it needs {need} of {limit}. Set quantise: {milder}.",
        "mildest": "It is the mildest that fits into {limit} ({needs}). Compare the version with "
        "one above the full base where there is memory for it.",
        "none fits": "None fits into {limit} ({needs}); train.checkpointing: true and a smaller "
        "train.micro_tokens need less.",
        "no limit": "Foreseen for the run: {needs}. Give train.memory_limit, such as 6GB, to "
        "hear which is the mildest that fits.",
    },
    "ru": {
        "worse": "В сжатом виде ({held}) база ещё до обучения хуже полной: {what}.",
        "alike": "Не видно, чтобы в сжатом виде ({held}) база была хуже полной: {what}.",
        "unseen": "Сколько база теряет от {held}, не измерено: полной базе одной нужно {need}, "
        "а train.memory_limit — {limit}.",
        "suite": "{name} {after:.0%} ({low:.0%}–{high:.0%}), у полной {before:.0%}",
        "bits": "{growth:+.1%} ({low:+.1%}…{high:+.1%}) бит на байт отложенных примеров",
        "nothing": "нет ни наборов проверки, ни отложенных примеров",
        "milder": "Поместится и {milder}: нужно {need} из {limit}. Задайте quantise: {milder}.",
        "mildest": "Это самое мягкое сжатие, которое помещается в {limit} ({needs}). Где памяти "
        "хватит, сравните версию с обученной на полной базе.",
        "none fits": "В {limit} не помещается ни одно ({needs}); меньше памяти требуют "
        "train.checkpointing: true и меньшее train.micro_tokens.",
        "no limit": "На обучение понадобится: {needs}. Задайте train.memory_limit, например 6GB, "
        "и узнаете самое мягкое сжатие, которое в неё поместится.",
    },
}


def quantisation_loss(
    recipe: Recipe,
    base: Base,
    full: Callable[[], Base],
    suites: tuple[Suite, ...],
    held_out: Rows,
    lengths: NDArray[np.int64],
    asked: tuple[str, Sampling],
    cache: Path,
    tell: Tell = lambda done, total, note: None,
) -> Weighed | None:
    """None where the recipe compresses nothing. `full` loads the base whole; `lengths` are of
    the training rows; `asked` is what the suites are asked under."""
    if recipe.quantise == "none":
        return None
    limit, language = recipe.train.memory_limit, recipe.language
    needs = {held: _need(base, recipe, lengths, held) for held in MILDER}
    alone = held_bytes(base.model, "none", 2 if recipe.train.dtype == "bfloat16" else 4)
    if limit is not None and alone > limit:
        words = _WORDS[language]["unseen"]
        need, room = say_size(alone, language), say_size(limit, language)
        said, lost = words.format(held=recipe.quantise, need=need, limit=room), True
        loss, figure = None, None
    else:
        loss = compare(base, full, suites, held_out, *asked, cache, tell)
        said, lost = _said(loss, recipe.quantise, language)
        figure = loss.growth.value if loss.growth else None
    remedy, too_strong = advice(recipe.quantise, needs, limit, language)
    severity: Severity = "warning" if lost or too_strong else "note"
    where = (Where(part="quantise"),)
    return Weighed(Finding(CODE, severity, said, remedy, where, figure, WORSE), loss)


def mildest(needs: dict[Quantise, int], limit: int) -> Quantise | None:
    """The mildest compression whose bytes fit into `limit`; None where none does."""
    return next((held for held in MILDER if needs[held] <= limit), None)


def advice(
    held: Quantise, needs: dict[Quantise, int], limit: int | None, language: Language
) -> tuple[str, bool]:
    """What to do, and whether the compression is stronger than the memory asks."""
    words = _WORDS[language]
    every = ", ".join(f"{name} {say_size(need, language)}" for name, need in needs.items())
    if limit is None:
        return words["no limit"].format(needs=every), False
    room, best = say_size(limit, language), mildest(needs, limit)
    if best is None:
        return words["none fits"].format(limit=room, needs=every), False
    if MILDER.index(best) < MILDER.index(held):
        need = say_size(needs[best], language)
        return words["milder"].format(milder=best, need=need, limit=room), True
    return words["mildest"].format(limit=room, needs=every), False


def _need(base: Base, recipe: Recipe, lengths: NDArray[np.int64], held: Quantise) -> int:
    other = recipe.model_copy(update={"quantise": held})
    return estimate(base.model, other, lengths).total


def _said(loss: Loss, held: Quantise, language: Language) -> tuple[str, bool]:
    """The sentence with its figures, and whether the base is worse."""
    words = _WORDS[language]
    worse = any(suite.change.high < 0 for suite in loss.suites.values())
    what = [
        words["suite"].format(
            name=name,
            after=suite.compressed.value,
            low=suite.compressed.low,
            high=suite.compressed.high,
            before=suite.full.value,
        )
        for name, suite in loss.suites.items()
    ]
    if loss.growth is not None:
        worse = worse or loss.growth.low >= WORSE
        what.insert(0, _bits(loss.growth, language))
    told = "; ".join(what) or words["nothing"]
    return words["worse" if worse else "alike"].format(held=held, what=told), worse


def _bits(growth: Interval, language: Language) -> str:
    text = _WORDS[language]["bits"].format(growth=growth.value, low=growth.low, high=growth.high)
    return text.replace(".", ",") if language == "ru" else text
