"""What the preparation of a run says, refuses and drops, in English and in Russian."""

from __future__ import annotations

from lekalo.core.records import Language
from lekalo.data.formats.wording import Word
from lekalo.text.plural import count_en, count_ru

SAID: dict[Language, dict[str, str]] = {
    "en": {
        "short": "{file} has {rows} rows, but a replay share of {share:g} asks for {wanted}; all "
        "of them are taken once.",
        "short!": "Add general rows, or lower data.replay.share.",
        "missed": "Of the rows, {asked} were to be held out, and {reached} are: rows that belong "
        "together are not parted, and {largest} of all belong to the largest group.",
        "missed!": "Give data with smaller groups, set another data.eval_share, or name held-out "
        "files in data.eval.",
        "bad": "{count} rows could not be read and were left out.",
        "long": "{count} rows were longer than what fits and were left out.",
        "dropped!": "Mend them to learn from them.",
        "bad!": "Mend or remove the row, or set data.bad_rows: drop.",
        "over": "The row has {tokens}, but at most {limit} fit.",
        "over!": "Shorten it, or set data.long_rows: drop.",
        "nothing": "no training rows are left of {files}. Give more data, or lower "
        "data.eval_share.",
        "places": "adapter.tokens is {places}, which leaves rows no room in the base's context. "
        "Take fewer.",
        "limit": "data.max_length is {length}, but the base reads at most {context} tokens. Set "
        "it to {context} or less, or leave it out.",
        "system": "prompt.system names the file '{name}', which cannot be read: {reason}. Write "
        "the text there, or put it into the recipe itself.",
    },
    "ru": {
        "short": "В файле {file} строк {rows}, а доля повторения {share:g} требует {wanted}; "
        "каждая взята по одному разу.",
        "short!": "Добавьте общих примеров или уменьшите data.replay.share.",
        "missed": "Из строк нужно было отложить {asked}, а отложено {reached}: связанные строки не "
        "разделяются, и к самой большой группе относится {largest} всех строк.",
        "missed!": "Дайте данные, где группы меньше, задайте другую data.eval_share или назовите "
        "отложенные файлы в data.eval.",
        "bad": "Не прочитано и пропущено строк: {count}.",
        "long": "Не поместилось и пропущено строк: {count}.",
        "dropped!": "Исправьте их, чтобы модель училась и на них.",
        "bad!": "Исправьте или удалите строку или задайте data.bad_rows: drop.",
        "over": "В строке {tokens}, а помещается не больше {limit}.",
        "over!": "Сократите её или задайте data.long_rows: drop.",
        "nothing": "в {files} не осталось строк для обучения. Дайте больше данных или уменьшите "
        "data.eval_share.",
        "places": "adapter.tokens задан как {places}, и строкам не остаётся места в контексте "
        "базовой модели. Задайте меньше.",
        "limit": "data.max_length задан как {length}, а базовая модель читает не больше {context} "
        "токенов. Задайте не больше {context} или уберите этот ключ.",
        "system": "prompt.system называет файл «{name}», но он не читается: {reason}. Запишите "
        "текст в этот файл или прямо в рецепт.",
    },
}
NOT_UTF8 = Word("it is not UTF-8 text", "это не текст UTF-8")


def tokens(count: int, language: Language) -> str:
    """A number of tokens with its noun."""
    if language == "ru":
        return count_ru(count, "токен", "токена", "токенов")
    return count_en(count, "token")
