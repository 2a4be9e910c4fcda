"""What is said of turns out of order and of people's choices: see `formats.wording`."""

from __future__ import annotations

from lekalo.data.formats.shapes.sentences import FILL, MEND
from lekalo.data.formats.wording import Sentence

# Turns

TURNS_LIST = Sentence(
    ("'{shape}' is {kind}, not a list of turns.", "Make it a list."),
    ("Поле «{shape}» — не список реплик, а {kind}.", "Сделайте его списком."),
)
TURN_OBJECT = Sentence(
    ("A turn is {kind}, not an object.", "Give it a {key}."),
    ("Реплика — не объект, а {kind}.", "Дайте ей поле «{key}»."),
)
WEIGHT = Sentence(
    (
        "An assistant turn has the training weight {weight}; only 0 and 1 are supported.",
        "Set it to 1, or to 0 for a turn that should not be learned.",
    ),
    (
        "У ответа вес обучения {weight}, а бывает только 0 и 1.",
        "Поставьте 1 или, если учить ответ не надо, 0.",
    ),
)
NULL_CONTENT = Sentence(
    ("The content of the {role} turn is null.", "Write the text, or '' for none."),
    ("У реплики {role} вместо текста стоит null.", "Впишите текст или '', если его нет."),
)
CONTENT = Sentence(
    ("The content of the {role} turn is {kind}.", "Make it text."),
    ("У реплики {role} вместо текста стоит {kind}.", "Запишите текст."),
)
PART_OBJECT = Sentence(
    ("A content part is {kind}, not an object.", "Give it type and text."),
    ("Часть реплики — не объект, а {kind}.", "Дайте ей поля type и text."),
)
PART_KIND = Sentence(
    (
        "A content part is of the type {kind}; only 'text' can be learned.",
        "Remove the part or the row.",
    ),
    (
        "Часть реплики имеет вид {kind}, а учить можно только 'text'.",
        "Удалите эту часть или всю строку.",
    ),
)
NO_TURNS = Sentence(
    ("The chat has no turns.", FILL[0]),
    ("В диалоге нет реплик.", FILL[1]),
)
EMPTY_TURN = Sentence(
    ("The {role} turn (turn {number}) is empty.", FILL[0]),
    ("Реплика {role} (по счёту {number}) пуста.", FILL[1]),
)
EMPTY_ANSWER = Sentence(
    ("The answer (turn {number}) is empty.", FILL[0]),
    ("Ответ (реплика {number}) пуст.", FILL[1]),
)
NOT_LEARNED = Sentence(
    (
        "Every assistant turn has the weight 0, so there is nothing to learn.",
        "Give the answers that should be learned the weight 1.",
    ),
    (
        "У всех ответов вес 0, и учить нечего.",
        "Поставьте вес 1 тем ответам, которые надо выучить.",
    ),
)
UNANSWERED = Sentence(
    ("The last turn has no answer.", "Add the answer or remove the turn."),
    ("На последнюю реплику нет ответа.", "Добавьте ответ или удалите реплику."),
)
NO_ASSISTANT = Sentence(
    ("The chat has no assistant turn, so there is nothing to learn.", "Add one."),
    ("В диалоге нет ни одного ответа ассистента, и учить нечего.", "Добавьте ответ."),
)
LATE_SYSTEM = Sentence(
    ("Turn {number} is 'system'; only the first may be.", "Move it first."),
    ("Реплика {number} — system, а ею может быть только первая.", "Поставьте её первой."),
)
STRAY_RESULT = Sentence(
    ("Turn {number} is 'tool', but no tool call stands before it.", "Add it."),
    ("Реплика {number} — tool, но перед ней нет вызова инструмента.", "Добавьте его."),
)
BAD_START = Sentence(
    ("The chat starts with '{role}'.", "Put the user's turn before it."),
    ("Диалог начинается с реплики {role}.", "Поставьте перед ней реплику user."),
)
NO_RESULT = Sentence(
    (
        "Turn {number} is '{role}', but the tool call before it has no result.",
        "Add the tool's turn with the result.",
    ),
    (
        "Реплика {number} — {role}, но у вызова инструмента перед ней нет результата.",
        "Добавьте реплику tool с результатом.",
    ),
)
TWO_ALIKE = Sentence(
    (
        "Turn {number} is '{role}' right after another '{role}'.",
        "Join the two turns into one, or add what is missing between them.",
    ),
    (
        "Реплика {number} — {role} сразу после другой такой же.",
        "Объедините две реплики или добавьте то, чего не хватает между ними.",
    ),
)
OUT_OF_ORDER = Sentence(
    ("Turn {number} is '{role}' right after '{last}'.", TWO_ALIKE.en[1]),
    ("Реплика {number} — {role} сразу после {last}.", TWO_ALIKE.ru[1]),
)
NO_ROLE = Sentence(
    ("A turn has no '{key}'.", "Allowed are {roles}."),
    ("У реплики нет поля «{key}».", "Допустимы {roles}."),
)
UNKNOWN_ROLE = Sentence(
    ("Unknown role '{name}'{hint}", "Allowed are {roles}."),
    ("Неизвестная роль «{name}»{hint}", "Допустимы {roles}."),
)

