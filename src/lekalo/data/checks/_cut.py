"""Answers that stop in the middle: one by one by their last word, and many by a common length.

A limit on the length of answers, when the data was made, leaves many of them cut at the same
number of characters, or the longest ones without an end. Leaves out short answers, lists, code
and lines of verse, which need no full stop.
"""

from __future__ import annotations

import re
from array import array

import numpy as np

_LONG = 100  # characters: a shorter answer may well have no full stop
_PROSE_LINE = 50
_TAIL = 400
_SAME_LENGTH = 5
_TOP = 0.9
_ENOUGH = 10
_OPEN_END = re.compile(
    r"(?:[,;]|\b(?:the|a|an|of|and|or|to|for|in|from|that|which|is|are|was|were|your|"
    r"their|our|as|because|и|или|в|во|на|с|со|к|ко|о|об|для|от|из|за|по|при|что|чтобы|который|"
    r"которая|которые|а|но|если|как|также))\Z",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[^\w,;\s(«“\[{<-]\W{0,3}\Z")
_LIST_LINE = re.compile(
    r"[ \t]*(?:[-*•–—|>#]|\d{1,3}[.)]|[A-Za-zА-Яа-я][.)]\s|[^\W\d][^\n.]{0,40}:)"
)


def open_ended(text: str) -> bool:
    """Whether a long answer stops at a comma, or at a word that ends no sentence."""
    if len(text) < _LONG:
        return False
    line = _last_line(text)
    return (
        len(line) >= _PROSE_LINE and _OPEN_END.search(line[-12:]) is not None and "```" not in text
    )


def unended(text: str) -> bool:
    """Whether a long answer's last line is prose without a final mark."""
    if len(text) < _LONG or "```" in text[-_TAIL:]:
        return False
    line = _last_line(text)
    if len(line) < _PROSE_LINE or _LIST_LINE.match(line) or _ENDED.search(line):
        return False
    return ". " in text or "! " in text or "? " in text


class Lengths:
    """The lengths of all answers, and which have no end."""

    def __init__(self) -> None:
        self.rows = array("q")
        self.lengths = array("q")
        self.unended = array("b")

    def add(self, row: int, text: str) -> None:
        """Counts one answer."""
        self.rows.append(row)
        self.lengths.append(len(text))
        self.unended.append(unended(text))

    def cut(self) -> list[int]:
        """The rows without an end that have one common length which none exceeds, or that are
        among the longest where most of these have no end and hardly any of the rest."""
        if len(self.rows) < _ENOUGH:
            return []
        rows = np.frombuffer(self.rows, dtype=np.int64)
        lengths = np.frombuffer(self.lengths, dtype=np.int64)
        unended_ = np.frombuffer(self.unended, dtype=np.int8).astype(bool)
        longest = lengths == lengths.max()
        if (longest & unended_).sum() >= _SAME_LENGTH:
            return [int(row) for row in rows[longest & unended_]]
        limit = np.quantile(lengths, _TOP)
        top = lengths >= limit
        in_top, below = unended_[top].mean(), unended_[~top].mean() if (~top).any() else 0.0
        if top.sum() >= _ENOUGH and in_top >= 0.5 and below <= 0.2:
            return [int(row) for row in rows[top & unended_]]
        return []


def _last_line(text: str) -> str:
    return text[-_TAIL:].rstrip().rpartition("\n")[2]
