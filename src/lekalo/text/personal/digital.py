"""E-mail and IP addresses. Leaves out plain links: a site by itself is nobody's.

Versions (`version 1.2.3.4`), networks (`10.0.0.0/8`), masks and the machine's own
addresses are not reported.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from lekalo.text.personal.spans import NAMED, SHAPED, Span, before

_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w+%][\w.+%'-]{0,63}@(?:[^\W_](?:[\w-]{0,62})\.){1,6}[^\W\d_]{2,24}(?![\w@])"
)
# a pattern that begins with a digit is searched several times faster than one that looks back
_V4 = re.compile(r"\d(?<![\w.]\d)\d{0,2}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\w|\.\d|/\d)")
_DOTTED = re.compile(r"\d\.\d")
_V6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_ADDRESS = re.compile(r"\bip\b|ipv|адрес|address|host|server|сервер|ping|dns|узл", re.IGNORECASE)
_VERSION = re.compile(
    r"верси[яюией]|прошивк|сборк|релиз|обновлени|раздел|пункт|глав[аеыу]|параграф|"
    r"version|release|build|firmware|update|upgrade|section|chapter|clause|driver|"
    r"(?<![^\W_])(?:v|ver|rev|п|§)\.?\s*$",
    re.IGNORECASE,
)
_SMALL = 20


def find(text: str) -> Iterator[Span]:
    """E-mail addresses, IPv4 and IPv6."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            if not match[0].startswith("git@"):  # a repository's address, the same for all
                yield Span(match.start(), match.end(), "email", match[0], NAMED)
    if text.count(".") >= 3 and _DOTTED.search(text):
        yield from _v4(text)
    if "::" in text or text.count(":") >= 7:
        yield from _v6(text)


def _v4(text: str) -> Iterator[Span]:
    for match in _V4.finditer(text):
        at = match.start()
        told = before(text, at, _ADDRESS, 30)
        small = all(int(part) <= _SMALL for part in match[0].split("."))
        if before(text, at, _VERSION, 16) or (small and not told):
            continue
        if _of_a_machine(match[0]):
            yield Span(at, match.end(), "ip", match[0], NAMED if told else SHAPED)


def _v6(text: str) -> Iterator[Span]:
    for match in _V6.finditer(text):
        groups = [group for group in match[0].split(":") if group]
        telling = len(groups) >= 3 and any(sign.isdigit() for sign in match[0])
        if telling and _of_a_machine(match[0]):
            yield Span(match.start(), match.end(), "ip", match[0], NAMED)


def _of_a_machine(written: str) -> bool:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address) and written.startswith(("0.", "255.")):
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)
