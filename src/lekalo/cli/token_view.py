"""A row as the model will see it: every token, and whether it is trained.

    for view in views(tokenizer, record):
        console.out.print(painted(view, colour=True, parted=False))

Trained text is in colour; without colour it stands in brackets. Control characters of the data
are shown by their code, so that a row cannot write on the terminal what it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.text import Text
from transformers import PreTrainedTokenizerBase

from lekalo.cli import data_words as words
from lekalo.core.records import Document, Language, Message, Pair, Rated, Record
from lekalo.models.chat import Renderer

TRAINED, CONTEXT, BORDER = "bold green", "default", "dim"
OPEN, CLOSE, BETWEEN, LINE_END = "⟦", "⟧", "│", "↵"
_LONGEST_CHARACTER = 4
# what moves the cursor, rings, or turns the direction of writing
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class View:
    """One answer to a prompt, or one text: tokens, the text that each adds, and the mask, all of
    length T. A token inside a character adds nothing, and the character's last one all of it."""

    name: str
    tokens: tuple[int, ...]
    pieces: tuple[str, ...]
    trained: tuple[bool, ...]

    @property
    def trained_count(self) -> int:
        """How many tokens the loss falls on."""
        return sum(self.trained)

    def first(self, count: int) -> View:
        """The view of the first `count` tokens."""
        return View(self.name, self.tokens[:count], self.pieces[:count], self.trained[:count])


def views(tokenizer: PreTrainedTokenizerBase, record: Record) -> list[View]:
    """The views of a record: a pair has two. Raises `DataError` and `ModelError` where the base's
    template cannot write it."""
    renderer = Renderer(tokenizer)
    found = []
    for name, tokens, trained in _rows(renderer, record):
        # nothing comes before the first token to foretell it from
        mask = tuple(learned and number > 0 for number, learned in enumerate(trained))
        found.append(View(name, tuple(tokens), tuple(_pieces(tokenizer, tokens)), mask))
    return found


def _rows(
    renderer: Renderer, record: Record
) -> Iterator[tuple[str, Sequence[int], Sequence[bool]]]:
    if isinstance(record, Document):
        tokens = renderer.text(record.text)
        yield "text", tokens, [True] * len(tokens)
        return
    if isinstance(record, Pair):
        answers = {"chosen": record.chosen, "rejected": record.rejected}
    elif isinstance(record, Rated):
        answers = {"good" if record.good else "bad": record.answer}
    else:
        row = renderer.row(record.messages, "answers", record.tools)
        yield "chat", row.tokens, row.trained
        return
    for name, answer in answers.items():
        row = renderer.row([*record.prompt, Message("assistant", answer)], "last_answer")
        yield name, row.tokens, row.trained


def _pieces(tokenizer: PreTrainedTokenizerBase, tokens: Sequence[int]) -> Iterator[str]:
    """The text that each token adds, decoded beside the one before it: a SentencePiece token's
    space is dropped where it comes first."""

    def decoded(part: Sequence[int]) -> str:
        return str(
            tokenizer.decode(
                list(part), skip_special_tokens=False, clean_up_tokenization_spaces=False
            )
        )

    start = done = 0
    for end in range(1, len(tokens) + 1):
        before, text = decoded(tokens[start:done]), decoded(tokens[start:end])
        half = text.endswith("\ufffd") and end - done < _LONGEST_CHARACTER and end < len(tokens)
        if half or not text.startswith(before):
            yield ""
            continue
        yield text[len(before) :]
        start, done = done, end


def painted(view: View, *, colour: bool, parted: bool) -> Text:
    """The view's text, what is trained in colour, else in brackets; `parted` at every token."""
    text = Text()
    for trained, run in groupby(zip(view.pieces, view.trained, strict=True), lambda one: one[1]):
        style = TRAINED if trained and colour else CONTEXT
        whole = [_seen(piece, parted=parted) for piece, _ in run if piece]
        text.append(OPEN if trained and not colour else "")
        for number, piece in enumerate(whole if parted else ["".join(whole)]):
            text.append(BETWEEN if number else "", BORDER)
            text.append(piece, style)
        text.append(CLOSE if trained and not colour else "")
    return text


def legend(language: Language, *, colour: bool, parted: bool) -> Text:
    """What the marks mean, in the marks themselves."""
    text = Text()
    trained = words.TRAINED.say(language)
    text.append(trained, TRAINED) if colour else text.append(f"{OPEN}{trained}{CLOSE}")
    text.append(words.ONLY_READ.say(language), CONTEXT)
    if parted:
        text.append(words.BETWEEN(mark=BETWEEN).say(language), BORDER)
    return text


def _seen(piece: str, *, parted: bool) -> str:
    plain = _UNSEEN.sub(lambda match: f"\\x{ord(match[0]):02x}", piece)
    return plain.replace("\n", f"{LINE_END}\n") if parted else plain
