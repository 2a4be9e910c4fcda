"""Facts read from text in two languages, and which of them agree."""

from __future__ import annotations

import time

import pytest

from lekalo.text.asked_for import open_task
from lekalo.text.dates import Date, dates, times
from lekalo.text.disagreement import disagreement
from lekalo.text.facts import Fact, agree, comparable, facts
from lekalo.text.plural import count_en, count_ru
from lekalo.text.polarity import denied, verdict
from lekalo.text.quantities import quantities
from lekalo.text.volatile import volatile


def one(text: str) -> Fact:
    (found,) = facts(text)
    return found


HOUR, DAY = 1, 24


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("within two weeks", "duration", 14 * DAY, 14 * DAY),
        ("за две недели", "duration", 14 * DAY, 14 * DAY),
        ("в течение 14 дней", "duration", 14 * DAY, 14 * DAY),
        ("14-дневный срок", "duration", 14 * DAY, 14 * DAY),
        ("двухнедельный срок", "duration", 14 * DAY, 14 * DAY),
        ("within a week", "duration", 7 * DAY, 7 * DAY),
        ("за неделю", "duration", 7 * DAY, 7 * DAY),
        ("half an hour", "duration", 0.5, 0.5),
        ("полчаса", "duration", 0.5, 0.5),
        ("полтора часа", "duration", 1.5, 1.5),
        ("3-5 business days", "duration", 3 * DAY, 5 * DAY),
        ("от 3 до 5 рабочих дней", "duration", 3 * DAY, 5 * DAY),
        ("два-три дня", "duration", 2 * DAY, 3 * DAY),
        ("$1,299.99", "money", 1299.99, 1299.99),
        ("1 299,50 руб.", "money", 1299.5, 1299.5),
        ("5 тыс. руб.", "money", 5000, 5000),
        ("две тысячи пятьсот рублей", "money", 2500, 2500),
        ("two hundred and fifty dollars", "money", 250, 250),
        ("twenty-five percent", "percent", 25, 25),
        ("двадцать пять процентов", "percent", 25, 25),
        ("5 км", "length", 5000, 5000),
        ("200 grams", "mass", 200, 200),
        ("5 million people", "number", 5e6, 5e6),
        ("between 3 and 5 items", "number", 3, 5),
    ],
)
def test_quantities(text: str, kind: str, low: float, high: float) -> None:
    (found,) = quantities(text)
    assert (found.kind, found.low, found.high) == (kind, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    [
        "one of them",
        "один из них",
        "version 1.2.3",
        "ISO-9001",
        "123456789012345",
        "step 2",
        "1. a",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert list(quantities(text)) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("до 5 марта 2024 года", Date(2024, 3, 5)),
        ("on March 5th, 2024", Date(2024, 3, 5)),
        ("5 March", Date(None, 3, 5)),
        ("05.03.2024", Date(2024, 3, 5)),
        ("2024-03-05", Date(2024, 3, 5)),
        ("собирается 12.03", Date(None, 3, 12)),
        ("в 1945 году", Date(1945)),
        ("in May 2020", Date(2020, 5)),
    ],
)
def test_dates(text: str, date: Date) -> None:
    (found,) = dates(text)
    assert found.value == (date,)


@pytest.mark.parametrize(
    "text", ["12.5.3", "you may 5", "1/2/3", "24/7", "цена 12.05 руб", "45.45.2020"]
)
def test_what_is_no_date(text: str) -> None:
    assert [found for found in dates(text) if found.value != (Date(None, 5, 5),)] == []


def test_times_of_day() -> None:
    said = {"9:00": 540, "10 am": 600, "6 p.m.": 1080, "в 10 утра": 600, "в 10 часов": 600}
    for text, minutes in said.items():
        assert [found.value for found in times(text)] == [minutes], text
    assert list(times("1:2:3")) == list(times("за 10 часов")) == []


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("14 days", "two weeks", True),
        ("за 2 недели", "14 дней", True),
        ("a 30-day term", "within a month", True),
        ("24 months", "2 года", True),
        ("5 business days", "within a week", True),
        ("3-5 days", "4 days", True),
        ("3-5 days", "up to 5 days", True),
        ("78 degrees", "78.37 degrees", True),
        ("5 March", "05.03.2024", True),
        ("March 5", "03/05/2024", True),
        ("10:00", "10 am", True),
        ("1 000 руб.", "1000 рублей", True),
        ("14 days", "three weeks", False),
        ("3-5 days", "3-7 days", False),
        ("3 business days", "5 business days", False),
        ("5 рабочих дней", "2 дня", False),
        ("$49.99", "$50", False),
        ("5 March", "6 марта", False),
        ("5 March 2023", "5 March 2024", False),
        ("9:00", "10 утра", False),
        ("20 %", "50 процентов", False),
    ],
)
def test_facts_that_agree(left: str, right: str, same: bool) -> None:
    one_, other = one(left), one(right)
    assert comparable(one_, other) and agree(one_, other) is agree(other, one_) is same


