"""Cards, IBANs and Russian accounts, each by its check digit, length and first digits.

A number that fails its check digit is not reported, whatever the text calls it: it was mistyped
or made up, and leads to nobody. Leaves out correspondent accounts, which are banks'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lekalo.text.personal import digits
from lekalo.text.personal.spans import CHECKED, NAMED, Span, before, other_number

_GAP = r"[ \u00a0-]"
# patterns that begin with a digit are searched several times faster than those that look back
_CARD = re.compile(
    rf"\d(?<![\w+]\d)(?<!\d[.,-]\d)(?:\d{{3}}({_GAP})\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{3}})?(?!\w)|"
    rf"\d{{3}}({_GAP})\d{{6}}\2\d{{4,5}}(?!\w)|\d{{11,18}}(?!\w|[.,]\d))"
)
_CARD_WORD = re.compile(
    r"карт[аеуыо]|visa|mastercard|maestro|\bмир\b|\bcards?\b|\bcc\b|amex|credit|debit",
    re.IGNORECASE,
)
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),  # Visa
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),  # Mastercard
    (re.compile(r"220[0-4]"), (16, 17, 18, 19)),  # Mir
    (re.compile(r"3[47]"), (15,)),  # American Express
    (re.compile(r"30[0-5]|3095|36|3[89]"), (14, 16)),  # Diners Club
    (re.compile(r"6011|64[4-9]|65"), (16, 19)),  # Discover
    (re.compile(r"352[89]|35[3-8]"), (16, 19)),  # JCB
    (re.compile(r"1800|2131"), (15,)),  # JCB, older
    (re.compile(r"62|81"), (16, 17, 18, 19)),  # UnionPay
    (re.compile(r"50[0-9]|5[6-8]|6304|639|67"), tuple(range(12, 20))),  # Maestro
)
_ALSO_BARCODES = 13
"""Up to this length a number may be a barcode or an INN, so the text must say that it's a card."""

_IBAN_DIGITS = re.compile(r"\d\d(?<![^\W_][A-Za-z]{2}..)(?<=[A-Za-z]{2}..)(?= ?[A-Za-z0-9]{4})")
_IBAN_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DKFIFOGLNL",
    19: "MKSI",
    20: "ATBAEEKZLTLUXK",
    21: "CHHRLILV",
    22: "BGBHCRDEGBGEIEMERSVA",
    23: "AEGIILIQTL",
    24: "ADCZESMDPKROSASESKTNVG",
    25: "PT",
    26: "ISTR",
    27: "FRGRITMCMRSM",
    28: "ALAZBYCYDOGTHULBPLSV",
    29: "BREGPSQAUA",
    30: "JOKWMU",
    31: "MTSC",
    33: "RU",
}
"""The countries' codes, two letters each, by the length of their IBANs."""
_LENGTH_OF = {
    codes[at : at + 2]: length
    for length, codes in _IBAN_LENGTHS.items()
    for at in range(0, len(codes), 2)
}

_ACCOUNT = re.compile(
    r"4(?<!\d4)(?:0[1-8]|2[0-6])\d\d[ .]?(?:810|643|840|978|156|398|933)[ .]?\d[ .]?\d{4}[ .]?\d{7}"
    r"(?!\d)"
)
_BIC = re.compile(r"(?<!\d)04\d{7}(?!\d)")


def find(text: str) -> Iterator[Span]:
    """Cards, IBANs, accounts; the caller has seen that digits are there."""
    yield from _cards(text)
    yield from _ibans(text)
    yield from _accounts(text)


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        told = before(text, match.start(), _CARD_WORD)
        if not told and other_number(text, match.start()):
            continue
        for written in (match[0], match[0][:19]):  # a code of three digits may follow
            number = re.sub(r"\D", "", written)
            if _is_card(number, told):
                end = match.start() + len(written)
                yield Span(match.start(), end, "card", written, NAMED if told else CHECKED)
                break


def _is_card(number: str, told: bool) -> bool:
    """By Luhn, and by its issuer's first digits where the text does not say that it's a card."""
    if len(set(number)) == 1 or not digits.luhn(number):
        return False
    if told:
        return True
    issued = any(len(number) in sizes and start.match(number) for start, sizes in _ISSUERS)
    return issued and len(number) > _ALSO_BARCODES


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN_DIGITS.finditer(text):
        start = match.start() - 2
        length = _LENGTH_OF.get(text[start : start + 2].upper())
        end = _reach(text, start, length) if length else None
        if end is None:
            continue
        written = text[start:end]
        if digits.mod97(written.replace(" ", "").upper()):
            yield Span(start, end, "iban", written, NAMED)


def _reach(text: str, at: int, length: int) -> int | None:
    """Where `length` letters and digits end, single spaces aside."""
    left = length
    while at < len(text) and left:
        sign = text[at]
        if sign.isascii() and sign.isalnum():
            left -= 1
        elif sign != " " or text[at - 1] == " ":
            return None
        at += 1
    ended = at == len(text) or not text[at].isalnum()
    return at if ended and not left else None


def _accounts(text: str) -> Iterator[Span]:
    bics = set(_BIC.findall(text)) if "04" in text else set()
    for match in _ACCOUNT.finditer(text):
        number = re.sub(r"\D", "", match[0])
        # the key can be told only where one bank's code stands in the text
        if len(bics) != 1 or digits.account(number, *bics):
            yield Span(match.start(), match.end(), "account", match[0], CHECKED)
