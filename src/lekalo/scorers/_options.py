"""Options of a scorer as a typed record, with every mistake said in a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from lekalo.core.errors import DataError
from lekalo.core.strict import wrong_value
from lekalo.core.wording import Joined, Sayable, nearest
from lekalo.scorers import _words as words


class Options(BaseModel):
    """The base of a scorer's options: frozen, no unknown keys, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


OptionsT = TypeVar("OptionsT", bound=Options)


def read_options(kind: type[OptionsT], scorer: str, given: Mapping[str, Any]) -> OptionsT:
    """`given` as a `kind`; `DataError` says every option that is wrong and what is allowed."""
    try:
        return kind.model_validate(dict(given))
    except ValidationError as error:
        problems = Joined(tuple(_sentence(item, kind) for item in error.errors()))
        raise DataError(words.WRONG_OPTIONS(scorer=scorer, problems=problems)) from None


def _sentence(item: Any, kind: type[Options]) -> Sayable:
    name = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        allowed = list(kind.model_fields)
        hint = nearest(name, allowed, ".")
        return words.UNKNOWN_OPTION(name=name, hint=hint, allowed=", ".join(allowed))
    if item["type"] == "missing":
        return words.REQUIRED(name=name)
    problem = wrong_value(item)
    if item["type"] == "value_error":
        return problem
    given = json.dumps(item.get("input"), ensure_ascii=False, default=str)[:80]
    return words.WRONG_VALUE(name=name, problem=problem, given=given)
