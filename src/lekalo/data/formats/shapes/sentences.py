"""What is said of a row whose shape or content cannot be taken: see `formats.wording`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lekalo.data.formats.wording import Sentence, Word

MEND = ("Mend or remove the row.", "Исправьте или удалите строку.")
FILL = ("Fill or remove the row.", "Заполните или удалите строку.")

# Parts of a row

TEXT = Word("The text", "Текст", "тексте")
TITLE = Word("The title", "Название", "названии")
QUESTION = Word("The question", "Вопрос", "вопросе")
INPUT = Word("The input", "Входной текст", "входном тексте")
SYSTEM = Word("The system text", "Системный текст", "системном тексте")
ANSWER = Word("The answer", "Ответ", "ответе")
ANY_ANSWER = Word("An answer", "Ответ", "ответе")
RANKED = Word("A ranked answer", "Ответ в ряду", "ответе в ряду")
CHOSEN = Word("The chosen answer", "Выбранный ответ", "выбранном ответе")
REJECTED = Word("The rejected answer", "Отвергнутый ответ", "отвергнутом ответе")
OLD_QUESTION = Word("A question of the history", "Вопрос из history", "вопросе из history")
OLD_ANSWER = Word("An answer of the history", "Ответ из history", "ответе из history")
LABEL = Word("A choice's label", "Буква варианта", "букве варианта")
CHOICE = Word("A choice", "Вариант", "варианте")
CRITERION = Word("The criterion", "Критерий", "критерии")
GROUP = Word("The group", "Группа", "группе")
DATE = Word("The date", "Дата", "дате")
PART = Word("A content part", "Часть реплики", "части реплики")
TOOLS = Word("The list of tools", "Список инструментов", "списке инструментов")
TOOL = Word("A tool", "Инструмент", "инструменте")
TOOL_TEXT = Word("A tool's text", "Текст инструмента", "тексте инструмента")
TOOL_NAME = Word("A tool's name", "Имя инструмента", "имени инструмента")
CALL = Word("A tool call", "Вызов инструмента", "вызове инструмента")
CALL_ID = Word("A tool call's id", "Номер вызова", "номере вызова")
ARGUMENTS = Word("The arguments of a tool call", "Запись аргументов вызова", "аргументах вызова")
META = {
    "author": Word("The author", "Автор", "имени автора"),
    "label": Word("The label", "Метка", "метке"),
    "first": Word("The first", "Поле «first»", "поле «first»"),
    "policy": Word("The policy", "Поле «policy»", "поле «policy»"),
}


@lru_cache(maxsize=1000)
def turn(number: int) -> Word:
    """A turn by its number."""
    return Word(f"Turn {number}", f"Реплика {number}", f"реплике {number}")


def key(name: str) -> Word:
    """A field by its name."""
    return Word(f"'{name}'", f"Поле «{name}»", f"поле «{name}»")


_KINDS: dict[type, Word] = {
    dict: Word("an object", "объект"),
    list: Word("a list", "список"),
    str: Word("text", "текст"),
    bool: Word("true or false", "true или false"),
    bytes: Word("bytes", "байты"),
    int: Word("a number", "число"),
    float: Word("a number", "число"),
    type(None): Word("null", "null, то есть ничего"),
}


def kind_of(value: Any) -> Word:
    """What `value` is, in a sentence."""
    name = type(value).__name__
    return _KINDS.get(type(value)) or Word(f"a {name}", f"значение вида {name}")


# Texts

NOT_TEXT = Sentence(
    ("{what} is {kind}, not text.", "Write it as text in quotes."),
    ("{what} — не текст, а {kind}.", "Запишите текст в кавычках."),
)
ZERO_BYTE = Sentence(
    ("{what} holds a zero byte.", "Save the file as UTF-8 text again."),
    ("В {what_in} есть нулевой байт.", "Сохраните файл заново как текст в UTF-8."),
)
BROKEN_LETTER = Sentence(
    (
        "{what} holds a broken character at position {at}: bytes that are not UTF-8, or half of a "
        "pair.",
        "Save the file as UTF-8 again, or remove the row.",
    ),
    (
        "В {what_in} испорчен знак на месте {at}: это байты не из UTF-8 или половина пары.",
        "Сохраните файл заново в UTF-8 или удалите строку.",
    ),
)
BLANK = Sentence(
    ("{what} is empty.", FILL[0]),
    ("{what} пуст.", FILL[1]),
)
"""Of answers and texts, whose Russian names are masculine."""

# Shapes

NOT_OBJECT = Sentence(
    ("The row is {kind}, not an object.", "Write each row as {{...}}."),
    ("Строка — не объект, а {kind}.", "Запишите каждую строку как {{...}}."),
)
HALF = Sentence(
    ("There is '{other}' but no '{one}'.", "Add it or remove the row."),
    ("Есть «{other}», но нет «{one}».", "Добавьте это поле или удалите строку."),
)
BENCHMARK = Sentence(
    (
        "The row has {keys}: a question of a benchmark or an answer to one, not both.",
        "Join each question with its answer, or ask the questions in a suite.",
    ),
    (
        "В строке есть {keys}: это вопрос теста или ответ на него, но не оба.",
        "Соедините вопросы с ответами или задайте вопросы в наборе для оценки.",
    ),
)
NO_ANSWER = Sentence(
    ("There is '{question}' but no answer.", "Add one of: {answers}."),
    ("Есть «{question}», но нет ответа.", "Добавьте одно из полей: {answers}."),
)
UNKNOWN = Sentence(
    (
        "The row's keys ({keys}) are of no known shape.",
        "Use messages, conversations, instruction and output, question and answer, or text.",
    ),
    (
        "По полям строки ({keys}) нельзя понять, что в ней.",
        "Назовите поля messages, conversations, instruction и output, question и answer или text.",
    ),
)
NO_KEYS = Word("none", "полей нет")

# Columns

INSTANCES = Sentence(
    ("'instances' must hold exactly one input and output.", "Write one a row."),
    ("В поле «instances» должна быть ровно одна пара input и output.", "Пишите по одной в строке."),
)
HISTORY = Sentence(
    ("'history' must be a list of [question, answer].", "Mend it."),
    ("Поле «history» должно быть списком пар [вопрос, ответ].", "Исправьте его."),
)
NO_CHOICE = Sentence(
    ("No choice has the label {label}.", "Mend 'answerKey'."),
    ("Варианта с буквой {label} нет.", "Исправьте поле «answerKey»."),
)
CHOICES = Sentence(
    ("'choices' is {kind}, not a list of objects.", "Mend it."),
    ("Поле «choices» — не список объектов, а {kind}.", "Исправьте его."),
)

# Tools

NO_JSON = Sentence(
    ("{what} is not valid JSON: {text}.", "Mend or remove it."),
    ("{what} — не JSON: {text}.", "Исправьте или удалите эту запись."),
)
UNWRITABLE = Sentence(
    ("A tool's text cannot be written as JSON.", "Mend the row."),
    ("Текст инструмента нельзя записать в JSON.", "Исправьте строку."),
)
TOOLS_LIST = Sentence(
    ("'tools' is {kind}, not a list.", "Make it a list of tools."),
    ("Поле «tools» — не список, а {kind}.", "Сделайте его списком инструментов."),
)
NAMELESS_TOOL = Sentence(
    ("A tool has no name.", 'Write it as {{"name": ..., "parameters": ...}}.'),
    ("У инструмента нет имени.", 'Запишите его как {{"name": ..., "parameters": ...}}.'),
)
CALL_OBJECT = Sentence(
    ("A tool call is {kind}, not an object.", "Give it a name."),
    ("Вызов инструмента — не объект, а {kind}.", "Дайте ему имя."),
)
NAMELESS_CALL = Sentence(
    ("A tool call has no name.", "Name the function that is called."),
    ("У вызова инструмента нет имени.", "Назовите функцию, которую он вызывает."),
)
