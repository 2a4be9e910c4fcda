"""Sizes of memory as people write them: `6GB` in, `1.2 GB` out. A GB is 10^9 bytes."""

from __future__ import annotations

import re

from lekalo.core import words
from lekalo.core.errors import WrongValueError
from lekalo.core.records import Language

_FORM = re.compile(r"(\d+(?:\.\d+)?)\s*(mb|gb|tb|мб|гб|тб)?")
_UNITS = {"mb": 10**6, "gb": 10**9, "tb": 10**12, "мб": 10**6, "гб": 10**9, "тб": 10**12}


def read_size(value: str | int) -> int:
    """Bytes of `6GB`, `900 MB` or a plain number. Raises `ValueError` with what is allowed."""
    found = _FORM.fullmatch(str(value).strip().lower())
    if found is None or float(found[1]) <= 0:
        raise WrongValueError(words.SIZE)
    return round(float(found[1]) * _UNITS.get(found[2], 1))


def say_size(size: float, language: Language) -> str:
    """`1.2 GB`, or `1,2 ГБ`; under a tenth of a GB in megabytes."""
    gigabytes = size >= 10**8
    number = f"{size / 10**9:.1f}" if gigabytes else f"{size / 10**6:.0f}"
    if language == "en":
        return f"{number} {'GB' if gigabytes else 'MB'}"
    return f"{number.replace('.', ',')} {'ГБ' if gigabytes else 'МБ'}"
