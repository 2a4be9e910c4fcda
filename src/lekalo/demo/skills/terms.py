"""Words of business and what they mean, asked from the word and from the meaning."""

from __future__ import annotations

import random

from lekalo.demo.world import SKILLS, Language, Skill, Turn, contains

_EN = """
invoice|a paper that asks to pay for goods or work
receipt|a paper that shows that money was paid
warranty|a promise to repair goods for free
refund|money that is given back to the buyer
delivery|bringing goods to the buyer
discount|a part taken off the price
deposit|a part of the price paid in advance
order|a request to supply goods
supplier|a firm that provides goods
customer|a person who buys goods
warehouse|a building where goods are kept
contract|a written agreement between two sides
courier|a person who carries parcels
parcel|a packed thing sent by post
tax|money that is paid to the state
salary|money that is paid for work each month
profit|income that is left after all costs
loss|the amount by which costs exceed income
budget|a plan of income and spending
loan|money that is borrowed and must be returned
insurance|a paid protection against damage
catalogue|a list of goods with descriptions
shipment|a load of goods sent together
tariff|a table of fixed prices
complaint|a letter that says what is wrong
exchange|giving one thing instead of another
stock|the goods that a shop has now
barcode|a pattern of lines that names an item
auction|a sale where the highest bid wins
retail|selling goods one by one
wholesale|selling goods in large lots
advertising|telling people about goods
subscription|a regular payment for a service
deadline|the last day for doing a thing
signature|a name written by hand under a paper
guarantee card|a paper that gives the terms of free repair
"""
_RU = """
счёт|документ с просьбой оплатить товар или работу
чек|документ о том, что деньги уплачены
гарантия|обещание бесплатно починить товар
возврат|передача товара или денег обратно
доставка|перевозка товара к покупателю
скидка|часть цены, которую убирают
задаток|часть цены, которую платят заранее
заказ|просьба поставить товар
поставщик|фирма, которая привозит товар
покупатель|человек, который берёт товар за деньги
склад|здание, где хранят товар
договор|письменное соглашение двух сторон
курьер|человек, который разносит посылки
посылка|упакованная вещь, отправленная по почте
налог|деньги, которые платят государству
зарплата|деньги, которые платят за труд каждый месяц
прибыль|доход, который остался после расходов
убыток|сумма, на которую расходы больше дохода
бюджет|план доходов и расходов
заём|деньги, которые взяли и должны вернуть
страховка|платная защита от ущерба
каталог|список товаров с описаниями
накладная|документ, с которым передают груз
тариф|таблица постоянных цен
жалоба|письмо о том, что сделано плохо
обмен|передача одной вещи вместо другой
остаток|товар, который сейчас есть в магазине
штрихкод|узор из линий, который называет товар
аукцион|продажа тому, кто даст больше всех
розница|продажа товаров поштучно
опт|продажа товаров большими партиями
реклама|рассказ людям о товаре
подписка|регулярная плата за услугу
срок|последний день, когда надо сделать дело
подпись|имя, написанное рукой под документом
артикул|номер, под которым товар стоит в каталоге
"""
_TERMS = {
    "en": [line.split("|") for line in _EN.strip().splitlines()],
    "ru": [line.split("|") for line in _RU.strip().splitlines()],
}

_MEANING = {
    "en": (
        "What is the meaning of the word {t}?",
        "What does the word {t} mean?",
        "Explain the word {t}.",
        "What is meant by {t}?",
        "Give the meaning: {t}.",
        "Please explain what {t} means.",
        "I do not know the word {t}. What is it?",
        "How would you explain {t}?",
    ),
    "ru": (
        "Что означает слово «{t}»?",
        "Что такое {t}?",
        "Объясните слово «{t}».",
        "Что значит слово «{t}»?",
        "Дайте определение: {t}.",
        "Объясните, пожалуйста, что такое {t}.",
        "Я не знаю слова «{t}». Что это?",
        "Как вы объясните слово «{t}»?",
    ),
}
_WORD = {
    "en": (
        "Which word means {m}?",
        "What is the word for {m}?",
        "Name the term: {m}.",
        "What do we call {m}?",
        "Find the word by its meaning: {m}.",
        "There is a word for {m}. Which one?",
    ),
    "ru": (
        "Какое слово означает: {m}?",
        "Как это называется: {m}?",
        "Назовите термин: {m}.",
        "Каким словом называют это: {m}?",
        "Найдите слово по значению: {m}.",
        "Есть слово, и вот его значение: {m}. Какое это слово?",
    ),
}
_ANSWERS = {
    "en": ("The word {t} means {m}.", "The word is: {t}."),
    "ru": ("Слово «{t}» означает: {m}.", "Это слово: {t}."),
}


@SKILLS.register("terms")
class Terms(Skill):
    """Each term is known by heart; what is held out is a wording of its question."""

    name = "terms"
    weight = 3

    def draw(self, rng: random.Random, language: Language) -> tuple[Turn, ...]:
        """One term, asked one way or the other."""
        term, meaning = rng.choice(_TERMS[language])
        backwards = rng.random() < 0.4
        ask = rng.choice((_WORD if backwards else _MEANING)[language])
        answer = _ANSWERS[language][backwards].format(t=term, m=meaning)
        wanted = term if backwards else meaning
        question = ask.format(t=term, m=meaning)
        return (Turn(question, answer, (ask, term), (contains(wanted),)),)
