"""Keys, tokens and passwords in a text: known forms, and values that the text calls a password.

    for span in find("export KEY=..."):
        print(span.kind)                # "openai-key", "password"

Placeholders (YOUR_API_KEY, ****, AKIA...EXAMPLE) and references to a variable are left alone, and
so are hashes and UUIDs, which are no secret. Leaves out secrets that nothing names and no form
betrays.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from lekalo.text.hints import stretches
from lekalo.text.personal.spans import CHECKED, NAMED, Span

_FORMS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (kind, hint, re.compile(rf"(?<![\w-]){form}(?![\w-])"))
    for kind, hint, form in (
        ("aws-key", "AKIA", r"AKIA[0-9A-Z]{16}"),
        ("aws-key", "ASIA", r"ASIA[0-9A-Z]{16}"),
        ("openai-key", "sk-", r"sk-(?:proj-|svcacct-|admin-|ant-|or-v1-)?[A-Za-z0-9_-]{20,200}"),
        ("github-token", "ghp_", r"ghp_[A-Za-z0-9]{36,255}"),
        ("github-token", "gho_", r"gho_[A-Za-z0-9]{36,255}"),
        ("github-token", "ghu_", r"ghu_[A-Za-z0-9]{36,255}"),
        ("github-token", "ghs_", r"ghs_[A-Za-z0-9]{36,255}"),
        ("github-token", "ghr_", r"ghr_[A-Za-z0-9]{36,255}"),
        ("github-token", "github_pat_", r"github_pat_[A-Za-z0-9_]{22,255}"),
        ("gitlab-token", "glpat-", r"glpat-[\w-]{20,64}"),
        ("slack-token", "xox", r"xox[abeprs]-[A-Za-z0-9-]{10,200}"),
        (
            "slack-webhook",
            "hooks.slack",
            r"https://hooks\.slack\.com/services/[A-Z0-9]+/[\w/]{20,80}",
        ),
        ("google-key", "AIza", r"AIza[\w-]{35}"),
        ("google-key", "ya29.", r"ya29\.[\w-]{20,300}"),
        ("telegram-bot", ":AA", r"\d{8,10}:AA[A-Za-z0-9_-]{33}"),
        ("stripe-key", "k_live_", r"[sr]k_live_[A-Za-z0-9]{16,120}"),
        ("huggingface-token", "hf_", r"hf_[A-Za-z0-9]{30,60}"),
        ("npm-token", "npm_", r"npm_[A-Za-z0-9]{36}"),
        ("pypi-token", "pypi-", r"pypi-[\w-]{60,250}"),
        ("sendgrid-key", "SG.", r"SG\.[\w-]{22}\.[\w-]{43}"),
        ("yandex-key", "AQVN", r"AQVN[\w-]{30,60}"),
        ("yandex-key", "y0_", r"y0_[\w-]{40,80}"),
        ("vk-token", "vk1.a.", r"vk1\.a\.[\w-]{40,250}"),
        ("azure-key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{80,90}={0,2}"),
    )
)
_JWT = re.compile(r"(?<![\w-])(eyJ[\w-]{8,2000})\.(eyJ[\w-]{4,8000})\.[\w-]{16,1000}")
_BLOCK = re.compile(
    r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----\s{1,4}"
    r"(?:[\w-]+: [^\n]{1,80}\n){0,4}"
    r"\s{0,2}[A-Za-z0-9+/=\s\\n]{40,20000}"
)
_URL = re.compile(
    r"\b[a-zA-Z][a-zA-Z0-9+]{1,20}://[^\s:/@<>\"']{0,64}:([^\s:/@<>\"']{3,100})@[\w.-]"
)
_PASSWORD = re.compile(
    r"(?:password|passwd|passcode|passphrase|(?<![a-z])pwd|(?<![a-z])pass|"
    r"парол[ьяю]м?)(?![а-яё])[\"']?"
    r"(?: (?:is|was|это|от [\w-]{2,20}|for [\w-]{2,20}))?"
    r"(?:\s{0,2}(?::|=>|=|—|–|-)\s{0,2}|(?<=is) |(?<=was) |"
    r"(?<=это) )[\"'`«]?([^\s\"'`»,;<>]{6,72})",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"(?:secret(?:[_ -]?(?:access[_ -]?)?key)?|api[_ -]?key|apikey|access[_ -]?(?:key|token)|"
    r"auth[_ -]?token|bearer|client[_ -]?secret|private[_ -]?key|(?<![a-z])token|токен[а-я]{0,2}|"
    r"(?:api[- ]?)?ключ[а-я]{0,2}(?: api)?|секретн\w{2,3} ключ\w{0,2})[\"']?"
    r"(?: (?:is|это))?(?:\s{0,2}(?::|=>|=|—)\s{0,2}|"
    r"(?<=bearer) )[\"'`«]?([A-Za-z0-9_+/=.~-]{16,250})",
    re.IGNORECASE,
)
_PASSWORD_HINTS = ("pass", "pwd", "парол")
_KEY_HINTS = ("secret", "key", "token", "токен", "ключ", "bearer")

_PLACEHOLDER = re.compile(
    r"your|example|sample|dummy|placeholder|change.?me|replace|insert|redacted|hidden|masked|"
    r"x{4,}|\*{2,}|\.{3}|…|_here|1234567890|0123456789|abcdefgh|qwertyui|deadbeef|"
    r"^(?:my|the|some|test|user|new|old)?[_-]?(?:password|passwd|pass|pwd|secret|token|key|пароль)"
    r"[_-]?\d{0,4}[!.?)]*$|^(?:test|foo|bar|none|null|true|false|undefined|admin|root)\d{0,4}$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"[$%{<\[(]|^(?:process|os|self|config|settings|env|this|args|request|req)\.|"
    r"^[A-Za-z_]+\.[A-Za-z_.]+$|^https?:|^/|\\n|::"
)
_REACH = 350  # signs from a hint to the ends of what it names
_ENOUGH_BITS = 3.0
"""Bits a sign of a key: words have about 2.5 to 3.5 over so short a text, keys 3.5 to 5."""


def find(text: str) -> tuple[Span, ...]:
    """The secrets of `text`, in order, none overlapping."""
    found = [*_of_known_form(text), *_blocks_and_links(text)]
    small = text.lower()
    for low, high in stretches(_PASSWORD_HINTS, small, _REACH):
        found += _named(_PASSWORD.finditer(text, low, high), "password", _like_a_password)
    for low, high in stretches(_KEY_HINTS, small, _REACH):
        found += _named(_KEY.finditer(text, low, high), "key", _like_a_key)
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _of_known_form(text: str) -> Iterator[Span]:
    for kind, hint, form in _FORMS:
        if hint not in text:
            continue
        for match in form.finditer(text):
            if not _PLACEHOLDER.search(match[0]) and _bits(match[0]) >= _ENOUGH_BITS:
                yield Span(match.start(), match.end(), kind, match[0], NAMED)


def _blocks_and_links(text: str) -> Iterator[Span]:
    if "eyJ" in text:
        for match in _JWT.finditer(text):
            if _is_jwt(match[1], match[2]):
                yield Span(match.start(), match.end(), "jwt", match[0], NAMED)
    if "PRIVATE KEY" in text:
        for match in _BLOCK.finditer(text):
            if not _PLACEHOLDER.search(match[0]):
                yield Span(match.start(), match.end(), "private-key", match[0], NAMED)
    if "://" in text:
        for match in _URL.finditer(text):
            if _like_a_password(match[1], 4) or _of_mixed_case(match[1]):
                yield Span(match.start(1), match.end(1), "password-in-link", match[1], CHECKED)


def _named(matches: Iterable[re.Match[str]], kind: str, like: Callable[[str], bool]) -> list[Span]:
    spans = []
    for match in matches:
        value = match[1].rstrip(".,;:?)")
        if like(value):
            start = match.start(1)
            spans.append(Span(start, start + len(value), kind, value, CHECKED))
    return spans


def _like_a_password(value: str, shortest: int = 6) -> bool:
    """Whether a person or a program could have chosen it: letters mixed with digits or signs."""
    if len(value) < shortest or _PLACEHOLDER.search(value) or _REFERENCE.search(value):
        return False
    if not any(sign.isalpha() for sign in value):
        return False
    return any(sign.isdigit() for sign in value) or any(sign in "!@#^&*+~?" for sign in value)


def _of_mixed_case(value: str) -> bool:
    """Whether letters are drawn at random, large among small: no word is written so."""
    if len(value) < 8 or _PLACEHOLDER.search(value) or _REFERENCE.search(value):
        return False
    return value.isalpha() and value[1:] != value[1:].lower() and value != value.upper()


def _like_a_key(value: str) -> bool:
    """Whether it is drawn at random: letters and digits mixed, no word of a language."""
    if _PLACEHOLDER.search(value) or _REFERENCE.search(value) or len(value) < 16:
        return False
    mixed = any(sign.isdigit() for sign in value) and any(sign.isalpha() for sign in value)
    return mixed and _bits(value) >= _ENOUGH_BITS


def _bits(value: str) -> float:
    """Shannon's entropy a sign, in bits."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)


def _is_jwt(header: str, payload: str) -> bool:
    """Whether it begins with a token's header; the sample of the documentation does not count."""
    head, body = _json(header), _json(payload)
    return "alg" in head and body.get("sub") != "1234567890"


def _json(part: str) -> dict[str, object]:
    """The object that a part of a token holds; an empty one where it holds none."""
    try:
        value = json.loads(_decoded(part))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
