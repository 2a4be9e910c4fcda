"""Keys and passwords. Every fake secret is put together here as the test runs, so that no
scanner takes this file for a leak."""

from __future__ import annotations

import base64
import json
import random
import string
import time

import pytest

from lekalo.text.secrets import find

RNG = random.Random(7)


def drawn(length: int, signs: str = string.ascii_letters + string.digits) -> str:
    return "".join(RNG.choice(signs) for _ in range(length))


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(subject: str) -> str:
    return ".".join([part({"alg": "HS256"}), part({"sub": subject, "n": 1}), drawn(43)])


BLOCK = f"-----BEGIN {'RSA PRIVATE'} KEY-----\n{drawn(64)}\n{drawn(64)}\n-----END"
PASSWORD = "Xk39" + "fj2!"

FOUND = [
    ("aws-key", "AK" + "IA" + drawn(16, string.ascii_uppercase + string.digits)),
    ("openai-key", "s" + "k-" + drawn(48)),
    ("openai-key", "s" + "k-proj-" + drawn(60)),
    ("github-token", "gh" + "p_" + drawn(36)),
    ("gitlab-token", "gl" + "pat-" + drawn(20)),
    ("slack-token", "xo" + "xb-" + drawn(12, string.digits) + "-" + drawn(24)),
    ("google-key", "AI" + "za" + drawn(35)),
    ("telegram-bot", drawn(10, "123456789") + ":AA" + drawn(33)),
    ("stripe-key", "sk" + "_live_" + drawn(24)),
    ("huggingface-token", "h" + "f_" + drawn(34)),
    ("jwt", jwt("42")),
    ("jwt", part({"alg": "HS256"}) + ".eyJ" + drawn(30) + "." + drawn(43)),
    ("private-key", BLOCK),
]


@pytest.mark.parametrize(("kind", "secret"), FOUND)
@pytest.mark.parametrize("frame", ["{}", "Вот ключ: {} (мой)", 'KEY="{}"\nrun'])
def test_known_forms(kind: str, secret: str, frame: str) -> None:
    (span,) = find(frame.format(secret))
    assert span.kind in (kind, "key") and span.text.startswith(secret[:20])
    assert secret not in repr(span)


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ("password: {}", "password"),
        ("My password is {}.", "password"),
        ("Логин ivan, пароль: {}", "password"),
        ("Пароль от почты — {}", "password"),
        ('{{"password": "{}"}}', "password"),
        ("postgres://admin:{}@db.local:5432/shop", "password-in-link"),
    ],
)
def test_passwords(frame: str, kind: str) -> None:
    (span,) = find(frame.format(PASSWORD))
    assert (span.kind, span.text) == (kind, PASSWORD)


def test_letters_drawn_at_random_are_a_password_in_a_link() -> None:
    drawn_letters = "pRzQ" + "lpUBzI"
    (span,) = find(f"postgres://app:{drawn_letters}@db.local/main")
    assert span.text == drawn_letters
    assert find("postgres://app:Database@db.local/main") == ()


def test_named_keys() -> None:
    key = drawn(32)
    for frame in ("api_key = '{}'", "токен: {}", "Authorization: Bearer {}", "client_secret={}"):
        (span,) = find(frame.format(key))
        assert (span.kind, span.text) == ("key", key)


@pytest.mark.parametrize(
    "text",
    [
        "Забыли пароль?",
        "пароль: ********",
        "Пароль: должен содержать 8 символов",
        "password: at least 8 characters",
        "password: required",
        "Your password is safe with us",
        "password = os.environ['PASSWORD']",
        "password: {{Password1}} and $PASSWORD1",
        "password=password123",
        "api_key = YOUR_API_KEY_GOES_HERE_0001",
        "token: xxxxxxxxxxxxxxxxxxxxxxxx1",
        "key: value, ключ: от квартиры",
        "The key to success: perseverance-and-hard-work",
        "AK" + "IA" + "IOSFODNN7" + "EXAMPLE",
        "s" + "k-" + "x" * 40,
        "commit ca82a6dff817ec66f44342007202690a93763949",
        "SHA-1: da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "https://user@host.example/path and https://a.example:8080/x@y",
        "postgres://user:password@localhost/db",
        "ssh-rsa " + "AAAA" + drawn(40),
        "data:image/png;base64," + "iVBOR" + drawn(100),
        "-----BEGIN CERTIFICATE-----\n" + drawn(64),
        "Заказ 1234567890:35 минут",
        jwt("1234567890"),
    ],
)
def test_decoys(text: str) -> None:
    assert find(text) == ()


def test_hostile_texts_do_not_hang() -> None:
    began = time.process_time()
    for text in (
        "password" * 20_000,
        "password: " * 20_000,
        "eyJ" * 30_000,
        "eyJa." * 20_000,
        "a://" * 20_000,
        "://a:" * 20_000,
        "s" + "k-" * 30_000,
        f"-----BEGIN {'PRIVATE'} KEY-----\n" * 3_000,
        "api_key" * 10_000,
        "1" * 9 + ":" * 30_000,
    ):
        find(text)
    assert time.process_time() - began < 20
