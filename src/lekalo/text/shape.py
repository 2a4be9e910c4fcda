"""The shape of an answer: its headings in order, its greeting and its closing.

    shape = shape_of("Hello! Short: yes.")
    shape.headings, shape.greeting, shape.closing, shape.signature

A heading is a Markdown heading, a line in bold, a tag alone on its line, or a label with a
colon at the start of a line or of a sentence; the keys of a JSON answer count as its
headings. Text inside fenced code is not looked at. Leaves out what the blocks say.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

_LOOKED_AT = 20_000
_HEADING_WORDS = 8
_SIGNATURE = 60
_TAIL = 160
_HEADING = re.compile(
    r"""(?m)^[ \t>]{0,8}(?:
      \#{1,6}[ \t]+(?P<markdown>[^\n]{1,80})$
    | (?:[-*•][ \t]+|\d{1,2}[.)][ \t]+)?(?:\*\*|__)(?P<bold>[^*_\n]{1,60})
      (?:(?<=:)(?:\*\*|__)|(?:\*\*|__)[ \t]*(?:[:.—–-]|$))
    | <(?P<tag>[^\W\d][\w-]{0,30})>[ \t]*$
    | (?P<label>[^\W\d_][^\n:.!?;,"«“(|{}<>=]{0,40}):(?=\s|$)
    )
    | (?<=[.!?)»][ ])(?P<inline>[^\W\d_][^\n:.!?;,"«“(|{}<>=]{0,30}):(?=[ ])""",
    re.VERBOSE,
)
_FENCE = re.compile(r"(?ms)^[ \t]*```.*?^[ \t]*```")
_DIGITS = re.compile(r"[-\d][\d.,  ]*")
_MARKS = " \t:*#_.—–-"

_GREETING = re.compile(
    r"""[\W_]{0,4}(?P<said>
      (?:hello|hi|hey|greetings|good[ ](?:morning|afternoon|evening|day))\b
    | dear\b(?=[^\n]{1,60},[ \t]*$)
    | (?:thank[ ]you|thanks)[ ]for[ ](?:contacting|reaching|writing|getting[ ]in)\b
    | здравствуйте\b|здравствуй\b|привет(?:ик|ствую|ствуем)?\b
    | добр(?:ый|ого)[ ](?:день|дня|вечер|вечера)\b|доброе[ ]утро\b|доброго[ ]времени[ ]суток\b
    | уважаем(?:ый|ая|ые|ое)\b
    | (?:спасибо|благодарим|благодарю)[ ](?:вас[ ])?за[ ](?:обращение|письмо|сообщение|запрос)\b
    )""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_CLOSING = re.compile(
    r"""\b(?:(?P<strong>
      (?:best|kind|kindest|warm|warmest)[ ](?:regards|wishes)|regards(?=,)|sincerely|cheers(?=[,!])
    | yours[ ](?:truly|faithfully|sincerely)
    | have[ ]a[ ](?:nice|great|good|wonderful|lovely|pleasant)[ ](?:day|evening|weekend)
    | (?:thank[ ]you|thanks)[ ]for[ ](?:contacting|choosing|your[ ](?:patience|purchase|order))
    | с[ ](?:наилучшими[ ]пожеланиями|уважением)
    | всего[ ](?:доброго|хорошего|наилучшего)|хорошего[ ](?:дня|вечера|настроения)
    | приятного[ ](?:дня|вечера)|до[ ]свидания
    | (?:спасибо|благодарим|благодарю)[ ](?:вас[ ])?за[ ]
      (?:обращение|покупку|заказ|терпение|понимание|выбор|доверие)
    )|(?P<weak>
      (?:feel[ ]free|don['’]t[ ]hesitate|do[ ]not[ ]hesitate)[ ]to[ ]
      (?:contact|ask|reach|write|call)
    | let[ ](?:me|us)[ ]know[ ]if|(?:happy|glad|here)[ ]to[ ](?:help|assist)
    | обращайтесь|будем[ ]рады[ ](?:помочь|ответить|видеть)|рады[ ]помочь
    | если[ ](?:у[ ]вас[ ])?(?:остались|останутся|появятся|возникнут)[ ](?:ещ[её][ ])?вопросы
    ))(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:^|\n|[.!?)]\s)[\s*_—–-]{0,4}\Z")
WEAK = "an offer of help"
"""What every politeness such as "feel free to write" counts as: it is no formula by itself."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: how it is marked, its words as they are compared, and as they stand."""

    kind: str
    plain: str
    written: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How an answer is built. A formula is in small letters, or '' where there is none;
    `signature` is a short last line under other lines."""

    headings: tuple[Heading, ...]
    greeting: str
    closing: str
    signature: str


def shape_of(text: str) -> Shape:
    """The shape of one answer; its first 20,000 characters are looked at."""
    text = text.strip()
    keys = _json_keys(text)
    if keys is not None:
        return Shape(tuple(Heading("json", key.casefold(), key) for key in keys), "", "", "")
    headings = _headings(text[:_LOOKED_AT])
    return Shape(headings, greeting_of(text), closing_of(text), _signature(text))


def greeting_of(text: str) -> str:
    """The formula that an answer opens with, as `hello` or `добрый день`, or ''."""
    match = _GREETING.match(text)
    return match["said"].casefold() if match else ""


def closing_of(text: str) -> str:
    """The last formula in the answer's last 160 characters that begins a line or a sentence
    and has no heading after it, as `best regards`; `WEAK` for an offer of more help; or ''."""
    tail = text[-_TAIL:]
    said = ""
    for match in _CLOSING.finditer(tail):
        if match["weak"]:
            said = said or WEAK
        elif _BEGINS.search(tail[: match.start()]) and not _HEADING.search(tail, match.end()):
            said = match["strong"].casefold()
    return said


@lru_cache(maxsize=20_000)
def plain(heading: str) -> str:
    """A heading as it is compared: small letters, ё as е, a number as 0."""
    bare = heading.strip(_MARKS).casefold().replace("ё", "е")
    return " ".join(_DIGITS.sub("0", bare).split()) or heading.strip()


def _headings(text: str) -> tuple[Heading, ...]:
    """Each heading with its kind. A line of a verse or of a list of values may look like one:
    the check that counts them over the whole data set tells them apart."""
    if "```" in text:
        text = _FENCE.sub("", text)
    found = []
    for match in _HEADING.finditer(text):
        kind = match.lastgroup or ""
        written = match[kind].strip(_MARKS)
        if written and len(written.split()) <= _HEADING_WORDS:
            found.append(Heading(kind, plain(written), written))
    return tuple(found)


def _signature(text: str) -> str:
    start = text.rfind("\n") + 1
    if start == 0 or len(text) - start > _SIGNATURE or _HEADING.match(text, start):
        return ""
    return plain(text[start:])


def _json_keys(text: str) -> tuple[str, ...] | None:
    """The keys of an answer that is one JSON object, and None where it is not."""
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(map(str, value)) if isinstance(value, dict) else None
