"""A base model by its reference: loaded whole or in fewer bits, and saved.

Any causal model that transformers itself knows will do. Where it is found and how it is checked
is in `folders`, a base made from nothing in `new_base`, what fewer bits are in `quantise`.

    base = load_base("nano", quantise="nf4")
    tokens = base.renderer.prompt(messages)
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils.logging import disable_progress_bar

from lekalo.core import words
from lekalo.core.errors import LekaloError, ModelError
from lekalo.core.files import outside
from lekalo.core.settings import Quantise
from lekalo.core.wording import Sayable
from lekalo.models import base_words
from lekalo.models import base_words as said_words
from lekalo.models.adapters._card import mark
from lekalo.models.chat import Renderer
from lekalo.models.folders import base_hash, first_line, load_tokenizer, resolve_base
from lekalo.models.quantise import read_compressed

_DEFAULT_CONTEXT = 2048
_LOCAL: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}


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
    notes: tuple[Sayable, ...] = ()
    """What a person should be told, such as the plain chat template being used."""
    quantise: Quantise = "none"
    """How its linear layers are held in memory."""

    @property
    def key(self) -> str:
        """Equal where the answers are: the content's hash, and how it is held."""
        return self.hash if self.quantise == "none" else f"{self.hash}+{self.quantise}"


def load_base(ref: str, dtype: str = "float32", quantise: Quantise = "none") -> Base:
    """Loads a base for computing in `dtype` (`float32` or `bfloat16`), in evaluation mode. With
    `quantise` its linear layers are compressed one by one as they are read, from their values
    in fp32 whatever `dtype` is."""
    folder = resolve_base(ref)
    tokenizer = load_tokenizer(folder)
    model = _load_model(folder, _torch_dtype(dtype), quantise)
    return make_base(ref, base_hash(ref), model, tokenizer, quantise)


def load_known_base(ref: str, known: str, quantise: Quantise = "none") -> Base:
    """The base that `ref` named when its hash was `known`; `ModelError` where its content has
    changed since: an adapter above other weights answers nonsense."""
    base = load_base(ref, quantise=quantise)
    if base.hash != known:
        raise ModelError(said_words.OTHER_CONTENT(ref=ref))
    return base


def save_base(base: Base, folder: Path, dtype: str | None = None) -> None:
    """Writes Hugging Face layout into `folder`; in `dtype` when given, else as held in memory.
    The base must be held whole."""
    assert base.quantise == "none", "a compressed base is saved by loading it whole"
    model = base.model
    with outside(words.SAVING_BASE(path=folder)):
        folder.mkdir(parents=True, exist_ok=True)
        if dtype is not None:
            model = copy.deepcopy(model).to(_torch_dtype(dtype))
        model.save_pretrained(folder)
        base.tokenizer.save_pretrained(folder)


def make_base(
    ref: str,
    hash: str,
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    quantise: Quantise = "none",
) -> Base:
    """A `Base` around a live model: its renderer, context and notes worked out."""
    model.eval()
    mark(model, hash)
    renderer = Renderer(tokenizer, end_ids=_generation_ends(model))
    context, notes = _context(model, tokenizer)
    said = (*renderer.notes, *notes)
    return Base(ref, hash, model, tokenizer, renderer, context, said, quantise)


def _load_model(folder: Path, dtype: torch.dtype, quantise: Quantise) -> PreTrainedModel:
    disable_progress_bar()  # it is drawn on the terminal of whoever asks, --json or not
    try:
        if quantise == "none":
            model, info = AutoModelForCausalLM.from_pretrained(
                str(folder), use_safetensors=True, dtype=dtype, output_loading_info=True, **_LOCAL
            )
        else:
            model, info = read_compressed(folder, dtype, quantise, _LOCAL)
    except LekaloError:
        raise
    except Exception as error:  # torn files, shapes that differ, keys that contradict each other
        raise ModelError(said_words.NOT_LOADED(folder=folder, reason=first_line(error))) from error
    absent = sorted(info["missing_keys"])
    if absent:  # transformers would fill them with random numbers and go on
        raise ModelError(
            said_words.LACKS_WEIGHTS(folder=folder, count=len(absent), absent=absent[0])
        )
    return model


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
) -> tuple[int, tuple[Sayable, ...]]:
    config = model.config.get_text_config()
    limit = getattr(config, "max_position_embeddings", None)
    if limit is None:
        return _DEFAULT_CONTEXT, (base_words.NO_CONTEXT(count=_DEFAULT_CONTEXT),)
    return min(int(limit), int(tokenizer.model_max_length)), ()
