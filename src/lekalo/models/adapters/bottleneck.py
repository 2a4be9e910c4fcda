"""Bottleneck adapters: a narrow MLP beside the frozen parts of each block.

    f(h) = up(act(down(h)))         down [r, D], up [D, r], with biases

    houlsby    y + f(y) of the attention's output and of the MLP's, each before its residual sum
               (Houlsby et al. 2019, arXiv 1902.00751)
    pfeiffer   y + f(y) of the MLP's output alone (Pfeiffer et al. 2021, arXiv 2005.00247)
    parallel   MLP(x) + f(x) (He et al. 2022, arXiv 2110.04366), without their factor s, which
               the learning rate makes up for

`up` starts at zero, so the output begins as the base's bit for bit. PEFT has no layout of these:
the folder has its two files with `peft_type: BOTTLENECK`. There is nothing to merge them into.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS, Adapter
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import _folder
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._blocks import blocks
from lekalo.models.adapters._card import write_card
from lekalo.models.adapters._mix import Adapted, Share, adapted, drop, use, wrap
from lekalo.models.adapters.prompt import width_of

KIND = "BOTTLENECK"
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "gelu": F.gelu,
    "silu": F.silu,
}
PLACEMENTS = ("houlsby", "pfeiffer", "parallel")


class Narrow(nn.Module):
    """One update: f. Its weights are fp32, and are cast for the products."""

    def __init__(self, width: int, rank: int, activation: str) -> None:
        super().__init__()
        self.down, self.up = nn.Linear(width, rank), nn.Linear(rank, width)
        self._act = ACTIVATIONS[activation]

    def fresh(self, generator: torch.Generator) -> Narrow:
        """`down` uniform in +-1/sqrt(D) without bias, `up` zero."""
        bound = 1 / math.sqrt(self.down.in_features)
        with torch.no_grad():
            self.down.weight.copy_(
                torch.empty(self.down.weight.shape).uniform_(-bound, bound, generator=generator)
            )
            for zero in (self.down.bias, self.up.weight, self.up.bias):
                zero.zero_()
        return self

    def forward(self, h: Tensor) -> Tensor:
        """f(h), [..., D]."""
        low = self._act(_product(self.down, h))
        return _product(self.up, low)


class After(Adapted):
    """A module with f of its output added."""

    outermost = True

    def change(self, update: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        """f(y)."""
        added: Tensor = update(y)
        return added


class Beside(Adapted):
    """A module with f of its input added."""

    outermost = True

    def change(self, update: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        """f(x)."""
        added: Tensor = update(x)
        return added


@final
@ADAPTERS.register("bottleneck")
class Bottleneck(Adapter):
    """One set of bottlenecks in one model, under `slot`."""

    name = "bottleneck"

    def __init__(
        self, model: nn.Module, rank: int, placement: str, activation: str, slot: str = "default"
    ) -> None:
        self._model, self._slot = model, slot
        self._rank, self._placement, self._activation = rank, placement, activation
        model.requires_grad_(False)
        width = width_of(model)
        kind = Beside if placement == "parallel" else After
        for address in _places(model, placement):
            update = Narrow(width, rank, activation).to(next(model.parameters()).device)
            wrap(model, address, kind).updates[slot] = update
        self.enabled(True)

    @classmethod
    def attach(cls, model: nn.Module, settings: AdapterSettings, seed: int) -> Bottleneck:
        """Fresh bottlenecks of `settings.rank` features."""
        made = cls(model, settings.rank, settings.placement, settings.activation)
        generator = torch.Generator().manual_seed(seed)
        for update in made._updates().values():
            update.fresh(generator)
        return made

    @classmethod
    def load(
        cls, model: nn.Module, folder: Path, *, train: bool = False, slot: str = "default"
    ) -> Bottleneck:
        """Those saved in `folder`, switched on; `ModelError` where they do not fit."""
        values = _folder.read_config(folder, KIND)
        placement, activation = values.get("placement"), values.get("activation")
        if placement not in PLACEMENTS or activation not in ACTIVATIONS:
            raise ModelError(
                words.OTHER_BOTTLENECK(
                    folder=folder / _folder.CONFIG,
                    placement=repr(placement),
                    activation=repr(activation),
                    listed=", ".join(PLACEMENTS),
                    listed2=", ".join(ACTIVATIONS),
                )
            )
        weights = _folder.read_weights(folder)
        rank = _folder.number(folder, values, "rank")
        _check_fit(model, folder, weights, placement, rank)
        made = cls(model, rank, placement, activation, slot)
        with torch.no_grad():
            for name, parameter in made.parameters().items():
                parameter.copy_(weights[name])
                parameter.requires_grad_(train)
        return made

    def save(self, folder: Path, base: str) -> None:
        """Writes the two files, named as PEFT's."""
        values = {
            "rank": self._rank,
            "placement": self._placement,
            "activation": self._activation,
        }
        _folder.write_config(folder, KIND, base, values)
        _folder.write_weights(folder, self.parameters())
        write_card(folder, self._model, base)

    def parameters(self) -> dict[str, nn.Parameter]:
        """The weights of every bottleneck, in the model's order."""
        return {
            f"{_folder.PREFIX}{address}.{name}": parameter
            for address, update in self._updates().items()
            for name, parameter in update.named_parameters()
        }

    def enabled(self, on: bool) -> None:
        """Switches them on (and any other adapter off), or off."""
        use(self._model, (Share(self._slot),) if on else ())

    def merge(self) -> None:
        """Refuses: what is not linear folds into no matrix."""
        raise ModelError(words.BOTTLENECK_MERGE)

    def detach(self) -> None:
        """Takes the modules out; the model is the base again."""
        drop(self._model, self._slot)

    def _updates(self) -> dict[str, Narrow]:
        return {
            address: update
            for address, modules in adapted(self._model).items()
            for module in modules
            if isinstance(module, After | Beside) and self._slot in module.updates
            for update in (module.updates[self._slot],)
            if isinstance(update, Narrow)
        }


def _places(model: nn.Module, placement: str) -> list[str]:
    found = blocks(model)
    if placement != "houlsby":
        return [block.mlp for block in found]
    return [address for block in found for address in (block.attention_close, block.mlp)]


def _check_fit(
    model: nn.Module, folder: Path, weights: dict[str, Tensor], placement: str, rank: int
) -> None:
    width = width_of(model)
    shapes = {
        "down.weight": (rank, width),
        "down.bias": (rank,),
        "up.weight": (width, rank),
        "up.bias": (width,),
    }
    expected = {
        f"{_folder.PREFIX}{address}.{name}": shape
        for address in _places(model, placement)
        for name, shape in shapes.items()
    }
    if odd := sorted(expected.keys() ^ weights.keys()):
        raise ModelError(words.BOTTLENECK_DIFFERS(folder=folder / _folder.WEIGHTS, odd=odd[0]))
    for name, shape in expected.items():
        if tuple(weights[name].shape) != shape:
            raise _folder.other_base(folder, name, weights[name].shape, shape)


def _product(layer: nn.Linear, h: Tensor) -> Tensor:
    return F.linear(h, layer.weight.to(h.dtype), layer.bias.to(h.dtype))
