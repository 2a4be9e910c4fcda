from __future__ import annotations

import json
from typing import Any

import pytest

from lekalo.core.records import Message
from lekalo.serving.errors import ApiError
from lekalo.serving.protocol import parse_request

TURN = {"role": "user", "content": "Привет"}


def body(**changes: Any) -> bytes:
    return json.dumps({"model": "support", "messages": [TURN], **changes}).encode()


def refused(data: bytes) -> ApiError:
    with pytest.raises(ApiError) as caught:
        parse_request(data)
    assert caught.value.status == 400
    return caught.value


def test_every_key_that_is_honoured() -> None:
    """The list is a contract; a key added or dropped is a decision."""
    request = parse_request(
        body(
            max_completion_tokens=5,
            temperature=0.5,
            top_p=0.9,
            top_k=3,
            stop=["a", "b"],
            seed=7,
            stream=True,
            stream_options={"include_usage": True},
            user="anna",
            n=1,
            frequency_penalty=0.0,
            presence_penalty=0,
            logprobs=False,
        )
    )
    assert set(type(request).model_fields) == {
        *("model", "messages", "max_tokens", "max_completion_tokens", "temperature", "top_p"),
        *("top_k", "stop", "seed", "stream", "stream_options", "user", "n"),
        *("frequency_penalty", "presence_penalty", "logprobs"),
    }
    assert request.limit == 5
    assert request.wants_usage
    assert request.chat() == (Message("user", "Привет"),)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"tools": []}, "tools"),
        ({"logit_bias": {}}, "logit_bias"),
        ({"metadata": {"a": "b"}}, "metadata"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"store": True}, "store"),
        ({"messages": [{**TURN, "name": "anna"}]}, "messages.0.name"),
        ({"stream": True, "stream_options": {"x": 1}}, "stream_options.x"),
    ],
)
def test_unknown_keys_are_named(changes: dict[str, Any], param: str) -> None:
    error = refused(body(**changes))
    assert (error.code, error.param) == ("unsupported_parameter", param)
    assert f"'{param}'" in error.say("en")


def test_nearest_key_is_said() -> None:
    assert "did you mean 'temperature'" in refused(body(temperatuur=1)).say("en")


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"model": 3}, "model"),
        ({"model": ""}, "model"),
        ({"messages": []}, "messages"),
        ({"messages": "hello"}, "messages"),
        ({"messages": ["hello"]}, "messages.0"),
        ({"messages": [{"role": "user"}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": None}]}, "messages.0.content"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages.0.role"),
        ({"messages": [TURN, {**TURN, "content": 5}]}, "messages.1.content"),
        ({"messages": [{**TURN, "content": [{"type": "audio"}]}]}, "messages.0.content.0.type"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": "5"}, "max_tokens"),
        ({"max_tokens": True}, "max_tokens"),
        ({"max_tokens": 1.5}, "max_tokens"),
        ({"temperature": -0.1}, "temperature"),
        ({"temperature": 2.1}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"top_p": 0}, "top_p"),
        ({"top_k": -1}, "top_k"),
        ({"stop": ""}, "stop"),
        ({"stop": ["a", ""]}, "stop.1"),
        ({"stop": ["a"] * 17}, "stop"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"stream": "yes"}, "stream"),
        ({"n": 2}, "n"),
        ({"frequency_penalty": 0.5}, "frequency_penalty"),
        ({"logprobs": True}, "logprobs"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
    ],
)
def test_wrong_values_are_named(changes: dict[str, Any], param: str) -> None:
    error = refused(body(**changes))
    assert error.param == param
    json.dumps(error.body(), ensure_ascii=False).encode()


def test_missing_keys() -> None:
    assert refused(b'{"model": "x"}').say("en") == "messages: this key is required."
    assert refused(b"{}").param in ("model", "messages")


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"hello", b"[1]", b'"x"', b"null", b'{"model": "x"', b"\xff\xfe"),
        *(b"{" * 100_000, b"[" * 100_000, b'{"model": ' + b"1" * 10_000 + b"}"),
    ],
)
def test_what_is_not_an_object(data: bytes) -> None:
    assert "Traceback" not in refused(data).say("en")


def test_half_a_surrogate_pair_is_refused_and_can_be_said() -> None:
    for changes in ({"messages": [{**TURN, "content": "\ud800"}]}, {"\udfff": 1}):
        error = refused(body(**changes))
        json.dumps(error.body(), ensure_ascii=False).encode()


def test_two_limits() -> None:
    assert "not both" in refused(body(max_tokens=1, max_completion_tokens=2)).say("en")


def test_null_is_the_same_as_not_given() -> None:
    request = parse_request(body(temperature=None, stop=None, stream=None, max_tokens=None, n=None))
    assert request.temperature is request.limit is None
