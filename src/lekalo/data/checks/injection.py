"""`injection`: rows and documents that give orders to the model that reads them.

A document that says "ignore your instructions" orders the assistant about when it is retrieved;
a row whose answer obeys such an order teaches to obey. A row whose answer refuses teaches to
refuse, and is left alone, and so is what a system text says of itself. Quotations in texts about
such attacks are left alone too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import (
    Document,
    Example,
    Finding,
    Language,
    Message,
    Pair,
    Record,
)
from lekalo.data.checks._texts import tally
from lekalo.text.injection import REQUESTS, find, refuses
from lekalo.text.plural import count_en, count_ru

_SAID: dict[Language, dict[str, str]] = {
    "en": {
        "found": "{rows} of {all} carry orders to the model ({kinds}); it would learn to obey "
        "strangers' words instead of yours.",
        "remedy": "Look at these rows and take the orders out; where an attack is meant, let the "
        "answer refuse it.",
        "override": "to ignore its instructions",
        "reveal": "to show its system text",
        "unbound": "to drop its restrictions",
        "to-the-model": "an address to the model",
        "markers": "chat markers inside a text",
        "hidden": "text hidden from people",
        "sending-out": "sending data out, by an order or a picture",
    },
    "ru": {
        "found": "Приказы модели есть в {rows} из {all} ({kinds}); она научится слушаться чужих "
        "слов вместо ваших.",
        "remedy": "Просмотрите эти строки и уберите приказы; если это намеренный пример атаки, "
        "пусть ответ на неё отказывает.",
        "override": "забыть инструкции",
        "reveal": "показать системный текст",
        "unbound": "снять ограничения",
        "to-the-model": "обращение к модели",
        "markers": "разметка чата внутри текста",
        "hidden": "текст, скрытый от людей",
        "sending-out": "вынос данных приказом или картинкой",
    },
}


@final
@CHECKS.register("injection")
class Injection(Check):
    """Warns of rows with orders to the model that the answer doesn't refuse."""

    name = "injection"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding: which kinds of orders, in how many rows, and where."""
        words = _SAID[material.language]
        found = tally(
            material,
            lambda record: sorted(_orders(record)),
            lambda kinds: ", ".join(words[kind] for kind in kinds),
        )
        if not found.rows:
            return
        counted = found.by_kind.most_common()
        listed = ", ".join(f"{words[kind]}: {number}" for kind, number in counted)
        yield Finding(
            code=self.name,
            severity="warning",
            message=words["found"].format(
                rows=_rows(found.rows, material.language), all=found.all, kinds=listed
            ),
            remedy=words["remedy"],
            where=tuple(found.where),
            figure=found.rows / found.all,
            threshold=0.0,
        )


def _orders(record: Record) -> set[str]:
    """The kinds of orders in one row that it doesn't teach to refuse."""
    if isinstance(record, Document):
        return _in_text(record.title) | _in_text(record.text)
    if isinstance(record, Example):
        return _in_turns(record.messages)
    if isinstance(record, Pair):
        good = _in_turns((*record.prompt, Message("assistant", record.chosen)))
        return good | (_in_text(record.rejected) - REQUESTS - {"to-the-model"})
    answer = Message("assistant", record.answer)
    if record.good:
        return _in_turns((*record.prompt, answer))
    # an answer marked as bad may obey; only what is forged or hidden spoils the row
    return _in_turns((*record.prompt, answer)) - REQUESTS


def _in_turns(messages: Sequence[Message]) -> set[str]:
    found: set[str] = set()
    for at, message in enumerate(messages):
        kinds = _in_text(message.content)
        if not kinds:
            continue
        if message.role == "system":
            kinds -= REQUESTS | {"to-the-model"}  # it is the owner's to give orders
        elif message.role == "user":
            kinds.discard("to-the-model")  # a person speaks to the assistant by right
            if _refused(messages[at + 1 :]):
                kinds -= REQUESTS
        elif message.role == "assistant":
            kinds -= REQUESTS | {"to-the-model"}  # it speaks of orders, it gives none
        found |= kinds
    return found


def _refused(after: Sequence[Message]) -> bool:
    """Whether the next answer declines."""
    answer = next((m.content for m in after if m.role == "assistant"), "")
    return refuses(answer)


def _in_text(text: str) -> set[str]:
    return {order.kind for order in find(text)}


def _rows(number: int, language: Language) -> str:
    if language == "en":
        return count_en(number, "row")
    return count_ru(number, "строке", "строках", "строках")
