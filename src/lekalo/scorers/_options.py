"""Options of a scorer as a typed record, with every mistake said in a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from lekalo.core.errors import DataError, nearest


class Options(BaseModel):
    """The base of a scorer's options: frozen, no unknown keys, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


OptionsT = TypeVar("OptionsT", bound=Options)


def read_options(kind: type[OptionsT], scorer: str, given: Mapping[str, Any]) -> OptionsT:
    """`given` as a `kind`; `DataError` says every option that is wrong and what is allowed."""
    try:
        return kind.model_validate(dict(given))
    except ValidationError as error:
        problems = " ".join(_sentence(item, kind) for item in error.errors())
        raise DataError(f"scorer '{scorer}': {problems}") from None


def _sentence(item: Any, kind: type[Options]) -> str:
    name = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        allowed = list(kind.model_fields)
        hint = nearest(name, allowed) or "."
        return f"unknown option '{name}'{hint} It takes: {', '.join(allowed)}."
    if item["type"] == "missing":
        return f"option '{name}' is required."
    if item["type"] == "value_error":
        return f"{item['ctx']['error']}"
    given = json.dumps(item.get("input"), ensure_ascii=False, default=str)
    message = item["msg"][0].lower() + item["msg"][1:]
    return f"option '{name}': {message}, but it is {given[:80]}."
