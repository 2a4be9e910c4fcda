"""The places a finding names: enough to act on, not the whole data set."""

from __future__ import annotations

from collections.abc import Sequence

from lekalo.core.records import Where

_NAMED = 100


def places(where: Sequence[Where]) -> tuple[Where, ...]:
    """The first hundred places; the finding's message gives the full count."""
    return tuple(where[:_NAMED])
