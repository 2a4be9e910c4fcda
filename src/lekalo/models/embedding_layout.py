"""What an embedding model's folder is made of, as its own files say.

    layout = read_layout(folder)     # a table, or a network: how it is pooled, what follows

sentence-transformers writes `modules.json` (Reimers & Gurevych 2019), model2vec too; a folder
without one is a network read by the mean over its tokens. Modules that are not listed below are
refused, since a model read otherwise than it was trained to be gives vectors that mislead.
Leaves out the prefixes that some models ask for: both sides of a comparison go without.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from lekalo.core.errors import ModelError
from lekalo.core.wording import Sayable
from lekalo.models import base_words as words
from lekalo.models.folders import first_line

Pooling = Literal["mean", "cls", "max", "lasttoken"]
_POOLINGS: tuple[Pooling, ...] = get_args(Pooling)
_MODE, _OLD_NAMES = "pooling_mode", {"cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens"}
_KNOWN = ("Transformer", "Pooling", "Dense", "Normalize", "StaticEmbedding")


@dataclass(frozen=True, slots=True)
class Layout:
    """`body` holds the weights and the tokenizer; `table`: they are a vector for each token, and
    no network; else `pooling` makes one vector of a text's, and the layers in `dense` follow.
    `longest` is how many tokens the model was trained to read, where it says so."""

    body: Path
    table: bool = False
    pooling: Pooling = "mean"
    dense: tuple[Path, ...] = ()
    longest: int | None = None


def read_layout(folder: Path) -> Layout:
    """The layout of the model in `folder`; `ModelError` where it is not one that is read here."""
    listed = folder / "modules.json"
    if not listed.is_file():
        config = folder / "config.json"
        own = read_keys(config) if config.is_file() else {}
        return Layout(folder, table=own.get("model_type") == "model2vec")
    modules = [_module(folder, entry) for entry in _entries(folder, _read(listed))]
    for kind, _ in modules:
        if kind not in _KNOWN:
            raise refused(folder, words.ODD_MODULE(name=kind, known=", ".join(_KNOWN)))
    if not modules or modules[0][0] not in ("Transformer", "StaticEmbedding"):
        raise refused(folder, words.NO_FIRST_MODULE())
    layout = Layout(modules[0][1], table=modules[0][0] == "StaticEmbedding")
    return layout if layout.table else _network(folder, layout, modules[1:])


def read_keys(path: Path) -> dict[str, Any]:
    """The keys of a module's configuration; `ModelError` where it cannot be read."""
    config = _read(path)
    if not isinstance(config, dict):
        raise ModelError(words.NOT_CONFIG(path=path))
    return config


def refused(folder: Path, why: Sayable) -> ModelError:
    """The error that says why the model in `folder` embeds nothing."""
    return ModelError(words.NOT_EMBEDDING(folder=folder, why=why))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(words.UNREADABLE(path=path, reason=first_line(error))) from error


def _network(folder: Path, layout: Layout, modules: list[tuple[str, Path]]) -> Layout:
    said = layout.body / "sentence_bert_config.json"
    longest = read_keys(said).get("max_seq_length") if said.is_file() else None
    pooling = [path for kind, path in modules if kind == "Pooling"]
    return replace(
        layout,
        longest=longest if type(longest) is int and longest > 0 else None,
        pooling=_pooling(folder, pooling[0]) if pooling else "mean",
        dense=tuple(path for kind, path in modules if kind == "Dense"),
    )


def _pooling(folder: Path, path: Path) -> Pooling:
    """The one way that its configuration names, as a word or as a switch among others."""
    config = read_keys(path / "config.json")
    named = [config[_MODE]] if _MODE in config else [
        key.removeprefix(f"{_MODE}_") for key, on in config.items()
        if key.startswith(f"{_MODE}_") and on is True
    ]  # fmt: skip
    for pooling in _POOLINGS:
        if named in ([pooling], [_OLD_NAMES.get(pooling)]):
            return pooling
    said = ", ".join(map(str, named)) or "-"
    raise refused(folder, words.ODD_POOLING(name=said, known=", ".join(_POOLINGS)))


def _entries(folder: Path, listed: Any) -> list[dict[str, Any]]:
    if not isinstance(listed, list) or not all(
        isinstance(entry, dict)
        and isinstance(entry.get("type"), str)
        and isinstance(entry.get("path"), str)
        and "\0" not in entry["path"]
        for entry in listed
    ):
        raise ModelError(words.NOT_MODULES(path=folder / "modules.json"))
    return listed


def _module(folder: Path, entry: dict[str, Any]) -> tuple[str, Path]:
    """A module's kind, by the last part of its class's name, and its folder within the model's."""
    path = folder / entry["path"]
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ModelError(words.NOT_MODULES(path=folder / "modules.json"))
    return entry["type"].rpartition(".")[2], path
