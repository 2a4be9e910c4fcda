"""What is said of a whole file that is not read, or is read in part: see `wording`."""

from __future__ import annotations

from lekalo.data.formats.wording import Sentence, Word

# Which files there are

EMPTY = Sentence(
    ("The file is empty.", "Fill it or take it out of the recipe."),
    ("Файл пуст.", "Заполните его или уберите из рецепта."),
)
NO_ROWS = Sentence(
    ("The file holds no rows.", "Fill it or take it out."),
    ("В файле нет строк.", "Заполните его или уберите."),
)
MISSING = Sentence(
    ("There is no such file.", "Check the path; it is relative to the recipe's folder."),
    ("Такого файла нет.", "Проверьте путь: он отсчитывается от папки рецепта."),
)
UNREADABLE = Sentence(
    ("It cannot be read: {reason}.", "Check the path and its rights."),
    ("Файл не читается: {reason}.", "Проверьте путь и права доступа."),
)
IRREGULAR = Sentence(
    ("It is not a regular file (a pipe, socket or device).", "Save the data in a file."),
    ("Это не обычный файл, а канал, сокет или устройство.", "Сохраните данные в файл."),
)
UNKNOWN_KIND = Sentence(
    ("{kind} is not read.", "Read are {allowed}."),
    ("Такие файлы не читаются: {kind}.", "Читаются {allowed}."),
)
NO_EXTENSION = Word("No extension", "имя без расширения")
PACKED_BOOK = Sentence(
    ("A packed {kind} is not read.", "Unpack it first."),
    ("Сжатый файл {kind} не читается.", "Сначала распакуйте его."),
)
UNREADABLE_FOLDER = Sentence(
    ("It cannot be read: {reason}.", "Check its rights."),
    ("Папка не читается: {reason}.", "Проверьте права доступа."),
)
EMPTY_FOLDER = Sentence(
    ("The folder holds no file to read.", "Read are {allowed}."),
    ("В папке нет файлов, которые можно прочитать.", "Читаются {allowed}."),
)
LINK_OUT = Sentence(
    ("It is a link out of the folder.", "Copy the file into the folder."),
    ("Это ссылка за пределы папки.", "Скопируйте файл в папку."),
)
OTHER_KIND = Sentence(
    ("Only {allowed} are read.", "Convert it if it holds data."),
    ("Читаются только {allowed}.", "Если в файле данные, преобразуйте его."),
)
PAPERS = Sentence(
    (
        "It lies beside files of rows, so it is taken for a description of them.",
        "To learn from it, name it in the recipe.",
    ),
    (
        "Он лежит рядом с файлами строк и принят за их описание.",
        "Чтобы учиться на нём, назовите его в рецепте.",
    ),
)
TWICE = Sentence(
    ("It is named twice.", "Name it once."),
    ("Файл назван дважды.", "Назовите его один раз."),
)
LEFT_OUT = Word("The file is left out.", "Файл пропущен.")
"""Stands before the reason."""

# Packing and encoding

NEEDS = Sentence(
    ("Reading it needs {library}.", "Run: pip install 'lekalo[{extra}]'."),
    (
        "Чтобы его прочитать, нужна библиотека {library}.",
        "Выполните: pip install 'lekalo[{extra}]'.",
    ),
)
NOT_WHOLE_PACKED = Sentence(
    ("It is not a whole {kind} file.", "Fetch or pack it again."),
    ("Файл {kind} повреждён или неполон.", "Скачайте или сожмите его заново."),
)
NOT_WHOLE = Sentence(
    ("It is not a whole {kind} file.", "Save it again."),
    ("Файл {kind} повреждён или неполон.", "Сохраните его заново."),
)
BOMB = Sentence(
    (
        "It unpacks to more than {ratio} times its size, as no real text does.",
        "Look what it holds; if it is right, unpack it first.",
    ),
    (
        "При распаковке он вырастает больше чем в {ratio} раз, с настоящим текстом так не бывает.",
        "Посмотрите, что в нём; если всё верно, сначала распакуйте его.",
    ),
)
BOMB_COLUMNS = Sentence(
    (BOMB.en[0], "Look what it holds, and save it again."),
    (BOMB.ru[0], "Посмотрите, что в нём, и сохраните заново."),
)
TOO_LARGE = Sentence(
    ("It unpacks to {size} MB; at most {largest} MB are read.", "Split it."),
    ("После распаковки в нём {size} МБ, а читается не больше {largest} МБ.", "Разделите его."),
)
NOT_UTF8_FILE = Sentence(
    (
        "The file is not UTF-8 but {encoding}; it was converted while reading.",
        "Look whether its letters are right, and save it as UTF-8.",
    ),
    (
        "Файл не в UTF-8, а в {encoding}; при чтении он преобразован.",
        "Проверьте, верны ли буквы, и сохраните его в UTF-8.",
    ),
)

