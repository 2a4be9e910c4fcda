"""(IA)^3 (Liu et al. 2022, arXiv 2205.05638) in PEFT's IA3 layout both ways.

    y = l * (x W^T + b)         of most layers, l [out, 1]
    y = (l * x) W^T + b         of the layer that closes an MLP, l [1, in]

One trained number a feature, 1 at the start, so the output begins as the base's bit for bit. The
paper adapts keys, values and the MLP's inner features: `targets: [k_proj, v_proj, down_proj]` on
most bases; `all-linear` adapts every linear layer but the head. It folds into the weights.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS, Adapter
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import _folder
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._blocks import blocks
from lekalo.models.adapters._card import mark, write_card
from lekalo.models.adapters._mix import Adapted, Share, adapted, drop, use, wrap
from lekalo.models.adapters._targets import (
    Layer,
    base_layers,
    describe,
    leaves,
    target_paths,
    turned,
    untie,
)
from lekalo.models.products import Linear, full_weight, own_weight, sides

KIND = "IA3"
_LETTER = ".ia3_l"
_REFUSED = ("modules_to_save",)


class Scale(nn.Module):
    """One update: l, [out, 1] of outputs or [1, in] of inputs."""

    def __init__(self, factor: Tensor) -> None:
        super().__init__()
        self.factor = nn.Parameter(factor)

    @property
    def of_inputs(self) -> bool:
        """Whether it scales what goes in."""
        return self.factor.shape[0] == 1

    def less_one(self, dtype: torch.dtype) -> Tensor:
        """l - 1, flat."""
        return (self.factor - 1).flatten().to(dtype)


class ScaledLinear(Adapted):
    """A linear layer whose outputs or inputs are scaled."""

    outermost = True

    def alone(self, update: nn.Module, x: Tensor) -> Tensor:
        """The output with one update over all rows."""
        assert isinstance(update, Scale)
        factor = update.factor.flatten().to(x.dtype)
        return self.plain(x * factor) if update.of_inputs else self.plain(x) * factor

    def change(self, update: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        """What the scaling adds."""
        assert isinstance(update, Scale)
        more = update.less_one(x.dtype)
        if not update.of_inputs:
            return y * more
        return F.linear(x * more, full_weight(self.layer, x.dtype))

    @property
    def layer(self) -> Linear:
        """The base's own layer, whatever stands between."""
        module = self.base
        while isinstance(module, Adapted):
            module = module.base
        assert isinstance(module, Linear)
        return module


@final
@ADAPTERS.register("ia3")
class Ia3(Adapter):
    """One (IA)^3 in one model, under `slot`."""

    name = "ia3"

    def __init__(self, model: nn.Module, factors: dict[str, Tensor], slot: str = "default") -> None:
        self._model, self._slot = model, slot
        model.requires_grad_(False)
        for path, factor in factors.items():
            layer = wrap(model, path, ScaledLinear)
            layer.updates[slot] = Scale(factor.to(layer.layer.weight.device))
        self.enabled(True)

    @classmethod
    def attach(cls, model: nn.Module, settings: AdapterSettings, seed: int) -> Ia3:
        """All factors 1; `seed` has nothing to say here."""
        closing = {block.mlp_close for block in blocks(model)}
        layers = base_layers(model)
        factors = {}
        for path in target_paths(model, settings.targets):
            layer = layers[path]
            if not isinstance(layer, Linear):
                raise ModelError(words.IA3_EMBEDDING(path=path))
            out, inner = sides(layer)
            shape = (1, inner) if path in closing else (out, 1)
            factors[path] = torch.ones(shape)
        return cls(model, factors)

    @classmethod
    def load(
        cls, model: nn.Module, folder: Path, *, train: bool = False, slot: str = "default"
    ) -> Ia3:
        """The factors saved in `folder`, switched on; `ModelError` where they do not fit."""
        _folder.refuse(folder, _folder.read_config(folder, KIND), _REFUSED)
        factors = {_path(folder, key): value for key, value in _folder.read_weights(folder).items()}
        layers = base_layers(model)
        for path, factor in factors.items():
            _check_fit(folder, path, factor, layers.get(path))
        ia3 = cls(model, factors, slot)
        for weight in ia3.parameters().values():
            weight.requires_grad_(train)
        return ia3

    def save(self, folder: Path, base: str) -> None:
        """Writes PEFT's two files."""
        scales = self._scales()
        inward = [path for path, scale in scales.items() if scale.of_inputs]
        targets = describe(self._model, list(scales))
        mixed = set(leaves(inward)) & set(leaves(scales.keys() - set(inward)))
        values: dict[str, Any] = {
            "target_modules": list(scales) if mixed else targets,
            "feedforward_modules": inward if mixed or targets == tuple(scales) else leaves(inward),
            "fan_in_fan_out": turned(self._model, scales),
            "modules_to_save": None,
            "init_ia3_weights": True,
        }
        _folder.write_config(folder, KIND, base, values)
        _folder.write_weights(folder, self.parameters())
        write_card(folder, self._model, base)

    def parameters(self) -> dict[str, nn.Parameter]:
        """Every l under PEFT's name, in the model's order."""
        return {
            f"{_folder.PREFIX}{path}{_LETTER}": scale.factor
            for path, scale in self._scales().items()
        }

    def enabled(self, on: bool) -> None:
        """Switches it on (and any other off), or off."""
        use(self._model, (Share(self._slot),) if on else ())

    @torch.no_grad()
    def merge(self) -> None:
        """W *= l, and b where outputs are scaled; the modules are taken out. A head that shares its
        weight gets one of its own first."""
        layers = base_layers(self._model)
        for path, scale in self._scales().items():
            layer = layers[path]
            assert isinstance(layer, Linear)
            untie(self._model, layer)
            weight = own_weight(layer)
            weight.copy_(weight.float() * scale.factor)
            if layer.bias is not None and not scale.of_inputs:
                layer.bias.copy_(layer.bias.float() * scale.factor.flatten())
        mark(self._model, None)
        self.detach()

    def detach(self) -> None:
        """Takes the modules out; the model is the base again."""
        drop(self._model, self._slot)

    def _scales(self) -> dict[str, Scale]:
        return {
            path: update
            for path, modules in adapted(self._model).items()
            for module in modules
            if isinstance(module, ScaledLinear) and self._slot in module.updates
            for update in (module.updates[self._slot],)
            if isinstance(update, Scale)
        }


def _path(folder: Path, key: str) -> str:
    if not key.startswith(_folder.PREFIX) or not key.endswith(_LETTER):
        raise ModelError(words.NOT_IA3(folder=folder / _folder.WEIGHTS, key=key))
    return key.removeprefix(_folder.PREFIX).removesuffix(_LETTER)


def _check_fit(folder: Path, path: str, factor: Tensor, layer: Layer | None) -> None:
    if not isinstance(layer, Linear):
        raise ModelError(words.IA3_LACKED(folder=folder, path=path))
    out, inner = sides(layer)
    if tuple(factor.shape) not in ((out, 1), (1, inner)):
        raise _folder.other_base(folder, path, factor.shape, (out, inner))
