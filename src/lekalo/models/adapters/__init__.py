"""What is trained above a base: one adapter, one file. `attach_adapter` and `load_adapter` find
the file by the name in the recipe or in the saved folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS, Adapter

if TYPE_CHECKING:
    import torch

    from lekalo.core.settings import AdapterSettings


def attach_adapter(model: torch.nn.Module, settings: AdapterSettings, seed: int) -> Adapter:
    """Fresh trainable weights as the recipe's `adapter` says; the rest is frozen."""
    return ADAPTERS.get(settings.name).attach(model, settings, seed)


def load_adapter(model: torch.nn.Module, folder: Path, *, train: bool = False) -> Adapter:
    """The adapter saved in `folder`: PEFT's layout, or whole weights."""
    return ADAPTERS.get(adapter_kind(folder)).load(model, folder, train=train)


def adapter_kind(folder: Path) -> str:
    """The registered name of the adapter in `folder`; `ModelError` where there is none."""
    config = folder / "adapter_config.json"
    if not config.exists():
        if (folder / "model.safetensors").exists():
            return "full"
        raise ModelError(
            f"{folder} holds no adapter: neither adapter_config.json nor model.safetensors."
        )
    try:
        kind = str(json.loads(config.read_text(encoding="utf-8"))["peft_type"]).lower()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{config} is not an adapter's configuration: {error}.") from error
    return kind