def test_different_sorts_are_not_compared() -> None:
    assert not comparable(one("5 days"), one("5 dollars"))
    assert not comparable(one("5 dollars"), one("6 евро"))
    assert not comparable(one("100 °C"), one("212 °F"))


def test_names_that_a_reader_goes_by() -> None:
    text = (
        'Settings > Billing, press "Cancel", write to Help@Shop.com or see https://shop.com/help.'
    )
    assert [(fact.kind, fact.value) for fact in facts(text)] == [
        ("label", "billing"),
        ("label", "cancel"),
        ("email", "help@shop.com"),
        ("link", "shop.com/help"),
    ]
    assert [fact.value for fact in facts("Звоните 8 800 555 35 35")] == ["8005553535"]
    assert [fact.kind for fact in facts("x > 5 and y > 3")] == ["number", "number"]


@pytest.mark.parametrize(
    ("answer", "question", "said"),
    [
        ("Yes, we do.", "Do you ship?", True),
        ("Unfortunately, no.", "Do you ship?", False),
        ("You can return it.", "Can I return it?", True),
        ("You cannot return it.", "Can I return it?", False),
        ("Вернуть можно.", "Можно вернуть?", True),
        ("Вернуть нельзя.", "Можно вернуть?", False),
        ("It is forbidden to cook here.", "May I cook here?", False),
        ("Готовить здесь запрещено.", "Можно ли здесь готовить?", False),
        ("Доставка бесплатная.", "Доставка бесплатная, да? Она ли?", None),
        ("No problem, it takes 3 days.", "Can I return it?", None),
        ("You can return it if it is clean.", "Can I return it?", None),
        ("Он вышел.", "Когда он вышел?", None),
    ],
)
def test_verdicts(answer: str, question: str, said: bool | None) -> None:
    assert verdict(answer, question) is said


def test_a_sentence_that_denies_another() -> None:
    assert denied("We ship to Canada.", "We do not ship to Canada.")
    assert denied("Завтрак входит в цену.", "Завтрак не входит в цену.")
    assert denied("Smoking is allowed in the lobby.", "Smoking is forbidden in the lobby.")
    assert not denied("We ship to Canada.", "We do not ship to Brazil.")
    assert not denied("Please do not hesitate to write to us.", "Please write to us.")
    assert not denied("We take it back.", "We do not take it back if it is worn.")
    assert not denied("Не волнуйтесь, заказ едет.", "Волнуйтесь, заказ едет.")


@pytest.mark.parametrize(
    ("question", "left", "right", "kind"),
    [
        ("How long?", "It takes 3 days.", "It takes 5 days.", "number"),
        ("How long is it?", "It takes three days.", "You will wait for a week.", "number"),
        ("Сколько ждать?", "Ждать 3 дня.", "Привезём за две недели.", "number"),
        ("When is it?", "It is on 5 March.", "It is on 6 March.", "date"),
        ("Во сколько открытие?", "Открываемся в 9:00.", "Открываемся в 10 утра.", "date"),
        ("Can I?", "Yes, you can.", "No, you can't.", "yes-no"),
        ("Можно вернуть?", "Да, можно.", "Вернуть нельзя.", "yes-no"),
        ("Where is it?", "Open Settings > Billing.", "Open Settings > Orders.", "name"),
        ("Где счёт?", "Нажмите «Счета» внизу.", "Нажмите «Заказы» внизу.", "name"),
        ("Who wrote it?", "Leo Tolstoy", "Anton Chekhov", "name"),
        ("Where to write?", "Write to a@shop.com.", "Write to b@shop.com.", "name"),
        ("Which lane?", "Take the left lane.", "Take the right lane.", "name"),
        ("How much?", "It costs 5 dollars.", "It costs 5 euros.", "number"),
        ("How do I send it?", "Send it by e-mail.", "Send it by courier.", "name"),
        ("Which bus is it?", "Take bus A.", "Take bus B.", "name"),
        ("Какую кнопку нажать?", "Нажмите зелёную кнопку.", "Нажмите красную кнопку.", "name"),
        ("Куда отдать?", "Отдайте в бухгалтерию.", "Отдайте в отдел кадров.", "name"),
        ("Как отправить?", "Отправьте по почте.", "Отправьте курьером.", "name"),
    ],
)
def test_disagreement(question: str, left: str, right: str, kind: str) -> None:
    assert disagreement(question, left, right) == disagreement(question, right, left) == kind


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        ("How long?", "It takes 14 days.", "You will wait two weeks."),
        ("Сколько ждать?", "Ждать 14 дней.", "За две недели привезём."),
        ("How long?", "It takes 3 days.", "It takes 3 days, write to a@shop.com in 24 hours."),
        ("How long?", "It takes 3 days.", "We will tell you."),
        ("Write a poem about 3 cats.", "Three cats sat.", "Two cats sang of five mice."),
        ("Name a city.", "Paris", "London"),
        ("Назови любой город", "Москва", "Омск"),
        ("Give me an example of a fruit.", "Apple", "Pear"),
        ("Приведи пример числа", "5", "7"),
        ("What is a synonym of happy?", "Glad", "Joyful"),
        ("Who wrote it?", "Leo Tolstoy", "It was written by Tolstoy."),
        ("Where is it?", "Click Billing in Settings.", "Open Settings, then click Billing."),
        ("Can I?", "Yes, you may.", "Of course."),
        ("Where do I get it?", "Get it at the reception.", "It is at the reception desk."),
        ("Где получить?", "Получите на стойке.", "Возьмите на стойке."),
        ("Where is my parcel?", "The parcel is at the warehouse.", "It will be sent soon."),
        ("Где мой заказ?", "Заказ уже в пути.", "Мы проверяем его статус."),
        ("Какая погода в Омске?", "Холодно и снежно.", "Обычно мороз."),
        ("Кто такой Пушкин?", "Русский поэт.", "Автор «Онегина»."),
        ("How do I pay?", "Press the button below.", "Click the button below."),
        ("How do I pay?", "You can pay by card.", "You cannot pay by cheque."),
        (
            "What is 0 °C?",
            "It is 0 degrees Celsius or 32 degrees Fahrenheit.",
            "It is 32 degrees Fahrenheit.",
        ),
    ],
)
def test_answers_that_agree(question: str, left: str, right: str) -> None:
    assert disagreement(question, left, right) is disagreement(question, right, left) is None


