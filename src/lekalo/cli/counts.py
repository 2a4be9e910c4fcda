"""Numbers with their nouns, as the screens say them in both languages."""

from __future__ import annotations

from lekalo.core.wording import Word
from lekalo.text.plural import number_of


def rows(count: int) -> Word:
    """1 row, 2 rows; 1 строка, 2 строки, 5 строк."""
    return number_of(count, "row", ("строка", "строки", "строк"))


def tokens(count: int) -> Word:
    """1 token; 1 токен, 2 токена, 5 токенов."""
    return number_of(count, "token", ("токен", "токена", "токенов"))


def steps(count: int) -> Word:
    """1 optimizer step; 1 шаг оптимизатора, 2 шага, 5 шагов."""
    forms = ("шаг оптимизатора", "шага оптимизатора", "шагов оптимизатора")
    return number_of(count, "optimizer step", forms)


def groups(count: int) -> Word:
    """1 group; 1 группа, 2 группы, 5 групп."""
    return number_of(count, "group", ("группа", "группы", "групп"))


def drafts(count: int) -> Word:
    """1 draft; 1 черновик, 2 черновика, 5 черновиков."""
    return number_of(count, "draft", ("черновик", "черновика", "черновиков"))
