"""What every group of a recipe's keys is: frozen, and strict about what it is given.

What pydantic finds wrong with a value is put into our own words, in English and in Russian.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from lekalo.core.errors import WrongValueError
from lekalo.core.recipe_words import WRONG
from lekalo.core.wording import Sayable, Word


class Settings(BaseModel):
    """Frozen, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


def wrong_value(item: Any) -> Sayable:
    """What one of a `ValidationError`'s errors says of its value, without the key."""
    context = item.get("ctx", {})
    if isinstance(context.get("error"), WrongValueError):
        said: Sayable = context["error"].message
        return said
    if item["type"] == "literal_error":
        context = {"allowed": context["expected"].replace(" or ", ", ").replace("'", "")}
    phrase = WRONG.get(item["type"])
    if phrase is None:  # a kind that no key has had so far: pydantic's own words
        return Word(item["msg"], item["msg"])
    return phrase(**context)
