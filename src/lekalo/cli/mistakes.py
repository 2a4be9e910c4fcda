"""What the commands refuse, and why, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

NO_COMMAND = Phrase("there is no command '{name}'{hint}", "команды «{name}» нет{hint}")
ONE_OF = Phrase(
    "{option} is '{value}', but it is one of: {allowed}.",
    "в {option} стоит «{value}», а нужно одно из: {allowed}.",
)
ACCEPT_WHY = Phrase(
    "--accept needs --because with the reason, which is kept for good.",
    "к --accept нужна причина в --because; она сохраняется навсегда.",
)
NO_RECIPE_HERE = Phrase(
    "there is no recipe.yaml here. Name data files, such as tickets.jsonl, or a recipe.",
    "здесь нет recipe.yaml. Назовите файлы данных, например tickets.jsonl, или рецепт.",
)
RECIPE_ALONE = Phrase(
    "{path} is a recipe; name it alone, or give data files only.",
    "{path} — рецепт; назовите его один или дайте только файлы данных.",
)
SET_NEEDS_RECIPE = Phrase(
    "--set changes a recipe's key, but the data was given as files.",
    "--set меняет ключ рецепта, а здесь даны файлы данных.",
)
RECIPE_SAYS = Phrase(
    "a recipe names its own evaluation data, method and policy; give --eval, --kind and --policy "
    "with data files.",
    "оценочные данные, метод и правила рецепт называет сам; --eval, --kind и --policy задают "
    "вместе с файлами данных.",
)
BASE_NEEDS_DATA = Phrase(
    "a recipe names its own base; --base is for data files.",
    "базовую модель рецепт называет сам; --base нужен для файлов данных.",
)
MASK_NEEDS_FIX = Phrase(
    "--mask masks personal data in the cleaned copy, so it needs --fix.",
    "--mask скрывает личные данные в исправленной копии, поэтому нужен и --fix.",
)
JUDGE_NEEDS_EMBEDDING = Phrase(
    "--judge is asked about rows near in meaning, and no model finds them: name one with "
    "--embedding.",
    "--judge спрашивают о строках, близких по смыслу, а искать их нечем: назовите модель в "
    "--embedding.",
)
SIZE = Phrase(
    "{option} is '{value}', but it is a number with {allowed}: {example}.",
    "в {option} стоит «{value}», а нужно число с одним из {allowed}: {example}.",
)
RESUME_OR_SET = Phrase(
    "--resume goes on with the run's own recipe, so --set cannot change it.",
    "--resume продолжает по рецепту самого запуска, и --set его не изменит.",
)
NO_SUITE = Phrase(
    "the recipe names no suite '{name}'{hint} It has: {there}.",
    "набора «{name}» в рецепте нет{hint} Есть: {there}.",
)
NO_SUITES = Phrase(
    "{recipe} names no suites. Add some, or give --suite FILE.jsonl.",
    "в {recipe} не названо ни одного набора. Добавьте их или задайте --suite ФАЙЛ.jsonl.",
)
NOT_EMPTY = Phrase(
    "{folder} is not empty; name a new folder, so that nothing is lost.",
    "папка {folder} не пуста; назовите новую, чтобы ничего не потерять.",
)
BLEND_EXPORT = Phrase(
    "{ref} is taken at strengths; export its versions one by one.",
    "{ref} — смесь с весами; выгружайте её версии по одной.",
)
NO_ADAPTER = Phrase(
    "{ref} has no adapter of its own; use --to merged.",
    "у {ref} нет своего адаптера; задайте --to merged.",
)

# data show, resolve

ROW_RANGE = Phrase(
    "{file} has {rows}, and --row is {row}. Give 1 to {count}.",
    "в файле {file} {rows}, а в --row стоит {row}. Задайте от 1 до {count}.",
)
NO_ROWS = Phrase(
    "{file} holds no rows to show.", "в файле {file} нет строк, которые можно показать."
)
NO_LINE = Phrase(
    "{file} has no row on line {line} or before it.",
    "в файле {file} нет примера ни на строке {line}, ни раньше.",
)
AT_PLACE = Phrase("{where}: {problem}", "{where}: {problem}")
WRITE_OR_CHOICES = Phrase(
    "--write makes the file that --choices reads; give one of the two.",
    "--write создаёт файл, который читает --choices; задайте что-то одно.",
)
JSON_ASKS_NOTHING = Phrase(
    "--json asks nothing, so it needs --write or --choices.",
    "--json ни о чём не спрашивает, поэтому к нему нужен --write или --choices.",
)
CHOICES_THERE = Phrase(
    "{path} is there already, and may hold choices. Name a new file.",
    "файл {path} уже есть, и в нём может быть сделанный выбор. Назовите новый.",
)
