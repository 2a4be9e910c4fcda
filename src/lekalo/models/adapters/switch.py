"""Many adapters on one base in one process: added and removed by name, used alone or together.

adapters = AdapterSet(base.model)
adapters.add("letters@3", folder)
adapters.use("letters@3")                   # or None: the base, bit for bit
mixture = adapters.mixture({"letters@3": 0.7, "support@2": 0.3})    # for `models.decoder`
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch

from lekalo.core.errors import ModelError, NotFoundError
from lekalo.core.interfaces import Adapter
from lekalo.core.wording import nearest
from lekalo.models.adapters import _words as words
from lekalo.models.adapters import load_adapter
from lekalo.models.adapters._mix import Share, in_force, use


class AdapterSet:
    """The named adapters of `model`. A name is used once at a time; not for training."""

    def __init__(self, model: torch.nn.Module) -> None:
        self._model = model
        self._held: dict[str, tuple[str, Adapter]] = {}
        self._count = 0

    @property
    def names(self) -> tuple[str, ...]:
        """What can be used, in the order added."""
        return tuple(self._held)

    def add(self, name: str, folder: Path) -> None:
        """Loads `folder` (PEFT's layout) under `name`; what is in force stays in force."""
        assert name not in self._held, f"{name} is already there"
        slot = f"slot{self._count}"  # module names allow no dots; names of versions may have them
        self._count += 1
        before = in_force(self._model)
        try:
            self._held[name] = (slot, load_adapter(self._model, folder, slot=slot))
        finally:
            use(self._model, before)

    def remove(self, name: str) -> None:
        """Takes `name` out of the model."""
        slot, adapter = self._find(name)
        adapter.detach()
        del self._held[name]
        use(self._model, [share for share in in_force(self._model) if share.slot != slot])

    def use(self, name: str | None) -> None:
        """Makes `name` answer from now on, or the base; an unknown name raises `NotFoundError`."""
        self.apply({} if name is None else {name: 1.0})

    def apply(self, strengths: Mapping[str, float]) -> None:
        """Makes these adapters answer together, each at its strength."""
        use(self._model, self.mixture(strengths))

    def mixture(self, strengths: Mapping[str, float]) -> tuple[Share, ...]:
        """What to use for these adapters at these strengths, in force over all rows. `ModelError`
        where they do not go together: a soft prompt has no strength, and a row one soft prompt."""
        found = {name: self._find(name) for name in strengths}
        soft = [name for name, (_, adapter) in found.items() if adapter.virtual]
        if len(soft) > 1 or any(strengths[name] != 1.0 for name in soft):
            raise ModelError(words.SOFT_STRENGTH(soft=soft[0]))
        return tuple(Share(slot, strengths[name]) for name, (slot, _) in found.items())

    def _find(self, name: str) -> tuple[str, Adapter]:
        if name not in self._held:
            raise NotFoundError(
                words.NOT_LOADED(
                    name=name,
                    hint=nearest(name, self._held),
                    listed=", ".join(self._held) or "none",
                )
            )
        return self._held[name]
