"""What is refused of an evaluation suite, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

EMPTY = Phrase(
    "suite '{name}': {file} is empty; give it items.",
    "набор «{name}»: файл {file} пуст; добавьте вопросы.",
)
NO_FILE = Phrase(
    "suite '{name}': there is no file {path}. Write it, or take the suite out of the recipe.",
    "набор «{name}»: файла {path} нет. Создайте его или уберите набор из рецепта.",
)
UNREADABLE = Phrase(
    "suite '{name}': {path} cannot be read: {strerror}.",
    "набор «{name}»: файл {path} не читается: {strerror}.",
)
WRONG_LINES = Phrase("suite '{name}' has {lines}:", "в наборе «{name}» {lines}:")
MORE = Phrase("  and {count} more", "  и ещё {count}")
AT = Phrase("  {where}: {problem}", "  {where}: {problem}")
ID_TAKEN = Phrase(
    "the id '{id}' is taken by {first}; ids are unique.",
    "номер «{id}» уже занят в {first}; номера не повторяются.",
)

# Single lines

UNKNOWN_KEY = Phrase("unknown key '{key}'{hint}", "неизвестный ключ «{key}»{hint}")
NOT_UTF8 = Phrase(
    "it is not UTF-8 (byte {byte} of the line); save the file as UTF-8.",
    "это не UTF-8 (байт {byte} в строке); сохраните файл в UTF-8.",
)
NOT_JSON = Phrase("it is not valid JSON: {error}.", "это не запись JSON: {error}.")
TOO_DEEP = Phrase(
    "it is nested too deeply to be an item.", "вложенность слишком глубока для вопроса набора."
)
NOT_OBJECT = Phrase(
    'it is not an object; an item is {{"id", "messages", "expects"}}.',
    'это не объект; вопрос набора записывается как {{"id", "messages", "expects"}}.',
)
LAST_ROLE = Phrase(
    "the last message is the {role}'s; the model answers a user's.",
    "последнее сообщение — от {role}, а модель отвечает на сообщение user.",
)
MESSAGE_KEYS = Phrase(
    "a message has exactly 'role' and 'content'.",
    "в сообщении должны быть только «role» и «content».",
)
UNKNOWN_ROLE = Phrase(
    "unknown role '{role}'{hint} There are: {allowed}.", "роли «{role}» нет{hint} Есть: {allowed}."
)
NOT_EXPECTATION = Phrase(
    'an expectation is an object such as {{"scorer": "exact", "target": "yes"}}.',
    'ожидание записывается как объект: {{"scorer": "exact", "target": "да"}}.',
)
NOT_TEXT = Phrase(
    "'{name}' must be text that is not empty, but it is {given}.",
    "в «{name}» нужен непустой текст, а задано {given}.",
)
NOT_LIST = Phrase(
    "'{name}' must be a list that is not empty, but it is {given}.",
    "в «{name}» нужен непустой список, а задано {given}.",
)
