"""Which base an adapter was made above, kept beside it: `lekalo.json`, which PEFT does not read.

    {"base": {"ref": "nano", "hash": "sha256:..."}}

Shapes tell bases of one family not apart, and an adapter above other weights answers nonsense. A
base's hash is known where it was loaded by `models.base`; an adapter without a card (PEFT's own)
is taken on its shapes alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from lekalo.core.errors import ModelError
from lekalo.models.adapters import _words as words

CARD = "lekalo.json"
_MARK = "_lekalo_base_hash"


def mark(model: torch.nn.Module, hash: str | None) -> None:
    """Says whose weights these are; None once they are changed for good."""
    setattr(model, _MARK, hash)


def write_card(folder: Path, model: torch.nn.Module, ref: str) -> None:
    """Writes `folder/lekalo.json` where the base's hash is known."""
    known = getattr(model, _MARK, None)
    if known is not None:
        text = json.dumps({"base": {"ref": ref, "hash": known}}, indent=2, ensure_ascii=False)
        (folder / CARD).write_text(text + "\n", encoding="utf-8")


def check_card(folder: Path, model: torch.nn.Module) -> None:
    """Raises `ModelError` where the adapter in `folder` was made above another base."""
    known, made = getattr(model, _MARK, None), read_card(folder)
    if known is None or made is None or made["hash"] == known:
        return
    raise ModelError(
        words.OTHER_BASE(
            folder=folder, made=made["ref"], short=_short(made["hash"]), short2=_short(known)
        )
    )


def read_card(folder: Path) -> dict[str, Any] | None:
    """The base's `ref` and `hash`, or None where the adapter has no card."""
    path = folder / CARD
    if not path.is_file():
        return None
    try:
        base = json.loads(path.read_text(encoding="utf-8"))["base"]
        return {"ref": str(base["ref"]), "hash": str(base["hash"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(words.NOT_CARD(path=path, error=repr(error))) from error


def _short(hash: str) -> str:
    return hash.removeprefix("sha256:")[:12]
