"""Text that gives orders to the model that reads it, in Russian and English.

    override      "ignore all previous instructions", «забудь все инструкции»
    reveal        "print your system prompt"
    unbound       "you are now DAN, without restrictions"
    to-the-model  "if you are an AI, ...": orders in a text that is no request
    markers       <|im_start|>, [INST]: turns of a chat forged inside one turn
    hidden        text that a person doesn't see: zero-width signs, display:none
    sending-out   a picture whose address would carry the conversation away, or the order to send it

A prohibition ("never reveal ...") is none, nor is a quotation in a text about such attacks, nor a
role to play ("act as a travel guide"). Leaves out attacks in other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lekalo.text.hints import stretches
from lekalo.text.injection_excuses import ABOUT, NEGATED, QUOTES, REFUSES
from lekalo.text.injection_sayings import SAYING_HINTS, SAYINGS
from lekalo.text.injection_words import (
    HINTS,
    PATTERNS,
    STYLED_AWAY,
    UNSEEN,
    UNSEEN_ANY,
)

KINDS = ("override", "reveal", "unbound", "to-the-model", "markers", "hidden", "sending-out")
"""Every kind that is found."""

REQUESTS = frozenset(("override", "reveal", "unbound"))
"""What a person may ask, and an assistant may rightly refuse."""


_FORGED = ("markers", "sending-out")
_LOOKED_FOR = [
    (kind, pattern, hints[kind])
    for patterns, hints in ((PATTERNS, HINTS), (SAYINGS, SAYING_HINTS))
    for kind, pattern in patterns.items()
]
_PLAIN = [
    (kind, pattern, [h for h in hints if h.isascii()]) for kind, pattern, hints in _LOOKED_FOR
]
"""The same for a text without a Russian letter."""
_REACH, _FAR_REACH = 160, 300  # signs from a hint to the ends of what it may belong to


@dataclass(frozen=True, slots=True)
class Order:
    """`text[start:end]` is an order to the model."""

    start: int
    end: int
    kind: str


def find(text: str) -> tuple[Order, ...]:
    """The orders of `text`, in its order."""
    small = text.lower()
    found = set(_hidden(text, small))
    for kind, pattern, hints in _PLAIN if small.isascii() else _LOOKED_FOR:
        reach = _FAR_REACH if kind in _FORGED else _REACH
        for low, high in stretches(hints, small, reach):
            for match in pattern.finditer(text, low, high):
                if kind in _FORGED or not _told_of(text, match):
                    found.add(Order(match.start(), match.end(), kind))
    return tuple(sorted(found, key=lambda order: (order.start, order.end, order.kind)))


def refuses(answer: str) -> bool:
    """Whether an answer begins by declining."""
    return REFUSES.search(answer, 0, 300) is not None


def _told_of(text: str, match: re.Match[str]) -> bool:
    """Whether the words are forbidden, or quoted in a text about attacks."""
    start = match.start()
    if NEGATED.search(text, max(0, start - 30), start):
        return True
    quoted = any(sign in QUOTES for sign in text[max(0, start - 2) : start])
    return quoted and ABOUT.search(text, max(0, start - 2000), start + 2000) is not None


def _hidden(text: str, small: str) -> Iterator[Order]:
    if not text.isascii() and UNSEEN_ANY.search(text):
        for match in UNSEEN.finditer(text):
            yield Order(match.start(), match.end(), "hidden")
            break  # one a text: the rest of a long run is the same
    if "hidden" in small or "display" in small or "opacity" in small or "font-size" in small:
        for match in STYLED_AWAY.finditer(text):
            if len(match[1].split()) >= 4:
                yield Order(match.start(), match.end(), "hidden")
