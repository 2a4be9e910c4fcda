"""What a shop's customers ask, and what they are answered: the words of the skill `support`.

A thing stands in them as {t}, or {acc} (Russian accusative), an order's number as {o}.
"""

from __future__ import annotations

from dataclasses import dataclass

from lekalo.demo.world import Language


@dataclass(frozen=True, slots=True)
class Intent:
    """What a customer wants: wordings and the one answer."""

    asks: tuple[str, ...]
    answer: str


_EN = (
    Intent(
        (
            "How can I return the {t}?",
            "I want to return the {t}. What should I do?",
            "Can I send the {t} back?",
            "The {t} does not suit me. How do I return it?",
        ),
        "You can return the {t} to the shop with its receipt.",
    ),
    Intent(
        (
            "When will you refund the money for the {t}?",
            "I returned the {t}. Where is my money?",
            "How do I get a refund for the {t}?",
            "I am waiting for a refund for the {t}.",
        ),
        "The money for the {t} will come back to your card.",
    ),
    Intent(
        (
            "Where is my {t}?",
            "My {t} has not arrived yet.",
            "When will the {t} be delivered?",
            "I ordered a {t} and it is late.",
        ),
        "Please tell me the order number, and I will check where the {t} is.",
    ),
    Intent(
        (
            "The {t} is broken.",
            "My {t} does not work.",
            "The {t} stopped working. What should I do?",
            "I received a damaged {t}.",
        ),
        "I am sorry about the {t}. We will repair it under the warranty.",
    ),
    Intent(
        (
            "How can I pay for the {t}?",
            "Which payment do you take for the {t}?",
            "Can I pay for the {t} by card?",
            "I want to pay for the {t}.",
        ),
        "You can pay for the {t} by card or in cash.",
    ),
    Intent(
        (
            "Can I exchange the {t}?",
            "I would like another {t} instead of this one.",
            "How do I exchange the {t} for another one?",
            "Please exchange my {t}.",
        ),
        "We can exchange the {t} if it was not used.",
    ),
    Intent(
        (
            "Please cancel my order for the {t}.",
            "I do not need the {t} any more.",
            "How do I cancel the {t}?",
            "I changed my mind about the {t}.",
        ),
        "Your order for the {t} can be cancelled before it is sent.",
    ),
    Intent(
        (
            "Does the {t} have a warranty?",
            "Is there a warranty for the {t}?",
            "What about the warranty of the {t}?",
            "Tell me about the warranty for the {t}.",
        ),
        "Yes, the {t} has a warranty. Please keep the warranty card.",
    ),
    Intent(
        (
            "I need an invoice for the {t}.",
            "Please send the invoice for the {t}.",
            "Where is the invoice for the {t}?",
            "Can I have an invoice for the {t}?",
        ),
        "I will send the invoice for the {t} to your address.",
    ),
    Intent(
        (
            "I want to change the delivery address for the {t}.",
            "Please bring the {t} to another address.",
            "How do I change the address for the {t}?",
            "The address for the {t} is wrong.",
        ),
        "Please write the new address for the {t}.",
    ),
    Intent(
        (
            "You sent me a wrong thing instead of the {t}.",
            "I ordered a {t} but received another thing.",
            "This is not the {t} that I ordered.",
            "There is no {t} in the parcel.",
        ),
        "I am sorry for the mistake. We will send you the right {t}.",
    ),
    Intent(
        (
            "Do you have the {t} in the shop?",
            "Can I buy the {t} today?",
            "Is the {t} in stock?",
            "I am looking for a {t}.",
        ),
        "I will check whether the {t} is in stock.",
    ),
)
_RU = (
    Intent(
        (
            "Как вернуть {acc}?",
            "Хочу вернуть {acc}. Что мне делать?",
            "Можно ли отправить {acc} обратно?",
            "Мне не подходит {t}. Как оформить возврат?",
        ),
        "Вы можете вернуть {acc} в магазин вместе с чеком.",
    ),
    Intent(
        (
            "Когда вернутся деньги за {acc}?",
            "Я вернул {acc}. Где мои деньги?",
            "Как получить деньги за {acc} обратно?",
            "Жду возврата денег за {acc}.",
        ),
        "Деньги за {acc} вернутся на вашу карту.",
    ),
    Intent(
        (
            "Где мой заказ: {t}?",
            "Мне не привезли {acc}.",
            "Когда мне доставят {acc}?",
            "Я заказал {acc}, но заказ опаздывает.",
        ),
        "Назовите номер заказа, и я проверю, где {t}.",
    ),
    Intent(
        (
            "Не работает {t}.",
            "У меня не включается {t}.",
            "Я получил {acc} с дефектом. Что делать?",
            "Перестал работать товар: {t}.",
        ),
        "Мне жаль, что так вышло. Мы проверим {acc} и сделаем ремонт по гарантии.",
    ),
    Intent(
        (
            "Как оплатить {acc}?",
            "Чем можно заплатить за {acc}?",
            "Можно ли оплатить {acc} картой?",
            "Хочу оплатить {acc}.",
        ),
        "Вы можете оплатить {acc} картой или наличными.",
    ),
    Intent(
        (
            "Можно ли обменять {acc}?",
            "Хочу обменять {acc}.",
            "Как обменять {acc} на другой товар?",
            "Обменяйте, пожалуйста, {acc}.",
        ),
        "Мы можем обменять {acc}, если товаром не пользовались.",
    ),
    Intent(
        (
            "Отмените, пожалуйста, заказ: {t}.",
            "Мне больше не нужен товар: {t}.",
            "Как отменить заказ на {acc}?",
            "Не буду покупать {acc}.",
        ),
        "Заказ на {acc} можно отменить до отправки.",
    ),
    Intent(
        (
            "Есть ли гарантия на {acc}?",
            "Какая гарантия на {acc}?",
            "Что с гарантией на {acc}?",
            "Расскажите о гарантии на {acc}.",
        ),
        "Да, на {acc} есть гарантия. Сохраните гарантийный талон.",
    ),
    Intent(
        (
            "Мне нужен счёт за {acc}.",
            "Пришлите, пожалуйста, счёт за {acc}.",
            "Где счёт за {acc}?",
            "Можно получить счёт за {acc}?",
        ),
        "Я пришлю счёт за {acc} на ваш адрес.",
    ),
    Intent(
        (
            "Хочу изменить адрес доставки. Товар: {t}.",
            "Привезите, пожалуйста, {acc} по другому адресу.",
            "Как изменить адрес, куда везут {acc}?",
            "Вы везёте {acc} не по тому адресу.",
        ),
        "Напишите новый адрес, и мы доставим {acc} туда.",
    ),
    Intent(
        (
            "Вместо товара «{t}» прислали другой.",
            "Я заказал {acc}, а получил другую вещь.",
            "Это не тот товар. Я заказывал {acc}.",
            "В посылке нет товара: {t}.",
        ),
        "Извините за ошибку. Мы пришлём вам {acc}.",
    ),
    Intent(
        (
            "Есть ли в магазине {t}?",
            "Можно сегодня купить {acc}?",
            "Есть ли в наличии {t}?",
            "Я ищу {acc}.",
        ),
        "Я проверю, есть ли в наличии {t}.",
    ),
)
_EN_ORDERS = (
    Intent(
        (
            "Where is my order {o}?",
            "What is happening to order {o}?",
            "I want to know about order {o}.",
            "When will order {o} arrive?",
        ),
        "I will check the status of order {o}.",
    ),
    Intent(
        (
            "Please cancel order {o}.",
            "I want to cancel order {o}.",
            "How do I cancel order {o}?",
            "I do not need order {o} any more.",
        ),
        "I will cancel order {o} if it was not sent.",
    ),
    Intent(
        (
            "I paid for order {o} twice.",
            "When will I get my money for order {o}?",
            "Where is the refund for order {o}?",
            "I returned order {o}. Where is my money?",
        ),
        "I will check the payment for order {o}.",
    ),
)
_RU_ORDERS = (
    Intent(
        (
            "Где мой заказ {o}?",
            "Что с заказом {o}?",
            "Хочу узнать о заказе {o}.",
            "Когда привезут заказ {o}?",
        ),
        "Я проверю состояние заказа {o}.",
    ),
    Intent(
        (
            "Отмените, пожалуйста, заказ {o}.",
            "Хочу отменить заказ {o}.",
            "Как отменить заказ {o}?",
            "Мне больше не нужен заказ {o}.",
        ),
        "Я отменю заказ {o}, если его не отправили.",
    ),
    Intent(
        (
            "Деньги за заказ {o} списали дважды.",
            "Когда вернутся деньги за заказ {o}?",
            "Где возврат денег за заказ {o}?",
            "Я вернул заказ {o}. Где мои деньги?",
        ),
        "Я проверю оплату заказа {o}.",
    ),
)
THING_INTENTS: dict[Language, tuple[Intent, ...]] = {"en": _EN, "ru": _RU}
ORDER_INTENTS: dict[Language, tuple[Intent, ...]] = {"en": _EN_ORDERS, "ru": _RU_ORDERS}
