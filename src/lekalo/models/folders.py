"""The folder of a model, found by its reference, checked before anything in it is opened, hashed.

A reference is `nano` (in the package), a folder in Hugging Face layout, or a hub id. Weights are
safetensors only; nothing is unpickled and no code that comes with a model is run.

    folder = resolve_base("nano")
"""

from __future__ import annotations

import importlib.resources
import json
import re
from pathlib import Path
from typing import Any

from transformers import AutoTokenizer, PreTrainedTokenizerBase
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from lekalo.core.errors import ModelError, OutsideError
from lekalo.core.hashing import hash_file, hash_json
from lekalo.core.wording import Sayable, nearest
from lekalo.models import base_words as words

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt")
# What makes a base: its weights, configuration, tokenizer and chat template; not its README.
_CONTENT = (
    "*.safetensors",
    "*.safetensors.index.json",
    "config.json",
    "generation_config.json",
    "tokenizer*",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.*",
    "merges.txt",
    "chat_template*",
)
_MODULES = ("modules.json", "sentence_bert_config.json", "*/config.json", "*/tokenizer*")
"""What an embedding model has beside that: see `embedding_layout`."""


def resolve_base(ref: str) -> Path:
    """The folder of a base, checked: raises `ModelError` where it cannot be loaded safely and
    `OutsideError` where a hub id cannot be fetched."""
    folder = _nano() if ref == "nano" else _find(ref)
    if folder is None:
        raise ModelError(words.NO_BASE(ref=ref, hint=nearest(ref, ["nano"], ".")))
    check_folder(folder)
    _check_architecture(folder, _read_config(folder))
    return folder


def embedding_folder(ref: str) -> Path:
    """The folder of an embedding model; what it holds is not checked yet. Raises what
    `resolve_base` does."""
    folder = _find(ref, _MODULES)
    if folder is None:
        raise ModelError(words.NO_MODEL(ref=ref))
    return folder


def check_folder(folder: Path) -> None:
    """That a model, of any architecture, has a configuration, weights and a tokenizer;
    `ModelError` where not."""
    _read_config(folder)
    need_weights(folder)
    _need_tokenizer(folder)


def need_weights(folder: Path) -> None:
    """That there are weights in safetensors; `ModelError` where not."""
    if not any(folder.glob("*.safetensors")):
        raise ModelError(_no_weights(folder))


def base_hash(ref: str) -> str:
    """The content hash of a base, without loading it."""
    folder = resolve_base(ref)
    files = {path for pattern in _CONTENT for path in folder.glob(pattern) if path.is_file()}
    return hash_json({path.name: hash_file(path) for path in files})


def load_tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    """The tokenizer kept in `folder`; `ModelError` where there is none or it cannot be read."""
    _need_tokenizer(folder)
    try:
        return AutoTokenizer.from_pretrained(
            str(folder), trust_remote_code=False, local_files_only=True
        )
    except Exception as error:  # the readers of a dozen formats raise as many types
        raise ModelError(words.BAD_TOKENIZER(folder=folder, reason=first_line(error))) from error


def _nano() -> Path:
    return Path(str(importlib.resources.files("lekalo") / "assets" / "nano"))


def _find(ref: str, more: tuple[str, ...] = ()) -> Path | None:
    """The folder that `ref` is, or is fetched into; `more` names files beside a base's."""
    folder = Path(ref).expanduser()
    if ref and folder.is_dir():
        return folder
    known = not folder.exists() and _HUB_ID.fullmatch(ref)
    return _download(ref, more) if known else None


def _download(ref: str, more: tuple[str, ...]) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

    try:
        return Path(snapshot_download(ref, allow_patterns=[*_CONTENT, *more]))
    except RepositoryNotFoundError as error:
        raise ModelError(words.NOT_ON_HUB(ref=ref)) from error
    except (OSError, HfHubHTTPError) as error:
        raise OutsideError(words.NOT_FETCHED(ref=ref, reason=first_line(error))) from error


def _need_tokenizer(folder: Path) -> None:
    if not any((folder / name).is_file() for name in _TOKENIZER_FILES):
        raise ModelError(words.NO_TOKENIZER(folder=folder))


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(words.NO_CONFIG(folder=folder)) from None
    except (OSError, ValueError) as error:
        raise ModelError(words.UNREADABLE(path=path, reason=first_line(error))) from error
    if not isinstance(config, dict):
        raise ModelError(words.NOT_CONFIG(path=path))
    return config


def _no_weights(folder: Path) -> Sayable:
    pickled = sorted(path.name for path in folder.iterdir() if path.suffix in _PICKLED)
    if not pickled:
        return words.NO_WEIGHTS(folder=folder)
    return words.PICKLED(folder=folder, name=pickled[0])


def _check_architecture(folder: Path, config: dict[str, Any]) -> None:
    name = config.get("model_type")
    if name in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        return
    if "auto_map" in config:
        raise ModelError(words.OWN_CODE(folder=folder, name=name))
    raise ModelError(unknown_architecture(name))


def unknown_architecture(name: object) -> Sayable:
    """The sentence about a model type that transformers does not know."""
    hint = nearest(str(name), MODEL_FOR_CAUSAL_LM_MAPPING_NAMES, ".")
    return words.UNKNOWN_ARCHITECTURE(name=name, hint=hint)


def first_line(error: BaseException) -> str:
    """The first line of what another library says, without its full stop."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")[:300]
