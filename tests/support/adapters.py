"""What the tests of adapters share: weights away from their start, logits, and PEFT's words."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel

from lekalo.core.interfaces import Adapter
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter
from lekalo.models.base import Base
from lekalo.models.generate import Decoder, Sampling
from support.tiny import tiny_model

IDS = torch.arange(5, 45).view(2, 20)


@torch.inference_mode()
def logits(model: Any, ids: torch.Tensor = IDS) -> torch.Tensor:
    """The model's logits [B, T, V] in evaluation mode."""
    found: torch.Tensor = model.eval()(ids).logits
    return found


def answers(
    base: Base, requests: Sequence[tuple[Iterable[int], Any]], most: int
) -> list[list[int]]:
    """What one decoder says to prompts with their mixtures of adapters, all at once."""
    decoder = Decoder(base, end_ids=())
    said: dict[int, list[int]] = {}
    for prompt, mixture in requests:
        said[decoder.add(list(prompt), Sampling(max_tokens=most), mixture)] = []
    while decoder.busy:
        for piece in decoder.step():
            said[piece.key].append(piece.token)
    return list(said.values())


def trained(model: Any, settings: AdapterSettings, seed: int = 0, spread: float = 0.1) -> Adapter:
    """An adapter of these settings on `model`, each weight away from its start."""
    adapter = attach_adapter(model, settings, seed)
    generator = torch.Generator().manual_seed(seed + 1)
    with torch.no_grad():
        for weight in adapter.parameters().values():
            weight += spread * torch.randn(weight.shape, generator=generator)
    return adapter


def peft(make: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """PEFT calls what transformers has deprecated; its warnings are not ours to mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make(*arguments, **keywords)


def assert_peft_loads(folder: Path, settings: AdapterSettings, architecture: str) -> None:
    """PEFT reads what we save, and gives the same logits, which are not the base's. Those that it
    gives at the places of a soft prompt, too, are left out."""
    model, base = tiny_model(architecture), logits(tiny_model(architecture))
    trained(model, settings).save(folder, "tiny")
    theirs = peft(PeftModel.from_pretrained, tiny_model(architecture), str(folder))
    expected = peft(logits, theirs)[:, -IDS.shape[1] :]
    assert (expected - base).abs().max() > 0.01
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)
