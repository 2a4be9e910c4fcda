"""LoRA (Hu et al. 2021, arXiv 2106.09685) on linear layers, the head and the embeddings, in
PEFT's file layout both ways; also with rsLoRA's scale, DoRA's magnitudes, and ranks and alphas of
single layers.

A starts uniform in +-1/sqrt(in), B at zero (on an embedding A at zero and B normal), m at the
norms of the base's rows, so the model's output at the start is the base's.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import final

import torch
from torch import Tensor

from lekalo.core.interfaces import ADAPTERS, Adapter
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import _folder
from lekalo.models.adapters._card import mark, write_card
from lekalo.models.adapters._embedding import LoraEmbedding
from lekalo.models.adapters._linear import LoraLinear, LowRank
from lekalo.models.adapters._lora_files import (
    LoraConfig,
    names_of,
    read_config,
    read_updates,
)
from lekalo.models.adapters._mix import Share, adapted, drop, use, wrap
from lekalo.models.adapters._targets import (
    Layer,
    base_layers,
    check_pattern,
    check_rank,
    describe,
    target_paths,
    turned,
    untie,
)
from lekalo.models.products import full_weight, own_weight, sides

Wrapped = LoraLinear | LoraEmbedding


@final
@ADAPTERS.register("lora")
class Lora(Adapter):
    """One LoRA in one model, under `slot` among the model's updates."""

    name = "lora"

    def __init__(self, model: torch.nn.Module, config: LoraConfig, slot: str = "default") -> None:
        self._model, self._config, self._slot = model, config, slot
        model.requires_grad_(False)

    @classmethod
    def attach(cls, model: torch.nn.Module, settings: AdapterSettings, seed: int) -> Lora:
        """A fresh LoRA on the layers that `settings.targets` names; the base is frozen."""
        paths = target_paths(model, settings.targets, embeddings=True)
        check_pattern("rank_pattern", settings.rank_pattern, paths)
        check_pattern("alpha_pattern", settings.alpha_pattern, paths)
        layers = base_layers(model)
        config = LoraConfig.of(settings)
        for path in paths:
            check_rank(path, config.rank_of(path), layers[path])
        lora = cls(model, config)
        generator = torch.Generator().manual_seed(seed)
        for path in paths:
            a, b = _fresh(layers[path], config.rank_of(path), generator)
            lora._add(path, LowRank(a, b, config.scale_of(path), config.dropout))
        lora.enabled(True)
        return lora

    @classmethod
    def load(
        cls, model: torch.nn.Module, folder: Path, *, train: bool = False, slot: str = "default"
    ) -> Lora:
        """The LoRA saved in `folder`, switched on; raises `ModelError` where it does not fit."""
        config = read_config(folder)
        updates = read_updates(folder, config, base_layers(model))
        lora = cls(model, config, slot)
        for path, update in updates.items():
            lora._add(path, update)
        for weight in lora.parameters().values():
            weight.requires_grad_(train)
        lora.enabled(True)
        return lora

    def save(self, folder: Path, base: str) -> None:
        """Writes PEFT's two files; `base` is the base's reference, kept in the config."""
        paths = list(self._wrapped())
        values = self._config.values(describe(self._model, paths), turned(self._model, paths))
        _folder.write_config(folder, "LORA", base, values)
        _folder.write_weights(folder, self.parameters())
        write_card(folder, self._model, base)

    def parameters(self) -> dict[str, torch.nn.Parameter]:
        """The trained weights of every layer under PEFT's names, in the model's order."""
        named: dict[str, torch.nn.Parameter] = {}
        for path, module in self._wrapped().items():
            embedding = isinstance(module, LoraEmbedding)
            named |= names_of(path, self._update(module), embedding=embedding)
        return named

    def enabled(self, on: bool) -> None:
        """Switches this LoRA on (and any other off), or off."""
        use(self._model, (Share(self._slot),) if on else ())

    @torch.no_grad()
    def merge(self) -> None:
        """W becomes g (W + s B A) in every layer, summed in fp32; the modules are taken out. A
        head or an embedding that shares its weight gets one of its own first."""
        for module in self._wrapped().values():
            update = self._update(module)
            if isinstance(module, LoraEmbedding):
                untie(self._model, module.base)
                module.base.weight.copy_(update.merged(module.base.weight.T).T)
            else:
                untie(self._model, module.base)
                weight = own_weight(module.base)
                weight.copy_(update.merged(weight))
        mark(self._model, None)
        self.detach()

    def detach(self) -> None:
        """Takes the modules out; the model is the base again."""
        drop(self._model, self._slot)

    def _wrapped(self) -> dict[str, Wrapped]:
        return {
            path: module
            for path, modules in adapted(self._model).items()
            for module in modules
            if isinstance(module, Wrapped) and self._slot in module.updates
        }

    def _update(self, module: Wrapped) -> LowRank:
        update = module.updates[self._slot]
        assert isinstance(update, LowRank)
        return update

    def _add(self, path: str, update: LowRank) -> None:
        layer = base_layers(self._model)[path]
        table = isinstance(layer, torch.nn.Embedding)
        kind = LoraEmbedding if table else LoraLinear
        update.to(layer.weight.device)
        if self._config.dora and update.magnitude is None:
            weight = layer.weight.T if table else full_weight(layer, torch.float32)
            update.magnitude = torch.nn.Parameter(update.norm(weight))
        wrap(self._model, path, kind).updates[self._slot] = update


def _fresh(layer: Layer, rank: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    out, inner = sides(layer)
    if isinstance(layer, torch.nn.Embedding):
        return torch.zeros(rank, inner), torch.randn(out, rank, generator=generator)
    bound = 1 / math.sqrt(inner)
    a = torch.empty(rank, inner).uniform_(-bound, bound, generator=generator)
    return a, torch.zeros(out, rank)
