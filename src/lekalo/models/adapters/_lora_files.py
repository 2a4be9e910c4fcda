"""A LoRA's two files in PEFT's layout: what the configuration says, and the tensors by layer.

What PEFT saves and this cannot do (biases, whole modules, changed bases) is refused by name,
never half loaded. PEFT keeps the whole embedding beside the update of one; it must be the base's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import _folder
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._linear import LowRank
from lekalo.models.adapters._targets import Layer, check_rank, pattern_value
from lekalo.models.products import sides

_REFUSED = (
    "alora_invocation_tokens",
    "arrow_config",
    "kasa_config",
    "layer_replication",
    "lora_bias",
    "modules_to_save",
    "monteclora_config",
    "target_parameters",
    "trainable_token_indices",
    "use_bdlora",
    "use_qalora",
    "velora_config",
)
_STARTS = (True, False, "gaussian", "eva", "orthogonal", "mica")
"""Ways to start that leave the base's weights alone; the others change them."""
_LETTERS = {
    "lora_A.weight": "a",
    "lora_B.weight": "b",
    "lora_embedding_A": "a",
    "lora_embedding_B": "b",
    "lora_magnitude_vector": "magnitude",
    "base_layer.weight": "base",
}


@dataclass(frozen=True)
class LoraConfig:
    """What an adapter_config.json says of a LoRA."""

    rank: int
    alpha: float
    dropout: float = 0.0
    rslora: bool = False
    dora: bool = False
    rank_pattern: Mapping[str, int] = field(default_factory=dict)
    alpha_pattern: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: AdapterSettings) -> LoraConfig:
        """What a recipe says."""
        return cls(
            settings.rank,
            settings.alpha,
            settings.dropout,
            settings.rslora,
            settings.dora,
            settings.rank_pattern,
            settings.alpha_pattern,
        )

    def rank_of(self, path: str) -> int:
        """The rank at this layer."""
        return pattern_value(self.rank_pattern, path, self.rank)

    def scale_of(self, path: str) -> float:
        """The factor of B A at this layer: alpha / r, or alpha / sqrt(r) (rsLoRA, Kalajdzievski
        2023, arXiv 2312.03732)."""
        rank = self.rank_of(path)
        alpha = pattern_value(self.alpha_pattern, path, self.alpha)
        return alpha / (math.sqrt(rank) if self.rslora else rank)

    def values(self, targets: tuple[str, ...], turned: bool) -> dict[str, Any]:
        """PEFT's keys; `turned`: whether a target holds its weight as [in, out]."""
        return {
            "r": self.rank,
            "lora_alpha": self.alpha,
            "lora_dropout": self.dropout,
            "target_modules": list(targets),
            "fan_in_fan_out": turned,
            "use_rslora": self.rslora,
            "use_dora": self.dora,
            "rank_pattern": dict(self.rank_pattern),
            "alpha_pattern": dict(self.alpha_pattern),
            "bias": "none",
        }


def read_config(folder: Path) -> LoraConfig:
    """What `folder/adapter_config.json` says; what is not supported raises `ModelError`."""
    values = _folder.read_config(folder, "LORA")
    if values.get("bias", "none") == "none":
        values.pop("bias", None)
    if values.get("init_lora_weights", True) in _STARTS:
        values.pop("init_lora_weights", None)
    _folder.refuse(folder, values, (*_REFUSED, "bias", "init_lora_weights"))
    _folder.number(folder, values, "r")
    try:
        return LoraConfig(
            values["r"],
            float(values["lora_alpha"]),
            float(values.get("lora_dropout") or 0.0),
            bool(values.get("use_rslora")),
            bool(values.get("use_dora")),
            {str(k): int(v) for k, v in (values.get("rank_pattern") or {}).items()},
            {str(k): float(v) for k, v in (values.get("alpha_pattern") or {}).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        path = folder / _folder.CONFIG
        raise ModelError(words.NOT_LORA_CONFIG(path=path, error=repr(error))) from error


def read_updates(
    folder: Path, config: LoraConfig, layers: Mapping[str, Layer]
) -> dict[str, LowRank]:
    """The update of each layer by its path; `ModelError` where one does not fit the base."""
    found: dict[str, dict[str, torch.Tensor]] = {}
    for key, value in _folder.read_weights(folder).items():
        path, part = _take_apart(folder, key)
        found.setdefault(path, {})[part] = value
    return {
        path: _update(folder, config, path, parts, layers.get(path))
        for path, parts in found.items()
        if _has_update(folder, path, parts, layers.get(path))
    }


def names_of(path: str, update: LowRank, *, embedding: bool) -> dict[str, torch.nn.Parameter]:
    """The trained weights of one layer under PEFT's names."""
    kind, end = ("lora_embedding_", "") if embedding else ("lora_", ".weight")
    named = {f"{kind}A{end}": update.a, f"{kind}B{end}": update.b}
    if update.magnitude is not None:
        named["lora_magnitude_vector"] = update.magnitude
    return {f"{_folder.PREFIX}{path}.{name}": weight for name, weight in named.items()}


def _take_apart(folder: Path, key: str) -> tuple[str, str]:
    for ending, part in _LETTERS.items():
        if key.startswith(_folder.PREFIX) and key.endswith("." + ending):
            return key.removeprefix(_folder.PREFIX).removesuffix("." + ending), part
    raise ModelError(words.NOT_LORA(folder=folder / _folder.WEIGHTS, key=key))


def _has_update(
    folder: Path, path: str, parts: Mapping[str, torch.Tensor], layer: Layer | None
) -> bool:
    """Whether there is more than the base's own table, which must be the base's."""
    table = parts.get("base")
    if table is not None and layer is not None and not torch.equal(table, layer.weight.float()):
        raise ModelError(words.OWN_WEIGHTS(folder=folder, path=path))
    return set(parts) != {"base"}


def _update(
    folder: Path,
    config: LoraConfig,
    path: str,
    parts: Mapping[str, torch.Tensor],
    layer: Layer | None,
) -> LowRank:
    if layer is None:
        raise ModelError(words.LORA_LACKED(folder=folder, path=path))
    rank = config.rank_of(path)
    a, b, magnitude = parts.get("a"), parts.get("b"), parts.get("magnitude")
    if a is None or b is None or a.shape[0] != rank or b.shape[1:] != (rank,):
        raise ModelError(words.NO_PAIR(folder=folder / _folder.WEIGHTS, path=path, rank=rank))
    out, inner = sides(layer)
    if (b.shape[0], a.shape[1]) != (out, inner):
        raise _folder.other_base(folder, path, (b.shape[0], a.shape[1]), (out, inner))
    if (None if magnitude is None else magnitude.shape) != ((out,) if config.dora else None):
        raise ModelError(words.DORA_DIFFERS(folder=folder / _folder.WEIGHTS, path=path))
    check_rank(path, rank, layer)
    return LowRank(a, b, config.scale_of(path), config.dropout, magnitude)
