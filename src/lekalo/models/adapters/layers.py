"""Chosen layers of the base trained in full, the others frozen.

    adapter: {name: layers, targets: [layers.4, norm, lm_head]}

A target is the tail of a module's or a weight's path (`layers.4`, `mlp.down_proj`,
`q_proj.bias`), with `*`, `?` and `[45]` as in file names. Each module that has such a weight gets
a copy beside it, which is what is trained, saved and used; the base's own stays, so that the
adapter is switched off, mixed with others and taken out as any other. An embedding or a head that
share a weight are trained apart. PEFT has no layout of this: the folder has its two files with
`peft_type: LAYERS`. It merges exactly.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, final

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS, Adapter
from lekalo.core.settings import AdapterSettings
from lekalo.core.wording import nearest
from lekalo.models.adapters import _folder
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._card import mark, write_card
from lekalo.models.adapters._mix import Adapted, Share, adapted, drop, places, use, wrap
from lekalo.models.adapters._targets import target_paths
from lekalo.models.products import Compressed

KIND = "LAYERS"


class Copied(Adapted):
    """A module of the base whose updates are copies of it, used in its stead."""

    def __init__(self, base: nn.Module) -> None:
        super().__init__(base)
        self.row_dims = 2 if isinstance(base, nn.Embedding) else 3

    def __getattr__(self, name: str) -> Any:
        """What the base's module has, for code that looks at it."""
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(super().__getattr__("base"), name)

    def forward(self, x: Tensor, *others: Any, **named: Any) -> Any:
        """What the copy in force gives, or the base's module; of several copies, or of one at
        another strength or on some rows, only where both take x and give a tensor alone."""
        shares = self.mixture
        whole = [share for share in shares if share.rows is None and share.strength == 1.0]
        if len(shares) == len(whole) < 2:
            module = self.updates[shares[0].slot] if shares else self.base
            return module(x, *others, **named)
        if others or named:
            raise ModelError(words.COPY_WHOLE(name=type(self.base).__name__))
        return super().forward(x)

    def alone(self, update: nn.Module, x: Tensor) -> Tensor:
        """The copy's output."""
        y: Tensor = update(x)
        return y

    def change(self, update: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        """The copy's output less the base's."""
        new = update(x)
        if not isinstance(new, Tensor):
            raise ModelError(words.COPY_WHOLE(name=type(self.base).__name__))
        return new - y


@final
@ADAPTERS.register("layers")
class Layers(Adapter):
    """Copies of the base's `weights` ({module: its weights' names}), under `slot`."""

    name = "layers"

    def __init__(
        self, model: nn.Module, weights: dict[str, list[str]], slot: str = "default"
    ) -> None:
        self._model, self._weights, self._slot = model, weights, slot
        model.requires_grad_(False)
        modules = _modules(model)
        for address, names in weights.items():
            update = copy.deepcopy(modules[address])
            for name in names:
                update.get_parameter(name).requires_grad_(True)
            wrap(model, address, Copied).updates[slot] = update
        self.enabled(True)

    @classmethod
    def attach(cls, model: nn.Module, settings: AdapterSettings, seed: int) -> Layers:
        """Copies of what `settings.targets` names; `seed` has nothing to say here."""
        targets = settings.targets
        tails = target_paths(model, targets) if isinstance(targets, str) else targets
        return cls(model, _chosen(model, tails))

    @classmethod
    def load(
        cls, model: nn.Module, folder: Path, *, train: bool = False, slot: str = "default"
    ) -> Layers:
        """The copies saved in `folder`, switched on; `ModelError` where they do not fit."""
        _folder.read_config(folder, KIND)
        saved = _folder.read_weights(folder)
        weights = _check_fit(model, folder, saved)
        layers = cls(model, weights, slot)
        with torch.no_grad():
            for name, parameter in layers.parameters().items():
                parameter.copy_(saved[name])
                parameter.requires_grad_(train)
        return layers

    def save(self, folder: Path, base: str) -> None:
        """Writes the trained weights alone, under their names in the base."""
        _folder.write_config(folder, KIND, base, {"target_modules": list(self._weights)})
        _folder.write_weights(folder, self.parameters())
        write_card(folder, self._model, base)

    def parameters(self) -> dict[str, nn.Parameter]:
        """The trained weights by their names in the base, in its order."""
        return {
            f"{_folder.PREFIX}{address}.{name}": update.get_parameter(name)
            for address, update in self._updates().items()
            for name in self._weights[address]
        }

    def enabled(self, on: bool) -> None:
        """Puts the copies (and no other adapter) in force, or the base's own weights."""
        use(self._model, (Share(self._slot),) if on else ())

    def merge(self) -> None:
        """The copies take the place of the base's modules."""
        updates = self._updates()
        self.detach()
        for address, update in updates.items():
            path = next(p.path for p in reversed(list(places(self._model))) if p.address == address)
            self._model.set_submodule(path, update.requires_grad_(False))
        _untie(self._model)
        mark(self._model, None)

    def detach(self) -> None:
        """Takes the copies out; the model is the base again."""
        drop(self._model, self._slot)

    def _updates(self) -> dict[str, nn.Module]:
        return {
            address: module.updates[self._slot]
            for address, modules in adapted(self._model).items()
            for module in modules
            if isinstance(module, Copied) and self._slot in module.updates
        }


def _modules(model: nn.Module) -> dict[str, nn.Module]:
    """The base's modules that have weights of their own, by address."""
    bases = {place.address: place.module for place in places(model)}  # the innermost of each
    return {address: module for address, module in bases.items() if _weights_of(module)}


def _weights_of(module: nn.Module) -> list[str]:
    own = [name for name, _ in module.named_parameters(recurse=False)]
    return ["weight", *own] if isinstance(module, Compressed) else own


def _chosen(model: nn.Module, targets: Sequence[str]) -> dict[str, list[str]]:
    """The weights that `targets` name, by their module; `ModelError` where one names none."""
    paths = {
        f"{address}.{name}": (address, name, module)
        for address, module in _modules(model).items()
        for name in _weights_of(module)
    }
    for target in targets:
        if not any(_names(target, path) for path in paths):
            known = sorted({part for path in paths for part in path.split(".") if part.isalpha()})
            raise ModelError(
                words.NO_LAYER(
                    target=target, hint=nearest(target, known, "."), next=next(iter(paths))
                )
            )
    chosen: dict[str, list[str]] = {}
    for path, (address, name, module) in paths.items():
        if any(_names(target, path) for target in targets):
            if isinstance(module, Compressed):
                raise ModelError(words.COMPRESSED_LAYER(address=address))
            chosen.setdefault(address, []).append(name)
    return chosen


def _names(target: str, path: str) -> bool:
    """Whether `target` is the tail of `path` or of a module that it lies in."""
    parts = path.split(".")
    heads = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
    return any(fnmatchcase(head, target) or fnmatchcase(head, f"*.{target}") for head in heads)


def _check_fit(model: nn.Module, folder: Path, saved: dict[str, Tensor]) -> dict[str, list[str]]:
    modules = _modules(model)
    weights: dict[str, list[str]] = {}
    for key, value in saved.items():
        address, _, name = key.removeprefix(_folder.PREFIX).rpartition(".")
        own = getattr(modules.get(address), name, None)
        if not isinstance(own, nn.Parameter):
            raise ModelError(words.LAYER_LACKED(folder=folder, key=key))
        if own.shape != value.shape:
            raise _folder.other_base(folder, key, value.shape, own.shape)
        weights.setdefault(address, []).append(name)
    return weights


def _untie(model: nn.Module) -> None:
    """Lets the configuration say that head and embedding no longer share a weight."""
    assert isinstance(model, PreTrainedModel)
    head, embedding = model.get_output_embeddings(), model.get_input_embeddings()
    if head is not None and head.weight is not embedding.weight:
        model.config.tie_word_embeddings = False