# Documents, books and columns

LONG_TEXT = Sentence(
    ("The text is over {size} MB.", "Split it into several files."),
    ("В тексте больше {size} МБ.", "Разделите его на несколько файлов."),
)
NO_DOC = Sentence(
    ("It holds no <doc>, the only XML that is read.", "Convert it to JSONL."),
    ("В нём нет <doc>, а другой XML не читается.", "Преобразуйте его в JSONL."),
)
LONG_PAGE = Sentence(
    ("The page is over {size} MB.", "Split it."),
    ("В странице больше {size} МБ.", "Разделите её."),
)
BLANK_PAGE = Sentence(
    ("The page has no text.", "Take it out, or save what a browser shows."),
    ("На странице нет текста.", "Уберите её или сохраните то, что показывает браузер."),
)
BLANK_DOCUMENT = Sentence(
    ("The document has no text.", "Take it out, or save its text."),
    ("В документе нет текста.", "Уберите его или сохраните его текст."),
)
LOCKED = Sentence(
    ("It is locked with a password.", "Save it without the password."),
    ("Он закрыт паролем.", "Сохраните его без пароля."),
)
SCANNED = Sentence(
    (
        "The PDF has no text: its pages are pictures, or it is empty.",
        "Recognise it (OCR) first, or bring the text it was made of.",
    ),
    (
        "В PDF нет текста: его страницы — картинки, или он пуст.",
        "Сначала распознайте его (OCR) или дайте текст, из которого он сделан.",
    ),
)
BLANK_PAGES = Sentence(
    ("Pages without text are left out: {pages}.", "Recognise them."),
    ("Пропущены страницы без текста: {pages}.", "Распознайте их."),
)
DRAWN = Sentence(
    ("A page draws over {size} MB.", "Save its text in a file."),
    ("Страница рисует больше {size} МБ.", "Сохраните её текст в файл."),
)
BROKEN_DOCUMENT = Sentence(
    ("It cannot be read as {kind}{place} ({error}).", "Save it again, or save its text."),
    (
        "Он не читается как {kind}{place} ({error}).",
        "Сохраните его заново или сохраните его текст.",
    ),
)
BROKEN_SHEETS = Sentence(
    ("It cannot be read as .xlsx ({error}).", "Save it again, or as .csv."),
    ("Он не читается как .xlsx ({error}).", "Сохраните его заново или в .csv."),
)
BROKEN_COLUMNS = Sentence(
    ("It cannot be read as .parquet{place} ({error}).", "Fetch or save it again."),
    ("Он не читается как .parquet{place} ({error}).", "Скачайте или сохраните его заново."),
)
LONG_TEXTS = Sentence(
    ("Its texts take over {size} MB.", "Save it as .csv."),
    ("Его тексты занимают больше {size} МБ.", "Сохраните его в .csv."),
)
HIDDEN_SHEET = Sentence(
    ("The sheet is hidden and left out.", "Show it."),
    ("Лист скрыт и пропущен.", "Откройте его, если он нужен."),
)
WIDE_SHEET = Sentence(
    (
        "Over {rows} rows reach past column {column}.",
        "Clear the cells beyond the data, or save it as .csv.",
    ),
    (
        "Больше {rows} строк выходят за столбец {column}.",
        "Очистите ячейки за пределами данных или сохраните файл в .csv.",
    ),
)


def after_row(number: int) -> Word:
    """Where reading stopped, to stand after a verb; nothing before the first row."""
    return Word(f" after row {number}", f" после строки {number}") if number else Word("", "")


def on_page(number: int) -> Word:
    """The same for pages."""
    return Word(f", page {number}", f", страница {number}") if number else Word("", "")


# Data sets of the hub

HUB_NEEDS = Sentence(
    (
        "There is no such file; as a hub id, it needs datasets.",
        "Run: pip install 'lekalo[hub]'.",
    ),
    (
        "Такого файла нет, а для набора данных из хаба нужна библиотека datasets.",
        "Выполните: pip install 'lekalo[hub]'.",
    ),
)
NO_SPLIT = Sentence(
    ("It has no split '{wanted}'.", "Put #split after it: {allowed}."),
    ("В наборе нет части «{wanted}».", "Допишите после имени # и часть: {allowed}."),
)
HUB_FAILED = Sentence(
    (
        "{what} cannot be read{place}: {reason}",
        "Check the name and the network, or fetch the files and name those.",
    ),
    (
        "{what} не читается{place}: {reason}",
        "Проверьте имя и сеть или скачайте файлы и назовите их.",
    ),
)
HUB_SET = Word("It", "Набор данных")
HUB_OR_FILE = Word(
    "There is no such file, and the hub's data set",
    "Такого файла нет, а набор данных из хаба",
)
