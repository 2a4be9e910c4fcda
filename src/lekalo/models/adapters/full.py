"""Full training: every weight of the base is trained, none is added.

It stands among the adapters so that the loop has one way to ask what is trained and how it is
kept. There is no base left to switch back to, so `enabled(False)` and `detach` refuse.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, final

import torch
from safetensors import SafetensorError, safe_open
from transformers import PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS, Adapter
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import _folder
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._card import mark

WEIGHTS = "model.safetensors"


@final
@ADAPTERS.register("full")
class Full(Adapter):
    """All weights of `model`; tied ones once."""

    name = "full"

    def __init__(self, model: PreTrainedModel, *, train: bool) -> None:
        self._model = model
        model.requires_grad_(train)
        mark(model, None)

    @classmethod
    def attach(cls, model: torch.nn.Module, settings: AdapterSettings, seed: int) -> Full:
        """Makes every weight trainable; `settings` and `seed` have nothing to say here."""
        assert isinstance(model, PreTrainedModel)
        return cls(model, train=True)

    @classmethod
    @torch.no_grad()
    def load(
        cls, model: torch.nn.Module, folder: Path, *, train: bool = False, slot: str = "default"
    ) -> Full:
        """Overwrites the model's weights with those in `folder/model.safetensors`."""
        assert isinstance(model, PreTrainedModel)
        full = cls(model, train=train)
        own = full.parameters()
        with _opened(folder / WEIGHTS) as file:
            missing = own.keys() - set(file.keys())
            if missing:
                raise ModelError(
                    words.FULL_LACKS(folder=folder / WEIGHTS, sorted=sorted(missing)[0])
                )
            for name, parameter in own.items():
                saved = file.get_tensor(name)
                if saved.shape != parameter.shape:
                    raise _folder.other_base(folder, name, saved.shape, parameter.shape)
                parameter.copy_(saved)
        return full

    def save(self, folder: Path, base: str) -> None:
        """Writes config.json and model.safetensors, as `transformers` reads them."""
        self._model.save_pretrained(folder, max_shard_size="1TB")

    def parameters(self) -> dict[str, torch.nn.Parameter]:
        """Every weight by name, tied ones under their first name."""
        return dict(self._model.named_parameters())

    def enabled(self, on: bool) -> None:
        """Refuses `on=False`: full training changed the base itself."""
        if not on:
            raise ModelError(words.NOTHING_BENEATH)

    def merge(self) -> None:
        """Nothing to fold: the weights are the base's own."""

    def detach(self) -> None:
        """Refuses, as `enabled(False)` does."""
        self.enabled(False)


def _opened(path: Path) -> Any:
    try:
        return safe_open(path, framework="pt")
    except (OSError, SafetensorError) as error:
        raise ModelError(words.UNREADABLE(folder=path, error=error)) from error