def test_open_tasks() -> None:
    for task in ("Write a poem", "Придумай название", "Give me an idea", "Назови город"):
        assert open_task(task), task
    for question in ("How long is it?", "Сколько ждать?", "Can you tell me which lane to use?"):
        assert not open_task(question), question


def test_a_copy_of_a_long_text_with_one_number_changed() -> None:
    text = "The tariff has calls, messages and a gigabyte of traffic for " + "every client " * 20
    assert (
        disagreement("Write of it", text + "at 300 roubles.", text + "at 500 roubles.") == "number"
    )
    assert disagreement("Write of it", text + "at 300 roubles.", text + "for all.") is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It costs 24.90 today.", "price"),
        ("Цена 4 990 руб.", "price"),
        ("The offer ends on Friday.", "date"),
        ("Акция действует до пятницы.", "date"),
        ("We deliver by 25 May 2024.", "date"),
        ("Delivery takes 3-5 business days.", "term"),
        ("Возврат оформим за 14 дней.", "term"),
        ("Only 3 left in stock.", "stock"),
        ("В наличии 5 шт.", "stock"),
        ("На складе осталось 3 штуки.", "stock"),
        ("Call (212) 736-5000.", "phone"),
        ("Звоните 8-800-555-35-35.", "phone"),
        ("Read https://shop.example.com/sale.", "link"),
        ("The shop is open from 9:00 to 18:00.", "hours"),
        ("Магазин работает с 9 до 18.", "hours"),
    ],
)
def test_facts_that_change(text: str, kind: str) -> None:
    assert kind in [fact.kind for fact in volatile(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The war ended in 1945.",
        "Pushkin was born on 6 June 1799.",
        "Пушкин родился 6 июня 1799 года.",
        "Christmas is on December 25.",
        "The area is 3 * 4 = 12 dollars.",
        "He is 30 years old.",
        "Bake it for 30 minutes.",
        "Варите 30 минут.",
        "Вода кипит при 100 градусах.",
        "One day, an order came.",
        "The company is worth $3 billion.",
        "```\nprice = 5 # $5\n```",
        "A triangle has 3 sides left.",
        "People sleep between 7 and 9 hours.",
    ],
)
def test_facts_that_stay(text: str) -> None:
    assert list(volatile(text)) == []


@pytest.mark.parametrize(
    "hostile",
    [
        "1 ",
        "a > ",
        "1,",
        "«",
        "(1 ",
        "a.",
        "двух ",
        "one hundred ",
        "@a",
        "1.1.",
        "\n",
        "A",
        "9:00 ",
        "не ",
    ],
)
def test_hostile_texts_take_no_time(hostile: str) -> None:
    text = hostile * 10_000
    began = time.perf_counter()
    facts(text)
    list(volatile(text))
    disagreement("Can I?", text, text + "5 days")
    assert time.perf_counter() - began < 3


def test_plural_forms() -> None:
    said = [count_ru(n, "строка", "строки", "строк") for n in (1, 2, 5, 11, 12, 21, 22, 25, 111)]
    assert [text.split()[1] for text in said] == [
        "строка", "строки", "строк", "строк", "строк", "строка", "строки", "строк", "строк",
    ]  # fmt: skip
    assert count_en(1, "row") == "1 row" and count_en(2, "row") == "2 rows"
    assert count_en(2, "reply", "replies") == "2 replies"
