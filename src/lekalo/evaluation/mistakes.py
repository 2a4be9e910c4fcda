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
