"""What a plan refuses, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

NO_CARD = Phrase(
    "--on names '{name}', which the table of cards lacks{hint} There are: {listed}. Leave --on "
    "out to measure the present machine.",
    "в --on названа «{name}», но её нет в таблице карт{hint} Есть: {listed}. Уберите --on, чтобы "
    "измерить эту машину.",
)
NO_DATA = Phrase(
    "the data holds neither questions with answers nor running text. Give such files, or state "
    "the size of the text: --tokens 3B.",
    "в данных нет ни вопросов с ответами, ни связного текста. Дайте такие файлы или назовите "
    "объём текста: --tokens 3B.",
)
BAD_CONFIG = Phrase(
    "the configuration in {folder} is wrong: {reason}.",
    "конфигурация в {folder} неверна: {reason}.",
)
