"""Chat templates rendered in a sandbox, with the place of every message's text.

A template is a program that came with somebody's model. It runs in Jinja's immutable sandbox,
sees plain strings only, and its failures become `ModelError`. Where each message's text ended
up is not searched for afterwards: the text is handed over between two marks, characters that
occur nowhere in the chat, and the marks are taken out of what comes back.

Of tools, declared or called, the template is demanded to write everything. Pictures and
documents are not passed to templates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lekalo.core.errors import ModelError
from lekalo.core.records import Message, ToolCall
from lekalo.models import chat_words as words

# What `strftime_now` says. Were it today's date, a row trained on Monday and the prompt served
# on Friday would be different tokens, and a resumed run would not be the same run.
FIXED_DATE = date(2025, 1, 1)
_LARGEST = 1_000_000
# What running a template may raise that is the template's fault.
_FAILURES = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_PRIVATE_USE = range(0xE000, 0xF900)

PLAIN = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '### ' + message['role'] + '\\n' + message['content'] }}"
    "{{ eos_token if message['role'] == 'assistant' else '' }}{{ '\\n\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '### assistant\\n' }}{% endif %}"
)
"""The template of a tokenizer that has none of its own."""


class TemplateRefusedError(ModelError):
    """The template itself refused these messages, by its own words."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A rendered chat, and where in it each message's text stands, outer whitespace aside."""

    text: str
    places: tuple[tuple[int, int], ...]
    """[start, end) of each message's text in `text`."""


class Template:
    """One compiled chat template with the special tokens it writes."""

    def __init__(self, source: str, special: Mapping[str, str]) -> None:
        self.source = source
        self._values: dict[str, Any] = dict(special)
        try:
            self._compiled = _compile(source)
        except jinja2.TemplateSyntaxError as error:
            said = words.NOT_JINJA(problem=error.message, line=error.lineno)
            raise ModelError(said) from error
        self._values |= self._nothing()

    def _nothing(self) -> dict[str, None]:
        # transformers hands templates `none` for what is not given, and most are written for
        # that; a few, made for tools only, know just what is not defined at all
        values = {"tools": None, "documents": None}
        try:
            self._compiled.render(messages=[{"role": "user", "content": ""}], **values)
        except TypeError:
            return {}
        except _FAILURES:
            return values  # it is said when a real chat is rendered
        return values

    def render(
        self, messages: Sequence[Message], *, generation_prompt: bool = False, tools: str = ""
    ) -> str:
        """The chat as one text; raises `ModelError` where the template refuses or fails."""
        declared = {"tools": json.loads(tools)} if tools else {}
        try:
            return self._compiled.render(
                messages=[_given(message) for message in messages],
                add_generation_prompt=generation_prompt,
                enable_thinking=False,  # answers are learned and given without hidden reasoning
                **(self._values | declared),
            )
        except _RefusedError as error:
            said = words.REFUSES(reason=error, roles=_roles(messages))
            raise TemplateRefusedError(said) from error
        except jinja2.exceptions.SecurityError as error:
            raise ModelError(words.REACHES(reason=error)) from error
        except _FAILURES as error:
            raise ModelError(words.FAILS(reason=error)) from error

    def place(self, messages: Sequence[Message], tools: str = "") -> Placed:
        """Renders whole messages and finds each one's text: of one that calls tools, from its
        text or its first call's name to its last call's name. `ModelError` where the template
        leaves a message out, repeats it, writes it otherwise than it was given, or knows no
        tools where there are some."""
        text = self.render(messages, tools=tools)
        self._check_tools(messages, tools, text)
        opening, closing = _unused_characters(messages)
        marked = self.render([_mark(m, opening, closing) for m in messages], tools=tools)
        places = _places(marked, opening, closing, messages)
        if places is None or marked.replace(opening, "").replace(closing, "") != text:
            raise TemplateRefusedError(words.NOT_WHOLE(roles=_roles(messages)))
        return Placed(text, places)

    def _check_tools(self, messages: Sequence[Message], tools: str, text: str) -> None:
        shown = not tools or self.render(messages) != text
        for index, message in enumerate(messages):
            bare = tuple(replace(call, arguments="{}") for call in message.tool_calls)
            if bare != message.tool_calls:
                others = [*messages]
                others[index] = replace(message, tool_calls=bare)
                shown = shown and self.render(others, tools=tools) != text
        if not shown:
            raise TemplateRefusedError(words.NO_TOOLS)


