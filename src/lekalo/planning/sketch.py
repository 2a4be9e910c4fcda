"""A base without its weights: its shape on torch's meta device, and its tokenizer.

Enough to count weights, tokens, operations and bytes with, in a second, whatever its size.
"""

from __future__ import annotations

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from lekalo.core.errors import ModelError
from lekalo.core.settings import NewBase
from lekalo.models.base import Base, make_base
from lekalo.models.folders import first_line, load_tokenizer, resolve_base
from lekalo.models.new_base import new_base
from lekalo.planning import mistakes as words


def sketch(base: str | NewBase) -> Base:
    """The base that `base` names, without numbers in its weights. `ModelError` where there is
    none, or its configuration cannot be read."""
    if isinstance(base, NewBase):
        with torch.device("meta"):
            return new_base(base, 0)
    folder = resolve_base(base)
    try:
        config = AutoConfig.from_pretrained(
            str(folder), trust_remote_code=False, local_files_only=True
        )
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(config)
    except Exception as error:  # each architecture checks its configuration in its own way
        raise ModelError(words.BAD_CONFIG(folder=folder, reason=first_line(error))) from error
    return make_base(base, "", model, load_tokenizer(folder))
