"""The models held in memory: each base once, and the adapters above it by their hashes.

Everything is keyed by content hash, so a name that moves to other weights can never be
answered by what was loaded before. Only the engine's thread may use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lekalo.core.settings import Quantise
from lekalo.models.adapters._mix import Share
from lekalo.models.adapters.switch import AdapterSet
from lekalo.models.base import Base, load_base, load_known_base
from lekalo.serving.catalog import Weights
from lekalo.versions.store import Store

_Key = tuple[str, str | None, Quantise]


@dataclass
class _Held:
    """A loaded model and the adapters on it, the least lately used first."""

    base: Base
    switch: AdapterSet
    adapters: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ready:
    """A loaded model and the mixture of its adapters that answers."""

    base: Base
    mixture: tuple[Share, ...]


class Memory:
    """Loads on first use, from files verified against their hashes, and lets go of what was
    not used lately: at most `models` whole models and `adapters` above each stay."""

    def __init__(self, store: Store, *, models: int = 2, adapters: int = 16) -> None:
        self._store = store
        self._models = models
        self._adapters = adapters
        self._held: dict[_Key, _Held] = {}

    def use(self, weights: Weights) -> Ready:
        """The base that these weights stand on, with their adapters loaded. `ModelError` where
        the base is not the one they were trained on, or the adapters do not go together;
        `DataError` where their files are damaged."""
        held = self._held.pop(weights.model, None) or self._load(weights)
        self._held[weights.model] = held
        for above in weights.above:
            if above.adapter not in held.adapters:
                held.switch.add(above.adapter, self._store.path(above.adapter))
            held.adapters.pop(above.adapter, None)
            held.adapters[above.adapter] = None
        strengths = {above.adapter: above.strength for above in weights.above}
        return Ready(held.base, held.switch.mixture(strengths))

    def trim(self, running: Iterable[Weights]) -> None:
        """Lets go of what is over the limits and not `running`."""
        running = list(running)
        models = {weights.model for weights in running}
        for key in [k for k in self._held if k not in models][: _over(self._held, self._models)]:
            del self._held[key]
        adapters = {above.adapter for weights in running for above in weights.above}
        for held in self._held.values():
            idle = [address for address in held.adapters if address not in adapters]
            for address in idle[: _over(held.adapters, self._adapters)]:
                held.switch.remove(address)
                del held.adapters[address]

    def _load(self, weights: Weights) -> _Held:
        if weights.whole is not None:  # the folder has the tokenizer too, and stands on nothing
            base = load_base(str(self._store.path(weights.whole)))
            return _Held(base, AdapterSet(base.model))
        base = load_known_base(weights.base_ref, weights.base_hash, weights.quantise)
        return _Held(base, AdapterSet(base.model))


def _over(held: dict[_Key, _Held] | dict[str, None], limit: int) -> int:
    return max(0, len(held) - limit)
