"""The two files of an adapter's folder, as PEFT names them: `adapter_config.json` and
`adapter_model.safetensors`. What an adapter's own file makes of their content is its own matter.

A key of the configuration that changes the outcome and is not known is refused by name, never
read past. Nothing here writes atomically: a folder is filled beside its place and then renamed
(`core.files.write_folder`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from lekalo.core.errors import ModelError
from lekalo.models.adapters import _words as words

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
ENCODER = "encoder.safetensors"
"""What made the rows of a soft prompt in training: for going on with it, not for answering."""
PREFIX = "base_model.model."
"""PEFT's name of the base's outermost module."""


def write_config(folder: Path, kind: str, base: str, values: Mapping[str, Any]) -> None:
    """Writes `folder/adapter_config.json`: `kind` is PEFT's name, `base` the base's reference."""
    common = {
        "peft_type": kind,
        "task_type": "CAUSAL_LM",
        "inference_mode": True,
        "base_model_name_or_path": base,
    }
    text = json.dumps(common | dict(values), indent=2, ensure_ascii=False)
    (folder / CONFIG).write_text(text + "\n", encoding="utf-8")


def write_weights(folder: Path, weights: Mapping[str, torch.Tensor], name: str = WEIGHTS) -> None:
    """Writes `folder/name`."""
    held = {key: weight.detach().cpu().contiguous() for key, weight in weights.items()}
    save_file(held, folder / name, metadata={"format": "pt"})


def read_config(folder: Path, kind: str) -> dict[str, Any]:
    """The configuration's keys; `ModelError` where it is not one of this `kind`."""
    path = folder / CONFIG
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        found = values["peft_type"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(words.NOT_CONFIG_FILE(path=path, error=repr(error))) from error
    if found != kind:
        raise ModelError(words.OTHER_KIND(path=path, found=found, kind=kind))
    return dict(values)


def refuse(folder: Path, values: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Raises `ModelError` that names those of `keys` which the configuration sets."""
    if found := [key for key in keys if values.get(key)]:
        raise ModelError(words.UNSUPPORTED(folder=folder / CONFIG, listed=", ".join(found)))


def number(folder: Path, values: Mapping[str, Any], key: str) -> int:
    """The whole number above zero at `key`; `ModelError` where it is another thing."""
    value = values.get(key)
    if type(value) is not int or value < 1:
        raise ModelError(words.NOT_A_NUMBER(folder=folder / CONFIG, key=key, value=repr(value)))
    return value


def read_weights(folder: Path, name: str = WEIGHTS) -> dict[str, torch.Tensor]:
    """The tensors of `folder/name`, in fp32. Numbers that are not finite are refused by name: in
    one batch with others they would spoil the others' rows."""
    try:
        weights = load_file(folder / name)
    except (OSError, SafetensorError) as error:
        raise ModelError(words.UNREADABLE(folder=folder / name, error=error)) from error
    for key, weight in weights.items():
        if not weight.isfinite().all():
            raise ModelError(words.NOT_FINITE(folder=folder / name, key=key))
    # copied: a file's numbers begin at any address, and products of numbers that do not begin at a
    # whole line of the cache are rounded otherwise, so a resumed run would not end in the same bits
    return {key: weight.to(torch.float32, copy=True) for key, weight in weights.items()}


def other_base(folder: Path, part: str, found: Iterable[int], own: Iterable[int]) -> ModelError:
    """The error of an adapter whose `part` has another shape than this base's."""
    return ModelError(words.OTHER_SIZE(folder=folder, part=part, by=_by(found), by2=_by(own)))


def _by(shape: Iterable[int]) -> str:
    return " x ".join(map(str, shape)) or "a number"
