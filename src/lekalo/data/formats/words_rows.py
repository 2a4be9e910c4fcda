"""What is said of one row of a file that cannot be taken as it stands: see `wording`."""

from __future__ import annotations

from lekalo.data.formats.wording import Sentence, Word

# JSON

BAD_JSON = Sentence(
    (
        "It is not valid JSON: {reason} at character {at}.",
        "Mend or remove the line; one row is one JSON object on one line.",
    ),
    (
        "Это не JSON: {reason} (знак {at}).",
        "Исправьте или удалите строку: одна строка файла — один объект JSON.",
    ),
)
BAD_ELEMENT = Sentence(
    ("It is not valid JSON: {reason} on line {line}.", "Mend or remove the row."),
    ("Это не JSON: {reason} (строка файла {line}).", "Исправьте или удалите запись."),
)
LAST_ELEMENT = Sentence(
    (BAD_ELEMENT.en[0], "Mend the row; what follows it in the file could not be read."),
    (BAD_ELEMENT.ru[0], "Исправьте запись: то, что стоит в файле после неё, прочитать не удалось."),
)
TOO_DEEP = Sentence(
    ("It is JSON nested too deeply or holding too long a number.", "Remove the row."),
    ("Это JSON со слишком глубокой вложенностью или слишком длинным числом.", "Удалите строку."),
)
TOO_LONG = Sentence(
    ("The row is longer than {size} MB.", "Split it, or check what wrote the file."),
    ("Строка длиннее {size} МБ.", "Разделите её или проверьте программу, которая записала файл."),
)
LAST_TOO_LONG = Sentence(
    (TOO_LONG.en[0], LAST_ELEMENT.en[1]),
    (TOO_LONG.ru[0], LAST_ELEMENT.ru[1]),
)
LONG_ELEMENT = Sentence(
    (TOO_LONG.en[0], BAD_ELEMENT.en[1]),
    (TOO_LONG.ru[0], BAD_ELEMENT.ru[1]),
)
NOT_UTF8 = Sentence(
    (
        "It is not UTF-8 text: a broken character (byte 0x{byte}) stands at byte {at} of the line.",
        "Save the file as UTF-8 again, or remove the row.",
    ),
    (
        "Это не текст UTF-8: байт {at} от начала строки (0x{byte}) испорчен.",
        "Сохраните файл заново в UTF-8 или удалите строку.",
    ),
)
NEVER_CLOSED = Sentence(
    (
        "The list of rows is never closed: the file is torn.",
        "Add the missing ]; look whether rows are missing too.",
    ),
    (
        "Список записей не закрыт: файл оборван.",
        "Допишите ] в конце и проверьте, не пропали ли записи.",
    ),
)
MORE_TEXT = Sentence(
    (
        "The list of rows ends here, but more text follows: {rest}.",
        "Put all rows in one list, or one row on each line.",
    ),
    (
        "Список записей здесь кончается, но дальше есть текст: {rest}.",
        "Соберите все записи в один список или пишите каждую на своей строке.",
    ),
)
NO_QAS = Sentence(
    ("A paragraph has no list 'qas' of questions.", "Add it."),
    ("У абзаца нет списка вопросов «qas».", "Добавьте его."),
)
BAD_QUESTION = Sentence(
    ("A question is not an object.", "Give it question and answers."),
    ("Вопрос — не объект.", "Дайте ему поля question и answers."),
)
NO_COMMA = Word("expecting ',' between rows", "между записями нужна запятая")
NESTED = Word("nested too deeply", "слишком глубокая вложенность")
_REASONS = {
    "expecting value": "нет значения",
    "expecting ',' delimiter": "нужна запятая",
    "expecting ':' delimiter": "нужно двоеточие",
    "expecting property name enclosed in double quotes": "имя поля должно стоять в кавычках",
    "unterminated string starting": "кавычка открыта и не закрыта",
    "invalid control character": "управляющий знак внутри текста",
    "invalid \\escape": "неизвестный знак после обратной косой черты",
    "invalid \\uxxxx escape": "неверный код знака после \\u",
    "extra data": "после объекта есть лишний текст",
    "illegal trailing comma before end of object": "лишняя запятая перед концом объекта",
    "illegal trailing comma before end of array": "лишняя запятая перед концом списка",
}


def reason(message: str) -> Word:
    """What Python's decoder says, to go on with the place."""
    said = message.lower().removesuffix(" at").rstrip(":")
    return Word(said, _REASONS.get(said, said))


# Tables and sheets

TWICE_IN_HEADER = Sentence(
    ("The header has the column '{name}' {times}.", "Give each column its own name."),
    ("В заголовке столбец «{name}» встречается {times}.", "Дайте каждому столбцу своё имя."),
)
RAGGED = Sentence(
    (
        "The row has {cells}, but the header has {columns}.",
        "Put text that holds the delimiter or a line break in double quotes.",
    ),
    (
        "В строке {cells}, а в заголовке — {columns}.",
        "Текст с разделителем или переводом строки возьмите в двойные кавычки.",
    ),
)
OPEN_QUOTE = Sentence(
    (
        "A double quote is opened in this row and never closed, so the rest of the file was read "
        "as one cell.",
        "Close it, or double the quotes inside the cell.",
    ),
    (
        "В этой строке кавычка открыта и не закрыта, и остаток файла прочитан как одна ячейка.",
        "Закройте кавычку или удвойте кавычки внутри ячейки.",
    ),
)
LONG_CELL = Sentence(
    (
        "A cell grows past {size} MB: a double quote is opened in this row and not closed.",
        OPEN_QUOTE.en[1],
    ),
    (
        "Ячейка выросла больше {size} МБ: в этой строке кавычка открыта и не закрыта.",
        OPEN_QUOTE.ru[1],
    ),
)
NOT_CELLS = Sentence(
    ("The row cannot be split into cells: {error}.", "Double the quotes inside it."),
    ("Строку нельзя разделить на ячейки: {error}.", "Удвойте кавычки внутри неё."),
)
NOT_COMPUTED = Sentence(
    (
        "A formula (column {columns}) has no saved value, and formulas are not computed here.",
        "Open the file in a spreadsheet program and save it, or paste the values in place.",
    ),
    (
        "У формулы (столбец {columns}) нет сохранённого значения, а вычислить её здесь нельзя.",
        "Откройте файл в табличной программе и сохраните или вставьте вместо формул значения.",
    ),
)
NO_HEADER = Sentence(
    (
        "The row has a cell in column {column}, which has no header.",
        "Name the column in the header, or clear the cell.",
    ),
    (
        "В строке заполнена ячейка в столбце {column}, у которого нет заголовка.",
        "Дайте столбцу заголовок или очистите ячейку.",
    ),
)
