"""The published greedy story of stories260K, to the character, and its note."""

from __future__ import annotations

import re

import pytest

from lekalo.models import chat_words
from lekalo.models.base import load_base
from lekalo.models.generate import Sampling, generate
from support.real import need_data

# What run.c does by default: 256 positions, the first being BOS; a second BOS would end it.
STEPS = 256
OPENING = "Once upon a time"


@pytest.fixture(scope="module")
def base():
    return load_base(str(need_data("stories260K/hf")))


@pytest.fixture(scope="module")
def published() -> str:
    page = need_data("stories260K/stories260K.md").read_text(encoding="utf-8")
    match = re.search(r"-t 0\.0\n(.*?)\n```", page, re.DOTALL)
    assert match is not None
    return match[1]


def test_the_published_story_to_the_character(base, published):
    bos = base.tokenizer.bos_token_id
    completion = generate(base, [[bos]], Sampling(max_tokens=STEPS), end_ids=[bos])[0]
    assert completion.text == published


def test_its_opening_given_as_a_prompt_it_goes_on_the_same(base, published):
    assert published.startswith(OPENING)
    opening = base.renderer.text(OPENING)[:-1]  # a document's tokens, its end aside
    heard: list[int] = []
    completion = generate(
        base,
        [opening],
        Sampling(max_tokens=STEPS + 1 - len(opening)),
        end_ids=[base.tokenizer.bos_token_id],
        on_token=lambda row, token: heard.append(token),
    )[0]
    assert OPENING + completion.text == published
    assert tuple(heard) == completion.tokens


def test_the_plain_template_is_said(base):
    assert base.notes == (chat_words.PLAIN,)
