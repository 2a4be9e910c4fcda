"""What splitting, sealing, resolving and converting refuse, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

AT_PLACE = Phrase("{where}: {problem}", "{where}: {problem}")
THERE = Phrase(
    "{path} is there already, and nothing is written over. Name another.",
    "файл {path} уже есть, а существующее не переписывается. Назовите другой.",
)
CHANGED = Phrase(
    "{path} has changed since it was read. Run the command again.",
    "файл {path} изменился, пока его читали. Повторите команду.",
)
UNREADABLE = Phrase("{path} can't be read: {reason}", "файл {path} не читается: {reason}")

# split

SHARE = Phrase(
    "--eval-share is {share:g}; it is above 0 and below 1, as 0.1.",
    "в --eval-share стоит {share:g}, а нужно больше 0 и меньше 1, например 0.1.",
)
SPLIT_THERE = Phrase(
    "{path} is there already, and nothing is written over. Give another folder with --out-dir, or "
    "move it away.",
    "файл {path} уже есть, а существующее не переписывается. Задайте другую папку в --out-dir или "
    "уберите его.",
)
ONE_WHOLE = Phrase(
    "{path} cannot be split: all its rows belong together (one group, or one question). Bring more "
    "rows, or another --group.",
    "{path} нельзя разделить: все строки связаны (одна группа или один вопрос). Добавьте строк или "
    "задайте другой столбец в --group.",
)
NO_COLUMN = Phrase(
    "{option} names the column '{name}', and no row has it{hint} There are: {there}.",
    "в {option} назван столбец «{name}», но его нет ни в одной строке{hint} Есть: {there}.",
)

# seal

RESEAL = Phrase(
    "{path} was sealed on {sealed} and has changed since. To seal it as it is now, say why: "
    '--because "the reason", which is kept in the seal.',
    "файл {path} опечатан {sealed} и с тех пор изменился. Чтобы опечатать его в нынешнем виде, "
    'назовите причину: --because "причина"; она сохранится в печати.',
)
TORN_SEAL = Phrase(
    "{seal} is no whole seal. Put the former one back, or remove it and seal the file anew with: "
    "lekalo data seal {path}",
    "печать {seal} повреждена. Верните прежнюю или удалите её и опечатайте файл заново: lekalo "
    "data seal {path}",
)
SEAL_FOLDER = Phrase(
    "{path} is a folder; seal its files one by one.",
    "{path} — папка; опечатывайте её файлы по одному.",
)
UNREAD = Phrase("{path} cannot be read.", "{path} не читается.")

# convert

UNKNOWN_SHAPE = Phrase(
    "unknown shape '{to}'{hint} Use {allowed}.", "вид строк «{to}» неизвестен{hint} Есть {allowed}."
)
NOT_JSONL = Phrase(
    "'{out}' is to be JSON Lines: give it a name that ends in .jsonl.",
    "В «{out}» будет JSON Lines: дайте файлу имя с окончанием .jsonl.",
)
OUT_THERE = Phrase(
    "'{out}' is already there. Name a new file, so that nothing is lost.",
    "Файл «{out}» уже есть. Назовите новый, чтобы ничего не потерять.",
)
NONE_LEFT = Phrase(
    "no rows are left to write. Look what the sources hold.",
    "записывать нечего: не осталось ни одной строки. Проверьте, что в источниках.",
)

# resolve

FOLDER = Phrase(
    "{path} is a folder. Name one data file: its copy is written beside it.",
    "{path} — папка. Назовите один файл данных: его копия встанет рядом с ним.",
)
NO_FILE = Phrase("It is no file.", "Это не файл.")
OTHER_STATE = Phrase(
    "{path} was written for another state of {file}, so its line numbers may be wrong. Take it "
    "away, and choose anew.",
    "файл {path} записан для другого состояния {file}, и номера строк в нём могут быть неверны. "
    "Уберите его и выберите заново.",
)
NO_GROUPS = Phrase(
    "{path} has no list `groups`. Write it anew with --write.",
    "в файле {path} нет списка `groups`. Создайте его заново с --write.",
)
UNUSABLE = Phrase("{path} can't be used:", "файл {path} использовать нельзя:")
IN_GROUP = Phrase("  group {number}: {problem}", "  группа {number}: {problem}")
NOT_YAML = Phrase(
    "{path} is no YAML: {problem}. Mend it, or write it anew.",
    "в файле {path} ошибка записи YAML: {problem}. Исправьте её или создайте файл заново.",
)
NO_CHOICES = Phrase(
    "{path} holds no choices. Write it anew with --write.",
    "в файле {path} нет выбора. Создайте его заново с --write.",
)
NO_ANSWERS = Phrase(
    "it has no list `answers`; leave that as it was written.",
    "в ней нет списка `answers`; его нужно оставить как был.",
)
OTHER_LINES = Phrase(
    "there is no group of the lines {lines}; leave `answers` alone.",
    "группы из строк {lines} нет; `answers` менять не нужно.",
)
WRONG_KEEP = Phrase(
    "`keep` is {keep}, but it is one of the lines {lines}, a list of them, all or none.",
    "в `keep` стоит {keep}, а нужна одна из строк {lines}, список из них, all или none.",
)
NOT_UNDERSTOOD = Phrase(
    "'{said}' is not understood: 1 to {count}, several of them, all or none.",
    "«{said}» непонятно: нужно число от 1 до {count}, несколько чисел, all или none.",
)
