"""Tiny random models of real architectures, and a tokenizer that needs no file.

The tokenizer is bytes (so Russian and English alike) with the ChatML marks of turns.
"""

from __future__ import annotations

from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

from lekalo.core.hashing import hash_json
from lekalo.models.base import Base, make_base

ARCHITECTURES = ("llama", "qwen3", "mistral", "gemma3_text", "phi3")

CHATML = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)

SIZES = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 256,
}

EXPERTS = {
    "qwen3_moe": {"num_experts": 4, "moe_intermediate_size": 32},
    "qwen2_moe": {
        "num_experts": 4,
        "moe_intermediate_size": 32,
        "shared_expert_intermediate_size": 32,
    },
    "mixtral": {"num_local_experts": 4},
}
"""Mixtures of experts, two of them a token; those of qwen2_moe have one that sees every token."""


def tiny_tokenizer(chat_template: str | None = CHATML) -> PreTrainedTokenizerFast:
    """One token a byte, and `<pad> <s> </s> <|im_start|> <|im_end|>` as tokens 0 to 4."""
    special = ["<pad>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"]
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: index for index, token in enumerate([*special, *alphabet])}
    backend = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        additional_special_tokens=special[3:],
    )
    tokenizer.chat_template = chat_template
    return tokenizer


def tiny_model(architecture: str = "llama", seed: int = 0, **config: Any) -> Any:
    """A random fp32 causal model of a few thousand weights; `config` overrides SIZES."""
    values = {**SIZES, "vocab_size": 261, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
    if architecture == "gemma3_text":  # a sliding window narrower than the tests' rows
        values |= {"sliding_window": 16, "query_pre_attn_scalar": 8}
        values |= {"layer_types": ["sliding_attention", "full_attention"]}
    if architecture in EXPERTS:
        values |= {"num_experts_per_tok": 2, **EXPERTS[architecture]}
    # the default of 0.02 makes logits so flat that greedy choices hang on rounding
    values |= {"initializer_range": 0.2, **config}
    made = AutoConfig.for_model(architecture, **values)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return AutoModelForCausalLM.from_config(made, dtype=torch.float32)


def tiny_base(architecture: str = "llama", seed: int = 0, **config: Any) -> Base:
    """A loaded `Base` around `tiny_model` and `tiny_tokenizer`."""
    model = tiny_model(architecture, seed, **config)
    made_of = hash_json({"tiny": architecture, "seed": seed, "config": config})
    return make_base(f"tiny:{architecture}", made_of, model, tiny_tokenizer())
