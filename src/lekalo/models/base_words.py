"""What is said of bases that cannot be loaded, or not as they are, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

NO_CONTEXT = Phrase(
    "the base names no longest context: {count} tokens are taken.",
    "базовая модель не называет длину контекста: принято токенов: {count}.",
)