def whole_text(message: Message) -> str:
    """Everything in a message that a template may write, for looking through."""
    called = (f"{call.name}\n{call.arguments}\n{call.id}" for call in message.tool_calls)
    return "\n".join([message.content, message.name, message.call_id, *called])


def _roles(messages: Sequence[Message]) -> str:
    return ", ".join(message.role for message in messages)


def _given(message: Message) -> dict[str, Any]:
    """The message as templates know it from `transformers`: arguments are values, not text."""
    given: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.name:
        given["name"] = message.name
    if message.call_id:
        given["tool_call_id"] = message.call_id
    if message.tool_calls:
        given["tool_calls"] = [_call(call) for call in message.tool_calls]
    return given


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": json.loads(call.arguments)}
    own = {"id": call.id} if call.id else {}
    return {**own, "type": "function", "function": function}


def _marks_in(message: Message) -> int:
    return bool(message.content.strip() or not message.tool_calls) + len(message.tool_calls)


def _places(
    marked: str, opening: str, closing: str, messages: Sequence[Message]
) -> tuple[tuple[int, int], ...] | None:
    """Where the texts stand once the marks are gone; None unless there are as many pairs as
    there should be, one after another."""
    counts = [_marks_in(message) for message in messages]
    marks = [i for i, character in enumerate(marked) if character in (opening, closing)]
    if "".join(marked[i] for i in marks) != (opening + closing) * sum(counts):
        return None
    clean = [place - before for before, place in enumerate(marks)]
    pairs = iter(zip(clean[::2], clean[1::2], strict=True))
    own = [[next(pairs) for _ in range(count)] for count in counts]
    return tuple((places[0][0], places[-1][1]) for places in own)


def _mark(message: Message, opening: str, closing: str) -> Message:
    # Whitespace stays outside, so that a template that trims, trims as it would have.
    core = message.content.strip()
    before, _, after = message.content.partition(core) if core else ("", "", message.content)
    calls = tuple(replace(c, name=f"{opening}{c.name}{closing}") for c in message.tool_calls)
    if calls and not core:
        return replace(message, tool_calls=calls)
    return replace(message, content=f"{before}{opening}{core}{closing}{after}", tool_calls=calls)


def _unused_characters(messages: Sequence[Message]) -> tuple[str, str]:
    used = {character for message in messages for character in whole_text(message)}
    free = (chr(code) for code in _PRIVATE_USE if chr(code) not in used)
    opening, closing = next(free, ""), next(free, "")
    if not closing:
        raise ModelError(words.NO_ROOM)
    return opening, closing


class _RefusedError(jinja2.TemplateError):
    """Raised by a template's own `raise_exception`."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which also refuses to multiply a text or a number out of all measure."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        size = _size(left) ** _size(right) if operator == "**" else _size(left) * _size(right)
        if size > _LARGEST:
            raise jinja2.exceptions.SecurityError("a product larger than any prompt")
        return super().call_binop(context, operator, left, right)


def _size(value: Any) -> float:
    if isinstance(value, int | float):
        return min(abs(float(value)), 1e9)
    return float(len(value))


class _Generation(jinja2.ext.Extension):
    """Lets `{% generation %}` stand; it only says what we find for ourselves."""

    tags = {"generation"}  # noqa: RUF012 (Jinja's own attribute)

    def parse(self, parser: Any) -> Any:
        """The statements between the tags, as they are."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


@lru_cache(maxsize=64)
def _compile(source: str) -> jinja2.Template:
    extensions = [_Generation, jinja2.ext.loopcontrols]
    environment = _Sandbox(trim_blocks=True, lstrip_blocks=True, extensions=extensions)
    environment.filters["tojson"] = _tojson
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = FIXED_DATE.strftime
    return environment.from_string(source)


def _refuse(message: object) -> NoReturn:
    raise _RefusedError(str(message))


def _tojson(value: Any, indent: int | None = None, **_: Any) -> str:
    # Jinja's own filter escapes for HTML, which no model was trained on
    return json.dumps(value, ensure_ascii=False, indent=indent)
