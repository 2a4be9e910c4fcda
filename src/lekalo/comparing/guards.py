"""What the table says of adapters: LoRA short of full training, soft prompts short of LoRA.

Both read the table alone. A difference counts where its interval leaves out zero. An adapter is
called too small where it underfits: its loss on the very rows it learned stays above full
training's by `UNDERFIT`, and so does its loss on new rows (else full training only memorised).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lekalo.comparing.table import Row, difference, suite_difference, train_difference
from lekalo.comparing.words import SAID, signed
from lekalo.core.records import Finding, Interval, Language, Where
from lekalo.evaluation.suites import Suite

UNDERFIT = 0.02
"""Nats a token of the trained rows above full training's, the interval's lower end above 0."""
STALLED = 0.01
"""The last evaluation's fall of the training loss, as a share of it: under this the fit stands."""
SOFT = ("prompt", "prefix", "ptuning")
FACTS = ("exact", "numeric", "contains")
"""Scorers of answers that must hold a fact."""
RULES = ("sections", "regex")
"""Scorers of answers that must keep rules of form."""


def lora_short(rows: Sequence[Row], language: Language) -> Iterable[Finding]:
    """A note for each LoRA beside full training on the same data: by how much they differ."""
    whole = next((row for row in rows if row.adapter == "full"), None)
    for row in rows:
        if whole is not None and row.adapter == "lora":
            yield _short(row, whole, language)


def _short(row: Row, whole: Row, language: Language) -> Finding:
    words = SAID[language]
    apart = difference(row.trials, whole.trials)
    trained = train_difference(row.trials, whole.trials)
    worse = apart is not None and apart.low > 0
    small = worse and trained is not None and trained.low > 0 and trained.value >= UNDERFIT
    if small:
        assert trained is not None
        remedy = words["lora-small!"].format(
            rank=row.rank, more=4 * (row.rank or 1), above=signed(trained.value, 3, language)
        )
    else:
        remedy = words["lora-worse!" if worse else "lora-equal!"]
    figures = _compared(row, whole, apart, language)
    return Finding(
        code="lora-short",
        severity="note",
        message=words["lora"].format(name=row.label, rank=row.rank, whole=whole.label)
        + " "
        + figures,
        remedy=remedy,
        where=(Where(part=row.label),),
        figure=None if apart is None else apart.value,
        threshold=0.0,
    )


def prompt_tuning_limit(
    rows: Sequence[Row], suites: Sequence[Suite], language: Language
) -> Iterable[Finding]:
    """A warning for each soft prompt or prefix that LoRA beats on the same data."""
    lora = next((row for row in rows if row.adapter == "lora"), None)
    for row in rows:
        if lora is None or row.adapter not in SOFT:
            continue
        apart = difference(row.trials, lora.trials)
        lost = [suite for suite in suites if _loses(row, lora, suite)]
        if lost or (apart is not None and apart.low > 0):
            yield _limit(row, lora, apart, lost, language)


def _limit(
    row: Row, lora: Row, apart: Interval | None, lost: Sequence[Suite], language: Language
) -> Finding:
    words, fall = SAID[language], _last_fall(row)
    falling = fall is not None and fall >= STALLED
    why = [words["stalled"]] if fall is not None and not falling else []
    scorers = {expect.scorer for suite in lost for item in suite.items for expect in item.expects}
    why += [words["facts"]] if scorers & set(FACTS) else []
    why += [words["rules"]] if scorers & set(RULES) else []
    message = words["soft"].format(name=row.label, lora=lora.label)
    figures = _compared(row, lora, apart, language)
    return Finding(
        code="prompt-tuning-limit",
        severity="warning",
        message=" ".join([message, *why, figures]),
        remedy=words["soft-falling!" if falling else "soft!"],
        where=(Where(part=row.label),),
        figure=None if apart is None else apart.value,
        threshold=0.0,
    )


def _compared(row: Row, other: Row, apart: Interval | None, language: Language) -> str:
    """The differences to `other` in one sentence: of the loss, then of each suite."""
    words = SAID[language]
    said = [] if apart is None else [words["loss"].format(apart=_nats(apart, language))]
    for result in row.trials[0].suites:
        points = _points(suite_difference(row.trials, other.trials, result.suite), language)
        said.append(words["suite"].format(suite=result.suite, apart=points))
    return words["apart"].format(figures="; ".join(said) or words["unmeasured"])


def _nats(apart: Interval, language: Language) -> str:
    value, low, high = (signed(x, 3, language) for x in (apart.value, apart.low, apart.high))
    return SAID[language]["interval"].format(value=value, low=low, high=high)


def _points(apart: Interval, language: Language) -> str:
    values = (100 * x for x in (apart.value, apart.low, apart.high))
    value, low, high = (signed(x, 1, language) for x in values)
    return SAID[language]["interval"].format(value=value, low=low, high=high)


def _loses(row: Row, other: Row, suite: Suite) -> bool:
    return suite_difference(row.trials, other.trials, suite.name).high < 0


def _last_fall(row: Row) -> float | None:
    """How far the training loss fell over the last evaluation, as a share of it, in the trial where
    it fell most; None where it was not measured twice."""
    falls = [
        (losses[-2] - losses[-1]) / losses[-2]
        for losses in (trial.train_losses for trial in row.trials)
        if len(losses) > 1
    ]
    return max(falls, default=None)
