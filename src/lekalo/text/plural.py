"""A number with its noun, as a person would say it: 1 row, 2 rows; 1 строка, 2 строки, 5 строк."""

from __future__ import annotations

from lekalo.core.wording import Word


def form_ru(number: int, one: str, few: str, many: str) -> str:
    """The Russian form that stands after `number`: 1 строка, 2 строки, 5 строк, 11 строк."""
    if 11 <= number % 100 <= 14:
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(number % 10, many)


def count_ru(number: int, one: str, few: str, many: str) -> str:
    """`number` and its noun: `count_ru(2, "строка", "строки", "строк")` is `2 строки`."""
    return f"{number} {form_ru(number, one, few, many)}"


def count_en(number: int, one: str, many: str = "") -> str:
    """`number` and its noun: `count_en(2, "row")` is `2 rows`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def number_of(count: int, en: str, ru: tuple[str, str, str]) -> Word:
    """`count` with its noun: `number_of(2, "cell", ("ячейка", "ячейки", "ячеек"))`."""
    return Word(count_en(count, en), count_ru(count, *ru))
