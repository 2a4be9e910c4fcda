"""A base with random weights, for pretraining: what `base:` says when it is a group of keys.

base = new_base(NewBase(architecture="llama", tokenizer="build/tokenizer", config={}), seed=7)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerBase
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from lekalo.core.errors import ModelError
from lekalo.core.hashing import hash_json
from lekalo.core.settings import NewBase
from lekalo.core.wording import nearest
from lekalo.models import base_words as words
from lekalo.models.base import Base, make_base
from lekalo.models.folders import first_line, load_tokenizer, unknown_architecture

_SPECIAL = ("bos", "eos", "pad")


def new_base(settings: NewBase, seed: int) -> Base:
    """A base with random weights drawn from `seed`, as wide as its tokenizer's vocabulary."""
    tokenizer = load_tokenizer(Path(settings.tokenizer))
    config = _new_config(settings, tokenizer)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    made_of = {"new": settings.model_dump(mode="json"), "seed": seed, "vocabulary": len(tokenizer)}
    return make_base(f"new:{settings.architecture}", hash_json(made_of), model, tokenizer)


def _new_config(settings: NewBase, tokenizer: PreTrainedTokenizerBase) -> Any:
    if settings.architecture not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        raise ModelError(unknown_architecture(settings.architecture))
    known = AutoConfig.for_model(settings.architecture)
    for key in settings.config:
        if not hasattr(known, key):
            allowed = nearest(key, known.to_dict(), ".")
            raise ModelError(
                words.NOT_A_KEY(key=key, architecture=settings.architecture, allowed=allowed)
            )
    ids = {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in _SPECIAL}
    values = {"vocab_size": len(tokenizer), **ids, **settings.config}
    try:
        return AutoConfig.for_model(settings.architecture, **values)
    except Exception as error:  # each architecture checks its values in its own way
        raise ModelError(words.NOT_ACCEPTED(reason=first_line(error))) from error
