"""Requests that come and go between steps, and the edges of an answer."""

from __future__ import annotations

import pytest
import torch

from lekalo.core.errors import UserError
from lekalo.models.generate import Decoder, Sampling, generate
from support.tiny import tiny_base

SEEDS = (3, 40, 17, 1, 25)


@pytest.fixture(scope="module")
def base():
    return tiny_base()


@pytest.fixture(scope="module")
def prompts():
    draw = torch.Generator().manual_seed(1)
    return [torch.randint(5, 261, (length,), generator=draw).tolist() for length in SEEDS]


def finish(decoder) -> dict:
    done = {}
    while decoder.busy:
        for piece in decoder.step():
            if piece.completion is not None:
                done[piece.key] = piece.completion
    return done


def test_requests_added_between_steps_get_what_they_get_alone(base, prompts):
    sampling = [Sampling(max_tokens=12 + 5 * i, temperature=float(i % 2), seed=i) for i in range(5)]
    alone = [generate(base, [p], s)[0] for p, s in zip(prompts, sampling, strict=True)]
    decoder, keys, done = Decoder(base), [], {}
    for prompt, settings in zip(prompts, sampling, strict=True):
        keys.append(decoder.add(prompt, settings))
        for _ in range(4):
            done |= {p.key: p.completion for p in decoder.step() if p.completion}
    done |= finish(decoder)
    assert [done[key] for key in keys] == alone


def test_a_removed_request_says_no_more_and_the_others_go_on(base, prompts):
    sampling = Sampling(max_tokens=10)
    alone = [generate(base, [prompt], sampling)[0] for prompt in prompts]
    decoder = Decoder(base)
    keys = [decoder.add(prompt, sampling) for prompt in prompts]
    decoder.step()
    decoder.remove(keys[1])  # the longest: the places that only it needed go too
    decoder.remove(decoder.add(prompts[0], sampling))  # one that never began
    done = finish(decoder)
    assert keys[1] not in done
    assert [done[key] for key in keys if key in done] == [
        completion for i, completion in enumerate(alone) if keys[i] in done
    ]
    assert len(done) >= 2


def test_pieces_make_the_completion(base, prompts):
    decoder, text, tokens = Decoder(base), "", []
    decoder.add(prompts[0], Sampling(max_tokens=40, temperature=1.5, seed=3))
    while decoder.busy:
        for piece in decoder.step():
            text, tokens = text + piece.text, [*tokens, piece.token]
    assert piece.completion.text == text
    assert list(piece.completion.tokens) == tokens


def test_an_answer_that_ends_says_stop_and_holds_its_end(base, prompts):
    free = generate(base, prompts[:1], Sampling(max_tokens=20), end_ids=[])[0]
    assert (free.finish_reason, len(free.tokens)) == ("length", 20)
    end = free.tokens[3]
    ended = generate(base, prompts[:1], Sampling(max_tokens=20), end_ids=[end])[0]
    assert ended.finish_reason == "stop"
    assert ended.tokens == free.tokens[: free.tokens.index(end) + 1]
    assert ended.prompt_tokens == len(prompts[0])


def test_a_stop_string_ends_the_answer_before_itself(base):
    prompt = [5, 6, 7]
    free = generate(base, [prompt], Sampling(max_tokens=40, temperature=2.0, seed=8), end_ids=[])[0]
    stop = free.text[4:7]
    cut = generate(
        base, [prompt], Sampling(max_tokens=40, temperature=2.0, seed=8, stop=(stop,)), end_ids=[]
    )[0]
    assert cut.finish_reason == "stop"
    assert cut.text == free.text[: free.text.index(stop)]
    assert cut.tokens == free.tokens[: len(cut.tokens)]


def test_an_answer_ends_with_the_context(base):
    prompt = [5] * (base.context - 3)
    completion = generate(base, [prompt], Sampling(max_tokens=50), end_ids=[])[0]
    assert len(completion.tokens) == 3
    assert completion.finish_reason == "length"


def test_a_prompt_without_room_is_refused_with_its_numbers(base):
    with pytest.raises(UserError, match=r"256 tokens, but the model's context is 256"):
        generate(base, [[5] * base.context], Sampling())
    with pytest.raises(UserError, match="the prompt is empty"):
        generate(base, [[]], Sampling())


def test_same_seed_same_answer_other_seed_another(base, prompts):
    drawn = [
        generate(base, prompts[:1], Sampling(max_tokens=30, temperature=1.0, seed=seed))[0].tokens
        for seed in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1] != drawn[2]


def test_on_token_hears_every_token_of_its_row(base, prompts):
    heard: dict[int, list[int]] = {}
    done = generate(
        base,
        prompts,
        Sampling(max_tokens=9),
        on_token=lambda row, token: heard.setdefault(row, []).append(token),
        batch_size=2,
    )
    assert [tuple(heard[row]) for row in range(len(prompts))] == [c.tokens for c in done]


def test_a_step_computes_one_token_a_row_and_the_head_only_there(base, prompts):
    """No recomputing of the prompt, and no logits but the last."""
    decoder, seen = Decoder(base, end_ids=[]), []
    watch = base.model.lm_head.register_forward_hook(
        lambda module, inputs, output: seen.append(tuple(inputs[0].shape[:2]))
    )
    layers = base.model.model.layers[0].register_forward_pre_hook(
        lambda module, inputs: seen.append(tuple(inputs[0].shape[:2]))
    )
    try:
        for prompt in prompts[:2]:
            decoder.add(prompt, Sampling(max_tokens=3))
        decoder.step()
        decoder.step()
    finally:
        watch.remove()
        layers.remove()
    assert seen == [(2, 40), (2, 1), (2, 1), (2, 1)]
