"""Tokens into text while they come: never half a character, never a part of a stop string.

The text is decoded a few tokens at a time, beside the tokens just before them (a SentencePiece
token's space is dropped where it comes first), and let go once it is whole. What the template
itself writes around an answer, such as a space before it, is taken off both ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from lekalo.models.chat import Renderer

_UNFINISHED = "\ufffd"
_LONGEST_CHARACTER = 4
"""Bytes of UTF-8, and so at most as many tokens, in one character."""


class TextStream:
    """The text of one answer; `add` and `finish` return what may now be shown.

    Their results laid end to end are the whole text of the answer."""

    def __init__(self, renderer: Renderer, stop: Sequence[str] = ()) -> None:
        self._renderer = renderer
        self._stop = tuple(stop)
        self._head, self._foot = renderer.answer_edges
        self._tokens: list[int] = []
        self._context = 0  # decoding starts here; the tokens up to _done are already text
        self._done = 0
        self._held = ""  # decoded, not yet let go
        self.text = ""
        self.stopped = False

    def add(self, token: int) -> str:
        """Takes the next token. When it completes a stop string, `stopped` turns true and the
        text ends before that string."""
        self._tokens.append(token)
        self._held += self._decoded(final=False)
        self._cut_stop()
        return self._release(hold=not self.stopped)

    def finish(self, *, ended: bool) -> str:
        """Ends the answer; `ended` when the model ended its turn, rather than being cut."""
        if self.stopped:
            return ""
        self._held += self._decoded(final=True)
        self._cut_stop()
        if ended and not self.stopped:
            self._held = self._held.removesuffix(self._foot) if self._foot else self._held
        return self._release(hold=False)

    def _decoded(self, *, final: bool) -> str:
        before = self._renderer.decode(self._tokens[self._context : self._done])
        text = self._renderer.decode(self._tokens[self._context :])
        waiting = len(self._tokens) - self._done
        if text.endswith(_UNFINISHED):
            if final:
                text = text.rstrip(_UNFINISHED)  # the answer was cut inside a character
            elif waiting < _LONGEST_CHARACTER:
                return ""
        if len(text) <= len(before):
            return ""
        self._context, self._done = self._done, len(self._tokens)
        return text[len(before) :]

    def _cut_stop(self) -> None:
        found = [place for stop in self._stop if (place := self._held.find(stop)) >= 0]
        if found:
            self._held, self.stopped = self._held[: min(found)], True

    def _release(self, *, hold: bool) -> str:
        if self._head and not self.text:
            if hold and self._head.startswith(self._held):
                return ""  # it may still become what the template puts before an answer
            self._held = self._held.removeprefix(self._head)
            self._head = ""
        keep = _overlap(self._held, (*self._stop, self._foot)) if hold else 0
        shown = self._held[: len(self._held) - keep]
        self._held = self._held[len(shown) :]
        self.text += shown
        return shown


def _overlap(text: str, endings: Sequence[str]) -> int:
    """The length of the longest end of `text` that begins one of `endings`."""
    longest = min(len(text), max(map(len, endings), default=0))
    for length in range(longest, 0, -1):
        if any(ending.startswith(text[-length:]) for ending in endings):
            return length
    return 0
