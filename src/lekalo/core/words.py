"""What the core says of files, names and values, in English and in Russian."""

from __future__ import annotations

import errno

from lekalo.core.wording import Phrase, Word

# Files

FAILED = Phrase(
    "{action} failed: {reason}. Free some space or choose a folder that can be written, and run "
    "the same command again; what was there before is untouched.",
    "{action}: не удалось ({reason}). Освободите место или выберите папку, в которую можно "
    "писать, и повторите ту же команду; прежние файлы не тронуты.",
)
WRITING = Phrase("writing {path}", "запись в {path}")
READING = Phrase("reading {path}", "чтение из {path}")
MAKING = Phrase("making {path}", "создание {path}")
SAVING_BASE = Phrase("saving the base to {path}", "запись базовой модели в {path}")
SETTING_ASIDE = Phrase("setting {path} aside", "перенос {path} в сторону")
ROWS_ASIDE = Phrase("writing rows to the temporary folder", "запись строк во временную папку")
VECTORS_ASIDE = Phrase(
    "writing vectors to the temporary folder", "запись векторов во временную папку"
)
INCOMPLETE = Phrase(
    "{folder} is incomplete: it has no readable {name}.",
    "папка {folder} неполна: в ней нет читаемого файла {name}.",
)
MISSING = Phrase(
    "{path} is missing, so {folder} is not loaded. Use another one.",
    "нет файла {path}, поэтому папка {folder} не загружается. Возьмите другую.",
)
DAMAGED = Phrase(
    "{path} is damaged (its checksum differs). Use another one.",
    "файл {path} повреждён: его контрольная сумма другая. Возьмите другой.",
)
OUTSIDE = Phrase(
    "'{name}' leads out of {folder}; only paths inside it are allowed.",
    "путь «{name}» ведёт за пределы папки {folder}; можно называть только файлы внутри неё.",
)

# Names

NO_SUCH = Phrase(
    "there is no {kind} '{name}'{hint} There are: {allowed}.",
    "{kind} «{name}» не существует{hint} Есть: {allowed}.",
)
KINDS = {
    "method": Word("method", "метод"),
    "adapter": Word("adapter", "адаптер"),
    "check": Word("check", "проверка"),
    "scorer": Word("scorer", "оценщик"),
    "guard": Word("guard", "правило защиты"),
}

# Values

EVERY = Phrase(
    "say it as 200 (steps), '0.5 epochs' or '100k tokens'",
    "запишите как 200 (шагов), '0.5 epochs' (эпох) или '100k tokens' (токенов)",
)
WHOLE_STEPS = Phrase(
    "{unit} are counted in whole numbers from 1; epochs may be 0.5",
    "для {unit} нужно целое число от 1; дробным может быть только число эпох, например 0.5 epochs",
)
SIZE = Phrase(
    "say it as 6GB, 900MB or a number of bytes", "запишите как 6GB, 900MB или число байтов"
)

# What the system says

_SYSTEM: dict[int | None, str] = {
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.ENOENT: "такого файла нет",
    errno.EIO: "ошибка диска",
    errno.ELOOP: "ссылки ведут по кругу",
    errno.ENAMETOOLONG: "слишком длинное имя",
    errno.ENOTDIR: "в пути стоит файл вместо папки",
    errno.EISDIR: "это папка",
    errno.ENOSPC: "на диске нет места",
    errno.EDQUOT: "исчерпана квота на диске",
    errno.EROFS: "диск доступен только для чтения",
    errno.EFBIG: "файл слишком велик",
    errno.EEXIST: "уже существует",
    errno.ENOTEMPTY: "папка не пуста",
    errno.EADDRINUSE: "порт уже занят",
    errno.EADDRNOTAVAIL: "такого адреса у этой машины нет",
}


def reason_of_system(error: OSError | ValueError) -> Word:
    """What the system says of a file that it does not open."""
    said = getattr(error, "strerror", None) or str(error)
    return Word(said, _SYSTEM.get(getattr(error, "errno", None), said))
