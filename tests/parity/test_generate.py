"""Greedy answers are transformers' own, token for token, alone and in a batch."""

from __future__ import annotations

import pytest
import torch
from transformers import GPT2Config, GPT2LMHeadModel

from lekalo.models.base import make_base
from lekalo.models.generate import Sampling, generate
from support.tiny import ARCHITECTURES, tiny_base, tiny_tokenizer

LENGTHS = (3, 40, 17, 1, 25, 33)
NEW = 24


def prompts() -> list[list[int]]:
    draw = torch.Generator().manual_seed(1)
    return [torch.randint(5, 261, (length,), generator=draw).tolist() for length in LENGTHS]


def by_transformers(base, prompt: list[int]) -> list[int]:
    ids = torch.tensor([prompt])
    made = base.model.generate(
        ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=NEW,
        do_sample=False,
        eos_token_id=sorted(base.renderer.end_ids),
        pad_token_id=0,
    )
    return made[0, len(prompt) :].tolist()


def config(architecture: str) -> dict:
    # a window narrower than the prompts; and Gemma's tied weights would only echo its input
    narrow = {"sliding_window": 16} if architecture in ("mistral", "phi3") else {}
    untied = {"tie_word_embeddings": False} if architecture == "gemma3_text" else {}
    return narrow | untied


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_greedy_is_transformers_own(architecture):
    base = tiny_base(architecture, **config(architecture))
    expected = [by_transformers(base, prompt) for prompt in prompts()]
    assert len({token for row in expected for token in row}) > 20  # it does not merely repeat
    sampling = Sampling(max_tokens=NEW)
    for batch_size in (1, 4, 32):
        done = generate(base, prompts(), sampling, batch_size=batch_size)
        assert [list(completion.tokens) for completion in done] == expected


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_sampled_rows_do_not_hang_on_their_batch(architecture):
    base = tiny_base(architecture, **config(architecture))
    samplings = [
        Sampling(max_tokens=NEW, temperature=1.0, top_p=0.9, top_k=50, seed=seed)
        for seed in range(len(LENGTHS))
    ]
    together = generate(base, prompts(), samplings)
    alone = [
        generate(base, [prompt], sampling)[0]
        for prompt, sampling in zip(prompts(), samplings, strict=True)
    ]
    assert together == alone


def test_learned_positions_too():
    """GPT-2 adds a learned vector for each position, so left padding must not shift them."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = GPT2LMHeadModel(
            GPT2Config(
                vocab_size=261,
                n_positions=128,
                n_embd=32,
                n_layer=2,
                n_head=4,
                bos_token_id=1,
                eos_token_id=2,
                initializer_range=0.3,
                tie_word_embeddings=False,
            )
        )
    base = make_base("tiny:gpt2", "", model, tiny_tokenizer())
    done = generate(base, prompts(), Sampling(max_tokens=NEW))
    assert [list(c.tokens) for c in done] == [by_transformers(base, p) for p in prompts()]
