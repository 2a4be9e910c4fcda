"""What help says around the commands' own texts, and of a command line that cannot be read."""

from __future__ import annotations

from lekalo.core.wording import Phrase, Word

USAGE = Word("Usage: ", "Вызов: ")
PIECES = {
    "[OPTIONS]": Word("[OPTIONS]", "[ПАРАМЕТРЫ]"),
    "COMMAND [ARGS]...": Word("COMMAND [ARGS]...", "КОМАНДА [АРГУМЕНТЫ]..."),
}
"""Of the line that says how a command is called."""
SECTIONS = {
    "argument": Word("Arguments", "Аргументы"),
    "option": Word("Options", "Параметры"),
}
COMMANDS = Word("Commands", "Команды")
HELP = Word("Show this message and exit.", "Показать эту справку и выйти.")
DEFAULT = Word("default", "по умолчанию")
REQUIRED = Word("required", "обязательно")
KINDS = {
    "float": Word("number", "число"),
    "int": Word("number", "число"),
    "path": Word("path", "путь"),
    "str": Word("text", "текст"),
}
"""What to write after an option, by the type that reads it."""

# A command line that cannot be read

HINT = Phrase("Help: {command} -h", "Справка: {command} -h")
NO_OPTION = Phrase("there is no option {name}{hint}", "параметра {name} нет{hint}")
NO_VALUE = Phrase("{name} takes no value.", "после {name} ничего писать не нужно.")
NEEDS_VALUE = Phrase("a value must follow {name}.", "после {name} нужно значение.")
MISSING = Phrase("{name} is missing. {what}", "не указано: {name}. {what}")
EXTRA = Phrase(
    "this command does not know what to do with: {words}. A text of several words stands in "
    "quotes.",
    "команде не нужно: {words}. Текст из нескольких слов берут в кавычки.",
)
WRONG_VALUE = Phrase(
    "{option}: {reason}, but it is {value}.", "{option}: {reason}, а задано {value}."
)
AT_OPTION = Phrase("{option}: {reason}", "{option}: {reason}")
