"""How a version is named: `support@3`, `support@live`, `support@candidate`, or `support`.

A bare name means its live version. Whether a name is a base or a version is decided by
who asks: this module only takes the text apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lekalo.core.errors import NotFoundError
from lekalo.core.wording import nearest
from lekalo.versions import words

Pick = int | Literal["live", "candidate"]
_WORDS: tuple[Literal["live", "candidate"], ...] = ("live", "candidate")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True, slots=True)
class Ref:
    """A name and which of its versions is meant."""

    name: str
    pick: Pick

    def __str__(self) -> str:
        return f"{self.name}@{self.pick}"


def parse_ref(text: str) -> Ref:
    """The parts of `text`; `NotFoundError` where it cannot be a version's name."""
    name, separator, pick = text.partition("@")
    if not _NAME.fullmatch(name):
        raise NotFoundError(words.NOT_A_VERSION(text=text))
    if not separator:
        return Ref(name, "live")
    for word in _WORDS:
        if pick == word:
            return Ref(name, word)
    if re.fullmatch(r"[1-9][0-9]{0,8}", pick):
        return Ref(name, int(pick))
    raise NotFoundError(words.NO_SUCH_PICK(text=text, hint=nearest(pick, _WORDS, ";"), name=name))
