"""What the renderer and the chat templates say and refuse, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

# The renderer

NO_MESSAGES = Phrase(
    "a chat without messages has no prompt. Give at least one message.",
    "диалог пуст, спросить нечего. Дайте хотя бы одно сообщение.",
)
HOLDS_MARK = Phrase(
    "{what} holds '{token}', which this base reads as a mark of its own and not as text. Take it "
    "out or spell it otherwise.",
    "{what} содержит «{token}», а базовая модель читает это не как текст, а как свой служебный "
    "знак. Уберите его или запишите иначе.",
)
MESSAGE = Phrase("message {number} ({role})", "сообщение {number} ({role})")
A_TOOL = Phrase("a declared tool", "описание инструмента")
CALL_NO_TOKEN = Phrase(
    "the base's chat template ends an answer with no token of its own, so a tool call in it has no "
    "end. Take the row out, or choose a base made for tools.",
    "шаблон диалога базовой модели не ставит после ответа своего токена, и у вызова инструмента "
    "нет конца. Уберите строку или выберите модель, которая умеет вызывать инструменты.",
)
CALL_NO_END = Phrase(
    "the base's chat template does not end a tool call with '{end}', so where the answer ends is "
    "not known. Take the row out, or choose another base.",
    "шаблон диалога базовой модели не заканчивает вызов инструмента знаком «{end}», и неизвестно, "
    "где кончается ответ. Уберите строку или выберите другую модель.",
)

# Notes on a base

PLAIN = Phrase(
    "the base has no chat template: a plain one is used.",
    "у базовой модели нет шаблона диалога: взят простой.",
)
NO_SYSTEM = Phrase(
    "the chat template knows no system message: it is put before the first user's text.",
    "шаблон диалога не знает системных сообщений: такое сообщение ставится перед первым текстом "
    "пользователя.",
)
END_APPENDED = Phrase(
    "the chat template ends an answer with no token that can stop generation: {end} is put after "
    "every answer.",
    "шаблон диалога не ставит после ответа токена, на котором можно остановиться: после каждого "
    "ответа добавляется {end}.",
)
REWRITES = Phrase(
    "the chat template writes an earlier answer otherwise than the last one: in a chat of many "
    "turns the earlier ones are not learned as they will be asked.",
    "шаблон диалога записывает прежние ответы иначе, чем последний: в длинном диалоге прежние "
    "ответы учатся не в том виде, в каком их будут спрашивать.",
)
NO_END = Phrase(
    "the tokenizer has no end-of-sequence token: answers end at max_tokens only.",
    "у токенизатора нет токена конца текста: ответы кончаются только по max_tokens.",
)
DATED = Phrase(
    "the chat template writes the date: a fixed one is given, the same for all.",
    "шаблон диалога пишет дату: ему даётся одна и та же дата для всех.",
)

# Templates

NOT_JINJA = Phrase(
    "the chat template is not valid Jinja: {problem}, line {line}. Mend it, or remove it to use "
    "the plain one.",
    "в шаблоне диалога ошибка записи Jinja: {problem}, строка {line}. Исправьте её или уберите "
    "шаблон, тогда будет взят простой.",
)
REFUSES = Phrase(
    "the base's chat template refuses this chat: {reason}. Change the order or the roles of its "
    "messages ({roles}).",
    "шаблон диалога базовой модели не принимает этот диалог: {reason}. Измените порядок или роли "
    "сообщений ({roles}).",
)
REACHES = Phrase(
    "the base's chat template reaches for what it may not: {reason}. It is not run; choose another "
    "base or template.",
    "шаблон диалога базовой модели обращается к запрещённому: {reason}. Он не выполняется; "
    "выберите другую модель или другой шаблон.",
)
FAILS = Phrase(
    "the base's chat template fails on this chat: {reason}.",
    "шаблон диалога базовой модели не справился с этим диалогом: {reason}.",
)
NOT_WHOLE = Phrase(
    "the base's chat template does not write each message of this chat once and whole ({roles}), "
    "so what would be trained is not what was given. Use only the roles it knows, and take out of "
    "the texts what it looks for, such as <think>.",
    "шаблон диалога базовой модели записывает сообщения этого диалога не по одному разу или не "
    "целиком ({roles}), и модель учила бы не то, что дано. Оставьте только роли, которые он знает, "
    "и уберите из текстов то, что он ищет, например <think>.",
)
NO_TOOLS = Phrase(
    "the base's chat template knows no tools: it leaves out the declared tools or the arguments of "
    "a call. Take such rows out, or choose a base made for tools.",
    "шаблон диалога базовой модели не знает инструментов: он пропускает их описания или аргументы "
    "вызова. Уберите такие строки или выберите модель, которая умеет вызывать инструменты.",
)
NO_ROOM = Phrase(
    "a chat uses every private character of Unicode, and so has no text.",
    "в диалоге заняты все знаки Юникода для частного использования: это не текст.",
)
