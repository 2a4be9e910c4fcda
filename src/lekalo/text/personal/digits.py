"""Check digits: each function tells whether a number is one that can have been issued.

Sources: ISO/IEC 7812-1 annex B (Luhn); ISO 13616 and ISO/IEC 7064 MOD 97-10 (IBAN); orders of the
Russian tax service on INN and OGRN; the pension fund's rule for SNILS; Bank of Russia's key of an
account number.
"""

from __future__ import annotations

from collections.abc import Sequence

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, *_INN_10)
_INN_12 = (3, *_INN_11)
_SNILS_UNCHECKED = 1_001_998


def luhn(number: str) -> bool:
    """Every second digit from the right doubled; the digits' sum divides by ten."""
    total = 0
    for place, sign in enumerate(reversed(number)):
        digit = int(sign) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def mod97(iban: str) -> bool:
    """The IBAN, its first four signs last and letters as 10 to 35, leaves 1 over 97."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def inn(number: str) -> bool:
    """A taxpayer's number: 10 digits of an organisation, 12 of a person."""
    if number.startswith("00"):
        return False
    if len(number) == 10:
        return _weighed(number, _INN_10) == int(number[9])
    if len(number) != 12:
        return False
    return _weighed(number, _INN_11) == int(number[10]) and _weighed(number, _INN_12) == int(
        number[11]
    )


def snils(number: str) -> bool:
    """Nine digits and their control number; the oldest numbers have none and are not told."""
    if len(number) != 11 or int(number[:9]) <= _SNILS_UNCHECKED:
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(number[:9]))
    return total % 101 % 100 == int(number[9:])


def ogrn(number: str) -> bool:
    """A registration: 13 digits of an organisation (1, 5), 15 of a sole trader (3)."""
    divisor = {13: 11, 15: 13}.get(len(number))
    if divisor is None or number[0] not in ("15" if divisor == 11 else "3"):
        return False
    # the second and third digits are the year of the entry; the register began in 2002
    if not 2 <= int(number[1:3]) <= 40 or number[3:5] == "00":
        return False
    return int(number[:-1]) % divisor % 10 == int(number[-1])


def account(number: str, bic: str) -> bool:
    """The key of a 20-digit account in the bank with this BIC."""
    whole = bic[-3:] + number
    return sum(int(digit) * (7, 1, 3)[place % 3] for place, digit in enumerate(whole)) % 10 == 0


def _weighed(number: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11 % 10
