"""Runs a suite on a model: renders, generates in batches, scores, and puts an interval on it.

    result = run_suite(base, suite, system="", sampling=Sampling(max_tokens=256))

Prompts go through the base's one renderer, the same that training and serving use. Every
prompt is rendered and measured before the first is answered, so that a question too long for
the model stops nothing halfway. Leaves out which weights sit on the base: see `subject`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from lekalo.core.errors import DataError
from lekalo.core.interfaces import SCORERS
from lekalo.core.records import Completion, Item, ItemResult, SuiteResult
from lekalo.evaluation.statistics import mean_interval
from lekalo.evaluation.suites import Suite
from lekalo.models.base import Base
from lekalo.models.chat import with_system
from lekalo.models.generate import Sampling, generate

_SHOWN = 10


def run_suite(
    base: Base,
    suite: Suite,
    *,
    system: str,
    sampling: Sampling,
    progress: Callable[[int, int], None] | None = None,
    level: float = 0.95,
) -> SuiteResult:
    """The suite measured on `base` under the system prompt.

    `progress(done, total)` is called as answers end, and last with all of them. Raises
    `DataError` naming every item whose prompt leaves no room for an answer in the model's
    context.
    """
    prompts = [base.renderer.prompt(with_system(item.messages, system)) for item in suite.items]
    _refuse_too_long(suite, prompts, base.context)
    completions = _answers(base, prompts, sampling, progress)
    return score_suite(suite, completions, level)


def score_suite(
    suite: Suite, completions: Sequence[Completion], level: float = 0.95
) -> SuiteResult:
    """The suite's result from its items' answers, in the order of the items."""
    pairs = zip(suite.items, completions, strict=True)
    items = tuple(_result(item, completion) for item, completion in pairs)
    interval = mean_interval([item.value for item in items], level)
    return SuiteResult(suite.name, suite.kind, suite.hash, interval, items)


def _refuse_too_long(suite: Suite, prompts: Sequence[Sequence[int]], context: int) -> None:
    long = [
        f"  {item.where}: item '{item.id}' has {len(prompt)} tokens"
        for item, prompt in zip(suite.items, prompts, strict=True)
        if len(prompt) >= context
    ]
    if long:
        more = [f"  and {len(long) - _SHOWN} more"] if len(long) > _SHOWN else []
        raise DataError(
            f"suite '{suite.name}': the model's context is {context} tokens, and no room is left "
            "for an answer to these. Shorten them, or the system prompt, or take a base with a "
            "longer context:\n" + "\n".join(long[:_SHOWN] + more)
        )


def _answers(
    base: Base,
    prompts: Sequence[Sequence[int]],
    sampling: Sampling,
    progress: Callable[[int, int], None] | None,
) -> list[Completion]:
    if progress is None:
        return generate(base, prompts, sampling)
    heard = _Ends(base.renderer.end_ids, sampling.max_tokens, len(prompts), progress)
    completions = generate(base, prompts, sampling, on_token=heard.token)
    progress(len(prompts), len(prompts))
    return completions


class _Ends:
    """Counts the answers that ended, from their tokens. One that ended on a stop string is not
    seen until all have; the count is for a progress bar, and nothing else reads it."""

    def __init__(
        self, ends: frozenset[int], limit: int, total: int, progress: Callable[[int, int], None]
    ) -> None:
        self._ends, self._limit, self._total, self._progress = ends, limit, total, progress
        self._written: Counter[int] = Counter()
        self._done = 0

    def token(self, row: int, token: int) -> None:
        """One more token of an answer."""
        self._written[row] += 1
        if token in self._ends or self._written[row] == self._limit:
            self._done += 1
            if self._done < self._total:
                self._progress(self._done, self._total)


def _result(item: Item, completion: Completion) -> ItemResult:
    scores = tuple(
        SCORERS.get(expect.scorer)().score(item, completion, expect.options)
        for expect in item.expects
    )
    return ItemResult(item.id, completion.text, completion.finish_reason, scores)
