"""What the registry of versions says and refuses, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase, Word

DAMAGED_MANIFEST = Phrase(
    "the manifest of {ref} is damaged: it was altered after it was written. Restore the registry "
    "from a copy.",
    "манифест версии {ref} повреждён: его изменили после записи. Восстановите реестр из копии.",
)
OTHER_MANIFEST = Phrase(
    "the manifest of {ref} is another version's; restore the registry.",
    "на месте манифеста {ref} стоит манифест другой версии; восстановите реестр.",
)
NOT_PROMOTED = Phrase(
    "{ref} is not promoted: {codes}. Mend it and train again, or go on with --accept {code} "
    '--because "the reason", which is kept for good.',
    "{ref} не выпущена: {codes}. Исправьте это и обучите заново или продолжите с --accept {code} "
    '--because "причина"; причина сохраняется навсегда.',
)
OTHER_VERDICT = Phrase(
    "this verdict is on {match}, not on {ref}; give its own.",
    "это решение о {match}, а не о {ref}; нужно решение о ней самой.",
)
LIVE_ALREADY = Phrase(
    "{ref} is live already; nothing is to be done.",
    "{ref} уже рабочая; делать ничего не нужно.",
)
NO_EARLIER = Phrase(
    "{name} has no earlier live version to go back to.",
    "у {name} нет прежней рабочей версии, вернуться не к чему.",
)
NO_REASON = Phrase(
    "accepting {code} needs a reason, which is kept: --because TEXT.",
    "чтобы принять {code}, нужна причина, она сохраняется: --because ТЕКСТ.",
)
TWICE = Phrase(
    "'{text}' names a version twice; give each one strength.",
    "в «{text}» версия названа дважды; дайте каждой одну силу.",
)
NO_STRENGTH = Phrase(
    "{ref} is {kind}, with no adapter that could be taken at a strength or beside another. Name "
    "it alone, without a number.",
    "{ref} — {kind}: адаптера, который можно взять с силой или рядом с другим, у неё нет. "
    "Назовите её одну, без числа.",
)
OTHER_BASES = Phrase(
    "{ref} and {ref2} stand on different bases, and what was trained above one means nothing "
    "above the other. Combine versions of one base.",
    "{ref} и {ref2} стоят на разных базовых моделях, и выученное поверх одной ничего не значит "
    "поверх другой. Соединяйте версии на одной модели.",
)
NO_NAME = Phrase(
    "'{text}' has a part with no name, as letters@2:0.7 has.",
    "в «{text}» есть часть без имени; запись выглядит как letters@2:0.7.",
)
NOT_STRENGTH = Phrase(
    "'{number}' in '{text}' is no strength: after : comes a number from 0 (the base) through 1 "
    "(as trained) to 2, as in support@3:0.6.",
    "«{number}» в «{text}» — не сила: после : ставят число от 0 (базовая модель) через 1 (как "
    "обучена) до 2, например support@3:0.6.",
)
NOT_A_FILE = Phrase(
    "{path} is not a file; give a file that exists.",
    "{path} — не файл; назовите существующий файл.",
)
SAME_NAME = Phrase(
    "two files are named {name}; rename one of them.",
    "два файла носят имя {name}; переименуйте один из них.",
)
NOT_STORED = Phrase(
    "the store has no {address}. Restore it from a copy.",
    "в хранилище нет {address}. Восстановите его из копии.",
)
NO_FILES = Phrase(
    "{source} holds no files to keep.",
    "в {source} нет файлов, которые нужно сохранить.",
)
NOT_AN_ADDRESS = Phrase(
    "'{address}' is not an address: sha256: and 64 hex digits.",
    "«{address}» — не адрес: нужно sha256: и 64 шестнадцатеричные цифры.",
)
NOT_A_FOLDER = Phrase(
    "{folder} is not a folder; give one that exists.",
    "{folder} — не папка; назовите существующую папку.",
)
A_LINK = Phrase(
    "{path} is a link; put the file itself there, and try again.",
    "{path} — ссылка; положите туда сам файл и повторите.",
)
BAD_CHECKSUMS = Phrase(
    "{folder} is damaged: its {checksums} cannot be read.",
    "папка {folder} повреждена: в ней не читается {checksums}.",
)
OTHER_LISTING = Phrase(
    "{folder} is damaged: it is not the listing of {address}.",
    "файл {folder} повреждён: это не опись {address}.",
)
STRAY_FILE = Phrase(
    "{folder} does not belong to {address}; take it out.",
    "файл {folder} не относится к {address}; уберите его.",
)
NOT_A_VERSION = Phrase(
    "'{text}' is not a version; write it as name@3, name@live or name.",
    "«{text}» — не версия; пишите name@3, name@live или name.",
)
NO_SUCH_PICK = Phrase(
    "'{text}' names no version{hint} after @ comes a number, live or candidate, as in {name}@3.",
    "«{text}» не называет версии{hint} после @ ставят номер, live или candidate, например "
    "{name}@3.",
)
OTHER_SCHEMA = Phrase(
    "{path} is not a registry of this program (its schema is {found}, this one reads "
    "{schema_version}). Update lekalo, or move the file away to start a new one.",
    "файл {path} — не реестр этой программы (его схема {found}, а эта программа читает "
    "{schema_version}). Обновите lekalo или уберите файл, и будет начат новый реестр.",
)
DATABASE_FAILED = Phrase(
    "{action} failed: {orig}. Nothing was changed; see that the disk has room and the file may "
    "be written, and run the same command again.",
    "{action}: не удалось ({orig}). Ничего не изменено; проверьте, что на диске есть место и в "
    "файл можно писать, и повторите ту же команду.",
)
NO_ASSISTANT = Phrase(
    "there is no assistant '{name}'{hint} There are: {listed}.",
    "помощника «{name}» нет{hint} Есть: {listed}.",
)
NO_ASSISTANTS = Phrase(
    "there is no assistant '{name}'. There are none yet.",
    "помощника «{name}» нет. Пока нет ни одного.",
)
NO_VERSION = Phrase(
    "there is no {name}@{pick}. There are: {there}.", "версии {name}@{pick} нет. Есть: {there}."
)
NONE_LIVE = Phrase(
    "there is no {name}@live. There are: {there}. Make one live: lekalo promote {name}@candidate.",
    "рабочей версии {name}@live нет. Есть: {there}. Выпустите одну из них: lekalo promote "
    "{name}@candidate.",
)
NO_FINDING = Phrase(
    "no finding is called '{code}'{hint} there are: {codes}.",
    "замечания «{code}» нет{hint} Есть: {codes}.",
)
NOTHING_FOUND = Phrase(
    "no finding is called '{code}'; nothing was found.",
    "замечания «{code}» нет; ничего не найдено.",
)
BASE_ITSELF = Phrase("its base itself", "сама базовая модель")
TRAINED_WHOLE = Phrase("a model trained whole", "модель, обученная целиком")
OPENING = Phrase("opening {path}", "открытие {path}")
MAKING = Phrase("making {path}", "создание {path}")
PROMOTING = Phrase("promoting {ref}", "выпуск {ref}")
ROLLING_BACK = Phrase("rolling {name} back", "откат {name}")
READING = Phrase("reading {what}", "чтение {what}")
READING_NAMES = Phrase("reading the names", "чтение имён")
READING_VERSIONS = Phrase("reading the versions", "чтение версий")
READING_HISTORY = Phrase("reading the history of {name}", "чтение истории {name}")
READING_STATUS = Phrase("reading the status", "чтение состояния")
REGISTERING = Phrase("creating a version of {name}", "создание версии {name}")

# Findings: what, and what to do

NOT_MEASURED = Phrase(
    "the version has no verdict of a gate, so nobody knows if it is good enough",
    "о версии нет решения проверки перед выпуском, и неизвестно, достаточно ли она хороша",
)
MEASURE = Phrase(
    "run its suites with `lekalo eval`, or accept this with a reason",
    "прогоните её наборы командой `lekalo eval` или примите как есть, указав причину",
)
HELD_BACK = Phrase("the gate's verdict is hold", "решение проверки перед выпуском — не выпускать")
UNDECIDED = Phrase("the gate's verdict is undecided", "проверка перед выпуском не смогла решить")
UNDECIDED_ITEMS = Phrase(
    "the gate's verdict is undecided; {count} more items would tell",
    "проверка перед выпуском не смогла решить; нужно ещё вопросов: {count}",
)
ADD_ITEMS = Phrase(
    "add items to the suites, or mend what the reasons name",
    "добавьте вопросы в наборы или исправьте то, что названо в причинах",
)
STALE = Phrase(
    "the verdict compares with {before}, and live now is {now}",
    "решение сравнивает с {before}, а рабочая версия теперь — {now}",
)
STALE_NOTHING = Phrase(
    "the verdict compares with {before}, and live now is nothing",
    "решение сравнивает с {before}, а рабочей версии теперь нет",
)
GATE_AGAIN = Phrase("run the gate again", "проведите проверку заново")
TOO_MANY = Phrase(
    "from {before} to {after}, {parts} changed at once: a better or worse result cannot be put "
    "down to any one of them",
    "от {before} к {after} сразу изменились {parts}: улучшение или ухудшение нельзя отнести ни к "
    "одной из этих перемен",
)
ONE_BY_ONE = Phrase(
    "make a version for each change, and compare them one by one",
    "сделайте по версии на каждую перемену и сравните их по одной",
)
PARTS = {
    "data": Word("data", "данные"),
    "base": Word("base", "базовая модель"),
    "recipe": Word("recipe", "рецепт"),
    "prompt": Word("prompt", "промпт"),
    "policy": Word("policy", "правила"),
}
