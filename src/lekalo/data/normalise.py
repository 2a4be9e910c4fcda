"""What makes two texts the same to a reader: case, spacing, punctuation, ё and look-alikes aside.

A Latin letter typed inside a Cyrillic word, or the other way round, is read as what it looks like.
Signs that change a number stay (`2+2` is not `2-2`, `1.5` is not `15`). Leaves out meaning:
other words for the same question are not found here.
"""

from __future__ import annotations

import re
import unicodedata

from lekalo.core.records import Example, Message
from lekalo.text.lemmas import unify

# words; an operator before a number; a point, comma or colon inside a number
_TOKEN = re.compile(r"[^\W_]+|[-+*/^=<>%×÷](?=\s*\d)|(?<=\d)[.,:](?=\d)")


def normalise(text: str) -> str:
    """The text's words in small letters; the text itself where it has none (signs, emoji)."""
    plain = unify(unicodedata.normalize("NFKC", text)).casefold().replace("ё", "е")
    return " ".join(_TOKEN.findall(plain)) or plain.strip()


def question(messages: tuple[Message, ...]) -> str:
    """What a chat asks: the normalised user turns, one a line."""
    return "\n".join(normalise(m.content) for m in messages if m.role == "user")


def answer(example: Example) -> str:
    """The chat's assistant turns as they stand, one a line."""
    return "\n".join(m.content for m in example.messages if m.role == "assistant")
