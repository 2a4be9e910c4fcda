"""LoRA (Hu et al. 2021, arXiv 2106.09685) on linear layers, in PEFT's file layout both ways.

A starts uniform in +-1/sqrt(in), B at zero, so the model's output at the start is the
base's bit for bit. What PEFT saves with DoRA, biases, patterns of ranks or whole modules is
refused by name, never half loaded. rsLoRA's scale (alpha / sqrt r) is read and kept.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from lekalo.core.errors import ModelError, nearest
from lekalo.core.interfaces import ADAPTERS, Adapter
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters._linear import LoraLinear, LowRank
from lekalo.models.adapters._mix import Share, adapted, drop, places, use, wrap

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
_PREFIX = "base_model.model."
_PLAIN: Mapping[str, Any] = {"bias": "none", "inference_mode": True, "task_type": "CAUSAL_LM"}
_REFUSED = (
    "alpha_pattern",
    "alora_invocation_tokens",
    "fan_in_fan_out",
    "layer_replication",
    "lora_bias",
    "modules_to_save",
    "rank_pattern",
    "target_parameters",
    "trainable_token_indices",
    "use_dora",
    "use_qalora",
)


@dataclass(frozen=True)
class LoraConfig:
    """What an adapter_config.json says of a LoRA."""

    rank: int
    alpha: float
    dropout: float
    targets: tuple[str, ...]
    rslora: bool = False

    @property
    def scale(self) -> float:
        """The factor of B A."""
        return self.alpha / (math.sqrt(self.rank) if self.rslora else self.rank)


@final
@ADAPTERS.register("lora")
class Lora(Adapter):
    """One LoRA in one model, under `slot` among the model's named updates."""

    name = "lora"

    def __init__(self, model: torch.nn.Module, config: LoraConfig, slot: str = "default") -> None:
        self._model, self._config, self._slot = model, config, slot

    @classmethod
    def attach(cls, model: torch.nn.Module, settings: AdapterSettings, seed: int) -> Lora:
        """A fresh LoRA on the layers that `settings.targets` names; the base is frozen."""
        paths = target_paths(model, settings.targets)
        targets = _leaves(paths) if settings.targets == "all-linear" else tuple(settings.targets)
        config = LoraConfig(settings.rank, settings.alpha, settings.dropout, targets)
        model.requires_grad_(False)
        lora = cls(model, config)
        generator = torch.Generator().manual_seed(seed)
        layers = linear_layers(model)
        for path in paths:
            lora._add(path, *_fresh(layers[path], settings.rank, generator))
        lora.enabled(True)
        return lora

    @classmethod
    def load(
        cls,
        model: torch.nn.Module,
        folder: Path,
        *,
        train: bool = False,
        slot: str = "default",
    ) -> Lora:
        """The LoRA saved in `folder`, switched on; raises `ModelError` where it does not fit."""
        config = read_config(folder)
        pairs = _read_pairs(folder, config.rank)
        for path, (a, b) in pairs.items():
            _check_fit(model, folder, path, a, b)
        model.requires_grad_(False)
        lora = cls(model, config, slot)
        for path, (a, b) in pairs.items():
            lora._add(path, a, b)
        for weight in lora.parameters().values():
            weight.requires_grad_(train)
        lora.enabled(True)
        return lora

    def save(self, folder: Path, base: str) -> None:
        """Writes PEFT's two files; `base` is the base's reference, kept in the config."""
        values = dict(_PLAIN) | {
            "peft_type": "LORA",
            "base_model_name_or_path": base,
            "r": self._config.rank,
            "lora_alpha": self._config.alpha,
            "lora_dropout": self._config.dropout,
            "target_modules": sorted(self._config.targets),
            "use_rslora": self._config.rslora,
        }
        text = json.dumps(values, indent=2, ensure_ascii=False)
        (folder / CONFIG).write_text(text + "\n", encoding="utf-8")
        weights = {name: p.detach().contiguous() for name, p in self.parameters().items()}
        save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})

    def parameters(self) -> dict[str, torch.nn.Parameter]:
        """A and B of every layer under PEFT's names, in the model's order."""
        return {
            f"{_PREFIX}{path}.lora_{letter}.weight": weight
            for path, update in self._updates().items()
            for letter, weight in (("A", update.a), ("B", update.b))
        }

    def enabled(self, on: bool) -> None:
        """Switches this LoRA on (and any other off), or off."""
        use(self._model, (Share(self._slot),) if on else ())

    @torch.no_grad()
    def merge(self) -> None:
        """W += s B A in every layer, summed in fp32; the modules are taken out."""
        for path, update in self._updates().items():
            weight = wrap(self._model, path, LoraLinear).base.weight
            weight.copy_(weight.float() + update.delta())
        self.detach()

    def detach(self) -> None:
        """Takes the modules out; the model is the base again."""
        drop(self._model, self._slot)

    def _updates(self) -> dict[str, LowRank]:
        found: dict[str, LowRank] = {}
        for path, modules in adapted(self._model).items():
            for module in modules:
                if isinstance(module, LoraLinear) and self._slot in module.updates:
                    update = module.updates[self._slot]
                    assert isinstance(update, LowRank)
                    found[path] = update
        return found

    def _add(self, path: str, a: torch.Tensor, b: torch.Tensor) -> None:
        layer = wrap(self._model, path, LoraLinear)
        device = layer.weight.device
        layer.updates[self._slot] = LowRank(
            a.to(device), b.to(device), self._config.scale, self._config.dropout
        )


