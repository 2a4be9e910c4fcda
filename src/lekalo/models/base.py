"""A base model by its reference: found, checked, loaded, made new, saved.

A reference is `nano` (in the package), a folder in Hugging Face layout, or a hub id. Any causal
model that transformers itself knows will do. Weights are safetensors only; nothing is unpickled
and no code that comes with a model is run. Quantised loading is not here.

    base = load_base("nano")
    tokens = base.renderer.prompt(messages)
"""

from __future__ import annotations

import copy
import importlib.resources
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
from transformers.utils.logging import disable_progress_bar

from lekalo.core.errors import ModelError, OutsideError, nearest
from lekalo.core.files import outside
from lekalo.core.hashing import hash_file, hash_json
from lekalo.core.settings import NewBase
from lekalo.models.chat import Renderer

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
_DEFAULT_CONTEXT = 2048


@dataclass(frozen=True)
class Base:
    """A loaded base model with all that is needed to talk to it."""

    ref: str
    hash: str
    """Over weights, configuration, tokenizer and chat template."""
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    renderer: Renderer
    context: int
    """The most tokens a row may have."""
    notes: tuple[str, ...] = ()
    """What a person should be told, such as the plain chat template being used."""


def resolve_base(ref: str) -> Path:
    """The folder of a base, checked: raises `ModelError` where it cannot be loaded safely and
    `OutsideError` where a hub id cannot be fetched."""
    folder = _nano() if ref == "nano" else _find(ref)
    if folder is None:
        raise ModelError(
            f"there is no base '{ref}': a base is nano, a folder that exists, or a hub id such as "
            f"Qwen/Qwen3-0.6B{nearest(ref, ['nano']) or '.'}"
        )
    _check_folder(folder)
    _check_architecture(folder, _read_config(folder))
    return folder


def model_folder(ref: str) -> Path:
    """The folder of a model of any architecture, checked but for that: weights in safetensors,
    a configuration, a tokenizer. Raises what `resolve_base` does."""
    folder = _find(ref)
    if folder is None:
        raise ModelError(
            f"there is no model '{ref}': name a folder that exists, or a hub id such as "
            "intfloat/multilingual-e5-small."
        )
    _check_folder(folder)
    return folder


def base_hash(ref: str) -> str:
    """The content hash of a base, without loading it."""
    folder = resolve_base(ref)
    files = {path for pattern in _CONTENT for path in folder.glob(pattern) if path.is_file()}
    return hash_json({path.name: hash_file(path) for path in files})


def load_base(ref: str, dtype: str = "float32") -> Base:
    """Loads a base for computing in `dtype` (`float32` or `bfloat16`), in evaluation mode."""
    folder = resolve_base(ref)
    tokenizer = load_tokenizer(folder)
    model = _load_model(folder, _torch_dtype(dtype))
    return make_base(ref, base_hash(ref), model, tokenizer)


def load_known_base(ref: str, known: str) -> Base:
    """The base that `ref` named when its hash was `known`; `ModelError` where its content has
    changed since: an adapter above other weights answers nonsense."""
    base = load_base(ref)
    if base.hash != known:
        raise ModelError(
            f"the base {ref} is not the one this version was made on: its content has changed "
            "since. Put the former files back, or train anew."
        )
    return base


def new_base(settings: NewBase, seed: int) -> Base:
    """A base with random weights drawn from `seed`, as wide as its tokenizer's vocabulary."""
    tokenizer = load_tokenizer(Path(settings.tokenizer))
    config = _new_config(settings, tokenizer)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    made_of = {"new": settings.model_dump(mode="json"), "seed": seed, "vocabulary": len(tokenizer)}
    return make_base(f"new:{settings.architecture}", hash_json(made_of), model, tokenizer)


