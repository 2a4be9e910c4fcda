"""Refusals in the language that a client asks for; what programs read stays as it is."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from lekalo.core.records import Language
from lekalo.serving.listening import asked_language
from lekalo.serving.server import running
from serving.homes import QUESTION, Home

CHAT = {"model": "support", "messages": QUESTION}
RU = {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}


@pytest.mark.parametrize(
    ("header", "usual", "language"),
    [
        ("", "en", "en"),
        ("", "ru", "ru"),
        ("ru", "en", "ru"),
        ("EN-gb", "ru", "en"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8", "en", "ru"),
        ("en;q=0.5, ru;q=0.7", "en", "ru"),
        ("de, en;q=0.3", "ru", "en"),
        ("de", "ru", "ru"),
        ("*", "ru", "ru"),
        ("en;q=0, *;q=0.1", "ru", "ru"),
        ("en,ru", "ru", "en"),
        ("ru;q=2, en;q=0.1", "ru", "en"),
        ("ru;q=nan,en;q=x,;;,=", "en", "en"),
        ("russian", "en", "en"),
    ],
)
def test_what_a_header_likes_best(header: str, usual: Language, language: str) -> None:
    assert asked_language(header, usual) == language


@pytest.mark.parametrize(
    ("chat", "english", "russian"),
    [
        ({"model": "supporr"}, "did you mean 'support'?", "может быть, «support»?"),
        ({"model": "support@1:0.5"}, "trained whole, with no adapter", "обученная целиком"),
        ({"tools": []}, "'tools' is not supported; leave it out.", "не поддерживается; уберите"),
        (
            {"n": 2},
            "n: input should be 1 or less, but it is 2.",
            "n: нужно не больше 1, а задано 2.",
        ),
        ({"stop": ""}, "1 or more letters", "букв должно быть не меньше 1"),
        ({"messages": None}, "messages: input should be a list", "messages: нужен список"),
        ({"max_tokens": 257}, "the model's context is 256 tokens", "в контексте модели 256"),
    ],
)
def test_a_refusal_differs_by_its_sentence_alone(
    url: str, chat: dict[str, Any], english: str, russian: str
) -> None:
    bodies = []
    for headers, language, said in (({}, "en", english), (RU, "ru", russian)):
        response = httpx.post(f"{url}/v1/chat/completions", json=CHAT | chat, headers=headers)
        assert response.status_code in (400, 404)
        assert response.headers["content-language"] == language
        bodies.append(response.json()["error"])
        assert said in bodies[-1].pop("message")
    assert bodies[0] == bodies[1]


def test_who_may_not_ask_is_told_so_in_his_language(url: str) -> None:
    for path, headers, said in (
        ("/", {}, "такого адреса здесь нет"),
        ("/v1/models/x", {}, "модели «x» нет"),
        ("/v1/models", {"Host": "evil.example"}, "заголовка Host"),
    ):
        assert said in httpx.get(url + path, headers=RU | headers).json()["error"]["message"]


def test_the_server_speaks_its_own_language_where_none_is_asked_for(home: Home) -> None:
    with running(home.registry.home, language="ru") as url:
        for headers, said in (({}, "такого адреса"), ({"Accept-Language": "en"}, "no such route")):
            assert said in httpx.get(f"{url}/x", headers=headers).json()["error"]["message"]
