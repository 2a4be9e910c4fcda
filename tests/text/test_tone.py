"""Shouting, rudeness, ты and вы, emoji: what is found, and what only looks like it."""

from __future__ import annotations

import pytest

from lekalo.text.tone import address, emoji, rudeness, shouting


@pytest.mark.parametrize(
    "text",
    [
        "YOU MUST READ THE MANUAL FIRST!",
        "We told you. PLEASE DO NOT WRITE TO US AGAIN, it is late.",
        "ВЫ ДОЛЖНЫ ЧИТАТЬ ИНСТРУКЦИЮ!",
        "Ещё раз: НЕ НАДО НАМ БОЛЬШЕ ПИСАТЬ, ВСЁ УЖЕ СКАЗАНО.",
        "It is on the site!!!",
        "Сколько можно!!!!",
        "Вы читать умеете?????",
        "Order 55 is on its way. STOP ASKING US ABOUT ORDER 55 ALL DAY, it comes when it comes.",
        "НАПИШИТЕ НОМЕР ЗАКАЗА И ЖДИТЕ ОТВЕТА!",
        "THE PARCEL FROM THE OLD WAREHOUSE AND ITS PAPERS ARRIVE ON FRIDAY",
        "ДИВАН ИЗ СТАРОГО КАТАЛОГА ПРИВЕЗУТ В ПЯТНИЦУ.\nСТУЛЬЯ БУДУТ В СУББОТУ.",
    ],
)
def test_shouting(text: str) -> None:
    assert shouting(text)


@pytest.mark.parametrize(
    "text",
    [
        "Great choice! It is here.",
        "We take HTML, CSS, JSON and XML files.",
        "НДС, ИНН, ОГРН и КПП указаны в счёте.",
        "IMPORTANT NOTICE TO OUR CLIENTS\nThe shop is closed.",
        "ПРАВИЛА ВОЗВРАТА ТОВАРА\nТовар принимаем с чеком.",
        "SELECT NAME FROM USERS WHERE ID IN (1, 2)",
        "```\nYOU MUST NOT READ THIS IS IT!!!\n```",
        "Use the CSS rule `color: red !important`.",
        "Really?! Yes.",
        "OK, USB-C и HDMI есть.",
        "HTML, CSS, JSON, XML, YAML, SQL, TOML",
        "SELECT NAME FROM USERS WHERE CITY IS NOT NULL AND AGE IN (1, 2) ORDER BY NAME",
        "ГОСТ, ТУ, НДС, ИНН, ОГРН, СНИЛС, КПП",
        "THE LORD OF THE RINGS",
    ],
)
def test_what_looks_like_shouting(text: str) -> None:
    assert shouting(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Only idiots lose a receipt.", "idiots"),
        ("You’re so stupid, look at the site.", "you're so stupid"),
        ("That's your problem.", "that's your problem"),
        ("You should read before you write. Look for it yourself.",
         "you should read before you write"),
        ("We have no time for such questions.", "have no time for such"),
        ("Stop wasting our time.", "stop wasting our time"),
        ("Что за дурацкие вопросы?", "дурацкие вопросы"),
        ("Вы что, тупые?", "вы что, тупые"),
        ("Научитесь читать!", "научитесь читать"),
        ("Надо читать, а потом писать.", "надо читать"),
        ("Ищите сами.", "ищите сами"),
        ("Это ваши проблемы.", "ваши проблемы"),
        ("Отвечаю идиотам в последний раз.", "идиотам"),
        ("Вы сами виноваты.", "вы сами виноваты"),
        ("Quit whining, it is only a kettle.", "quit whining"),
        ("We answered. Go away.", "go away"),
        ("Хватит нам писать, ждите.", "хватит нам "),
        ("Не нойте, привезут.", "не нойте"),
        ("Вам же сказали: завтра.", "вам же сказали"),
        ("Вы — осел.", "вы — осел"),
        ("Неужели так сложно найти кнопку?", "неужели так сложно"),
        ("Даже ребёнок справится.", "даже ребенок справится"),
        ("Таким недоумкам не продаём.", "недоумкам"),
        ("Разуйте глаза, цена на сайте.", "разуйте глаза"),
    ],
)  # fmt: skip
def test_rudeness(text: str, said: str) -> None:
    assert rudeness(text) == said


@pytest.mark.parametrize(
    "text",
    [
        'The film "Stupid Young Heart" is in stock.',
        "Роман «Идиот» есть в продаже.",
        "В наличии роман Идиот Достоевского.",
        "Тупой угол больше прямого.",
        "При тупой боли в боку обратитесь к врачу.",
        "The case is idiot-proof? No: it is foolproof.",
        "Press the assist button, class A.",
        "Dickens, Scunthorpe and Essex are names.",
        "Мы не будем оскорблять и употреблять рубля, корабля и хлеба.",
        "Подстрахуйтесь и похудейте.",
        "Читать инструкцию надо на сайте производителя.",
        "Здесь лежит сук дерева.",
        "If there is a problem, tell us.",
        "Если вы сами оформили возврат, деньги придут.",
        "Small parts may get lost if you are in a hurry.",
        "You are being too kind.",
        "Do not be lazy to ask for help from us.",
        "The anal gland and the breast are parts of the body.",
        "The pain will go away. Use your head to keep balance.",
        "Don't bother with the box, just bring the lamp.",
        "Если больше писать не хотите, хватит и звонка.",
        "Откройте глаза и посмотрите на лампу: режим зависит от света.",
        "Осел и баран живут на ферме, а вы можете их покормить.",
        "Вам уже написали из банка? Тогда введите код.",
        "Подставка для рук кривая по форме стола.",
    ],
)
def test_what_looks_rude(text: str) -> None:
    assert rudeness(text) == ""


