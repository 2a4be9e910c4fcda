"""What the server says to whoever starts it, in English and in Russian.

HTTP clients are answered in English, as programs expect.
"""

from __future__ import annotations

from lekalo.core.wording import Phrase

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
