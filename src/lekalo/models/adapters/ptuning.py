"""P-tuning (Liu et al. 2021, arXiv 2103.10385) in PEFT's P_TUNING layout both ways.

    p = encoder(e)        e [v, D] and the encoder are trained; p [v, D] stands before every row

The encoder is an MLP of three layers, or a bidirectional LSTM of two with an MLP of two above it,
as in PEFT. Saved is p, as in prompt tuning, so a mode that answers is as small as one of it; the
encoder is kept beside it for going on with the training.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, final

import torch
from torch import nn

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import ADAPTERS
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import _folder
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._prelude import SoftRows
from lekalo.models.adapters._soft import SoftAdapter
from lekalo.models.adapters.prompt import config_values, width_of

_KEYS = (
    "encoder_reparameterization_type",
    "encoder_hidden_size",
    "encoder_num_layers",
    "encoder_dropout",
)


@final
@ADAPTERS.register("ptuning")
class PTuning(SoftAdapter):
    """v embeddings before every row, made by an encoder while they are trained."""

    name = "ptuning"
    kind = "P_TUNING"

    @classmethod
    def attach(cls, model: torch.nn.Module, settings: AdapterSettings, seed: int) -> PTuning:
        """A fresh encoder of `settings.encoder`'s kind."""
        width = width_of(model)
        inner = settings.encoder_width or width
        values = config_values(model, settings.tokens) | {
            "encoder_reparameterization_type": settings.encoder.upper(),
            "encoder_hidden_size": inner,
            "encoder_num_layers": 2,
            "encoder_dropout": 0.0,
        }
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            rows = _fresh(settings.encoder, settings.tokens, width, inner)
        return cls(model, values, rows)

    @classmethod
    def _shape(cls, model: torch.nn.Module) -> tuple[None, int]:
        return None, width_of(model)

    @classmethod
    def _values_of(
        cls, model: torch.nn.Module, folder: Path, kept: Mapping[str, Any], count: int
    ) -> dict[str, Any]:
        return config_values(model, count) | {key: kept.get(key) for key in _KEYS}

    @classmethod
    def _unfilled(
        cls, model: torch.nn.Module, folder: Path, values: Mapping[str, Any], count: int
    ) -> SoftRows:
        kind = str(values["encoder_reparameterization_type"]).lower()
        if kind not in ("mlp", "lstm"):
            config = folder / _folder.CONFIG
            raise ModelError(words.OTHER_PTUNING(config=config, kind=repr(kind)))
        inner = _folder.number(folder, values, "encoder_hidden_size")
        return _fresh(kind, count, width_of(model), inner)


class Recurrent(nn.Module):
    """Rows [v, D] through a bidirectional LSTM of two layers, then an MLP; [v, D]."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.lstm_head = nn.LSTM(width, inner, num_layers=2, bidirectional=True, batch_first=True)
        self.mlp_head = nn.Sequential(
            nn.Linear(2 * inner, 2 * inner), nn.ReLU(), nn.Linear(2 * inner, width)
        )

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """[v, D] to [v, D]."""
        made: torch.Tensor = self.mlp_head(self.lstm_head(rows[None])[0])[0]
        return made


def _fresh(kind: str, count: int, width: int, inner: int) -> SoftRows:
    """Rows N(0, 1) and an encoder initialised as torch does, from torch's current seed."""
    rows = torch.randn(count, width)
    if kind == "lstm":
        return SoftRows(rows, encoder=Recurrent(width, inner))
    layers = nn.Sequential(
        nn.Linear(width, inner),
        nn.ReLU(),
        nn.Linear(inner, inner),
        nn.ReLU(),
        nn.Linear(inner, width),
    )
    return SoftRows(rows, encoder=layers)
