"""What a training was given, as the report's list of names and values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lekalo.core.page import percent
from lekalo.core.recipe import Recipe
from lekalo.core.wording import Sayable, Word
from lekalo.evaluation.rate_plots import rate_text
from lekalo.text.plural import number_of
from lekalo.training import telling_words as said
from lekalo.training.range_curve import RangeTest


def facts_of(
    recipe: Recipe,
    start: Mapping[str, Any],
    found: RangeTest | None,
    weighed: bool,
) -> tuple[tuple[str, str], ...]:
    """Names and values in the recipe's language; `start` is the log's first event, empty where
    there is none."""
    facts: dict[Word, Sayable] = {}
    if start:
        rows = {"trained": start["rows"], "held_out": start["held_out"]}
        facts[said.ROWS] = said.ROWS_ARE(**rows)
        facts[said.LENGTH] = _length(start)
    facts[said.RATE] = _rate(recipe, found)
    facts[said.OPTIMIZER] = _optimizer(recipe)
    facts[said.BASE] = _base(recipe, weighed)
    facts[said.KEEPING] = _keeping(recipe)
    language = recipe.language
    return tuple((name.say(language), what.say(language)) for name, what in facts.items())


def steps_of(count: int) -> Word:
    """`count` steps."""
    return number_of(count, "step", ("шаг", "шага", "шагов"))


def rows_of(count: int) -> Word:
    """`count` rows."""
    return number_of(count, "row", ("строка", "строки", "строк"))


def _length(start: Mapping[str, Any]) -> Sayable:
    steps = steps_of(start["steps"])
    return said.LENGTH_IS(steps=steps, epoch=start["epoch"]) if "epoch" in start else steps


def _rate(recipe: Recipe, found: RangeTest | None) -> Sayable:
    train, language = recipe.train, recipe.language
    if train.learning_rate != "auto":
        rate = said.GIVEN(rate=rate_text(train.learning_rate, language))
    elif found is not None and found.pick is not None:
        rate = said.FOUND(rate=rate_text(found.pick, language))
    elif train.fallback_rate is not None:
        rate = said.FALLBACK(rate=rate_text(train.fallback_rate, language))
    else:
        rate = said.UNKNOWN_RATE()
    return said.SHAPE(rate=rate, schedule=train.schedule, warmup=percent(train.warmup, language))


def _optimizer(recipe: Recipe) -> Sayable:
    train = recipe.train
    tokens = train.batch_tokens
    batch = (
        number_of(tokens, "token", ("токен", "токена", "токенов"))
        if tokens
        else rows_of(train.batch_rows or 0)
    )
    decay = f"{train.optimizer.weight_decay:g}"
    return said.OPTIMIZER_IS(name=train.optimizer.name, decay=decay, batch=batch)


def _base(recipe: Recipe, weighed: bool) -> Sayable:
    if recipe.quantise == "none":
        return said.WHOLE(dtype=recipe.train.dtype)
    return (said.COMPRESSED if weighed else said.UNWEIGHED)(held=recipe.quantise)


def _keeping(recipe: Recipe) -> Sayable:
    keep = recipe.train.keep
    every = said.KEEPS_EVERY(steps=steps_of(keep.every)) if keep.every else ""
    by = recipe.train.best_by
    return said.KEEPS(best_by=by, best=keep.best, last=keep.last, every=every)
