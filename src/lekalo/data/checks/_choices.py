"""Who was chosen over whom, kept as numbers: a million choices in some thirty bytes each.

Answers are one when only case, spacing, quotation marks, ё/е and marks at the ends differ.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lekalo.core.records import Message, Pair, Rated

_MANY_WORDS = 4
_ALIKE = (("ё", "е"), ("Ё", "Е"), ("«", '"'), ("»", '"'), ("“", '"'), ("”", '"'), ("’", "'"))
_EDGE = " \t\n.,;:\"'"
_LENGTH = re.compile(
    r"\b(?:short|brief|concis|succinct|length|long|verbos|wordy)"
    r"|\b(?:кратк|кратч|корот|короч|лаконич|длин|объ[её]м|многослов)"
)


@dataclass
class Choices:
    """One entry a choice, in the order of the rows; a rating is a choice of one answer."""

    better: array[int] = field(default_factory=lambda: array("Q"))
    """The chosen answer after its prompt, as a 64-bit hash; for ratings, the answer."""
    worse: array[int] = field(default_factory=lambda: array("Q"))
    """The rejected one; for ratings 1 where the answer is good, else 0."""
    longer: array[int] = field(default_factory=lambda: array("i"))
    """Characters that the chosen answer has over the rejected; for ratings, its characters."""
    first: array[int] = field(default_factory=lambda: array("b"))
    """1 where the chosen answer was shown first, -1 where the rejected was, 0 unknown."""
    author: array[int] = field(default_factory=lambda: array("i"))
    """A number into `authors`; -1 unknown."""
    authors: dict[str, int] = field(default_factory=dict)
    equal: list[int] = field(default_factory=list)
    padded: list[int] = field(default_factory=list)
    unstated: list[int] = field(default_factory=list)
    length_asked: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.better)

    def author_number(self, name: str) -> int:
        """The number of an author, given at first sight; -1 for no name."""
        return self.authors.setdefault(name, len(self.authors)) if name else -1

    def part(self, row: int, kind: str) -> str:
        """The kind of a finding with the row's author, as a place's part."""
        return " ".join([kind, *self.names([row])])

    def names(self, rows: Iterable[int]) -> list[str]:
        """The authors of these rows, sorted."""
        known = list(self.authors)
        return sorted({known[self.author[row]] for row in rows if self.author[row] >= 0})


def gather_pairs(pairs: Sequence[Pair]) -> Choices:
    """Reads the pairs once."""
    seen = Choices()
    for row, pair in enumerate(pairs):
        chosen, rejected = tidy(pair.chosen), tidy(pair.rejected)
        if chosen == rejected:
            seen.equal.append(row)
        elif _padded(chosen.casefold(), rejected.casefold()):
            seen.padded.append(row)
        prompt = _prompt(pair.prompt)
        seen.better.append(_hash(prompt, chosen.casefold()))
        seen.worse.append(_hash(prompt, rejected.casefold()))
        seen.longer.append(len(chosen) - len(rejected))
        seen.first.append({"chosen": 1, "rejected": -1}.get(pair.meta.get("first", ""), 0))
        seen.author.append(seen.author_number(pair.meta.get("author", "")))
        _criterion(seen, row, pair.criterion, pair.meta.get("policy", ""))
    return seen


def gather_rated(rated: Sequence[Rated]) -> Choices:
    """Reads the ratings once."""
    seen = Choices()
    for row, one in enumerate(rated):
        answer = tidy(one.answer)
        seen.better.append(_hash(_prompt(one.prompt), answer.casefold()))
        seen.worse.append(one.good)
        seen.longer.append(len(answer))
        seen.author.append(seen.author_number(one.meta.get("author", "")))
        _criterion(seen, row, one.meta.get("criterion", ""), one.meta.get("policy", ""))
    return seen


def _criterion(seen: Choices, row: int, criterion: str, policy: str) -> None:
    if not criterion.strip() and not policy.strip():
        seen.unstated.append(row)
    elif _asks_length(criterion) or _asks_length(policy):
        seen.length_asked.add(row)


@lru_cache(maxsize=4096)
def _asks_length(criterion: str) -> bool:
    return bool(_LENGTH.search(criterion.casefold()))


def tidy(text: str) -> str:
    """`text` without what no reader weighs: spacing inside lines, kinds of quotation marks, ё,
    marks at the ends. Case and line breaks stay: a preference may be about them."""
    if not text.isascii():
        for one, other in _ALIKE:
            text = text.replace(one, other)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(line for line in lines if line).strip(_EDGE)


def _prompt(messages: tuple[Message, ...]) -> str:
    turns = (f"{m.role} {' '.join(m.content.split())} {m.tool_calls or ''}" for m in messages)
    return "\n".join(turns).casefold()


def _hash(prompt: str, answer: str) -> int:
    text = f"{prompt}\0{answer}".encode(errors="surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def _padded(one: str, other: str) -> bool:
    """Whether one answer is the other, of four words or more, with words put before or after."""
    short, long = sorted((one, other), key=len)
    if short.count(" ") < _MANY_WORDS - 1 or len(short) == len(long):
        return False
    if long.startswith(short):
        return not long[len(short)].isalnum()
    return long.endswith(short) and not long[-len(short) - 1].isalnum()
