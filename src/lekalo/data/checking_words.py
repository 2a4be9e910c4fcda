"""What is refused of data, a policy or drafts around the checks, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase, Word

NOT_A_PHRASE = Phrase(
    "{path}, rule {number}: `banned` holds {phrase}; it is a list of phrases. Put each into "
    "quotation marks.",
    "{path}, правило {number}: в `banned` стоит {phrase}, а нужен список фраз. Возьмите каждую в "
    "кавычки.",
)
NO_POLICY = Phrase(
    "there is no policy file at {path}. Check the path.",
    "файла правил {path} нет. Проверьте путь.",
)
POLICY_UNREADABLE = Phrase(
    "the policy {path} cannot be read: {reason}. Write it as YAML.",
    "файл правил {path} не читается: {reason}. Запишите его как YAML.",
)
NO_RULES = Phrase(
    "the policy {path} has no list of `rules`. Start it with `rules:`.",
    "в файле правил {path} нет списка `rules`. Начните его с `rules:`.",
)
DRAFT_THERE = Phrase(
    "{path} is there already, and drafts are never written over a file. Name another folder, or "
    "move the file away.",
    "файл {path} уже есть, а черновики ничего не переписывают. Назовите другую папку или уберите "
    "этот файл.",
)
CHECK_FAILED = Phrase(
    "the check '{name}' failed while looking for what to mend ({name2}: {error}), so nothing was "
    "written.",
    "проверка «{name}» дала сбой, когда искала, что исправить ({name2}: {error}), поэтому ничего "
    "не записано.",
)
EMBEDDING_FAILED = Phrase(
    "the embedding model failed ({reason})",
    "модель эмбеддингов дала сбой ({reason})",
)
NO_ROWS = Phrase(
    "the data holds no rows. Give at least one.",
    "в данных нет строк. Дайте хотя бы одну.",
)
NO_ROWS_GIVEN = Phrase(
    "the data holds no rows. Give files with at least one.",
    "в данных нет строк. Дайте файлы хотя бы с одной.",
)
NO_PATH = Phrase(
    "there is no file or folder '{path}'{hint} Check the path.",
    "файла или папки «{path}» нет{hint} Проверьте путь.",
)
OTHER_KIND = Phrase(
    "--kind {kind} was given, but {listed} was read as {found}. Leave --kind out to check it as "
    "that, or give other files.",
    "задано --kind {kind}, но в {listed} прочитано другое: {found}. Уберите --kind, чтобы так и "
    "проверить, или дайте другие файлы.",
)
KINDS: dict[str, Word] = {
    "sft": Word("chats or questions with answers (sft)", "диалоги или вопросы с ответами (sft)"),
    "preference": Word("preference pairs (preference)", "пары предпочтений (preference)"),
    "documents": Word("running text (documents)", "связный текст (documents)"),
}
AND = Word(" and ", " и ")
NO_FINDING = Phrase(
    "--accept {code}: no finding has this code. There are: {codes}.",
    "--accept {code}: замечания с таким кодом нет. Есть: {codes}.",
)
NOTHING_FOUND = Phrase(
    "--accept {code}: no finding has this code. Nothing was found.",
    "--accept {code}: замечания с таким кодом нет. Ничего не найдено.",
)
