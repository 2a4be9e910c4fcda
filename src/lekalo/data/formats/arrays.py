"""A JSON array of any size to numbered rows, through a window that forgets what was read.

After a broken element reading goes on at the next line that begins an element with the same
indentation, if there is one. Also a file that is one JSON object: one row, or SQuAD's tree of
paragraphs and questions, which becomes a row a question.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from lekalo.data.formats import lines
from lekalo.data.formats import words_rows as words
from lekalo.data.formats.lines import Raw, RowError, attempt, too_long

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_STEP = 1 << 16  # an error counts the lines of the whole window
_MARGIN = 200
_NEAR_END = 16  # characters in which a torn literal, number or escape shows


class _Window:
    """The text from `at` on; `line` is the number of the line that `at` stands on."""

    def __init__(self, file: IO[bytes], begun: bytes, line: int) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.text = self._decoder.decode(begun)
        self.at = 0
        self.line = line

    def more(self) -> bool:
        """Reads on, at least as much again; false at the end of the file."""
        data = self._file.read(max(_STEP, len(self.text) - self.at))
        text = self._decoder.decode(data, final=not data)
        kept = max(0, self.at - _MARGIN)
        self.text = self.text[kept:] + text
        self.at -= kept
        return bool(text)

    def advance(self, place: int) -> None:
        """Goes on to `place`."""
        self.line += self.text.count("\n", self.at, place)
        self.at = place

    def skip(self) -> str:
        """Passes over white space; the character there, or '' at the end of the file."""
        while True:
            match = _SPACE.match(self.text, self.at)
            assert match is not None  # the pattern matches nothing as well
            self.advance(match.end())
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def margin(self) -> str | None:
        """The white space before `at` on its line, or none after the array's own bracket; None
        where something else stands there."""
        before = self.text[self.text.rfind("\n", 0, self.at) + 1 : self.at]
        return before.removeprefix("[") if before.strip() in ("", "[") else None


def read_array(file: IO[bytes], begun: bytes, line: int) -> Iterator[Raw]:
    """The elements of the array whose `[` is the first sign of `begun`."""
    window = _Window(file, begun, line)
    window.skip()
    window.advance(window.at + 1)
    number, before = 0, 0
    while window.skip() not in ("", "]"):
        first = window.line
        number += 1
        part = f"#{number}" if first == before else ""  # a list on one line: lines do not tell
        before = first
        try:
            yield Raw(first, _element(window), part)
        except (ValueError, RecursionError) as error:
            fault, goes_on = _recover(window, error)
            yield Raw(first, fault, part)
            if not goes_on:
                return
    yield from _ending(window)


def _element(window: _Window) -> Any:
    """The value at the window's place, which moves past it and its comma."""
    while True:
        try:
            value, end = _DECODER.raw_decode(window.text, window.at)
            if end < len(window.text) or not window.more():
                break
        except json.JSONDecodeError as error:
            if len(window.text) - window.at > lines.MAX_LINE:
                raise _LongError from None
            if not _torn(error, window.text) or not window.more():
                raise
    long = end - window.at > lines.MAX_LINE
    margin = window.margin()
    window.advance(end)
    sign = window.skip()
    if sign == ",":
        window.advance(window.at + 1)
    elif sign != "]":
        raise _BetweenError(margin, window.line)
    return too_long() if long else value


class _BetweenError(ValueError):
    """What follows an element is neither a comma nor the array's end."""

    def __init__(self, margin: str | None, line: int) -> None:
        super().__init__(words.NO_COMMA.en)
        self.margin = margin
        self.line = line


def _torn(error: json.JSONDecodeError, text: str) -> bool:
    """Whether the error may be but the window's edge."""
    return error.msg.startswith("Unterminated string") or error.pos >= len(text) - _NEAR_END


class _LongError(ValueError):
    """An element does not end within `MAX_LINE`."""


def _recover(window: _Window, error: Exception) -> tuple[RowError, bool]:
    """What to say of the broken row, and whether another was found to go on with."""
    margin = window.margin()
    reason, line = words.NESTED, window.line
    if isinstance(error, json.JSONDecodeError):
        reason = words.reason(error.msg)
        line += window.text.count("\n", window.at, error.pos)
        window.advance(max(window.at, error.pos - 1))
    elif isinstance(error, _BetweenError):
        margin, reason, line = error.margin, words.NO_COMMA, error.line
        window.advance(max(0, window.at - 1))
    goes_on = margin is not None and _find_next(window, margin)
    if isinstance(error, _LongError):
        return _long(goes_on=goes_on), goes_on
    sentence = words.BAD_ELEMENT if goes_on else words.LAST_ELEMENT
    return RowError(sentence, reason=reason, line=line), goes_on


def _long(*, goes_on: bool) -> RowError:
    sentence = words.LONG_ELEMENT if goes_on else words.LAST_TOO_LONG
    return RowError(sentence, size=lines.MAX_LINE >> 20)


def _find_next(window: _Window, margin: str) -> bool:
    next_row = re.compile(rf"\n{re.escape(margin)}(?=\{{)")
    while True:
        found = next_row.search(window.text, window.at)
        if found:
            window.advance(found.end())
            return True
        window.advance(max(window.at, len(window.text) - len(margin) - 2))
        if not window.more():
            return False


def _ending(window: _Window) -> Iterator[Raw]:
    """What is wrong after the last row: no closing bracket, or more text behind it."""
    line = window.line
    if window.skip() != "]":
        yield Raw(line, RowError(words.NEVER_CLOSED))
        return
    window.advance(window.at + 1)
    if window.skip():
        rest = window.text[window.at : window.at + 40]
        yield Raw(line, RowError(words.MORE_TEXT, rest=repr(rest)))


def read_object(file: IO[bytes], begun: bytes, line: int) -> Iterator[Raw]:
    """The row that the whole file is, or the questions of a SQuAD file."""
    data = begun + file.read(max(1, lines.MAX_LINE + 1 - len(begun)))
    if not data:
        return
    if len(data) > lines.MAX_LINE:
        yield Raw(line, too_long())
        return
    value = attempt(data.decode("utf-8", "surrogateescape"))
    if is_squad(value):
        yield from squad(value, line)
    else:
        yield Raw(line, value)


def is_squad(value: Any) -> bool:
    """Whether a JSON object is SQuAD's tree: articles, paragraphs, questions."""
    articles = value.get("data") if isinstance(value, dict) else None
    if not isinstance(articles, list) or not articles:
        return False
    return all(
        isinstance(one, dict) and isinstance(one.get("paragraphs"), list) for one in articles
    )


def squad(value: Any, line: int) -> Iterator[Raw]:
    """A row a question, its paragraph as the input; the questions of one paragraph are a group,
    so that a split keeps them together."""
    for article in value["data"]:
        for number, paragraph in enumerate(article["paragraphs"], start=1):
            if not isinstance(paragraph, dict) or not isinstance(paragraph.get("qas"), list):
                yield Raw(line, RowError(words.NO_QAS))
                continue
            group = f"{article.get('title', '')} {number}"
            for asked in paragraph["qas"]:
                yield _asked(asked, paragraph.get("context"), group, line)


def _asked(asked: Any, context: Any, group: str, line: int) -> Raw:
    if not isinstance(asked, dict):
        return Raw(line, RowError(words.BAD_QUESTION))
    answers = asked.get("answers")
    first = answers[0] if isinstance(answers, list) and answers else None
    text = first.get("text") if isinstance(first, dict) else None
    row = {"question": asked.get("question"), "input": context, "answer": text, "group": group}
    return Raw(line, row, str(asked.get("id", "")))
