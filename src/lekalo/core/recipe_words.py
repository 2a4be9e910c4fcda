"""What is said of a recipe that is refused, in English and in Russian.

`WRONG` says what each kind of value must be; the names of the kinds and of the gaps are
pydantic's.
"""

from __future__ import annotations

from lekalo.core.wording import Phrase

NO_RECIPE = Phrase(
    "there is no recipe at {path}. Make one with: lekalo new NAME",
    "нет рецепта {path}. Создайте его командой: lekalo new ИМЯ",
)
UNREADABLE = Phrase("{path} cannot be read: {reason}.", "файл {path} не читается: {reason}.")
NOT_YAML = Phrase(
    "{path} is not valid YAML: {problem}.", "в файле {path} ошибка записи YAML: {problem}."
)
AT_LINE = Phrase("{problem}, line {line}", "{problem}, строка {line}")
UNPARSED = Phrase("it cannot be parsed", "его не удаётся разобрать")
NO_KEYS = Phrase(
    "{path} holds no keys; a recipe starts with `name:` and `data:`.",
    "в файле {path} нет ключей; рецепт начинается с `name:` и `data:`.",
)
INVALID = Phrase("{source} is not a valid recipe:", "в рецепте {source} есть ошибки:")
NOT_KEY_VALUE = Phrase(
    "'{override}' is not of the form key=value, as in train.epochs=2.",
    "«{override}» не похоже на ключ=значение, как в train.epochs=2.",
)
VALUE_NOT_YAML = Phrase(
    "the value of '{override}' is not valid YAML.", "значение в «{override}» — не запись YAML."
)
NOT_A_GROUP = Phrase(
    "'{key}' leads through '{parent}', which is not a group of keys.",
    "путь «{key}» проходит через «{parent}», а это не группа ключей.",
)

# Single keys

AT_KEY = Phrase("{path}: {problem}", "{path}: {problem}")
BUT_IT_IS = Phrase("{problem}, but it is {given}", "{problem}, а задано {given}")
UNKNOWN = Phrase("unknown key{hint}", "неизвестный ключ{hint}")
REQUIRED = Phrase("this key is required", "этот ключ обязателен")
WRONG = {
    "bool_parsing": Phrase("input should be true or false", "нужно true или false"),
    "bool_type": Phrase("input should be true or false", "нужно true или false"),
    "dict_type": Phrase("input should be keys with values", "нужны ключи со значениями"),
    "finite_number": Phrase("input should be a finite number", "нужно конечное число"),
    "float_parsing": Phrase("input should be a number", "нужно число"),
    "float_type": Phrase("input should be a number", "нужно число"),
    "greater_than": Phrase("input should be greater than {gt:g}", "нужно больше {gt:g}"),
    "greater_than_equal": Phrase("input should be {ge:g} or greater", "нужно не меньше {ge:g}"),
    "int_from_float": Phrase("input should be a whole number", "нужно целое число"),
    "int_parsing": Phrase("input should be a whole number", "нужно целое число"),
    "int_type": Phrase("input should be a whole number", "нужно целое число"),
    "less_than": Phrase("input should be less than {lt:g}", "нужно меньше {lt:g}"),
    "less_than_equal": Phrase("input should be {le:g} or less", "нужно не больше {le:g}"),
    "list_type": Phrase("input should be a list", "нужен список"),
    "literal_error": Phrase("input should be one of: {allowed}", "нужно одно из: {allowed}"),
    "model_type": Phrase("input should be a group of keys", "нужна группа ключей"),
    "string_pattern_mismatch": Phrase(
        "input should be a name of small Latin letters, digits, - and _",
        "нужно имя из строчных латинских букв, цифр, - и _",
    ),
    "string_too_long": Phrase(
        "input should have {max_length} letters or fewer",
        "букв может быть не больше {max_length}",
    ),
    "string_too_short": Phrase(
        "input should have {min_length} or more letters",
        "букв должно быть не меньше {min_length}",
    ),
    "string_type": Phrase("input should be a text", "нужен текст"),
    "too_long": Phrase(
        "input should have at most {max_length} values",
        "значений может быть не больше {max_length}",
    ),
    "too_short": Phrase(
        "input should have at least {min_length} values",
        "значений должно быть не меньше {min_length}",
    ),
    "tuple_type": Phrase("input should be a list", "нужен список"),
}

# Keys that do not go together

BEST_BY = Phrase(
    "train.best_by is '{name}', and no suite is called so{hint} There are: {allowed}",
    "в train.best_by стоит «{name}», но набора с таким именем нет{hint} Есть: {allowed}",
)
FULL_QUANTISED = Phrase(
    "quantise: {held} holds the base frozen, and adapter full trains it; take an adapter such as "
    "lora, or quantise none",
    "quantise: {held} замораживает базовую модель, а адаптер full её обучает; возьмите адаптер "
    "вроде lora или задайте quantise: none",
)
NEW_QUANTISED = Phrase(
    "quantise: {held} compresses a trained base, and this one is new; set quantise none",
    "quantise: {held} сжимает обученную модель, а эта ещё не обучена; задайте quantise: none",
)
STAGE_TWICE = Phrase(
    "each stage needs a name of its own; {name} is there twice",
    "у каждого этапа должно быть своё имя, а {name} встречается дважды",
)
REPLAY_IS_ALL = Phrase(
    "the shares of what is replayed add up to {total}, which leaves the training rows nothing; "
    "they must stay under 1",
    "доли повторяемого складываются в {total}, и обучающим строкам ничего не остаётся; сумма "
    "должна быть меньше 1",
)
NOT_READ = Phrase(
    "{key} is for {those}; {name} takes {allowed}",
    "{key} задают только для {those}; {name} принимает: {allowed}",
)
NO_OTHER = Phrase("no other key", "больше ничего")
