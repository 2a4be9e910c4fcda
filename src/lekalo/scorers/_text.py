"""How the scorers compare texts, in any language.

Strictly: Unicode's composed form (NFC), ends trimmed. Loosely, besides: letter case and
the Russian letters ё and е are not told apart, and a run of white space is one space.
"""

from __future__ import annotations

import unicodedata


def strict(text: str) -> str:
    """`text` for a comparison that keeps everything but the outer white space."""
    return unicodedata.normalize("NFC", text).strip()


def loose(text: str) -> str:
    """`text` for a comparison that forgives case, ё/е and the amount of white space."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.replace("ё", "е").split())
