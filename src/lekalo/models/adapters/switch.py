"""Many LoRAs on one base in one process: added and removed by name, one in force at a time.

    adapters = AdapterSet(base.model)
    adapters.add("letters@3", folder)
    adapters.use("letters@3")       # or None: the base, bit for bit

Left out: several adapters inside one batch.
"""

from __future__ import annotations

from pathlib import Path

import torch

from lekalo.core.errors import NotFoundError, nearest
from lekalo.core.interfaces import Adapter
from lekalo.models.adapters import load_adapter
from lekalo.models.adapters._mix import Share, use


class AdapterSet:
    """The named adapters of `model`. A name is used once at a time; not for training."""

    def __init__(self, model: torch.nn.Module) -> None:
        self._model = model
        self._held: dict[str, tuple[str, Adapter]] = {}
        self._count = 0
        self._active: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What can be used, in the order added."""
        return tuple(self._held)

    def add(self, name: str, folder: Path) -> None:
        """Loads `folder` (PEFT's layout) under `name`; what is in force stays in force."""
        assert name not in self._held, f"{name} is already there"
        slot = f"slot{self._count}"  # module names allow no dots; names of versions may have them
        self._count += 1
        try:
            self._held[name] = (slot, load_adapter(self._model, folder, slot=slot))
        finally:
            self.use(self._active)

    def remove(self, name: str) -> None:
        """Takes `name` out of the model."""
        self._find(name)[1].detach()
        del self._held[name]
        if self._active == name:
            self.use(None)

    def use(self, name: str | None) -> None:
        """Makes `name` answer from now on, or the base; an unknown name raises `NotFoundError`."""
        use(self._model, () if name is None else (Share(self._find(name)[0]),))
        self._active = name

    def _find(self, name: str) -> tuple[str, Adapter]:
        if name not in self._held:
            raise NotFoundError(
                f"no adapter '{name}' is loaded{nearest(name, self._held)} "
                f"There are: {', '.join(self._held) or 'none'}."
            )
        return self._held[name]
