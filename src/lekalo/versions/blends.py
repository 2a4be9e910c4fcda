"""A version at another strength, or several of one base together, as one reference.

    support@3:0.6                       six tenths of what was trained
    letters@2:0.7+support@3:0.3         two versions' adapters, summed by weights

Without a number the strength is 1. The prompt and the sampling are the first one's. Whether the
versions stand on one base is found out by who opens them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lekalo.core.errors import UserError
from lekalo.versions import words
from lekalo.versions.stages import Version

STRONGEST = 2.0
WHOLE = "full"
"""The kind of adapter that replaces every weight of its base."""
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Part:
    """One version's share of an answer: `ref` is `name`, `name@3`, `name@live`..."""

    ref: str
    strength: float = 1.0


def parse_blend(text: str) -> tuple[Part, ...]:
    """The parts of `text`, which a plain reference has one of. `UserError` for a strength that
    is no number from 0 to 2, or a version named twice."""
    parts = tuple(_part(text, piece) for piece in text.split("+"))
    refs = [part.ref for part in parts]
    if len(set(refs)) < len(refs):
        raise UserError(words.TWICE(text=text[:80]))
    return parts


def blend_ref(parts: Sequence[Part]) -> str:
    """The reference of these parts, as replies name it."""
    alone = len(parts) == 1 and parts[0].strength == 1.0
    return parts[0].ref if alone else "+".join(f"{p.ref}:{p.strength:g}" for p in parts)


def check_blend(parts: Sequence[Part], versions: Sequence[Version]) -> None:
    """Raises `UserError` where versions cannot be combined or have no strength: each must have
    an adapter above one and the same base."""
    for part, version in zip(parts, versions, strict=True):
        adapter = version.manifest.adapter
        if adapter is None or adapter.kind == WHOLE:
            kind = words.BASE_ITSELF if adapter is None else words.TRAINED_WHOLE
            raise UserError(words.NO_STRENGTH(ref=part.ref, kind=kind))
        if not version.manifest.base.same(versions[0].manifest.base):
            raise UserError(words.OTHER_BASES(ref=part.ref, ref2=parts[0].ref))


def _part(text: str, piece: str) -> Part:
    ref, colon, number = piece.partition(":")
    if not ref:
        raise UserError(words.NO_NAME(text=text[:80]))
    if not colon:
        return Part(ref)
    if not _NUMBER.fullmatch(number) or float(number) > STRONGEST:
        raise UserError(words.NOT_STRENGTH(number=number[:20], text=text[:80]))
    return Part(ref, float(number))
