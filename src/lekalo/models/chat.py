"""The one prompt renderer: training, evaluation, gate, chat and serving all ask it for tokens.

A chat is rendered by the base's own template and cut into spans, in which what the assistant
writes stands apart: from where its generation prompt ends to its end-of-turn, inclusive. Tokens
never cross a span's border, so the prompt of a turn is the beginning of the row that trains that
turn, token for token. Where the whole text's own tokens respect the borders, they are the row's.

    renderer = Renderer(tokenizer)
    renderer.row(messages).tokens[: len(prompt)] == (prompt := renderer.prompt(messages[:-1]))

Tools are shown as the template shows them, and an answer that calls one is trained to its end.

Left out: pictures, and hidden reasoning (it is asked to be off where a template has it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from transformers import PreTrainedTokenizerBase

from lekalo.core.errors import DataError, ModelError
from lekalo.core.records import Message
from lekalo.core.wording import Sayable
from lekalo.models import chat_words as words
from lekalo.models.habits import (
    PROBE,
    adds_space,
    own_template,
    special_tokens,
    takes_system,
    written_end,
)
from lekalo.models.templates import PLAIN, Template, whole_text


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a rendered chat; `answer` when the assistant writes it, end-of-turn included."""

    text: str
    answer: bool


@dataclass(frozen=True, slots=True)
class RenderedRow:
    """A row's tokens, and which of them the loss falls on; both of length T."""

    tokens: tuple[int, ...]
    trained: tuple[bool, ...]


def with_system(messages: Sequence[Message], system: str) -> tuple[Message, ...]:
    """`messages` with `system` said first, unless it is empty or they start with one."""
    if not system or (messages and messages[0].role == "system"):
        return tuple(messages)
    return (Message("system", system), *messages)


