"""Sizes of memory as people write them: `6GB` in, `1.2 GB` out, a GB being 10^9 bytes; and counts,
`3B` in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lekalo.core import words
from lekalo.core.errors import WrongValueError
from lekalo.core.records import Language

_FORM = re.compile(r"(\d+(?:\.\d+)?)\s*([^\W\d]*)")
_UNITS = {"mb": 10**6, "gb": 10**9, "tb": 10**12, "мб": 10**6, "гб": 10**9, "тб": 10**12}
_COUNTS = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}


def read_size(value: str | int) -> int:
    """Bytes of `6GB`, `900 MB` or a plain number. Raises `ValueError` with what is allowed."""
    found = _read(value, _UNITS)
    if found is None:
        raise WrongValueError(words.SIZE)
    return found


def read_count(value: str) -> int:
    """The number that `3B`, `50M`, `20K` or plain digits say. `ValueError` for anything else."""
    found = _read(value, _COUNTS)
    if found is None:
        raise ValueError(f"'{value}' is no count such as 3B, 50M, 20K or plain digits")
    return found


def _read(value: str | int, units: Mapping[str, int]) -> int | None:
    found = _FORM.fullmatch(str(value).strip().lower())
    if found is None or found[2] not in ("", *units):
        return None
    return round(float(found[1]) * units.get(found[2], 1)) or None


def say_size(size: float, language: Language) -> str:
    """`1.2 GB`, or `1,2 ГБ`; under a tenth of a GB in megabytes."""
    gigabytes = size >= 10**8
    number = f"{size / 10**9:.1f}" if gigabytes else f"{size / 10**6:.0f}"
    if language == "en":
        return f"{number} {'GB' if gigabytes else 'MB'}"
    return f"{number.replace('.', ',')} {'ГБ' if gigabytes else 'МБ'}"
