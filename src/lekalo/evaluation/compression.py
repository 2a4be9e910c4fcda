"""What a compressed base loses against the full one: on suites, and in bits a byte of rows.

    loss = compare(base, full, suites, rows, system, sampling, cache)
    loss.suites["style"].change         # mean of compressed - full, with its interval
    loss.growth                         # of bits a byte, as a share of the full base's

Both sides answer the same sample, and what was measured once is read from `cache` by content. The
full base is loaded only where it has to be, and let go of before anything is trained.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lekalo.core.files import write_json
from lekalo.core.hashing import hash_bytes, hash_json
from lekalo.core.records import Interval
from lekalo.data.batches import Row, Rows
from lekalo.evaluation.likelihood import row_bits
from lekalo.evaluation.runner import run_suite
from lekalo.evaluation.statistics import bootstrap_ratio, mean_interval, paired_difference
from lekalo.evaluation.suites import Suite
from lekalo.models.base import Base
from lekalo.models.sampling import Sampling

ITEMS, ROWS = 24, 48
"""The most items of a suite and the most rows that are looked at."""

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class SuiteLoss:
    """A suite's sample on both sides; `change` is compressed less full, item by item."""

    full: Interval
    compressed: Interval
    change: Interval


@dataclass(frozen=True)
class Loss:
    """Every suite's, and the bits a byte of both sides with their growth as a share of the full
    base's; None where there are no rows."""

    suites: Mapping[str, SuiteLoss]
    full_bits: Interval | None
    compressed_bits: Interval | None
    growth: Interval | None


def compare(
    base: Base,
    full: Callable[[], Base],
    suites: Sequence[Suite],
    rows: Rows,
    system: str,
    sampling: Sampling,
    cache: Path,
    tell: Tell = lambda done, total, note: None,
) -> Loss:
    """`base` is the compressed one; `full` loads the other."""
    asked = [_sample(suite) for suite in suites]
    seen = [rows[index] for index in _spread(len(rows), ROWS)]
    place = cache / f"{_key(base, asked, seen, system, sampling)[:32]}.json"
    if not place.is_file():
        tell(0, 2, "the full base")
        whole = _measure(full(), asked, seen, system, sampling)
        tell(1, 2, f"the base held in {base.quantise}")
        compressed = _measure(base, asked, seen, system, sampling)
        write_json(place, {"full": whole, "compressed": compressed})
    measured = json.loads(place.read_text(encoding="utf-8"))
    return _loss(measured["full"], measured["compressed"])


def _key(
    base: Base, suites: Sequence[Suite], rows: Sequence[Row], system: str, sampling: Sampling
) -> str:
    shown = [hash_bytes(row.tokens.tobytes() + row.trained.tobytes()) for row in rows]
    parts = [base.key, [suite.hash for suite in suites], shown, system, repr(sampling)]
    return hash_json(parts).removeprefix("sha256:")


def _measure(
    base: Base, suites: Sequence[Suite], rows: Sequence[Row], system: str, sampling: Sampling
) -> dict[str, Any]:
    results = [run_suite(base, suite, system=system, sampling=sampling) for suite in suites]
    bits = row_bits(base, rows)
    return {
        "suites": {r.suite: [item.value for item in r.items] for r in results},
        "bits": [text.bits for text in bits],
        "bytes": [text.bytes for text in bits],
    }


def _loss(full: Mapping[str, Any], compressed: Mapping[str, Any]) -> Loss:
    suites = {
        name: SuiteLoss(
            mean_interval(values),
            mean_interval(compressed["suites"][name]),
            paired_difference(values, compressed["suites"][name]),
        )
        for name, values in full["suites"].items()
    }
    sizes = full["bytes"]
    if not sum(sizes):
        return Loss(suites, None, None, None)
    pairs = zip(full["bits"], compressed["bits"], strict=True)
    more = bootstrap_ratio([after - before for before, after in pairs], full["bits"])
    bits = [bootstrap_ratio(side["bits"], sizes) for side in (full, compressed)]
    return Loss(suites, bits[0], bits[1], more)


def _sample(suite: Suite) -> Suite:
    """The same items whatever is compressed: evenly spread over the suite."""
    places = _spread(len(suite.items), ITEMS)
    items = tuple(suite.items[place] for place in places)
    return replace(suite, items=items, hash=hash_json([suite.hash, places]))


def _spread(count: int, most: int) -> list[int]:
    step = max(1, math.ceil(count / most))
    return list(range(0, count, step))
