"""Personal data taken out of a row, which stays readable.

    Анна Петрова просит звонить на +7 916 123-45-67
    [ФИО] просит звонить на [телефон]

A placeholder is in the row's language and says the kind. Where a row has several values of one
kind they are numbered, and one value has one number in the whole row, whatever its case or
grouping. Leaves names of files and columns alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from lekalo.core.records import Document, Example, Message, Pair, Record
from lekalo.text.personal.names_ru import lemmas
from lekalo.text.personal_data import Span, find

WORDS = {
    "en": {
        "email": "e-mail",
        "phone": "phone",
        "card": "card number",
        "iban": "IBAN",
        "account": "account",
        "ip": "IP address",
        "passport": "passport",
        "inn": "INN",
        "snils": "SNILS",
        "ogrn": "OGRN",
        "ssn": "SSN",
        "driver-licence": "driving licence",
        "birth-date": "date of birth",
        "address": "address",
        "name": "name",
    },
    "ru": {
        "email": "e-mail",
        "phone": "телефон",
        "card": "номер карты",
        "iban": "IBAN",
        "account": "счёт",
        "ip": "IP-адрес",
        "passport": "паспорт",
        "inn": "ИНН",
        "snils": "СНИЛС",
        "ogrn": "ОГРН",
        "ssn": "SSN",
        "driver-licence": "водительское удостоверение",
        "birth-date": "дата рождения",
        "address": "адрес",
        "name": "ФИО",
    },
}

_CYRILLIC, _LATIN = re.compile(r"[А-Яа-яЁё]"), re.compile(r"[A-Za-z]")
_WORD = re.compile(r"\w+")
_NUMBERS = {"phone", "card", "account", "passport", "inn", "snils", "ogrn", "ssn"}


def mask(text: str) -> str:
    """`text` with a placeholder for each piece of personal data."""
    return _mask_all((text,))[0]


def mask_example(example: Example) -> Example:
    """The chat with its turns and the arguments of its calls masked; numbers run through it."""
    masked = rewrite(example, _mask_all)
    assert isinstance(masked, Example)
    return masked


def mask_record(record: Record) -> Record:
    """Any record masked; the same object where there is nothing to mask."""
    masked = rewrite(record, _mask_all)
    return record if masked == record else masked


Change = Callable[[tuple[str, ...]], tuple[str, ...]]
"""What is done to the texts of one row, all at once and in their order."""


def rewrite(record: Record, change: Change) -> Record:
    """The record with `change` done to all that it says."""
    if isinstance(record, Example):
        return replace(record, messages=_messages(change, record.messages)[0])
    if isinstance(record, Document):
        title, text = change((record.title, record.text))
        return replace(record, title=title, text=text)
    if isinstance(record, Pair):
        prompt, (chosen, rejected) = _messages(
            change, record.prompt, record.chosen, record.rejected
        )
        return replace(record, prompt=prompt, chosen=chosen, rejected=rejected)
    prompt, (answer,) = _messages(change, record.prompt, record.answer)
    return replace(record, prompt=prompt, answer=answer)


def _messages(
    change: Change, messages: tuple[Message, ...], *others: str
) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    """The turns, and the other texts of the same row, changed together."""
    calls = [call.arguments for message in messages for call in message.tool_calls]
    contents = [message.content for message in messages]
    changed = iter(change((*contents, *others, *calls)))
    contents = [next(changed) for _ in contents]
    told = tuple(next(changed) for _ in others)
    return tuple(
        replace(
            message,
            content=content,
            tool_calls=tuple(replace(call, arguments=next(changed)) for call in message.tool_calls),
        )
        for message, content in zip(messages, contents, strict=True)
    ), told


def _mask_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of one row."""
    found = [find(text) for text in texts]
    if not any(found):
        return texts
    words = WORDS["ru" if _is_russian(texts) else "en"]
    name = _namer(words, [span for spans in found for span in spans])
    return tuple(_put(text, spans, name) for text, spans in zip(texts, found, strict=True))


def _is_russian(texts: Iterable[str]) -> bool:
    whole = " ".join(texts)
    return len(_CYRILLIC.findall(whole)) > len(_LATIN.findall(whole)) / 2


def _namer(words: dict[str, str], spans: Iterable[Span]) -> Callable[[Span], str]:
    """What stands in a span's place: `[phone]`, or `[phone 2]` where there are several."""
    values: dict[str, list[Value]] = {}
    for span in spans:
        known = values.setdefault(span.kind, [])
        if _number(known, span) is None:
            known.append(_value(span))

    def placeholder(span: Span) -> str:
        known = values[span.kind]
        number = _number(known, span)
        assert number is not None, "every span has been counted"
        return f"[{words[span.kind]}{f' {number + 1}' if len(known) > 1 else ''}]"

    return placeholder


Value = tuple[frozenset[str], ...]
"""What makes two spans one value: for each word, the forms that it may be of."""


def _number(known: list[Value], span: Span) -> int | None:
    """Which of the values it is; a name's part is that name."""
    value = _value(span)
    for number, other in enumerate(known):
        if value == other or (span.kind == "name" and (_part(value, other) or _part(other, value))):
            return number
    return None


def _part(one: Value, other: Value) -> bool:
    """Whether each word of `one` is a word of `other`."""
    return all(any(forms & others for others in other) for forms in one)


def _value(span: Span) -> Value:
    if span.kind == "name":
        return tuple(lemmas(word) for word in _WORD.findall(span.text))
    if span.kind in _NUMBERS:
        return (frozenset({re.sub(r"\D", "", span.text)[-10:]}),)
    return (frozenset({" ".join(span.text.lower().split())}),)


def _put(text: str, spans: Iterable[Span], name: Callable[[Span], str]) -> str:
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], name(span)]
        at = span.end
    return "".join([*pieces, text[at:]])
