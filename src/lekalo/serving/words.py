"""What the server says to whoever starts it and to whom it refuses, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase, Word

# To whoever starts it

NO_KEY = Phrase(
    "{host} can be reached from other machines, and no key is set. Set {key_variable} to a long "
    "random text, or serve on 127.0.0.1.",
    "адрес {host} доступен с других машин, а ключ не задан. Задайте {key_variable} — длинный "
    "случайный текст — или запускайте сервер на 127.0.0.1.",
)
NOT_A_PORT = Phrase(
    "{port} is not a port; it must be from 0 to 65535.",
    "{port} — не порт: он бывает от 0 до 65535.",
)
PORT_TAKEN = Phrase(
    "port {port} on {host} is taken by another program. Stop it, or choose another with --port "
    "{port2}.",
    "порт {port} на {host} занят другой программой. Остановите её или выберите другой порт: "
    "--port {port2}.",
)
NOT_LISTENING = Phrase(
    "the server cannot listen on {host}, port {port}: {reason}.",
    "сервер не может открыть порт {port} на {host}: {reason}.",
)
NO_ASSISTANT = Phrase(
    "there is no assistant '{ref}'{hint} {error}", "помощника «{ref}» нет{hint} {error}"
)
NO_MODEL = Phrase(
    "there is no model '{name}'{hint} There are: {allowed}.",
    "модели «{name}» нет{hint} Есть: {allowed}.",
)

# To clients: who may ask

OTHER_HOST = Phrase(
    "the Host header is not one that this server answers to.",
    "на имя из заголовка Host этот сервер не отвечает.",
)
WRONG_KEY = Phrase(
    "the API key is missing or wrong; send Authorization: Bearer KEY.",
    "ключ API не указан или неверен; пришлите заголовок Authorization: Bearer КЛЮЧ.",
)
UNROUTED = {
    404: Phrase(
        "there is no such route; see /v1/models.", "такого адреса здесь нет; смотрите /v1/models."
    ),
    405: Phrase("this route has no such method.", "такого метода у этого адреса нет."),
}
NOT_OFFERED = Phrase(
    "there is no model '{name}'; see /v1/models.", "модели «{name}» нет; смотрите /v1/models."
)

# To clients: the request

NOT_SAID_JSON = Phrase(
    "the Content-Type must be application/json.",
    "в заголовке Content-Type должно стоять application/json.",
)
LONG_BODY = Phrase(
    "the body is over {size} bytes; send a shorter chat.",
    "запрос больше {size} байт; пришлите разговор покороче.",
)
NOT_JSON = Phrase(
    "the body is not valid JSON{place}; send a JSON object.",
    "тело запроса — не JSON{place}; пришлите объект JSON.",
)
AT_LINE = Phrase(" at line {line}", " (ошибка в строке {line})")
HALF_CHARACTER = Phrase(
    "a text holds half of a surrogate pair; send whole characters.",
    "в тексте стоит половина суррогатной пары; пришлите символы целиком.",
)
NOT_OBJECT = Phrase(
    "the body must be a JSON object with `model` and `messages`.",
    "тело запроса должно быть объектом JSON с ключами `model` и `messages`.",
)
KEY_NEEDED = Phrase("{key}: this key is required.", "{key}: этот ключ обязателен.")
WRONG_VALUE = Phrase("{key}: {reason}, but it is {given}.", "{key}: {reason}, а задано {given}.")
UNSUPPORTED = Phrase("'{key}' is not supported{hint}", "ключ «{key}» не поддерживается{hint}")
LEAVE_OUT = Word("; leave it out.", "; уберите его.")
TWO_LIMITS = Phrase(
    "give max_tokens or max_completion_tokens, not both.",
    "задайте что-то одно: max_tokens или max_completion_tokens.",
)
NO_STREAM = Phrase(
    "stream_options needs stream: true.", "stream_options задают только вместе со stream: true."
)
LIMIT = Phrase(
    "max_tokens is {limit}, but the model's context is {context} tokens.",
    "max_tokens равно {limit}, а токенов в контексте модели {context}.",
)
LONG_CHAT = Phrase(
    "the messages have {tokens} tokens, but the model's context is {context} and the answer needs "
    "at least one. Shorten the messages.",
    "токенов в сообщениях {tokens}, а в контексте модели {context}, и хотя бы один нужен для "
    "ответа. Сократите сообщения.",
)

# To clients: the server's own state

CROWD = Phrase(
    "{count} requests are waiting already; try again later.",
    "в очереди уже есть запросы ({count}); повторите позже.",
)
STOPPING = Phrase(
    "the server is stopping; ask again in a moment.",
    "сервер останавливается; повторите запрос чуть позже.",
)
GONE = Phrase("the client went away.", "клиент отключился.")
VERSION_FAILED = Phrase(
    "the version cannot be served now; the server's log says why.",
    "версия сейчас не может отвечать; причина записана в журнале сервера.",
)
SERVER_FAILED = Phrase(
    "the server failed on this request; its log says why.",
    "сервер не справился с этим запросом; причина записана в его журнале.",
)
