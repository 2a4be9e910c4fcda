"""How the scorers compare texts, in any language, and say what they found.

Strictly: Unicode's composed form (NFC), ends trimmed. Loosely, besides: letter case and
the Russian letters ё and е are not told apart, and a run of white space is one space.
"""

from __future__ import annotations

import re
import unicodedata

from lekalo.core.records import Item, Score
from lekalo.core.wording import Sayable

_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


def strict(text: str) -> str:
    """`text` for a comparison that keeps everything but the outer white space."""
    return unicodedata.normalize("NFC", text).strip()


def loose(text: str) -> str:
    """`text` for a comparison that forgives case, ё/е and the amount of white space."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.replace("ё", "е").split())


def scored(value: float, reason: Sayable, item: Item) -> Score:
    """The score, with its reason in the language that the item asks in."""
    russian = any(_RUSSIAN.search(message.content) for message in item.messages)
    return Score(value, reason.say("ru" if russian else "en"))