# Choices

NOT_HUMAN = Sentence(
    ("'{name}' does not start with 'Human:'.", MEND[0]),
    ("Поле «{name}» не начинается с «Human:».", MEND[1]),
)
UNLIKE = Sentence(
    ("'chosen' is {chosen}, but 'rejected' is {rejected}.", "Write both in the same way."),
    ("Поле «chosen» — {chosen}, а «rejected» — {rejected}.", "Запишите оба одинаково."),
)
NO_SIDE = Sentence(
    ("'chosen' or 'rejected' has no turns.", FILL[0]),
    ("В поле «chosen» или «rejected» нет реплик.", FILL[1]),
)
NO_PROMPT = Sentence(
    ("There are 'chosen' and 'rejected' but no question.", "Add 'prompt'."),
    ("Есть «chosen» и «rejected», но нет вопроса.", "Добавьте поле «prompt»."),
)
NO_INPUT = Sentence(
    ("'input' is not an object with 'messages'.", "Put the prompt there."),
    ("Поле «input» — не объект с «messages».", "Поместите туда запрос."),
)
TOOLS_IN_PAIR = Sentence(
    (
        "The pair declares tools, and pairs with tools cannot be learned yet.",
        "Remove the row, or its tools.",
    ),
    (
        "В паре описаны инструменты, а учиться на таких парах пока нельзя.",
        "Удалите строку или описание инструментов.",
    ),
)
NOT_ONE_TURN = Sentence(
    ("'{name}' has {turns}, not one.", "Keep the answer alone."),
    ("В поле «{name}» {turns}, а нужна одна.", "Оставьте только ответ."),
)
SHORT_RANKING = Sentence(
    ("A ranking needs at least two answers.", "Add one or remove the row."),
    ("В ряду нужно хотя бы два ответа.", "Добавьте ответ или удалите строку."),
)
NO_GRADE = Sentence(
    ("A grade is missing or not a number.", "Give left_grade and right_grade."),
    ("Одной из оценок нет, или она не число.", "Заполните left_grade и right_grade."),
)
SAME_GRADE = Sentence(
    ("Both answers have the same grade, so neither is chosen.", "Remove the row."),
    ("У обоих ответов одна оценка, и ни один не выбран.", "Удалите строку."),
)
PART_EARLY = Sentence(
    (
        "The two chats part at turn {turn}, before their last answers.",
        "Cut both where they part, or remove the row.",
    ),
    (
        "Диалоги расходятся на реплике {turn}, ещё до последнего ответа.",
        "Обрежьте оба там, где они расходятся, или удалите строку.",
    ),
)
WRONG_ROLE = Sentence(
    ("{what} has the role '{role}'.", "Make it 'assistant'."),
    ("{what} записан с ролью {role}.", "Замените роль на assistant."),
)
CALLS_TOOL = Sentence(
    ("{what} calls a tool; only text can be compared yet.", "Remove the row."),
    ("{what} вызывает инструмент, а сравнивать пока можно только текст.", "Удалите строку."),
)
