"""The official client against a real server; expected answers by transformers' generation."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from lekalo.core.records import Message
from lekalo.models.base import load_base
from serving.homes import QUESTION, TOKENS, Home


def ask(client: openai.OpenAI, model: str = "support", **options: Any) -> Any:
    return client.chat.completions.create(model=model, messages=QUESTION, **options)  # type: ignore[arg-type]


def streamed(client: openai.OpenAI, model: str = "support", **options: Any) -> list[Any]:
    with ask(client, model, stream=True, **options) as chunks:
        return list(chunks)


def said(chunks: list[Any]) -> str:
    return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)


@pytest.mark.parametrize(
    ("model", "ref"),
    [
        ("support", "support@2"),
        ("support@live", "support@2"),
        ("support@1", "support@1"),
        ("support@candidate", "support@3"),
        ("letters@1", "letters@1"),
        ("tiny-base", "tiny-base"),
    ],
)
def test_each_name_is_answered_by_its_version(
    client: openai.OpenAI, home: Home, model: str, ref: str
) -> None:
    raw = client.chat.completions.with_raw_response.create(
        model=model,
        messages=QUESTION,  # type: ignore[arg-type]
        max_tokens=TOKENS,
    )
    reply = raw.parse()
    assert reply.choices[0].message.content == home.expected(ref)
    assert raw.headers["x-lekalo-version"] == reply.model == ref
    named = reply.model_extra["lekalo"]  # type: ignore[index]
    assert named["version"] == ref
    if "@" in ref:
        assert named["manifest"] == home.registry.resolve(ref).manifest.hash
    else:
        assert named["manifest"] == load_base(home.base).hash
    assert reply.system_fingerprint == f"fp_{named['manifest'].removeprefix('sha256:')[:16]}"


def test_versions_differ(home: Home) -> None:
    """Else the tests of switching would show nothing."""
    answers = {ref: home.expected(ref) for ref in home.models}
    assert len(set(answers.values())) == len(answers)


@pytest.mark.parametrize("model", ["support", "support@1", "support@3", "letters@1", "tiny-base"])
def test_stream_says_the_same(client: openai.OpenAI, model: str) -> None:
    whole = ask(client, model, max_tokens=40)
    chunks = streamed(client, model, max_tokens=40)
    assert said(chunks) == whole.choices[0].message.content
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [c.choices[0].finish_reason for c in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert chunks[-1].choices[0].finish_reason == whole.choices[0].finish_reason
    assert len({c.id for c in chunks}) == 1
    assert {c.model for c in chunks} == {whole.model}


def test_stream_comes_in_pieces(client: openai.OpenAI) -> None:
    assert len(streamed(client, "support@1", max_tokens=40)) > 5


def test_usage(client: openai.OpenAI, home: Home) -> None:
    reply = ask(client, max_tokens=5)
    messages = [Message("system", "Be brief."), Message("user", QUESTION[0]["content"])]
    prompt = len(load_base(home.base).renderer.prompt(messages))
    usage = reply.usage
    counted = (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens)
    assert counted == (prompt, 5, prompt + 5)
    assert reply.choices[0].finish_reason == "length"
    chunks = streamed(client, max_tokens=5, stream_options={"include_usage": True})
    assert chunks[-1].choices == []
    assert chunks[-1].usage == usage
    assert all(c.usage is None for c in chunks[:-1])


def test_recipe_s_limit_is_the_default(client: openai.OpenAI) -> None:
    assert ask(client).usage.completion_tokens == TOKENS
    assert ask(client, max_completion_tokens=3).usage.completion_tokens == 3


def test_own_system_message_takes_the_version_s_place(client: openai.OpenAI, home: Home) -> None:
    chat = [{"role": "system", "content": "Shout."}, *QUESTION]
    expected = home.expected("support@2", chat)
    parts: Any = [
        {"role": "developer", "content": [{"type": "text", "text": "Shout."}]},
        *QUESTION,
    ]
    for messages in (chat, parts):
        reply = client.chat.completions.create(model="support", messages=messages)
        assert reply.choices[0].message.content == expected
    assert expected != home.expected("support@2")


def test_stop_string_ends_the_answer_before_it(client: openai.OpenAI, home: Home) -> None:
    whole = home.expected("support@1")
    stop = whole[4:6]
    reply = ask(client, "support@1", stop=[stop, "never said"])
    assert reply.choices[0].message.content == whole[: whole.index(stop)]
    assert reply.choices[0].finish_reason == "stop"
    chunks = streamed(client, "support@1", stop=stop)
    assert said(chunks) == reply.choices[0].message.content


def test_seed_decides_what_is_drawn(client: openai.OpenAI) -> None:
    def draw(seed: int, **options: Any) -> str:
        reply = ask(client, temperature=1.5, seed=seed, max_tokens=20, **options)
        return str(reply.choices[0].message.content)

    assert draw(1) == draw(1)
    assert len({draw(seed) for seed in range(4)}) == 4


def test_top_k_and_top_p_are_honoured(client: openai.OpenAI, home: Home) -> None:
    """Kept to the likeliest token, a drawn answer is the greedy one."""
    greedy = home.expected("support@2")
    for options in ({"extra_body": {"top_k": 1}}, {"top_p": 1e-9}):
        reply = ask(client, temperature=2, seed=5, **options)
        assert reply.choices[0].message.content == greedy
    assert ask(client, temperature=2, seed=5).choices[0].message.content != greedy


def test_models(client: openai.OpenAI) -> None:
    ids = [model.id for model in client.models.list()]
    expected = ["letters@1", "support", "support@1", "support@2", "support@3", "tiny-base"]
    assert ids == expected
    assert client.models.retrieve("support@3").id == "support@3"
    assert client.models.retrieve("support").created > 1_700_000_000
    with pytest.raises(openai.NotFoundError, match="no model 'x'"):
        client.models.retrieve("x")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("supporr", "did you mean 'support'"),
        ("support@9", "There are: support@1, support@2, support@3"),
        ("support@best", "after @ comes a number"),
        ("letters", "no letters@live"),
        ("gpt-4o", "There are: letters@1, support"),
        ("nano", "no model 'nano'"),
        ("../../etc/passwd", "no model"),
    ],
)
def test_unknown_model(client: openai.OpenAI, model: str, said: str) -> None:
    with pytest.raises(openai.NotFoundError, match=said) as caught:
        ask(client, model)
    assert caught.value.code == "model_not_found"
    assert caught.value.param == "model"


def test_prompt_over_the_context(client: openai.OpenAI, home: Home) -> None:
    content = "о" * 200  # two bytes, so two tokens, a letter
    long: Any = [{"role": "user", "content": content}]
    messages = [Message("system", "Be brief."), Message("user", content)]
    tokens = len(load_base(home.base).renderer.prompt(messages))
    assert tokens > 400
    with pytest.raises(
        openai.BadRequestError, match=rf"{tokens} tokens.* context is 256"
    ) as caught:
        client.chat.completions.create(model="support", messages=long)
    assert caught.value.code == "context_length_exceeded"


def test_answer_that_meets_the_end_of_the_context(client: openai.OpenAI) -> None:
    reply = ask(client, max_tokens=256)
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage.total_tokens == 256
    with pytest.raises(openai.BadRequestError, match=r"max_tokens is 257.*256"):
        ask(client, max_tokens=257)


@pytest.mark.parametrize("stream", [True, False])
def test_refusals_have_their_status_when_streamed_too(client: openai.OpenAI, stream: bool) -> None:
    with pytest.raises(openai.BadRequestError, match="'tools' is not supported") as caught:
        ask(client, tools=[], stream=stream)
    assert (caught.value.code, caught.value.param) == ("unsupported_parameter", "tools")
    with pytest.raises(openai.NotFoundError):
        ask(client, "supporr", stream=stream)
    with pytest.raises(openai.BadRequestError):
        ask(client, max_tokens=100_000, stream=stream)