def target_paths(model: torch.nn.Module, targets: str | Sequence[str]) -> list[str]:
    """The paths of the linear layers that `targets` names (`q_proj`, or a longer tail of the
    path); `all-linear` is every one but the head. A name that matches none raises `ModelError`."""
    head = model.get_output_embeddings() if isinstance(model, PreTrainedModel) else None
    linear = [path for path, module in linear_layers(model).items() if module is not head]
    if isinstance(targets, str):
        if not linear:
            raise ModelError("the base has no linear layer below its head to adapt.")
        return linear
    for target in targets:
        if not any(_matches(path, target) for path in linear):
            names = sorted(_leaves(linear))
            raise ModelError(
                f"adapter.targets names '{target}', which is no linear layer of the base"
                f"{nearest(target, names)} There are: {', '.join(names)}."
            )
    return [path for path in linear if any(_matches(path, target) for target in targets)]


def linear_layers(model: torch.nn.Module) -> dict[str, torch.nn.Linear]:
    """The base's linear layers by path, whatever is wrapped around them."""
    found = ((place.address, place.module) for place in places(model))
    return {path: module for path, module in found if isinstance(module, torch.nn.Linear)}


def read_config(folder: Path) -> LoraConfig:
    """What `folder/adapter_config.json` says; what is not supported raises `ModelError`."""
    path = folder / CONFIG
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        refused = [key for key in _REFUSED if values.get(key)]
        if values.get("bias", "none") != "none":
            refused.append("bias")
        targets = values["target_modules"] or []
        config = LoraConfig(
            int(values["r"]),
            float(values["lora_alpha"]),
            float(values.get("lora_dropout") or 0.0),
            (targets,) if isinstance(targets, str) else tuple(targets),
            bool(values.get("use_rslora", False)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} is not a LoRA's configuration: {error!r}.") from error
    if refused:
        raise ModelError(
            f"{path} sets {', '.join(refused)}, which is not supported. "
            "Merge that adapter with PEFT and use the merged model as the base."
        )
    return config


def _read_pairs(folder: Path, rank: int) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """A and B by the layer's path, fp32."""
    try:
        weights = load_file(folder / WEIGHTS)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{folder / WEIGHTS} cannot be read: {error}.") from error
    found: dict[str, dict[str, torch.Tensor]] = {}
    for key, value in weights.items():
        path, _, letter = key.removeprefix(_PREFIX).removesuffix(".weight").rpartition(".lora_")
        if letter not in ("A", "B") or not key.startswith(_PREFIX):
            raise ModelError(f"{folder / WEIGHTS} holds {key}, which is not of a plain LoRA.")
        found.setdefault(path, {})[letter] = value.float()
    for path, pair in found.items():
        if len(pair) != 2 or pair["A"].shape[0] != rank or pair["B"].shape[1] != rank:
            raise ModelError(f"{folder / WEIGHTS}: {path} has no A and B of rank {rank}.")
    return {path: (pair["A"], pair["B"]) for path, pair in found.items()}


def _check_fit(
    model: torch.nn.Module, folder: Path, path: str, a: torch.Tensor, b: torch.Tensor
) -> None:
    layer = linear_layers(model).get(path)
    if layer is None:
        raise ModelError(f"{folder} adapts {path}, which the base lacks: it is of another base.")
    if (b.shape[0], a.shape[1]) != tuple(layer.weight.shape):
        raise ModelError(
            f"{folder} adapts {path} as {b.shape[0]} x {a.shape[1]}, but it is "
            f"{' x '.join(map(str, layer.weight.shape))} in the base: it is of another base."
        )


def _fresh(
    layer: torch.nn.Module, rank: int, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    assert isinstance(layer, torch.nn.Linear)
    bound = 1 / math.sqrt(layer.in_features)
    a = torch.empty(rank, layer.in_features).uniform_(-bound, bound, generator=generator)
    return a, torch.zeros(layer.out_features, rank)


def _matches(path: str, target: str) -> bool:
    return path == target or path.endswith("." + target)


def _leaves(paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({path.rpartition(".")[2] for path in paths}))