class Renderer:
    """Turns chats and texts into tokens by one tokenizer and one chat template."""

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        template: str | None = None,
        *,
        end_ids: Iterable[int] = (),
    ) -> None:
        """`template` overrides the tokenizer's own; `end_ids` are further ids that end an
        answer, such as the generation configuration's. `ModelError` on a broken template."""
        self._tokenizer = tokenizer
        own = template if template is not None else own_template(tokenizer)
        self.plain = own is None
        self._template = Template(own if own is not None else PLAIN, special_tokens(tokenizer))
        self._spaced = adds_space(tokenizer)
        added = tokenizer.added_tokens_decoder.values()
        self._reserved = tuple(str(token) for token in added if token.special and str(token))
        self._folds_system = not takes_system(self._template)
        self._end = written_end(self._template, tokenizer)
        self._appended_end = "" if self._end else (tokenizer.eos_token or "")
        self._end = self._end or self._appended_end
        self.end_ids = frozenset([*end_ids, *self._own_end_ids()])
        self.answer_edges = self._answer_edges()
        self.notes = tuple(self._notes())

    def spans(self, messages: Sequence[Message], tools: str = "") -> list[Span]:
        """The chat cut where an answer starts and ends; `tools` as in `Example`. `ModelError`
        where the template refuses these messages or knows no tools, `DataError` where a text
        holds a special token. A turn that is not to be learned is no answer here."""
        self._check_texts(messages, tools)
        chat = self._prepared(messages)
        placed = self._template.place(chat, tools)
        spans, done = [], 0
        for index, message in enumerate(chat):
            if message.role != "assistant":
                continue
            begin, end = placed.places[index]
            start = self._answer_start(placed.text, chat[:index], tools, begin, done)
            if message.tool_calls:
                end = self._call_end(placed.text, end, placed.places[index + 1 : index + 2])
            else:
                end = self._answer_end(placed.text, end)
            answer = Span(placed.text[start:end], message.learn)
            spans += [Span(placed.text[done:start], False), answer]
            done = end
        spans.append(Span(placed.text[done:], False))
        return [span for span in spans if span.text]

    def row(
        self, messages: Sequence[Message], train_on: str = "answers", tools: str = ""
    ) -> RenderedRow:
        """The tokens [T] of a whole chat and the mask [T] of what is learned: every answer
        (`answers`), the last one (`last_answer`) or everything but the first token (`all`)."""
        spans = self.spans(messages, tools)
        pieces = self._encode_spans(spans)
        last = max((i for i, span in enumerate(spans) if span.answer), default=-1)
        trained: list[bool] = []
        for index, (span, piece) in enumerate(zip(spans, pieces, strict=True)):
            learned = span.answer and (train_on == "answers" or index == last)
            trained += [learned or train_on == "all"] * len(piece)
        if train_on == "all":
            trained[:1] = [False]  # nothing comes before the first token to foretell it from
        return RenderedRow(tuple(t for piece in pieces for t in piece), tuple(trained))

    def prompt(self, messages: Sequence[Message], tools: str = "") -> tuple[int, ...]:
        """The tokens after which the assistant's next answer is to be written."""
        if not messages:
            raise DataError(words.NO_MESSAGES)
        spans = self.spans([*messages, Message("assistant", PROBE)], tools)
        last = max(i for i, span in enumerate(spans) if span.answer)
        return tuple(t for piece in self._encode_spans(spans[:last]) for t in piece)

    def text(self, text: str) -> tuple[int, ...]:
        """A plain document's tokens: [bos] text [eos], each where the tokenizer has it. What
        looks like a special token in it is text."""
        ids = self._tokenizer.bos_token_id, self._tokenizer.eos_token_id
        bos, eos = (() if id is None else (id,) for id in ids)
        inside = self._tokenizer.encode(text, add_special_tokens=False, split_special_tokens=True)
        return (*bos, *inside, *eos)

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of `tokens` without the special ones, spaces left as they are."""
        return str(
            self._tokenizer.decode(
                list(tokens), skip_special_tokens=True, clean_up_tokenization_spaces=False
            )
        )

    # Spans

    def _check_texts(self, messages: Sequence[Message], tools: str) -> None:
        # A tokenizer would read it as the token itself: an end of turn in the middle of an
        # answer, or a system message forged by a user.
        said: list[tuple[Sayable, str]] = [
            (words.MESSAGE(number=number, role=message.role), whole_text(message))
            for number, message in enumerate(messages, start=1)
        ]
        for what, text in [*said, (words.A_TOOL, tools)]:
            for token in self._reserved:
                if token in text:
                    raise DataError(words.HOLDS_MARK(what=what, token=token))

    def _prepared(self, messages: Sequence[Message]) -> list[Message]:
        chat = [self._ended(message) for message in messages]
        if self._folds_system and len(chat) > 1 and chat[0].role == "system":
            system, first, *rest = chat
            if first.role == "user":
                chat = [replace(first, content=f"{system.content}\n\n{first.content}"), *rest]
        return chat

    def _ended(self, message: Message) -> Message:
        if message.role != "assistant" or not self._appended_end:
            return message
        if message.tool_calls:
            raise ModelError(words.CALL_NO_TOKEN)
        return replace(message, content=message.content.rstrip() + self._appended_end)

    def _answer_start(
        self, text: str, before: list[Message], tools: str, content: int, done: int
    ) -> int:
        # What the generation prompt already says, the model never has to write. Where the
        # template writes an answer otherwise than its generation prompt promised, the answer
        # starts with its content, and `prompt` ends there too.
        if before:
            prompt = self._try_render(before, tools)
            if prompt is not None and done <= len(prompt) <= content and text.startswith(prompt):
                return len(prompt)
        return content

    def _answer_end(self, text: str, content_end: int) -> int:
        if self._appended_end or not self._end:
            return content_end
        match = re.compile(rf"\s*{re.escape(self._end)}").match(text, content_end)
        return match.end() if match else content_end

    def _call_end(self, text: str, called: int, following: Sequence[tuple[int, int]]) -> int:
        # after the last name that is called come its arguments and the template's own signs
        limit = following[0][0] if following else len(text)
        at = text.find(self._end, called, limit) if self._end else -1
        if at < 0:
            raise ModelError(words.CALL_NO_END(end=self._end))
        return at + len(self._end)

    def _try_render(self, messages: list[Message], tools: str) -> str | None:
        try:
            return self._template.render(messages, generation_prompt=True, tools=tools)
        except ModelError:
            return None

    # Tokens

    def _encode_spans(self, spans: Sequence[Span]) -> list[list[int]]:
        text, tokens, pieces = "", list[int](), list[list[int]]()
        for span in spans:
            piece = self._continue(text, tokens, span.text)
            pieces.append(piece)
            text, tokens = text + span.text, tokens + piece
        return pieces

    def _continue(self, text: str, tokens: list[int], more: str) -> list[int]:
        whole = self._encode(text + more)
        if whole[: len(tokens)] == tokens:
            return whole[len(tokens) :]
        if not self._spaced:
            return self._encode(more)
        # A SentencePiece tokenizer puts a space before whatever it is given; after a line feed,
        # a token of its own, there is none.
        feed = self._encode("\n")
        return self._encode("\n" + more)[len(feed) :]

    def _encode(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False))

    # What the template does, found by asking it

    def _rewrites_earlier(self) -> bool:
        turn = [Message("user", PROBE), Message("assistant", PROBE)]
        return self.spans(turn)[:2] != self.spans([*turn, *turn])[:2]

    def _answer_edges(self) -> tuple[str, str]:
        """What the template writes between its generation prompt and an answer's text, and
        between that text and its end: a space, as a rule, or nothing."""
        spans = self.spans([Message("user", PROBE), Message("assistant", PROBE)])
        answer = next(span.text for span in spans if span.answer)
        before, _, after = answer.partition(PROBE)
        return before, after.removesuffix(self._end)

    def _own_end_ids(self) -> Iterable[int]:
        if self._tokenizer.eos_token_id is not None:
            yield int(self._tokenizer.eos_token_id)
        if self._end:
            yield self._encode(self._end)[-1]

    def _notes(self) -> Iterable[Sayable]:
        if self.plain:
            yield words.PLAIN
        if self._folds_system:
            yield words.NO_SYSTEM
        if self._appended_end:
            yield words.END_APPENDED(end=self._appended_end)
        if self._rewrites_earlier():
            yield words.REWRITES
        if not self._end:
            yield words.NO_END
        if "strftime_now" in self._template.source:
            yield words.DATED
