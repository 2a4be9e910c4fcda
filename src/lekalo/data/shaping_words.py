"""What is said of a record that a shape has no place for: see `formats.wording`."""

from __future__ import annotations

from lekalo.core.records import Document, Example, Pair, Rated
from lekalo.data.formats.wording import Sentence, Word

_USE_MESSAGES = ("Use messages.", "Выберите messages.")

NAMES = {
    Example: Word("a chat", "диалог"),
    Document: Word("a document", "документ"),
    Pair: Word("a pair", "пара ответов"),
    Rated: Word("a rated answer", "ответ с оценкой"),
}
OTHER_KIND = Sentence(
    ("It is {what}, which {target} cannot express.", "Choose --to {fitting}, or take the row out."),
    (
        "Это {what}, а {target} такого не выражает.",
        "Выберите --to {fitting} или уберите строку.",
    ),
)
TEXT_AND_CALL = Sentence(
    ("A turn has text beside a tool call; ShareGPT holds one.", _USE_MESSAGES[0]),
    (
        "В реплике есть и текст, и вызов инструмента, а в ShareGPT помещается что-то одно.",
        _USE_MESSAGES[1],
    ),
)
OUT_OF_TURN = Sentence(
    (
        "A result answers its call out of turn, which only ids tell.",
        "Use messages, which hold ids.",
    ),
    (
        "Результаты идут не в порядке вызовов, и связывают их только номера.",
        "Выберите messages: там есть номера.",
    ),
)
TOOLS = Sentence(
    ("The chat has tools, which {target} cannot hold.", _USE_MESSAGES[0]),
    ("В диалоге есть инструменты, а в {target} их записать нельзя.", _USE_MESSAGES[1]),
)
NOT_LEARNED = Sentence(
    ("A turn has the weight 0, which {target} cannot hold.", _USE_MESSAGES[0]),
    ("У реплики вес 0, а в {target} его записать нельзя.", _USE_MESSAGES[1]),
)
CRITERION = Sentence(
    ("The pair has a criterion, which kto cannot hold.", "Use dpo."),
    ("У пары есть критерий, а в kto его записать нельзя.", "Выберите dpo."),
)


def either(names: list[str]) -> Word:
    """The names as a choice."""
    return Word(" or ".join(names), " или ".join(names))
