"""What the scorers say of an answer, and refuse of their options, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

# Options

WRONG_OPTIONS = Phrase("scorer '{scorer}': {problems}", "оценщик «{scorer}»: {problems}")
UNKNOWN_OPTION = Phrase(
    "unknown option '{name}'{hint} It takes: {allowed}.",
    "неизвестный параметр «{name}»{hint} Есть: {allowed}.",
)
REQUIRED = Phrase("option '{name}' is required.", "параметр «{name}» обязателен.")
WRONG_VALUE = Phrase(
    "option '{name}': {problem}, but it is {given}.",
    "параметр «{name}»: {problem}, а задано {given}.",
)
NO_PHRASES = Phrase(
    "it needs phrases in at least one of: any, all, none.",
    "нужны фразы хотя бы в одном из: any, all, none.",
)
NOTHING_PASSES = Phrase(
    "no answer can pass: 'all' has '{phrase}', 'none' has {banned}.",
    "ни один ответ не подойдёт: в «all» стоит «{phrase}», а в «none» — {banned}.",
)
ONE_FACT = Phrase(
    "'{target}' must state one fact, such as 14 days, 5 March or $20; it states {count}.",
    "в «{target}» должен быть один факт, например 14 дней, 5 марта или 20 рублей, а их {count}.",
)
UNKNOWN_FLAG = Phrase(
    "unknown flag '{flag}'; there are i, m and s.", "флага «{flag}» нет; есть i, m и s."
)
NOT_REGEX = Phrase(
    "'{pattern}' is not a regular expression: {error}.",
    "«{pattern}» — не регулярное выражение: {error}.",
)
HEADING_TWICE = Phrase(
    "the heading '{heading}' is listed twice; each stands once.",
    "заголовок «{heading}» назван дважды; каждый пишут один раз.",
)
EMPTY_HEADING = Phrase(
    "a heading needs letters besides its colon and its marks.",
    "в заголовке кроме двоеточия и знаков нужны буквы.",
)

# Answers

LACKS = Phrase("The answer lacks '{phrase}'.", "В ответе нет «{phrase}».")
HAS_NONE = Phrase("The answer has none of: {phrases}.", "В ответе нет ничего из: {phrases}.")
BANNED = Phrase(
    "The answer has {phrase}, which is banned.", "В ответе есть {phrase}, а это запрещено."
)
CONTAINS = Phrase(
    "The answer has what it must and nothing that is banned.",
    "В ответе есть всё нужное и нет запрещённого.",
)
EXACT = Phrase("The answer is the expected text.", "Ответ совпадает с ожидаемым.")
NOT_EXACT = Phrase("The answer is not '{target}'.", "Ответ не совпадает с «{target}».")
NO_FACT = Phrase(
    "The answer states nothing to compare with '{target}'.",
    "В ответе нет ничего, что можно сравнить с «{target}».",
)
FACT = Phrase("The answer says '{said}', as expected.", "В ответе «{said}», как и нужно.")
OTHER_FACT = Phrase(
    "The answer says '{said}', not '{target}'.", "В ответе «{said}», а нужно «{target}»."
)
NO_NUMBER = Phrase("There is no number in the answer.", "В ответе нет числа.")
NUMBER = Phrase("The number is {number}, as expected.", "Число {number}, как и нужно.")
OTHER_NUMBER = Phrase("The number is {number}, not {target}.", "Число {number}, а нужно {target}.")
NOT_WITHIN = Phrase(
    "The number is {number}, not {target} within {tolerance}.",
    "Число {number}, а нужно {target} с точностью до {tolerance}.",
)
STOPPED = Phrase(
    "The pattern '{pattern}' was stopped after {seconds:g} s on this answer, so it counts as not "
    "matched. Write it without nested repeats.",
    "Поиск «{pattern}» в этом ответе остановлен через {seconds:g} с и засчитан как неудачный. "
    "Запишите выражение без вложенных повторов.",
)
MATCHES = Phrase("The answer matches '{pattern}'.", "Ответ подходит под «{pattern}».")
NO_MATCH = Phrase("The answer does not match '{pattern}'.", "Ответ не подходит под «{pattern}».")
SECTIONS = Phrase("Every section is in its place.", "Все разделы на своих местах.")
NO_SECTION = Phrase("The section '{heading}' is missing.", "Раздела «{heading}» нет.")
SECTION_TWICE = Phrase(
    "The section '{heading}' stands {count} times.", "Раздел «{heading}» встречается раз: {count}."
)
OUT_OF_ORDER = Phrase(
    "The sections are out of order: {headings}.", "Разделы стоят не по порядку: {headings}."
)
BEFORE_FIRST = Phrase(
    "Something stands before '{heading}'.", "Перед разделом «{heading}» что-то стоит."
)
EMPTY_SECTION = Phrase("The section '{heading}' is empty.", "Раздел «{heading}» пуст.")