def save_base(base: Base, folder: Path, dtype: str | None = None) -> None:
    """Writes Hugging Face layout into `folder`; in `dtype` when given, else as held in memory."""
    model = base.model
    with outside(f"saving the base to {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
        if dtype is not None:
            model = copy.deepcopy(model).to(_torch_dtype(dtype))
        model.save_pretrained(folder)
        base.tokenizer.save_pretrained(folder)


def make_base(
    ref: str, hash: str, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase
) -> Base:
    """A `Base` around a live model: its renderer, context and notes worked out."""
    model.eval()
    renderer = Renderer(tokenizer, end_ids=_generation_ends(model))
    context, notes = _context(model, tokenizer)
    return Base(ref, hash, model, tokenizer, renderer, context, (*renderer.notes, *notes))


def load_tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    """The tokenizer kept in `folder`; `ModelError` where there is none or it cannot be read."""
    _need_tokenizer(folder)
    try:
        return AutoTokenizer.from_pretrained(
            str(folder), trust_remote_code=False, local_files_only=True
        )
    except Exception as error:  # the readers of a dozen formats raise as many types
        raise ModelError(
            f"the tokenizer in {folder} cannot be read: {first_line(error)}. "
            "Put the model's own tokenizer.json into the folder."
        ) from error


def _nano() -> Path:
    return Path(str(importlib.resources.files("lekalo") / "assets" / "nano"))


def _find(ref: str) -> Path | None:
    """The folder that `ref` is, or is fetched into."""
    folder = Path(ref).expanduser()
    if ref and folder.is_dir():
        return folder
    known = not folder.exists() and _HUB_ID.fullmatch(ref)
    return _download(ref) if known else None


def _download(ref: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

    try:
        return Path(snapshot_download(ref, allow_patterns=list(_CONTENT)))
    except RepositoryNotFoundError as error:
        raise ModelError(
            f"the hub has no model '{ref}', or it asks for a login. Check the name, or log in "
            "with: hf auth login"
        ) from error
    except (OSError, HfHubHTTPError) as error:
        raise OutsideError(
            f"'{ref}' is neither a folder here nor can it be fetched from the hub. Connect to "
            f"the network, or download it elsewhere and name its folder. ({first_line(error)})"
        ) from error


def _check_folder(folder: Path) -> None:
    _read_config(folder)
    if not any(folder.glob("*.safetensors")):
        raise ModelError(_no_weights(folder))
    _need_tokenizer(folder)


def _need_tokenizer(folder: Path) -> None:
    if not any((folder / name).is_file() for name in _TOKENIZER_FILES):
        raise ModelError(
            f"{folder} holds no tokenizer. Put the model's own tokenizer.json into the folder."
        )


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(
            f"{folder} is not a model: it has no config.json. A base is a folder with "
            "config.json, model.safetensors and tokenizer.json."
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {first_line(error)}.") from error
    if not isinstance(config, dict):
        raise ModelError(f"{path} is not a model's configuration: it holds no keys.")
    return config


def _no_weights(folder: Path) -> str:
    pickled = sorted(path.name for path in folder.iterdir() if path.suffix in _PICKLED)
    if not pickled:
        return f"{folder} holds no weights: there is no *.safetensors file in it."
    return (
        f"{folder} holds its weights only as {pickled[0]}, a pickled file that can run code when "
        "it is opened, so it is not. Convert it to safetensors, or take a copy that has it."
    )


def _check_architecture(folder: Path, config: dict[str, Any]) -> None:
    name = config.get("model_type")
    if name in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        return
    if "auto_map" in config:
        raise ModelError(
            f"the model in {folder} ('{name}') needs code of its own to be run, which is "
            "refused. Choose a base whose architecture transformers itself knows."
        )
    raise ModelError(_unknown(name))


def _unknown(name: object) -> str:
    guess = nearest(str(name), MODEL_FOR_CAUSAL_LM_MAPPING_NAMES) or "."
    return (
        f"'{name}' is not a causal language model that this transformers knows{guess} "
        "Choose another base, or upgrade transformers."
    )


def _load_model(folder: Path, dtype: torch.dtype) -> PreTrainedModel:
    disable_progress_bar()  # it is drawn on the terminal of whoever asks, --json or not
    try:
        model, info = AutoModelForCausalLM.from_pretrained(
            str(folder),
            dtype=dtype,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
        )
    except Exception as error:  # torn files, shapes that differ, keys that contradict each other
        raise ModelError(
            f"the model in {folder} cannot be loaded: {first_line(error)}. "
            "Fetch its files again, or choose another base."
        ) from error
    absent = sorted(info["missing_keys"])
    if absent:  # transformers would fill them with random numbers and go on
        raise ModelError(
            f"the weights in {folder} lack {len(absent)} of the model's tensors, the first "
            f"being {absent[0]}. Fetch its files again, or choose another base."
        )
    return model


def _new_config(settings: NewBase, tokenizer: PreTrainedTokenizerBase) -> Any:
    if settings.architecture not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        raise ModelError(_unknown(settings.architecture))
    known = AutoConfig.for_model(settings.architecture)
    for key in settings.config:
        if not hasattr(known, key):
            allowed = nearest(key, known.to_dict()) or "."
            raise ModelError(
                f"base.config: '{key}' is not a key of {settings.architecture}{allowed}"
            )
    ids = {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in _SPECIAL}
    values = {"vocab_size": len(tokenizer), **ids, **settings.config}
    try:
        return AutoConfig.for_model(settings.architecture, **values)
    except Exception as error:  # each architecture checks its values in its own way
        raise ModelError(f"base.config is not accepted: {first_line(error)}.") from error


_SPECIAL = ("bos", "eos", "pad")


def _torch_dtype(name: str) -> torch.dtype:
    assert name in ("float32", "bfloat16"), name
    dtype = getattr(torch, name)
    assert isinstance(dtype, torch.dtype)
    return dtype


def _generation_ends(model: PreTrainedModel) -> Iterable[int]:
    ends = getattr(model.generation_config, "eos_token_id", None)
    if ends is None:
        return ()
    return (ends,) if isinstance(ends, int) else tuple(ends)


def _context(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase
) -> tuple[int, tuple[str, ...]]:
    config = model.config.get_text_config()
    limit = getattr(config, "max_position_embeddings", None)
    if limit is None:
        said = f"the base names no longest context: {_DEFAULT_CONTEXT} tokens are taken."
        return _DEFAULT_CONTEXT, (said,)
    return min(int(limit), int(tokenizer.model_max_length)), ()


def first_line(error: BaseException) -> str:
    """The first line of what another library says, without its full stop."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")[:300]
