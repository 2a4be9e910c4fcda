"""What is trained above a base: one adapter, one file. `attach_adapter` and `load_adapter` find
the file by the name in the recipe or in the saved folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS, Adapter
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._card import check_card

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerBase

    from lekalo.core.settings import AdapterSettings

_OF_PEFT = {"prompt_tuning": "prompt", "p_tuning": "ptuning", "prefix_tuning": "prefix"}
"""Our names of what PEFT calls otherwise."""


def attach_adapter(
    model: torch.nn.Module,
    settings: AdapterSettings,
    seed: int,
    tokenizer: PreTrainedTokenizerBase | None = None,
) -> Adapter:
    """Fresh trainable weights as the recipe's `adapter` says; the rest is frozen. `tokenizer` is
    the base's: `init_text` is read by it, and without one goes unread."""
    adapter = ADAPTERS.get(settings.name).attach(model, settings, seed)
    if settings.init_text and tokenizer is not None:
        adapter.begin(tokenizer(settings.init_text, add_special_tokens=False)["input_ids"])
    return adapter


def load_adapter(
    model: torch.nn.Module, folder: Path, *, train: bool = False, slot: str = "default"
) -> Adapter:
    """The adapter saved in `folder`: PEFT's layout, or whole weights. `ModelError` where it was
    made above another base."""
    kind = ADAPTERS.get(adapter_kind(folder))
    check_card(folder, model)
    return kind.load(model, folder, train=train, slot=slot)


def adapter_kind(folder: Path) -> str:
    """The registered name of the adapter in `folder`; `ModelError` where there is none."""
    config = folder / "adapter_config.json"
    if not config.exists():
        if (folder / "model.safetensors").exists():
            return "full"
        raise ModelError(words.NO_ADAPTER(folder=folder))
    try:
        kind = str(json.loads(config.read_text(encoding="utf-8"))["peft_type"]).lower()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(words.NOT_CONFIG(config=config, error=error)) from error
    return _OF_PEFT.get(kind, kind)