def test_a_word_that_the_question_has_is_being_spoken_of() -> None:
    assert rudeness("The word idiots is rude.", "Is 'idiots' a rude word?") == ""
    assert rudeness("Слово идиоты грубое.", "Можно писать «идиоты»?") == ""


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Ты можешь вернуть лампу.", "ты"),
        ("Нажми кнопку «Возврат».", "ты"),
        ("Вы можете вернуть лампу.", "вы"),
        ("Нажмите кнопку и обратитесь в магазин.", "вы"),
        ("Обратись в магазин, если что.", "ты"),
        ("Ваш заказ у тебя.", "both"),
        ("Заказ придёт завтра.", ""),
        ("Друзья, вы можете вернуть лампы!", ""),
        ("Ребята, нажмите кнопку, а ты, Анна, подожди.", "ты"),
        ("Клиент написал: «Ты где?» Вам ответит курьер.", "вы"),
        ("Вам подойдёт песня «Ты у меня одна».", "вы"),
        ("— Ты где?\n— Вы кто?", ""),
        ("Лишь тишь да мышь.", ""),
        ("На сайте в кредите есть лимит.", ""),
        ("You can return it.", ""),
    ],
)
def test_address(text: str, form: str) -> None:
    assert address(text) == form


def test_emoji_are_pictures_and_no_signs() -> None:
    assert emoji("Спасибо 😊") == "😊"
    for text in ("10 °C, 5 × 3 → 15 ✓ ★", "©™ №5 — «да»", "плюс + минус", "¯\\_(ツ)_/¯"):
        assert emoji(text) == ""


@pytest.mark.parametrize(
    "char", ["A ", "YOU ", "!", "«", '"', "you are so ", "вы что ", "- a\n", "`"]
)
def test_a_hostile_text_takes_no_time(char: str) -> None:
    text = char * 100_000
    shouting(text), rudeness(text, text), address(text + "ты"), emoji(text)


@pytest.mark.parametrize(
    "text",
    [
        "Вы вообще инструкцию открывали?",
        "Да мне вообще фиолетово на ваш заказ.",
        "Меня ваши проблемы не касаются.",
        "Не нравится — не покупайте.",
        "Жалуйтесь куда хотите.",
        "Мы вам ничего не должны.",
        "Какой же вы бестолковый клиент.",
        "Повторяю для глухих: возврата нет.",
        "Не выносите мне мозг.",
        "Вам лечиться надо.",
        "Опять вы со своими глупостями.",
        "Хватит врать.",
        "Сами накосячили, сами и расхлёбывайте.",
        "Did you even bother to read the manual?",
        "Not my problem.",
        "You clearly have no idea what you are doing.",
        "If you don't like it, go somewhere else.",
        "I'm sick of your complaints.",
        "What part of no don't you understand?",
        "Do I look like I care?",
    ],
)
def test_telling_off_and_sending_away_are_rude(text: str) -> None:
    assert rudeness(f"Здравствуйте. {text}")


@pytest.mark.parametrize(
    "text",
    [
        "Что вам ещё нужно добавить в заказ?",
        "Думать об отпуске лучше заранее.",
        "Тормоз нужно менять раз в год.",
        "Если товар не нравится, верните его за 14 дней.",
        "Для глухих клиентов есть переписка.",
        "Мы не обязаны платить налог дважды.",
        "Лечиться лучше дома.",
        "It is not our problem alone, so we work with the bank.",
        "Learn to use a computer in our free course.",
        "If you don't like the colour, exchange it.",
        "What is wrong with the printer?",
        "You don't need to figure it out yourself, we will help.",
    ],
)
def test_work_in_like_words_is_not_rude(text: str) -> None:
    assert not rudeness(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Разморозь рыбу и поджарь её.", "ты"),
        ("Разморозьте рыбу и поджарьте её.", "вы"),
        ("Разморозь рыбу, затем позовите гостей.", "both"),
        ("Мой пол с мылом, соли здесь нет.", ""),  # мой is mostly no order, nor is соли
        ("Давай скажем прямо: рыба свежая.", ""),
        ("Рыбу размораживают и жарят.", ""),
    ],
)
def test_orders_speak_to_one_or_politely(text: str, form: str) -> None:
    assert address(text) == form


@pytest.mark.parametrize(
    "text",
    [
        "Надо было слушать, а не ушами хлопать, ушами хлопали вы.",
        "Не хамите тут.",
        "Не умничайте.",
        "Не скандальте тут.",
        "Прекратите скандалить.",
        "Вы клювом щёлкали.",
        "Вас много, а я одна.",
        "У меня есть дела поважнее.",
    ],
)
def test_more_rude_sayings(text: str) -> None:
    assert rudeness(text)


@pytest.mark.parametrize(
    "text",
    ["Слон хлопает большими ушами от жары.", "Умные часы заряжаются час.", "Делать нечего: ждём."],
)
def test_what_only_sounds_rude(text: str) -> None:
    assert not rudeness(text)
