"""What the three soft prompts share: v trained rows in a model's `Prelude`, saved as PEFT saves
them (`prompt_embeddings` [v, W]), whatever made them in training.

An encoder is trained in the rows' stead where there is one. PEFT keeps only what it makes, which
is all that answering needs; here its weights are kept beside, in `encoder.safetensors`, so that a
run can be gone on with. A folder without them is trained on as plain rows.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from lekalo.core.errors import ModelError
from lekalo.core.interfaces import Adapter
from lekalo.models.adapters import _folder
from lekalo.models.adapters import _words as words
from lekalo.models.adapters._card import write_card
from lekalo.models.adapters._mix import Share, use
from lekalo.models.adapters._prelude import Layout, SoftRows, put, take_out

_ROWS = "prompt_embeddings"
_REFUSED = ("modules_to_save",)


class SoftAdapter(Adapter):
    """One soft prompt in one model, switched on: its rows, and the keys of its configuration."""

    kind: ClassVar[str]
    """PEFT's name of it."""
    part: ClassVar[str] = "the embeddings"
    """What the rows adapt, as a message about another base's names it."""

    def __init__(
        self, model: nn.Module, values: Mapping[str, Any], rows: SoftRows, slot: str = "default"
    ) -> None:
        assert isinstance(model, PreTrainedModel)
        self._model, self._values = model, dict(values)
        self._rows, self._slot = rows, slot
        self.virtual = rows.count
        model.requires_grad_(False)
        put(model, slot, rows)
        self.enabled(True)

    @classmethod
    def load(
        cls, model: nn.Module, folder: Path, *, train: bool = False, slot: str = "default"
    ) -> Self:
        """The rows saved in `folder`, switched on; with `train`, what made them where it is
        kept. Raises `ModelError` where they do not fit."""
        layout, width = cls._shape(model)
        kept, flat = read_rows(folder, cls.kind, width, cls.part)
        values = cls._values_of(model, folder, kept, len(flat))
        rows = SoftRows(flat, layout)
        if train and (folder / _folder.ENCODER).is_file():
            rows = _filled(folder, cls._unfilled(model, folder, values, len(flat)) or rows)
        adapter = cls(model, values, rows, slot)
        rows.requires_grad_(train)
        return adapter

    @classmethod
    @abstractmethod
    def _shape(cls, model: nn.Module) -> tuple[Layout | None, int]:
        """What the rows are in this base: their layout, None for embeddings, and their width."""

    @classmethod
    @abstractmethod
    def _values_of(
        cls, model: nn.Module, folder: Path, kept: Mapping[str, Any], count: int
    ) -> dict[str, Any]:
        """The keys of PEFT's configuration to go on with, of those `kept` in `folder`."""

    @classmethod
    def _unfilled(
        cls, model: nn.Module, folder: Path, values: Mapping[str, Any], count: int
    ) -> SoftRows | None:
        """Rows with an encoder of the saved shape; None where this kind has none."""
        return None

    def save(self, folder: Path, base: str) -> None:
        """Writes PEFT's two files, and the encoder's where there is one."""
        _folder.write_config(folder, self.kind, base, self._values)
        with torch.no_grad():
            _folder.write_weights(folder, {_ROWS: self._rows()})
        write_card(folder, self._model, base)
        if self._rows.encoder is not None:
            _folder.write_weights(folder, self.parameters(), _folder.ENCODER)

    def parameters(self) -> dict[str, nn.Parameter]:
        """The rows; or their encoder's weights and its own rows."""
        if self._rows.encoder is None:
            return {_ROWS: self._rows.rows.get_parameter("weight")}
        return dict(self._rows.named_parameters())

    def enabled(self, on: bool) -> None:
        """Puts the rows before every row of the model's (and takes others away), or nothing."""
        use(self._model, (Share(self._slot),) if on else ())

    def merge(self) -> None:
        """Refuses: there is no weight that it could be folded into."""
        raise ModelError(words.NOT_MERGED(name=self.name))

    def detach(self) -> None:
        """Takes the rows out; the model is the base again."""
        take_out(self._model, self._slot)

    @torch.no_grad()
    def _start(self, rows_VW: Tensor) -> None:
        if self._rows.encoder is not None:
            raise ModelError(words.TEXT_AND_MLP)
        self._rows.rows.weight.copy_(rows_VW)


def read_rows(folder: Path, kind: str, width: int, part: str) -> tuple[dict[str, Any], Tensor]:
    """The configuration and the rows [v, W] in `folder`; `ModelError` where they are not of
    `kind`, or not `width` wide as this base needs."""
    values = _folder.read_config(folder, kind)
    _folder.refuse(folder, values, _REFUSED)
    count = _folder.number(folder, values, "num_virtual_tokens")
    if values.get("num_transformer_submodules") not in (None, 1):
        raise ModelError(words.ENCODER_DECODER(folder=folder))
    rows = _folder.read_weights(folder).get(_ROWS)
    if rows is None or rows.ndim != 2 or len(rows) != count:
        raise ModelError(words.NO_ROWS(folder=folder / _folder.WEIGHTS, rows=_ROWS, count=count))
    if rows.shape[1] != width:
        raise _folder.other_base(folder, part, rows.shape[1:], (width,))
    return values, rows


def _filled(folder: Path, rows: SoftRows) -> SoftRows:
    """The rows with what their encoder was left as in training."""
    try:
        rows.load_state_dict(_folder.read_weights(folder, _folder.ENCODER))
    except RuntimeError as error:
        raise ModelError(
            words.OTHER_ENCODER(folder=folder / _folder.ENCODER, config=_folder.CONFIG)
        ) from error
    return rows
